import { incidentAggregate } from '../decision.ts';
import type { Write } from '../decision.ts';
import type { ClockName, Incident } from './incident.ts';
import { isOpen } from './states.ts';

/** Something that the clock does to an incident. `key` is the same on every node, so it happens once. */
export type Timer =
  | { kind: 'warn' | 'breach'; at: number; key: string; clock: ClockName; dueAt: number }
  | { kind: 'acknowledgement'; at: number; key: string; holder: string };

const CLOCKS: readonly ClockName[] = ['acknowledge', 'act', 'resolve'];
const NOTHING_DONE: ReadonlySet<string> = new Set();

/**
 * All that the clock has still to do on an incident as it stands: warn and breach of each clock that
 * runs (open incidents, not met), and the end of an acknowledgement that nobody works on. `done` are
 * keys known to be in the journal: a limit that was left and came back is not told twice.
 */
export function timersOf(incident: Incident, done: ReadonlySet<string> = NOTHING_DONE): Timer[] {
  if (!isOpen(incident.state)) return [];
  const timers: Timer[] = [];
  for (const clock of CLOCKS) {
    const { warnAt, dueAt, metAt, warnedAt, breachedAt } = incident.clocks[clock];
    if (metAt !== null || breachedAt !== undefined) continue;
    const key = (what: string): string => `sla:${incident.id}:${clock}:${dueAt}:${what}`;
    const breach: Timer = { kind: 'breach', at: dueAt, key: key('breach'), clock, dueAt };
    if (done.has(breach.key)) continue;
    timers.push(breach);
    const warn: Timer = { kind: 'warn', at: warnAt, key: key('warn'), clock, dueAt };
    if (warnedAt === undefined && warnAt < dueAt && !done.has(warn.key)) timers.push(warn);
  }
  if (incident.state === 'triage' && incident.claim) {
    const { by, until } = incident.claim;
    const key = `acknowledgement:${incident.id}:${by}:${until}`;
    if (!done.has(key)) timers.push({ kind: 'acknowledgement', at: until, key, holder: by });
  }
  return timers;
}

/** When the clock has next to do something on an incident, epoch ms; undefined when never. */
export function nextTimerAt(incident: Incident, done?: ReadonlySet<string>): number | undefined {
  let next = Infinity;
  if (done && done.size > 0) {
    for (const { at } of timersOf(incident, done)) next = Math.min(next, at);
  } else if (isOpen(incident.state)) {
    // Asked at every change of every incident: without making the timers.
    for (const clock of CLOCKS) {
      const { warnAt, dueAt, metAt, warnedAt, breachedAt } = incident.clocks[clock];
      if (metAt !== null || breachedAt !== undefined) continue;
      next = Math.min(next, warnedAt === undefined && warnAt < dueAt ? warnAt : dueAt);
    }
    if (incident.state === 'triage' && incident.claim) next = Math.min(next, incident.claim.until);
  }
  return next === Infinity ? undefined : next;
}

/**
 * What is due at `now`, as keyed writes on the incident as it stands, each expecting the version that
 * the one before it makes. No warning is given of a limit that has passed already.
 */
export function decideTimers(
  incident: Incident,
  now: number,
  done?: ReadonlySet<string>,
): { key: string; writes: Write[] }[] {
  const due = timersOf(incident, done).filter(
    (timer) => timer.at <= now && !(timer.kind === 'warn' && timer.dueAt <= now),
  );
  return due
    .toSorted((a, b) => a.at - b.at)
    .map((timer, index) => ({
      key: timer.key,
      writes: [
        {
          aggregate: incidentAggregate(incident.id),
          expectedVersion: incident.version + index,
          event: eventOf(timer),
        },
      ],
    }));
}

function eventOf(timer: Timer): Write['event'] {
  switch (timer.kind) {
    case 'warn':
      return {
        type: 'incident.sla-warned',
        data: { clock: timer.clock, warnAt: timer.at, dueAt: timer.dueAt },
      };
    case 'breach':
      return {
        type: 'incident.sla-breached',
        data: { clock: timer.clock, dueAt: timer.dueAt },
      };
    case 'acknowledgement':
      return {
        type: 'incident.released',
        data: { claimOnly: false, expired: { holder: timer.holder, until: timer.at } },
      };
  }
}
