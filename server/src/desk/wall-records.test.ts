import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../journal/memory.ts';
import { wallRecordsOf } from './wall-records.ts';

describe('what was recorded about walls', () => {
  it('[WL7] is read from both places in its order, past what is too old, however much that is', async () => {
    const journal = memoryJournal();
    const write = (aggregate: string, type: string, at: number, count = 1) =>
      journal.append(
        Array.from({ length: count }, () => ({
          entries: [
            {
              aggregate,
              event: { type, data: {}, at, by: { kind: 'system', id: 's' }, via: 'api' },
            },
          ],
        })),
      );
    await write('accounts', 'account.display-changed', 10, 1_500);
    await write('wall:main', 'wall.paused', 20);
    await write('incident:EX-1', 'incident.opened', 20);
    await write('accounts', 'account.display-paired', 30);
    await write('wall:main', 'wall.resumed', 40);
    const asked: (number | undefined)[] = [];
    const records = wallRecordsOf({
      readAggregate(aggregate, options) {
        if (aggregate === 'accounts') asked.push(options?.afterVersion);
        return journal.readAggregate(aggregate, options);
      },
    });
    const types = async (since: number): Promise<string[]> =>
      (await records(since)).map(({ type }) => type);
    expect(await types(20)).toEqual(['wall.paused', 'account.display-paired', 'wall.resumed']);
    expect(asked).toEqual([0, 1_000]);
    await write('accounts', 'account.display-revoked', 50);
    expect(await types(30)).toEqual([
      'account.display-paired',
      'wall.resumed',
      'account.display-revoked',
    ]);
    // What was too old before is not read again.
    expect(asked.slice(2)).toEqual([1_500]);
    await journal.close();
  });
});
