import { dayNumberOf, instantOf, minutesOf } from './local-day.ts';
import type { Override, Presence, Roster, Rotation, Turn } from './roster.ts';

const DAY_MS = 86_400_000;

/**
 * All turns that overlap `from`–`until` (epoch ms, end not included), whole, in order of time, with the
 * parts of them that overrides took over. Rotations are computed in their own zone by the rules of each
 * day: a night when clocks go back has a longer turn. Pure, and cheap enough to ask at every change.
 */
export function turnsBetween(roster: Roster, from: number, until: number): Turn[] {
  const turns: (Turn & { rank: number })[] = [];
  const add = (turn: Omit<Turn, 'relieved'>, rank: number): void => {
    if (turn.from < until && turn.until > from) turns.push({ ...turn, relieved: [], rank });
  };
  for (const { id, desk, person, from: start, until: end } of roster.shifts)
    add({ id, desk, person, from: start, until: end, kind: 'shift', instead: null }, -1);
  for (const rotation of roster.rotations) {
    const { id, desk } = rotation;
    for (const turn of rotationTurns(rotation, from, until)) {
      const of = { id: `${id}:${turn.from}`, desk, kind: 'rotation', instead: null } as const;
      add({ ...turn, ...of }, -1);
    }
  }
  for (const [rank, override] of roster.overrides.entries()) {
    const { id, desk, person, instead, from: start, until: end } = override;
    if (person !== null)
      add({ id, desk, person, from: start, until: end, kind: 'override', instead }, rank);
  }
  return turns
    .map(({ rank, ...turn }) => ({ ...turn, relieved: relievedOf(turn, rank, roster.overrides) }))
    .toSorted((a, b) => a.from - b.from || a.until - b.until || (a.id < b.id ? -1 : 1));
}

/**
 * The turns of one rotation that overlap a time. They never overlap each other; where two would begin at
 * the same instant or in the wrong order, because clocks skip an hour, the earlier has no length and is
 * left out, and the turns keep counting.
 */
export function rotationTurns(
  rotation: Rotation,
  from: number,
  until: number,
): { person: string; from: number; until: number }[] {
  const { people, zone } = rotation;
  const first = dayNumberOf(rotation.start);
  const last = dayNumberOf(rotation.end);
  const times = rotation.at.map(minutesOf);
  const ends = endMinutes(rotation);
  // A local day lies within a day of the same day in UTC, on either side; a turn may last a day.
  const begin = Math.max(first, Math.floor(from / DAY_MS) - 3);
  const end = Math.min(last, Math.floor(until / DAY_MS) + 2);
  const turns: { person: string; from: number; until: number }[] = [];
  let next: number | undefined;
  for (let day = end; day >= begin; day -= 1) {
    let limit = ends === undefined ? undefined : instantOf(day, ends, zone);
    limit = Math.min(limit ?? Infinity, next ?? instantOf(day + 1, times[0] ?? 0, zone));
    for (let place = times.length - 1; place >= 0; place -= 1) {
      const starts = Math.min(limit, instantOf(day, times[place] ?? 0, zone));
      const person = people[((day - first) * times.length + place) % people.length];
      if (starts < limit && starts < until && limit > from && person !== undefined)
        turns.push({ person, from: starts, until: limit });
      limit = starts;
    }
    next = limit;
  }
  return turns.toReversed();
}

/** When the last turn of a day ends, in minutes after its midnight: past 1440 where that is the next morning. */
function endMinutes({ at, until }: Rotation): number | undefined {
  if (until === null) return undefined;
  const ends = minutesOf(until);
  return ends > minutesOf(at.at(-1) ?? '00:00') ? ends : ends + 1440;
}

/** The parts of a turn that later overrides took over, in order, where two overlap the later one's. */
function relievedOf(
  turn: Omit<Turn, 'relieved'>,
  rank: number,
  overrides: readonly Override[],
): Turn['relieved'] {
  let parts: Turn['relieved'][number][] = [];
  for (let index = rank + 1; index < overrides.length; index += 1) {
    const one = overrides[index];
    if (!one || one.instead !== turn.person || one.desk !== turn.desk) continue;
    const from = Math.max(one.from, turn.from);
    const until = Math.min(one.until, turn.until);
    if (from >= until) continue;
    parts = [
      ...parts.flatMap((part) => [
        ...(part.from < from ? [{ ...part, until: Math.min(part.until, from) }] : []),
        ...(part.until > until ? [{ ...part, from: Math.max(part.from, until) }] : []),
      ]),
      { from, until, by: one.person, override: one.id },
    ];
  }
  return parts.toSorted((a, b) => a.from - b.from);
}

/**
 * Who is really on a desk: turns without what was relieved of them, and what touches or overlaps for one
 * person at one desk as one stretch. In order of time.
 */
export function presences(turns: readonly Turn[]): Presence[] {
  const open = new Map<string, Presence>();
  const all: Presence[] = [];
  const parts: Presence[] = [];
  for (const { desk, person, from, until, relieved } of turns) {
    let at = from;
    for (const part of relieved) {
      if (part.from > at) parts.push({ desk, person, from: at, until: part.from });
      at = Math.max(at, part.until);
    }
    if (at < until) parts.push({ desk, person, from: at, until });
  }
  for (const part of parts.toSorted((a, b) => a.from - b.from)) {
    const key = `${part.desk}\n${part.person}`;
    const before = open.get(key);
    if (before && part.from <= before.until) {
      before.until = Math.max(before.until, part.until);
    } else {
      const made = { ...part };
      open.set(key, made);
      all.push(made);
    }
  }
  return all;
}
