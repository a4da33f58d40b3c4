import { describe, expect, it } from 'vitest';
import { NOON } from '../store/testing/records.ts';
import { linkedWithin } from './snooze-banner.tsx';

const MIN = 60_000;
const linked = (at: number, count: number) => ({
  type: 'incident.signals-linked',
  at,
  data: { signals: Array.from({ length: count }, (_, index) => `s${at}-${index}`) },
});

describe('how far a snooze has come', () => {
  it('counts what was linked since it was snoozed, within the window', () => {
    const entries = [
      linked(NOON - 50 * MIN, 9),
      { type: 'incident.snoozed', at: NOON - 45 * MIN, data: {} },
      linked(NOON - 40 * MIN, 4),
      { type: 'incident.noted', at: NOON - 20 * MIN, data: {} },
      linked(NOON - 10 * MIN, 3),
    ];
    expect(linkedWithin(entries, 60, NOON)).toBe(7);
    expect(linkedWithin(entries, 30, NOON)).toBe(3);
    expect(linkedWithin([], 30, NOON)).toBe(0);
  });
});
