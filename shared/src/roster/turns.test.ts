import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf, dayNumberOf, dayOf } from './local-day.ts';
import { epochMsOf } from '../election/local-time.ts';
import type { Override, Rotation } from './roster.ts';
import { rosterOf } from './roster.testing.ts';
import { presences, rotationTurns, turnsBetween } from './turns.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ZONES = [
  'America/New_York',
  'America/Chicago',
  'America/Phoenix',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
];

const rotation = (more: Partial<Rotation> = {}): Rotation => ({
  id: 'r1',
  desk: 'cyber',
  people: ['ana', 'bo', 'cy'],
  start: '2028-11-03',
  end: '2028-11-11',
  at: ['06:00', '14:00', '22:00'],
  until: null,
  zone: 'America/New_York',
  ...more,
});

const lengths = (given: Rotation, day: string): number[] => {
  const from = epochMsOf(day, given.zone);
  return rotationTurns(given, from, from + 2 * DAY)
    .filter((turn) => turn.from >= from)
    .slice(0, 3)
    .map((turn) => (turn.until - turn.from) / HOUR);
};

describe('local days', () => {
  it('[RO1] give the same instants as the election file reads, for every minute and zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES, 'America/Santiago', 'Africa/Cairo', 'Pacific/Apia'),
        fc.integer({ min: dayNumberOf('2026-01-01'), max: dayNumberOf('2030-01-01') }),
        fc.integer({ min: 0, max: 1439 }),
        (zone, day, minutes) => {
          const two = (value: number): string => String(value).padStart(2, '0');
          const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
          expect(instantOf(day, minutes, zone)).toBe(epochMsOf(`${dayOf(day)}T${time}`, zone));
        },
      ),
    );
    expect(instantOf(0, 1440, 'UTC')).toBe(DAY);
  });
});

describe('turns of a rotation', () => {
  it('[RO2] begin at local times: the night of 5 November 2028 has one of nine hours', () => {
    expect(lengths(rotation(), '2028-11-03')).toEqual([8, 8, 8]);
    expect(lengths(rotation(), '2028-11-04')).toEqual([8, 8, 9]);
    expect(lengths(rotation({ zone: 'America/Phoenix' }), '2028-11-04')).toEqual([8, 8, 8]);
    const spring = rotation({ start: '2028-03-10', end: '2028-03-14' });
    expect(lengths(spring, '2028-03-11')).toEqual([8, 8, 7]);
    const lordHowe = { start: '2028-09-29', end: '2028-10-03', zone: 'Australia/Lord_Howe' };
    expect(lengths(rotation(lordHowe), '2028-09-30')).toEqual([8, 8, 7.5]);
  });

  it('[RO2] that begin within an hour that clocks skip begin after it, and one that would have no length is left out', () => {
    const night = rotation({
      start: '2028-03-12',
      end: '2028-03-12',
      at: ['02:30', '03:00', '12:00'],
    });
    const from = epochMsOf('2028-03-12', night.zone);
    const local = (time: string): number => epochMsOf(`2028-03-12T${time}`, night.zone);
    expect(rotationTurns(night, from, from + DAY)).toEqual([
      { person: 'bo', from: local('03:00'), until: local('12:00') },
      { person: 'cy', from: local('12:00'), until: epochMsOf('2028-03-13T02:30', night.zone) },
    ]);
  });

  it('[RO3] go through the people in order, day after day, from the first day to the last', () => {
    const two = rotation({ people: ['ana', 'bo'], start: '2028-11-06', end: '2028-11-06' });
    const turns = rotationTurns(two, 0, 4e12);
    expect(turns.map(({ person }) => person)).toEqual(['ana', 'bo', 'ana']);
    expect(turns.at(-1)?.until).toBe(epochMsOf('2028-11-07T06:00', two.zone));
    const hours = rotation({ at: ['06:00', '14:00'], until: '22:00', end: '2028-11-03' });
    expect(rotationTurns(hours, 0, 4e12).map(({ until }) => until)).toEqual([
      epochMsOf('2028-11-03T14:00', hours.zone),
      epochMsOf('2028-11-03T22:00', hours.zone),
    ]);
    const nights = rotation({ at: ['22:00'], until: '06:00', end: '2028-11-04' });
    expect(rotationTurns(nights, 0, 4e12).map(({ until }) => until)).toEqual([
      epochMsOf('2028-11-04T06:00', nights.zone),
      epochMsOf('2028-11-05T06:00', nights.zone),
    ]);
  });

  it('[RO4] never overlap, leave no hole, and add up to the time that really passes, across every change of clocks', () => {
    const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: dayNumberOf('2027-01-01'), max: dayNumberOf('2029-06-01') }),
        fc.integer({ min: 0, max: 12 }),
        minutes,
        fc.integer({ min: 1, max: 7 }),
        (zone, first, days, quarters, count) => {
          const at = quarters
            .toSorted((a, b) => a - b)
            .map(
              (quarter) =>
                `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
            );
          const given = rotation({
            zone,
            at,
            start: dayOf(first),
            end: dayOf(first + days),
            people: Array.from({ length: count }, (_, index) => `p${index}`),
          });
          const turns = rotationTurns(given, 0, 4e12);
          const begin = epochMsOf(`${given.start}T${at[0]}`, zone);
          const end = epochMsOf(`${dayOf(first + days + 1)}T${at[0]}`, zone);
          let cursor = turns[0]?.from ?? NaN;
          // In a night when the first turn would begin within the skipped hour, it begins after it.
          expect(Math.abs(cursor - begin)).toBeLessThanOrEqual(HOUR);
          for (const turn of turns) {
            expect(turn.from).toBe(cursor);
            expect(turn.until).toBeGreaterThan(turn.from);
            cursor = turn.until;
          }
          expect(cursor).toBe(end);
          const sum = turns.reduce((all, turn) => all + turn.until - turn.from, 0);
          expect(sum).toBe(end - (turns[0]?.from ?? NaN));
          // A part of the time shows the same turns.
          const from = begin + ((end - begin) * count) / 10;
          const until = from + DAY;
          expect(rotationTurns(given, from, until)).toEqual(
            turns.filter((turn) => turn.from < until && turn.until > from),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('overrides', () => {
  const shift = { id: 's1', desk: 'ops', person: 'dele', from: 14 * HOUR, until: 22 * HOUR };
  const nils = {
    id: 'o1',
    desk: 'ops',
    person: 'nils',
    instead: 'dele',
    from: 16 * HOUR,
    until: 20 * HOUR,
  };
  const seen = (overrides: Override[]) =>
    presences(turnsBetween(rosterOf({ shifts: [shift], overrides }), 0, DAY)).map(
      ({ person, from, until }) => [person, from / HOUR, until / HOUR],
    );

  it('[RO5] come first: who stands in is on, and that part of the turn is relieved', () => {
    const [turn] = turnsBetween(rosterOf({ shifts: [shift], overrides: [nils] }), 0, DAY);
    expect(turn).toMatchObject({
      id: 's1',
      relieved: [{ from: 16 * HOUR, until: 20 * HOUR, by: 'nils', override: 'o1' }],
    });
    expect(seen([nils])).toEqual([
      ['dele', 14, 16],
      ['nils', 16, 20],
      ['dele', 20, 22],
    ]);
  });

  it('[RO5] add someone, or only take someone off', () => {
    expect(seen([{ ...nils, instead: null }])).toEqual([
      ['dele', 14, 22],
      ['nils', 16, 20],
    ]);
    expect(seen([{ ...nils, person: null }])).toEqual([
      ['dele', 14, 16],
      ['dele', 20, 22],
    ]);
  });

  it('[RO6] that were made later come before earlier ones, and two that point at each other leave one on', () => {
    expect(seen([nils, { ...nils, id: 'o2', person: 'asha', instead: 'nils' }])).toEqual([
      ['dele', 14, 16],
      ['asha', 16, 20],
      ['dele', 20, 22],
    ]);
    expect(seen([nils, { ...nils, id: 'o2', person: 'dele', instead: 'nils' }])).toEqual([
      ['dele', 14, 22],
    ]);
    expect(
      seen([nils, { ...nils, id: 'o2', person: 'asha', from: 18 * HOUR, until: 22 * HOUR }]),
    ).toEqual([
      ['dele', 14, 16],
      ['nils', 16, 20],
      ['asha', 18, 22],
    ]);
  });
});

describe('a week of eight desks', () => {
  it('[RO7] is worked out well within a frame', () => {
    const rotations = Array.from({ length: 14 }, (_, index) =>
      rotation({ id: `r${index}`, desk: `d${index % 8}`, start: '2028-10-01', end: '2028-12-31' }),
    );
    const roster = rosterOf({ rotations });
    const from = epochMsOf('2028-11-05', 'America/New_York');
    turnsBetween(roster, from, from + 7 * DAY);
    // The best of several: other work on the machine only ever adds.
    let bestMs = Infinity;
    for (let run = 0; run < 30; run += 1) {
      const started = Date.now();
      const turns = turnsBetween(roster, from, from + 7 * DAY);
      bestMs = Math.min(bestMs, Date.now() - started);
      expect(turns.length).toBeGreaterThan(280);
    }
    expect(bestMs).toBeLessThan(5);
  });
});
