import { incidentAggregate } from '../decision.ts';
import type { Write } from '../decision.ts';
import { nextStepAt, nobodyToldAt } from '../escalation/escalation.ts';
import type { Escalation, EscalationPolicy } from '../escalation/escalation.ts';
import { policiesInForce, policyFor } from '../escalation/policy.ts';
import { started, stepped } from '../escalation/steps.ts';
import type { EscalationContext } from '../escalation/targets.ts';
import type { IncidentEvent } from './events.ts';
import type { ClockName, Incident } from './incident.ts';
import { isOpen } from './states.ts';
import type { Snooze } from './work.ts';

type WokenWhy = Extract<IncidentEvent, { type: 'incident.woken' }>['data']['why'];

/** Something that the clock does to an incident. `key` is the same on every node, so it happens once. */
export type Timer =
  | { kind: 'warn' | 'breach'; at: number; key: string; clock: ClockName; dueAt: number }
  | { kind: 'acknowledgement'; at: number; key: string; holder: string }
  | { kind: 'wake'; at: number; key: string; why: WokenWhy }
  | { kind: 'escalation-start'; at: number; key: string; policy: EscalationPolicy }
  | { kind: 'escalation-step'; at: number; key: string; escalation: Escalation }
  | { kind: 'escalation-stop'; at: number; key: string; why: 'acknowledged' | 'over' };

const CLOCKS: readonly ClockName[] = ['acknowledge', 'act', 'resolve'];
const NOTHING_DONE: ReadonlySet<string> = new Set();
const NO_POLICIES: readonly EscalationPolicy[] = [];

/**
 * All that the clock has still to do on an incident as it stands: warn and breach of each clock that
 * runs (open incidents, not met), the end of an acknowledgement that nobody works on, the end of a snooze,
 * and begin, steps and end of an escalation. `done` are keys known to be in the journal: a limit that was
 * left and came back is not told twice. Without policies no escalation begins.
 */
export function timersOf(
  incident: Incident,
  done: ReadonlySet<string> = NOTHING_DONE,
  policies: readonly EscalationPolicy[] = NO_POLICIES,
): Timer[] {
  const timers: Timer[] = [];
  const add = (timer: Timer): void => {
    if (!done.has(timer.key)) timers.push(timer);
  };
  const { id, escalation, snooze, claim } = incident;
  if (isOpen(incident.state)) {
    for (const clock of CLOCKS) {
      const { warnAt, dueAt, metAt, warnedAt, breachedAt } = incident.clocks[clock];
      if (metAt !== null || breachedAt !== undefined) continue;
      const key = (what: string): string => `sla:${id}:${clock}:${dueAt}:${what}`;
      if (done.has(key('breach'))) continue;
      add({ kind: 'breach', at: dueAt, key: key('breach'), clock, dueAt });
      if (warnedAt === undefined && warnAt < dueAt)
        add({ kind: 'warn', at: warnAt, key: key('warn'), clock, dueAt });
    }
    if (incident.state === 'triage' && claim) {
      const key = `acknowledgement:${id}:${claim.by}:${claim.until}`;
      add({ kind: 'acknowledgement', at: claim.until, key, holder: claim.by });
    }
  }
  if (snooze) {
    const at = wakeAt(incident, snooze);
    const key = `snooze:${id}:${snooze.at}:${snooze.until ?? 'condition'}`;
    if (at !== Infinity) add({ kind: 'wake', at, key, why: wokenBy(incident, snooze) });
  }
  const at = escalationAt(incident, policies);
  if (at !== Infinity) {
    if (escalation && incident.state !== 'new') {
      const why = isOpen(incident.state) ? 'acknowledged' : 'over';
      const since = `${episodeOf(escalation)}:${escalation.paged.length}`;
      add({ kind: 'escalation-stop', at, key: `escalation:${id}:${since}:${why}`, why });
    } else if (escalation && isTimedNow(escalation)) {
      const key = `escalation:${id}:${episodeOf(escalation)}:step-${escalation.next}`;
      add({ kind: 'escalation-step', at, key, escalation });
    } else {
      const policy = policyFor(incident, policies);
      const key = `escalation:${id}:${escalation ? episodeOf(escalation) : 'first'}:then`;
      if (policy) add({ kind: 'escalation-start', at, key, policy });
    }
  }
  return timers;
}

/** Names one escalation of an incident in keys. The time alone doesn't: two may begin in one millisecond. */
function episodeOf({ startedAt, version }: Escalation): string {
  return version === undefined ? `${startedAt}` : `${startedAt}.${version}`;
}

/** When the clock has next to do something on an incident, epoch ms; undefined when never. */
export function nextTimerAt(
  incident: Incident,
  done?: ReadonlySet<string>,
  policies: readonly EscalationPolicy[] = NO_POLICIES,
): number | undefined {
  let next = Infinity;
  if (done && done.size > 0) {
    for (const { at } of timersOf(incident, done, policies)) next = Math.min(next, at);
  } else {
    // Asked at every change of every incident: without making the timers.
    if (isOpen(incident.state)) {
      for (const clock of CLOCKS) {
        const { warnAt, dueAt, metAt, warnedAt, breachedAt } = incident.clocks[clock];
        if (metAt !== null || breachedAt !== undefined) continue;
        next = Math.min(next, warnedAt === undefined && warnAt < dueAt ? warnAt : dueAt);
      }
      if (incident.state === 'triage' && incident.claim)
        next = Math.min(next, incident.claim.until);
    }
    if (incident.snooze) next = Math.min(next, wakeAt(incident, incident.snooze));
    next = Math.min(next, escalationAt(incident, policies));
  }
  return next === Infinity ? undefined : next;
}

/** When a snooze ends: at its time, or at once when its condition is met or the incident is over; else Infinity. */
function wakeAt(incident: Incident, snooze: Snooze): number {
  if (!isOpen(incident.state) || isConditionMet(incident, snooze)) return snooze.at;
  return snooze.until ?? Infinity;
}

function isConditionMet({ severity }: Incident, snooze: Snooze): boolean {
  const { condition, linkedAt } = snooze;
  if (condition === null) return false;
  if (condition.kind === 'severity-raised') return severity < snooze.severity;
  const first = linkedAt[linkedAt.length - condition.count];
  const last = linkedAt[linkedAt.length - 1];
  return first !== undefined && last !== undefined && last - first <= condition.withinMin * 60_000;
}

function wokenBy(incident: Incident, snooze: Snooze): WokenWhy {
  if (!isOpen(incident.state)) return 'over';
  if (!isConditionMet(incident, snooze)) return 'time';
  return snooze.condition?.kind === 'signals' ? 'signals' : 'severity';
}

/**
 * When something of an escalation is due: its begin (at once) while the incident is new and a policy
 * fits, its next step, its end (at once) when someone has acknowledged or the incident is over; else Infinity.
 */
function escalationAt(incident: Incident, policies: readonly EscalationPolicy[]): number {
  const { escalation, state } = incident;
  if (!isOpen(state))
    return escalation && (escalation.stoppedAt === null || nobodyToldAt(escalation) !== null)
      ? escalation.startedAt
      : Infinity;
  if (state !== 'new')
    return escalation && isTimedNow(escalation) ? escalation.startedAt : Infinity;
  if (escalation && isTimedNow(escalation)) return nextStepAt(escalation) ?? Infinity;
  if (!policyFor(incident, policies)) return Infinity;
  return escalation?.stoppedAt ?? escalation?.startedAt ?? incident.openedAt;
}

/** Whether its steps come by time: one begun by hand while someone was on the incident doesn't count. */
function isTimedNow({ stoppedAt, isTimed }: Escalation): boolean {
  return stoppedAt === null && isTimed !== false;
}

/**
 * What is due at `now`, as keyed writes on the incident as it stands, each expecting the version that
 * the one before it makes. No warning is given of a limit that has passed already. Of an escalation's
 * steps that fell due while no server ran only the newest is taken: who was to be called first is not
 * called in one burst with who is to be called now. Without `context` no escalation begins or goes on.
 */
export function decideTimers(
  incident: Incident,
  now: number,
  done?: ReadonlySet<string>,
  context?: EscalationContext,
): { key: string; writes: Write[] }[] {
  const policies = context && policiesInForce(context.sections.roster, context.rules);
  const due = timersOf(incident, done, policies).filter(
    (timer) => timer.at <= now && !(timer.kind === 'warn' && timer.dueAt <= now),
  );
  let { version } = incident;
  return due
    .toSorted((a, b) => a.at - b.at)
    .map((timer) => ({
      key: timer.key,
      writes: eventsOf(timer, incident, now, context).map((event): Write => {
        version += 1;
        return {
          aggregate: incidentAggregate(incident.id),
          expectedVersion: version - 1,
          event,
        };
      }),
    }))
    .filter(({ writes }) => writes.length > 0);
}

function eventsOf(
  timer: Timer,
  incident: Incident,
  now: number,
  context: EscalationContext | undefined,
): IncidentEvent[] {
  switch (timer.kind) {
    case 'warn':
      return [
        {
          type: 'incident.sla-warned',
          data: { clock: timer.clock, warnAt: timer.at, dueAt: timer.dueAt },
        },
      ];
    case 'breach':
      return [{ type: 'incident.sla-breached', data: { clock: timer.clock, dueAt: timer.dueAt } }];
    case 'acknowledgement':
      return [
        {
          type: 'incident.released',
          data: { claimOnly: false, expired: { holder: timer.holder, until: timer.at } },
        },
      ];
    case 'wake':
      return [{ type: 'incident.woken', data: { why: timer.why } }];
    case 'escalation-start': {
      const begin = started(timer.policy, true);
      const first = timer.policy.steps[0];
      if (!context || !first || first.afterMin > 0) return [begin];
      return [begin, ...stepped(first, 0, incident, context, now).events];
    }
    case 'escalation-step': {
      const { escalation } = timer;
      const sinceMin = (now - escalation.startedAt) / 60_000;
      const newest = escalation.steps.findLastIndex(({ afterMin }) => afterMin <= sinceMin);
      const index = Math.max(newest, escalation.next);
      const step = escalation.steps[index];
      return context && step ? stepped(step, index, incident, context, now).events : [];
    }
    case 'escalation-stop':
      return [{ type: 'incident.escalation-stopped', data: { why: timer.why } }];
  }
}
