import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMsOf } from '../election/local-time.ts';
import type { Phase } from '../election/election.ts';
import { NO_PROGRAM, ruleAt, shownAt, turnsAt } from './shown.ts';
import type { PlaylistTurn, WallProgram } from './wall.ts';

type Rule = WallProgram['rules'][number];

const HOUR = 3_600_000;
const NEW_YORK = 'America/New_York';
const turn = (scene: PlaylistTurn['scene']): PlaylistTurn => ({ scene, dwellS: 10 });
const rule = (title: string, more: Partial<Rule> = {}): Rule => ({
  title,
  hours: null,
  days: null,
  phases: null,
  turns: [turn('map')],
  ...more,
});
const hours = (from: string, until: string) => ({ hours: { from, until } });
const program = (...rules: Rule[]): WallProgram => ({ ...NO_PROGRAM, rules });
const titleAt = (
  { rules }: WallProgram,
  local: string | number,
  { zone = NEW_YORK, phaseNow = 'before' }: { zone?: string; phaseNow?: Phase } = {},
) => {
  const at = typeof local === 'number' ? local : epochMsOf(local, zone);
  return ruleAt({ rules }, at, { zone, phaseNow })?.title;
};

describe('what is scheduled', () => {
  it('[WP8] is the first rule that holds by hour, day and phase', () => {
    const shown = program(
      rule('count', { phases: ['count'] }),
      rule('morning', hours('06:00', '12:00')),
      rule('Tuesday', { days: [2] }),
    );
    // 7 November 2028 is a Tuesday.
    expect(titleAt(shown, '2028-11-07T05:59')).toBe('Tuesday');
    expect(titleAt(shown, '2028-11-07T06:00')).toBe('morning');
    expect(titleAt(shown, '2028-11-07T12:00')).toBe('Tuesday');
    expect(titleAt(shown, '2028-11-08T12:00')).toBeUndefined();
    expect(titleAt(shown, '2028-11-07T06:00', { phaseNow: 'count' })).toBe('count');
    expect(
      turnsAt(shown, epochMsOf('2028-11-08T12:00', NEW_YORK), {
        zone: NEW_YORK,
        phaseNow: 'before',
      }),
    ).toBeNull();
  });

  it('[WP8] over midnight belongs to the day on which it began', () => {
    const shown = program(rule('night', { ...hours('22:00', '06:00'), days: [2] }));
    expect(titleAt(shown, '2028-11-07T21:59')).toBeUndefined();
    expect(titleAt(shown, '2028-11-07T22:00')).toBe('night');
    expect(titleAt(shown, '2028-11-08T05:59')).toBe('night');
    expect(titleAt(shown, '2028-11-08T06:00')).toBeUndefined();
    expect(titleAt(shown, '2028-11-07T05:59')).toBeUndefined();
    expect(titleAt(shown, '2028-11-08T22:00')).toBeUndefined();
  });

  it('[WP8] goes by what clocks show in the nights when they change', () => {
    const shown = program(
      rule('night', hours('22:00', '06:00')),
      rule('day', hours('06:00', '22:00')),
    );
    const lasts = (evening: string): number => {
      let at = epochMsOf(`${evening}T22:00`, NEW_YORK);
      const begin = at;
      while (titleAt(shown, at) === 'night') at += 60_000;
      expect(titleAt(shown, at)).toBe('day');
      return (at - begin) / HOUR;
    };
    expect(lasts('2028-11-04')).toBe(9);
    expect(lasts('2028-11-05')).toBe(8);
    expect(lasts('2029-03-10')).toBe(7);
    // The hour that is shown twice counts twice.
    const twice = program(rule('twice', hours('01:00', '02:00')));
    const first = epochMsOf('2028-11-05T01:30', NEW_YORK);
    expect([first, first + HOUR, first + 2 * HOUR].map((at) => titleAt(twice, at))).toEqual([
      'twice',
      'twice',
      undefined,
    ]);
    const skipped = program(rule('skipped', hours('02:00', '03:00')));
    const before = epochMsOf('2029-03-11T01:59', NEW_YORK);
    expect(titleAt(skipped, before + 60_000)).toBeUndefined();
  });

  it('[WP8] of two rules that part the day one holds at any time, in any zone, and on the day it says', () => {
    const zones = [NEW_YORK, 'Australia/Lord_Howe', 'America/Havana', 'Asia/Kathmandu', 'UTC'];
    const time = fc
      .record({ h: fc.integer({ min: 0, max: 23 }), m: fc.integer({ min: 0, max: 59 }) })
      .map(({ h, m }) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        time,
        time,
        fc.integer({ min: 1_830_000_000_000, max: 1_880_000_000_000 }),
        (zone, a, b, at) => {
          fc.pre(a !== b);
          const ab = rule('ab', hours(a, b));
          const ba = rule('ba', hours(b, a));
          const held = [program(ab), program(ba)].map((one) => titleAt(one, at, { zone }));
          expect(held.filter((one) => one !== undefined)).toHaveLength(1);
          const byDay = [0, 1, 2, 3, 4, 5, 6].filter(
            (day) =>
              titleAt(program({ ...ab, days: [day] }, { ...ba, days: [day] }), at, { zone }) !==
              undefined,
          );
          expect(byDay).toHaveLength(1);
        },
      ),
      { numRuns: 400, seed: 7 },
    );
  });
});

describe('what is shown', () => {
  const now = epochMsOf('2028-11-07T12:00', NEW_YORK);
  const when = { zone: NEW_YORK, phaseAt: (): Phase => 'before' };
  const day = rule('day', hours('06:00', '12:00'));
  const noon = rule('noon', { ...hours('12:00', '13:00'), turns: [turn('ticker')] });

  it('[WP9] is a pin over a pause over the schedule over the display’s own scenes', () => {
    const shown = program(day, noon);
    const pinned = { ...shown, pin: { turn: turn('polls'), until: now + 1 } };
    expect(shownAt(NO_PROGRAM, now, when)).toEqual({ pin: null, turns: null, at: now });
    expect(shownAt(shown, now, when)).toEqual({ pin: null, turns: noon.turns, at: now });
    expect(shownAt(pinned, now, when).pin).toEqual(turn('polls'));
    expect(shownAt(pinned, now + 1, when).pin).toBeNull();
    const paused = { ...pinned, pausedAt: now - 1 };
    expect(shownAt(paused, now, when)).toEqual({
      pin: turn('polls'),
      turns: day.turns,
      at: now - 1,
    });
  });

  it('[WP9] stands where it was paused, however long, and asks for the phase of that time', () => {
    const asked: number[] = [];
    const phaseAt = (at: number): Phase => {
      asked.push(at);
      return at < now ? 'polls-open' : 'count';
    };
    const shown = program(rule('polls', { phases: ['polls-open'] }), rule('else'));
    const paused = { ...shown, pausedAt: now - HOUR };
    const once = shownAt(paused, now, { zone: NEW_YORK, phaseAt });
    expect(shownAt(paused, now + 24 * HOUR, { zone: NEW_YORK, phaseAt })).toEqual(once);
    expect(asked).toEqual([now - HOUR, now - HOUR]);
    expect(once.turns).toBe(shown.rules[0]?.turns);
  });
});
