import { describe, expect, it } from 'vitest';
import { HELLO } from '../feed/testing/fake-server.ts';
import type { FeedStatus } from '../feed/connection.ts';
import { presentStore } from './present.ts';
import { fakeLine, manualTime } from './testing/records.ts';

function follow() {
  const time = manualTime();
  const line = fakeLine();
  const present = presentStore(line.feed, time.schedule);
  const drawn: string[] = [];
  for (const id of ['A', 'B']) present.subscribe(id, () => drawn.push(id));
  const say = (incidents: Record<string, { viewing: string[]; editing: string[] }>): void => {
    line.emit('present', { incidents });
    time.pass(16);
  };
  return { ...line, present, drawn, say, time };
}
const ana = { viewing: ['ana'], editing: [] };

describe('presence on rows', () => {
  it('draws only the rows where it changed', () => {
    const { say, drawn, present } = follow();
    say({ A: ana });
    say({ A: { viewing: ['ana'], editing: [] } });
    expect(drawn).toEqual(['A']);
    say({ A: { viewing: ['ana'], editing: ['ana'] }, B: ana });
    expect(drawn).toEqual(['A', 'A', 'B']);
    expect(present.of('A')?.editing).toEqual(['ana']);
    say({ B: ana });
    expect(present.of('A')).toBeUndefined();
  });

  it('shows nobody once the connection is lost, and who is there when it is back', () => {
    const { say, present, emit, time } = follow();
    say({ A: ana });
    emit('status', { phase: 'offline' } as FeedStatus);
    time.pass(16);
    expect(present.of('A')).toBeUndefined();
    emit('hello', HELLO);
    say({ A: ana });
    // Not in step yet: what was told since stays.
    emit('status', { phase: 'offline' } as FeedStatus);
    expect(present.of('A')).toEqual(ana);
  });
});
