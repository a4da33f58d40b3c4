import type { Desk } from '../election/election.ts';
import { dayNumberOf, instantOf, minutesOf } from './local-day.ts';
import { presences, turnsBetween } from './turns.ts';
import type { Gap, OnCall, Presence, Roster } from './roster.ts';

const DAY_MS = 86_400_000;
/** A desk without a turn for so long has been stood down: that nobody is on it is no gap. */
const STAND_DOWN_MS = 7 * DAY_MS;
/** How far ahead is looked for who comes next. */
const AHEAD_MS = 7 * DAY_MS;

/** Who is on a desk at an instant, each once. */
export function peopleAt(roster: Roster, desk: string | null, at: number): string[] {
  const on = presences(turnsBetween(roster, at, at + 1)).filter(
    (one) => (desk === null || one.desk === desk) && one.from <= at && one.until > at,
  );
  return [...new Set(on.map(({ person }) => person))];
}

/**
 * Every desk, in the election's order, with who is on it at an instant and until when (without a break),
 * who comes next, and the gap there is just then. `zone` is the election's: the desks' hours are in it.
 */
export function onCallAt(
  roster: Roster,
  desks: readonly Desk[],
  zone: string,
  at: number,
): OnCall[] {
  const until = at + AHEAD_MS;
  const all = presences(turnsBetween(roster, at - DAY_MS, until));
  const gaps = gapsOf(roster, all, desks, zone, at - DAY_MS, until);
  return desks.map((desk) => {
    const here = all.filter((one) => one.desk === desk.id);
    const on = here.filter((one) => one.from <= at && one.until > at);
    const next = here.find(
      (one) => one.from > at && !on.some(({ person }) => person === one.person),
    );
    return {
      desk: desk.id,
      title: desk.title,
      isManned: mannedHours(desk, zone, at, at + 1).length > 0,
      needs: desk.least,
      people: on.map(({ person, until }) => ({ person, until })),
      next: next ? { person: next.person, from: next.from } : null,
      gap: gaps.find((gap) => gap.desk === desk.id && gap.from <= at && gap.until > at) ?? null,
    };
  });
}

/**
 * Times in `from`–`until` when a desk has, within its hours, fewer people than it needs; in order of
 * time. A gap is told from where it really begins, up to some days before `from`, so that it is known
 * again; its end may be cut at `until`. A desk counts from its first turn on until a week after its last: nobody
 * was promised for what was never planned, nor is anyone missed where a desk was stood down.
 */
export function gapsBetween(
  roster: Roster,
  desks: readonly Desk[],
  zone: string,
  from: number,
  until: number,
): Gap[] {
  // Cut at a day's begin, so that what is older than that is not another gap at every moment.
  const since = Math.floor((from - STAND_DOWN_MS - DAY_MS) / DAY_MS) * DAY_MS;
  const all = presences(turnsBetween(roster, since, until));
  return gapsOf(roster, all, desks, zone, since, until).filter((gap) => gap.until > from);
}

/** When anyone comes to a desk or leaves it, a gap begins or ends, or its hours do: after `at`, epoch ms. */
export function nextChangeAt(
  roster: Roster,
  desks: readonly Desk[],
  zone: string,
  at: number,
): number {
  const until = at + DAY_MS;
  const edges = [
    ...presences(turnsBetween(roster, at, until)),
    ...desks.flatMap((desk) => mannedHours(desk, zone, at, until)),
  ].flatMap((one) => [one.from, one.until]);
  return edges.reduce((next, edge) => (edge > at ? Math.min(next, edge) : next), until);
}

function gapsOf(
  roster: Roster,
  all: readonly Presence[],
  desks: readonly Desk[],
  zone: string,
  from: number,
  until: number,
): Gap[] {
  const gaps: Gap[] = [];
  for (const desk of desks) {
    const planned = plannedSpan(roster, desk.id);
    if (!planned) continue;
    const here = all.filter((one) => one.desk === desk.id);
    const first = Math.max(from, planned.from);
    const last = Math.min(until, planned.until + STAND_DOWN_MS);
    for (const span of mannedHours(desk, zone, first, last))
      gaps.push(...gapsIn(desk, here, Math.max(first, span.from), Math.min(last, span.until)));
  }
  return gaps.toSorted((a, b) => a.from - b.from);
}

/** Sweeps over who comes and goes. */
function gapsIn(desk: Desk, here: readonly Presence[], from: number, until: number): Gap[] {
  const edges = new Set([from, until]);
  for (const one of here) {
    if (one.from > from && one.from < until) edges.add(one.from);
    if (one.until > from && one.until < until) edges.add(one.until);
  }
  const ordered = [...edges].toSorted((a, b) => a - b);
  const gaps: Gap[] = [];
  for (let index = 0; index + 1 < ordered.length; index += 1) {
    const start = ordered[index] ?? from;
    const end = ordered[index + 1] ?? until;
    // Someone is on a desk once, by however many turns.
    const has = here.filter((one) => one.from <= start && one.until >= end).length;
    if (has >= desk.least) continue;
    const before = gaps.at(-1);
    if (before && before.until === start && before.has === has) before.until = end;
    else gaps.push({ desk: desk.id, from: start, until: end, has, needs: desk.least });
  }
  return gaps;
}

/** From the first turn that was ever planned at a desk to the end of the last. */
function plannedSpan(roster: Roster, desk: string): { from: number; until: number } | undefined {
  let from = Infinity;
  let until = -Infinity;
  for (const one of [...roster.shifts, ...roster.overrides]) {
    if (one.desk !== desk) continue;
    from = Math.min(from, one.from);
    until = Math.max(until, one.until);
  }
  for (const rotation of roster.rotations) {
    if (rotation.desk !== desk) continue;
    const begin = dayNumberOf(rotation.start);
    const end = dayNumberOf(rotation.end);
    from = Math.min(from, instantOf(begin, minutesOf(rotation.at[0] ?? '00:00'), rotation.zone));
    until = Math.max(
      until,
      instantOf(end + 1, minutesOf(rotation.at[0] ?? '00:00'), rotation.zone),
    );
  }
  return from < until ? { from, until } : undefined;
}

/** When a desk is manned within a time: the stretches of its local hours that touch it, or all of it. */
export function mannedHours(
  desk: Desk,
  zone: string,
  from: number,
  until: number,
): { from: number; until: number }[] {
  if (from >= until) return [];
  if (!desk.hours) return [{ from, until }];
  const opens = minutesOf(desk.hours.from);
  const closes = minutesOf(desk.hours.until);
  const spans: { from: number; until: number }[] = [];
  for (let day = Math.floor(from / DAY_MS) - 2; day <= Math.floor(until / DAY_MS) + 1; day += 1) {
    const span = {
      from: instantOf(day, opens, zone),
      // Hours like 22:00 to 06:00 end on the morning after.
      until: instantOf(day, closes > opens ? closes : closes + 1440, zone),
    };
    if (span.from < until && span.until > from && span.from < span.until) spans.push(span);
  }
  return spans;
}
