import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Desk } from '../election/election.ts';
import { epochMsOf } from '../election/local-time.ts';
import { candidatesFor, candidateWords } from './fill.ts';
import { gapsBetween, mannedHours, nextChangeAt, onCallAt, peopleAt } from './on-call.ts';
import { restWarnings } from './rest.ts';
import type { Shift } from './roster.ts';
import { rosterOf } from './roster.testing.ts';
import { presences, turnsBetween } from './turns.ts';

const ZONE = 'America/New_York';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (local: string): number => epochMsOf(`2028-11-${local}`, ZONE);
const desk = (id: string, more: object = {}): Desk => Desk.parse({ id, title: id, ...more });
const cyber = desk('cyber', { title: 'Cyber' });

let count = 0;
const shift = (person: string, from: string, until: string, on = 'cyber'): Shift => ({
  id: `s${(count += 1)}`,
  desk: on,
  person,
  from: at(from),
  until: at(until),
});

describe('who is on call', () => {
  const roster = rosterOf({
    shifts: [
      shift('bela', '07T22:00', '08T02:00'),
      shift('kwame', '08T06:00', '08T14:00'),
      shift('kwame', '08T14:00', '08T18:00'),
    ],
  });

  it('[RO8] is said of every desk, until when without a break, with who comes next and the gap there is', () => {
    expect(onCallAt(roster, [cyber, desk('safety')], ZONE, at('08T01:00'))).toEqual([
      {
        desk: 'cyber',
        title: 'Cyber',
        isManned: true,
        needs: 1,
        people: [{ person: 'bela', until: at('08T02:00') }],
        next: { person: 'kwame', from: at('08T06:00') },
        gap: null,
      },
      {
        desk: 'safety',
        title: 'safety',
        isManned: true,
        needs: 1,
        people: [],
        next: null,
        gap: null,
      },
    ]);
    const [later] = onCallAt(roster, [cyber], ZONE, at('08T07:00'));
    expect(later?.people).toEqual([{ person: 'kwame', until: at('08T18:00') }]);
    expect(peopleAt(roster, 'cyber', at('08T02:00'))).toEqual([]);
    expect(peopleAt(roster, null, at('08T14:00'))).toEqual(['kwame']);
  });

  it('[RO8] changes next when someone comes or goes', () => {
    expect(nextChangeAt(roster, [cyber], ZONE, at('08T01:00'))).toBe(at('08T02:00'));
    expect(nextChangeAt(roster, [cyber], ZONE, at('08T02:00'))).toBe(at('08T06:00'));
    expect(nextChangeAt(roster, [], ZONE, at('20T00:00'))).toBe(at('20T00:00') + DAY);
  });

  it('[RO9] has a gap where fewer are on a desk than it needs', () => {
    const [gap] = gapsBetween(roster, [cyber], ZONE, at('07T22:00'), at('08T12:00'));
    expect(gap).toEqual({
      desk: 'cyber',
      from: at('08T02:00'),
      until: at('08T06:00'),
      has: 0,
      needs: 1,
    });
    expect(onCallAt(roster, [cyber], ZONE, at('08T03:00'))[0]?.gap).toEqual(gap);
    const two = desk('cyber', { least: 2 });
    expect(
      gapsBetween(roster, [two], ZONE, at('08T00:00'), at('08T07:00')).map(({ has }) => has),
    ).toEqual([1, 0, 1]);
  });

  it('[RO9] begins where it began, also when it is looked at in its midst', () => {
    const [gap] = gapsBetween(roster, [cyber], ZONE, at('08T04:00'), at('08T12:00'));
    expect(gap?.from).toBe(at('08T02:00'));
  });

  it('[RO10] is missed on a desk from its first turn on until a week after its last, never where nobody was planned', () => {
    const gaps = gapsBetween(roster, [cyber, desk('safety')], ZONE, at('01T00:00'), at('25T00:00'));
    expect(gaps.map(({ from, until }) => [from, until])).toEqual([
      [at('08T02:00'), at('08T06:00')],
      [at('08T18:00'), at('15T18:00')],
    ]);
    expect(gapsBetween(roster, [cyber], ZONE, at('20T00:00'), at('25T00:00'))).toEqual([]);
  });

  it('[RO11] counts within the hours of a desk only, in the zone of the election, also in the night when clocks change', () => {
    const day = desk('partners', { hours: { from: '06:00', until: '22:00' } });
    const partners = rosterOf({
      shifts: [shift('priya', '04T06:00', '04T22:00', 'partners')],
    });
    const gaps = gapsBetween(partners, [day], ZONE, at('04T00:00'), at('06T00:00'));
    expect(gaps.map(({ from, until }) => [from, until])).toEqual([
      [at('05T06:00'), at('05T22:00')],
    ]);
    expect(onCallAt(partners, [day], ZONE, at('04T23:00'))[0]).toMatchObject({
      isManned: false,
      gap: null,
    });
    const night = desk('night', { hours: { from: '22:00', until: '06:00' } });
    const [span] = mannedHours(night, ZONE, at('04T23:00'), at('05T00:00'));
    expect(((span?.until ?? 0) - (span?.from ?? 0)) / HOUR).toBe(9);
  });

  it('[RO9] is found exactly where counting minute by minute finds it', () => {
    const hour = fc.integer({ min: 0, max: 60 });
    const turn = fc.record({
      person: fc.constantFrom('a', 'b', 'c'),
      from: hour,
      length: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(
        fc.array(turn, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 3 }),
        (turns, least) => {
          const base = at('05T00:00');
          const shifts = turns.map(({ person, from, length }, index) => ({
            id: `t${index}`,
            desk: 'cyber',
            person,
            from: base + from * HOUR,
            until: base + (from + length) * HOUR,
          }));
          const gaps = gapsBetween(
            rosterOf({ shifts }),
            [desk('cyber', { least })],
            ZONE,
            base,
            base + 80 * HOUR,
          );
          const first = Math.min(...shifts.map(({ from }) => from));
          for (let tick = base + HOUR / 2; tick < base + 80 * HOUR; tick += HOUR) {
            const on = shifts.filter((one) => one.from <= tick && one.until > tick);
            const has = new Set(on.map(({ person }) => person)).size;
            const gap = gaps.find((one) => one.from <= tick && one.until > tick);
            expect(gap?.has).toBe(has < least && tick > first ? has : undefined);
          }
        },
      ),
    );
  });
});

describe('what is hard on people', () => {
  it('[RO12] is warned of: under ten hours of rest, two desks at once, more than twelve hours on end', () => {
    const roster = rosterOf({
      shifts: [
        shift('ana', '05T06:00', '05T14:00'),
        shift('ana', '05T22:00', '06T06:00'),
        shift('bo', '05T06:00', '05T14:00', 'ops'),
        shift('bo', '05T12:00', '05T20:00'),
        shift('cy', '05T06:00', '05T14:00'),
        shift('cy', '06T00:00', '06T08:00'),
      ],
    });
    const all = presences(turnsBetween(roster, at('05T00:00'), at('07T00:00')));
    expect(
      restWarnings(all).map(({ kind, person, from, until }) => [kind, person, from, until]),
    ).toEqual([
      ['long', 'bo', at('05T06:00'), at('05T20:00')],
      ['two-desks', 'bo', at('05T12:00'), at('05T14:00')],
      ['short-rest', 'ana', at('05T14:00'), at('05T22:00')],
    ]);
  });
});

describe('who can fill a gap', () => {
  it('[RO13] is told best first, with why or why not', () => {
    const info = desk('info', { title: 'Information', least: 3 });
    const roster = rosterOf({
      shifts: [
        shift('bela', '07T22:00', '08T02:00'),
        shift('kwame', '07T06:00', '07T14:00'),
        shift('kwame', '08T06:00', '08T14:00'),
        shift('aiko', '07T14:00', '07T22:00'),
        shift('noor', '07T22:00', '08T06:00', 'info'),
        shift('cato', '07T22:00', '08T06:00', 'info'),
        shift('elif', '07T22:00', '08T06:00', 'info'),
      ],
    });
    const wanted = { desk: 'cyber', from: at('08T02:00'), until: at('08T06:00') };
    const people = ['aiko', 'noor', 'kwame', 'bela', 'zoe'];
    const clock = (time: number): string => new Date(time - 5 * HOUR).toISOString().slice(11, 16);
    const told = candidatesFor(roster, [cyber, info], ZONE, people, wanted).map((one) => [
      one.person,
      one.verdict,
      candidateWords(one, (id) => (id === 'info' ? 'Information' : id), clock),
    ]);
    expect(told).toEqual([
      ['bela', 'good', 'on until 02:00, would make 8 h'],
      ['kwame', 'good', 'rested 12 h, on at 06:00'],
      ['zoe', 'good', 'rested more than 2 days'],
      ['noor', 'costly', 'leaves Information at 2 of 3'],
      ['aiko', 'unwise', 'under 10 h rest'],
    ]);
  });
});
