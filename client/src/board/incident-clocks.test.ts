import { describe, expect, it } from 'vitest';
import { NOON } from '../store/testing/records.ts';
import { clockReading } from './incident-clocks.tsx';

const MINUTE = 60_000;
const clock = {
  startedAt: NOON,
  warnAt: NOON + 15 * MINUTE,
  dueAt: NOON + 20 * MINUTE,
  metAt: null,
};
const read = (atMs: number, more = {}, isOver = false) =>
  clockReading({ ...clock, ...more }, NOON + atMs, isOver);

describe('clock of an incident', () => {
  it('counts down by the server’s time, warns, and counts on once it is late', () => {
    expect(read(5 * MINUTE)).toMatchObject({
      words: 'due in 15:00 of 20:00',
      share: 0.25,
      warnShare: 0.75,
      tone: 'time',
    });
    expect(read(15 * MINUTE)).toMatchObject({ words: 'due in 5:00 of 20:00', tone: 'warn' });
    expect(read(21 * MINUTE + 48_000)).toMatchObject({
      words: '−1:48 over 20:00',
      share: 1,
      tone: 'late',
    });
  });

  it('says in what time it was met, and whether that was late', () => {
    expect(read(0, { metAt: NOON + 72_000 })).toMatchObject({
      words: 'met in 1:12 of 20:00',
      tone: 'met',
    });
    expect(read(0, { metAt: NOON + 25 * MINUTE })).toMatchObject({
      words: 'met late in 25:00 of 20:00',
      share: 1,
    });
  });

  it('does not run on when the incident is over', () => {
    expect(read(60 * MINUTE, {}, true)).toMatchObject({ words: 'not met, of 20:00', tone: 'met' });
  });
});
