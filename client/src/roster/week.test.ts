import { describe, expect, it } from 'vitest';
import { compileElection } from '@warroom/shared';
import { deskElection } from '../desk-frame/testing/draw-desk.tsx';
import { localOf, momentOf, secondOf } from './local-time.ts';
import { dayIndexOf, shareOf, weekAfter, weekOf } from './week.ts';

const election = compileElection(deskElection());
const ZONE = 'America/New_York';
const NOW = Date.parse('2028-11-07T18:14:00-05:00');

describe('a week of the roster', () => {
  const week = weekOf(election, '', NOW);

  it('begins on Sunday at midnight of the election’s zone, and each day has its real length', () => {
    expect(new Date(week.from).toISOString()).toBe('2028-11-05T04:00:00.000Z');
    expect(new Date(week.until).toISOString()).toBe('2028-11-12T05:00:00.000Z');
    expect(week.days.map(({ hours }) => hours)).toEqual([25, 24, 24, 24, 24, 24, 24]);
    expect(weekOf(election, '2028-03-12', NOW).days[0]?.hours).toBe(23);
  });

  it('names election day', () => {
    expect(week.days.find(({ date }) => date === '2028-11-07')?.note).toBe('Election day');
  });

  it('is that of now where the address names no day', () => {
    expect(weekOf(election, '2028-02-31', NOW).from).toBe(week.from);
    expect(weekOf(election, 'x', NOW).from).toBe(week.from);
  });

  it('leads to the weeks beside it, also past a change of clocks', () => {
    expect(weekAfter(week, 1)).toBe('2028-11-12');
    expect(weekAfter(week, -1)).toBe('2028-10-29');
  });

  it('places instants by their share of it, cut at its ends', () => {
    expect(shareOf(week, week.from - 1)).toBe(0);
    expect(shareOf(week, week.until + 1)).toBe(1);
    expect(shareOf(week, week.days[1]?.from ?? 0)).toBeCloseTo(25 / 169);
  });

  it('draws a time on the day on which it begins, or first where it began before', () => {
    expect(dayIndexOf(week, week.from - 10, week.from + 10)).toBe(0);
    expect(dayIndexOf(week, NOW, NOW + 1)).toBe(2);
    expect(dayIndexOf(week, week.until, week.until + 1)).toBe(-1);
  });
});

describe('a local time as it is typed', () => {
  const first = Date.parse('2028-11-05T01:30:00-04:00');

  it('is read in the election’s zone', () => {
    expect(momentOf('2028-11-07T18:14', ZONE)).toBe(NOW);
    expect(localOf(NOW, ZONE)).toBe('2028-11-07T18:14');
    expect(momentOf('', ZONE)).toBeNull();
  });

  it('that clocks show twice is the first, or the second where that is said', () => {
    expect(momentOf('2028-11-05T01:30', ZONE)).toBe(first);
    expect(momentOf('2028-11-05T01:30', ZONE, true)).toBe(first + 3_600_000);
    expect(secondOf(first, ZONE)).toBe(first + 3_600_000);
    expect(secondOf(NOW, ZONE)).toBeNull();
  });
});
