import { describe, expect, it } from 'vitest';
import {
  durationParts,
  formatAge,
  formatAgeLong,
  formatBytes,
  formatChange,
  formatClock,
  formatCount,
  formatDay,
  formatDue,
  formatDuration,
  formatLimit,
  formatMinute,
  formatMoment,
  formatShare,
  formatTimer,
  formatWhole,
  formatZone,
  initialsOf,
  plural,
} from './format.ts';

const S = 1_000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;
/** 7 November 2028, 18:14:07 in New York. */
const ELECTION_NIGHT = Date.UTC(2028, 10, 7, 23, 14, 7);
const NEW_YORK = 'America/New_York';

describe('ages', () => {
  it.each([
    [0, '0 s'],
    [45 * S, '45 s'],
    [6 * M + 59 * S, '6 m'],
    [H + M, '1 h 01'],
    [H + 12 * M, '1 h 12'],
    [2 * D, '2 d'],
    [2 * D + 4 * H + 59 * M, '2 d 4 h'],
    [-5 * S, '0 s'],
  ])('shortens %i ms to %s', (ms, words) => expect(formatAge(ms)).toBe(words));

  it.each([
    [8 * S, '8 s'],
    [4 * M + 12 * S, '4 min 12 s'],
    [6 * M, '6 min'],
    [26 * M + 3 * S, '26 min'],
    [H + 12 * M, '1 h 12 min'],
    [3 * H, '3 h'],
    [4 * D + 10 * H, '4 d 10 h'],
  ])('says %i ms as %s in a sentence', (ms, words) => expect(formatAgeLong(ms)).toBe(words));
});

describe('clocks that run', () => {
  it.each([
    [15 * S, '0:15'],
    [17 * M + 53 * S, '17:53'],
    [H + 5 * M, '1 h 05'],
  ])('shows %i ms as %s', (ms, words) => expect(formatTimer(ms)).toBe(words));

  it.each([
    [17 * M + 53 * S, '17:53'],
    [17 * M + 52 * S + 1, '17:53'],
    [1, '0:01'],
    [0, '0:00'],
    [-999, '0:00'],
    [-S, '−0:01'],
    [-(M + 48 * S), '−1:48'],
    [-(H + 5 * M), '−1 h 05'],
  ])('with %i ms left shows %s', (ms, words) => expect(formatDue(ms)).toBe(words));

  it('says a limit in full', () => {
    expect([5 * M, 90 * M].map(formatLimit)).toEqual(['5:00', '1:30:00']);
  });
});

describe('durations on a wall', () => {
  it('carry units, so that they are no time of day', () => {
    expect(
      [42 * S, 17 * M + 52 * S, 4 * M + 2 * S, H + 56 * M, 2 * D + 4 * H].map(formatDuration),
    ).toEqual(['42s', '17m 52s', '4m 02s', '1h 56m', '2d 4h']);
  });

  it('come apart into figures and units', () => {
    expect(durationParts(17 * M + 52 * S)).toEqual([
      { value: '17', unit: 'm' },
      { value: '52', unit: 's' },
    ]);
  });
});

describe('times of day', () => {
  it('are those of the zone that is asked for', () => {
    expect(formatClock(ELECTION_NIGHT, NEW_YORK)).toBe('18:14:07');
    expect(formatClock(ELECTION_NIGHT, 'UTC')).toBe('23:14:07');
    expect(formatMinute(ELECTION_NIGHT, 'America/Los_Angeles')).toBe('15:14');
  });

  it('begin the day with 00, not 24', () => {
    expect(formatClock(Date.UTC(2028, 10, 8, 5), NEW_YORK)).toBe('00:00:00');
  });

  it('name the zone, by the season or without it', () => {
    expect(formatZone(ELECTION_NIGHT, NEW_YORK)).toBe('EST');
    expect(formatZone(Date.UTC(2028, 6, 1), NEW_YORK)).toBe('EDT');
    expect(formatZone(ELECTION_NIGHT, NEW_YORK, true)).toBe('ET');
  });

  it('carry the day when it is another one there', () => {
    expect(formatDay(ELECTION_NIGHT, NEW_YORK)).toBe('Tue 7 Nov 2028');
    expect(formatMoment(ELECTION_NIGHT, ELECTION_NIGHT + H, NEW_YORK)).toBe('18:14:07');
    expect(formatMoment(ELECTION_NIGHT, ELECTION_NIGHT + D, NEW_YORK)).toBe('7 Nov 18:14:07');
  });
});

describe('figures', () => {
  it.each([
    [860, '860'],
    [999, '999'],
    [2_149, '2.1k'],
    [9_949, '9.9k'],
    [9_960, '10k'],
    [38_200, '38k'],
    [999_499, '999k'],
    [999_500, '1.0M'],
    [1_234_567, '1.2M'],
    [-3_000, '−3.0k'],
  ])('shorten %i to %s', (count, words) => expect(formatCount(count)).toBe(words));

  it('sign a change, and none at all', () => {
    expect([2, -3, 0].map(formatChange)).toEqual(['+2', '−3', '±0']);
  });

  it('part thousands, shares and bytes', () => {
    expect([8_730, 1_234_567, -1_000].map(formatWhole)).toEqual(['8,730', '1,234,567', '−1,000']);
    expect([0.886, 1, 0.71].map(formatShare)).toEqual(['88.6 %', '100 %', '71 %']);
    expect([512, 612e6, 1.9e9, 212e9].map(formatBytes)).toEqual([
      '512 B',
      '612 MB',
      '1.9 GB',
      '212 GB',
    ]);
  });

  it('agree with their noun', () => {
    expect([plural(1, 'incident'), plural(38, 'incident'), plural(2, 'jurisdiction')]).toEqual([
      '1 incident',
      '38 incidents',
      '2 jurisdictions',
    ]);
  });
});

describe('initials', () => {
  it.each([
    ['Marit', 'Ma'],
    ['Ana Ruiz', 'AR'],
    ['Imani (exercise)', 'Im'],
    ['  ana   maria ruiz ', 'AR'],
    ['李小龙', '李小'],
    ['É', 'É'],
    ['', '?'],
  ])('of %s are %s', (name, initials) => expect(initialsOf(name)).toBe(initials));
});
