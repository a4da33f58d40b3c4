import {
  candidatesFor,
  candidateWords,
  dayNumberOf,
  dayOf,
  gapsBetween,
  instantOf,
  localDateOf,
  onCallAt,
  policiesInForce,
  presences,
  restWarnings,
  turnsBetween,
} from '@warroom/shared';
import type { Room } from '../desk/room.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** The roster as its page shows it: what is planned within a time, what comes of it, and what is worth a look. */
export function rosterView(room: Room, from: number, until: number, now: number) {
  const { roster } = room.situation.sections;
  const { desks, zone } = room.rules;
  const touches = (one: { from: number; until: number }): boolean =>
    one.from < until && one.until > from;
  const turns = turnsBetween(roster, from, until);
  // Rest is judged with what lies just outside.
  const around = presences(turnsBetween(roster, from - DAY_MS, until + DAY_MS));
  return {
    version: roster.version,
    now,
    zone,
    from,
    until,
    desks,
    turns,
    gaps: gapsBetween(roster, desks, zone, from, until),
    onCall: onCallAt(roster, desks, zone, now),
    warnings: restWarnings(around).filter(touches),
    shifts: roster.shifts.filter(touches),
    overrides: roster.overrides.filter(touches),
    rotations: roster.rotations,
    swaps: roster.swaps,
    policies: policiesInForce(roster, room.rules),
    policiesAre: roster.policies === null ? 'file' : 'roster',
    clockChanges: clockChanges(zone, from, until),
  };
}

/** Local days within a time that have not 24 hours, and when each begins. */
function clockChanges(zone: string, from: number, until: number) {
  const changes: { at: number; day: string; hours: number }[] = [];
  const last = dayNumberOf(localDateOf(until - 1, zone));
  for (let day = dayNumberOf(localDateOf(from, zone)); day <= last; day += 1) {
    const at = instantOf(day, 0, zone);
    const hours = (instantOf(day + 1, 0, zone) - at) / HOUR_MS;
    if (hours !== 24) changes.push({ at, day: dayOf(day), hours });
  }
  return changes;
}

/** Who could be on a desk for a time, best first, with why or why not in the election's own times. */
export function fillView(room: Room, wanted: { desk: string; from: number; until: number }) {
  const { roster } = room.situation.sections;
  const { desks, zone } = room.rules;
  const people = room.rules.people().filter(({ role }) => role !== 'partner' && role !== 'viewer');
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
  });
  const titleOf = (id: string): string => desks.find((desk) => desk.id === id)?.title ?? id;
  const ids = people.map(({ id }) => id);
  return {
    ...wanted,
    candidates: candidatesFor(roster, desks, zone, ids, wanted).map((candidate) => ({
      ...candidate,
      words: candidateWords(candidate, titleOf, (at) => clock.format(at)),
    })),
  };
}
