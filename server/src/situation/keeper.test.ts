import { describe, expect, it } from 'vitest';
import { SITUATION_FORMAT } from '@warroom/shared';
import { memoryJournal } from '../journal/memory.ts';
import type { Journal } from '../journal/journal.ts';
import { situationKeeper } from './keeper.ts';

const opened = (n: number) => ({
  entries: [
    {
      aggregate: `incident:EX-${String(n).padStart(4, '0')}`,
      expectedVersion: 0,
      event: {
        type: 'incident.opened',
        data: {
          severity: 'S3',
          category: null,
          jurisdictions: [],
          tlp: 'AMBER',
          occurrence: 'happening',
          veracity: 'unverified',
          signals: [],
          sources: [],
          drill: false,
          named: [],
          clocks: { acknowledge: clock, act: clock, resolve: clock },
        },
        personal: { title: `Incident ${n}` },
        at: 1_000 * n,
        by: { kind: 'person', id: 'bo' },
        via: 'board',
      },
    },
  ],
});
const clock = { startedAt: 0, warnAt: 1, dueAt: 2, metAt: null };

function keeperOf(journal: Journal, now: () => number = () => 0) {
  return situationKeeper({
    journal,
    now,
    notice: (message, cause) => {
      throw new Error(message, { cause });
    },
  });
}

describe('keeping the situation', () => {
  it('[ST1] is the same from a snapshot and the tail after it as from all events', async () => {
    const journal = memoryJournal();
    const first = await keeperOf(journal);
    await journal.append([1, 2, 3].map(opened));
    await first.snapshot();
    await journal.append([4, 5].map(opened));
    expect((await journal.loadSnapshot(SITUATION_FORMAT))?.seq).toBe(3);
    const resumed = await keeperOf(journal);
    expect(resumed.situation).toEqual(first.situation);
    expect(resumed.situation).toMatchObject({ seq: 5, nextNumber: 6 });
  });

  it('[ST4] saves a snapshot when a minute has passed with something new, and at the end', async () => {
    const journal = memoryJournal();
    let now = 0;
    const keeper = await keeperOf(journal, () => now);
    await journal.append([opened(1)]);
    expect(await journal.loadSnapshot(SITUATION_FORMAT)).toBeUndefined();
    now = 60_000;
    await journal.append([opened(2)]);
    expect((await journal.loadSnapshot(SITUATION_FORMAT))?.seq).toBe(2);
    await journal.append([opened(3)]);
    await keeper.close();
    expect((await journal.loadSnapshot(SITUATION_FORMAT))?.seq).toBe(3);
  });

  it('[ST5] tells listeners of each batch after it is folded, before the writer is answered', async () => {
    const journal = memoryJournal();
    const keeper = await keeperOf(journal);
    const seen: string[] = [];
    keeper.onFolded((events, touched) =>
      seen.push(
        `${events.map((event) => event.seq).join()} ${touched.map((one) => one.incident).join()} at ${keeper.situation.seq}`,
      ),
    );
    await journal.append([opened(1), opened(2)]);
    expect(seen).toEqual(['1,2 EX-0001,EX-0002 at 2']);
  });

  it('[ST6] leaves the snapshot to another node that makes one, and asks again later', async () => {
    const memory = memoryJournal();
    const asked: number[] = [];
    let isWanted = false;
    const journal: Journal = {
      ...memory,
      wantsSnapshot(seq) {
        asked.push(seq);
        return Promise.resolve(isWanted);
      },
    };
    const keeper = await keeperOf(journal);
    await journal.append([opened(1)]);
    await keeper.snapshot();
    expect(await journal.loadSnapshot(SITUATION_FORMAT)).toBeUndefined();
    isWanted = true;
    await journal.append([opened(2)]);
    await keeper.close();
    expect((await journal.loadSnapshot(SITUATION_FORMAT))?.seq).toBe(2);
    expect(asked).toEqual([1, 2]);
  });
});
