import { localMinuteOf } from '../election/local-time.ts';
import type { Severity } from '../incident/incident.ts';
import type { PersonEvent, PersonRules, QuietHours, WayKind } from './notify.ts';

const BY_BOTH: readonly WayKind[] = ['email', 'push'];

/**
 * How people are told who have said nothing: of what needs them, by each way there is (e-mail to their
 * account's address, and browsers that they let). What they only watch, and the end of a snooze, is told
 * by push alone: mail about each change of each incident is what makes people mute everything.
 */
export const DEFAULT_WAYS: Readonly<Record<PersonEvent, readonly WayKind[]>> = {
  page: BY_BOTH,
  assigned: BY_BOTH,
  mention: BY_BOTH,
  watched: ['push'],
  'snooze-ended': ['push'],
  roster: BY_BOTH,
  handover: BY_BOTH,
  undelivered: BY_BOTH,
  'display-missing': BY_BOTH,
};

/**
 * How a person can be told of something at a moment, in the order in which it should be tried. Empty:
 * not at all. Their choice for the event, or the default; a push only where a browser took one; in quiet
 * hours only pages at `exceptFrom` or worse. `available` is what the server can send by; without, all.
 * That an address for e-mail is known is the sender's to say: it may be the account's.
 */
export function waysTo(
  rules: PersonRules | undefined,
  event: PersonEvent,
  severity: Severity,
  at: number,
  available: readonly WayKind[] = BY_BOTH,
): WayKind[] {
  if (rules?.quiet && isQuiet(rules.quiet, at) && !comesThrough(rules.quiet, event, severity))
    return [];
  const chosen = rules?.ways[event] ?? DEFAULT_WAYS[event];
  return chosen.filter(
    (way) =>
      available.includes(way) &&
      (way === 'email' || (rules?.push ?? []).some(({ endpoint }) => endpoint !== null)),
  );
}

/**
 * Whether quiet hours hold at a moment, by the clocks of their zone: `from` belongs to them, `until` does
 * not; one that is not later than `from` is on the next day. Equal times: the whole day. When the clocks
 * change, what a clock on the wall shows counts: a night is an hour shorter or longer. False in a zone
 * that is none.
 */
export function isQuiet({ from, until, zone }: QuietHours, at: number): boolean {
  const now = localMinuteOf(at, zone);
  if (Number.isNaN(now)) return false;
  const start = minuteOf(from);
  const end = minuteOf(until);
  return start < end ? now >= start && now < end : now >= start || now < end;
}

function comesThrough(quiet: QuietHours, event: PersonEvent, severity: Severity): boolean {
  // S1 is the worst: names sort that way.
  return event === 'page' && quiet.exceptFrom !== null && severity <= quiet.exceptFrom;
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
