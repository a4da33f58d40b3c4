import type { Actor } from '../actor.ts';
import { applyWork } from './evolve-work.ts';
import type { IncidentEvent } from './events.ts';
import type { Claim, ClockName, Incident, SlaClocks, Undoable } from './incident.ts';

/** An event as it comes from the journal: `personal` is null where there was none or it was erased. */
export type Occurred<E extends { type: string; data: unknown }> = E extends {
  type: infer T;
  data: infer D;
}
  ? {
      type: T;
      data: D;
      personal: (E extends { personal?: infer P } ? P : never) | null;
      version: number;
      at: number;
      by: Actor;
    }
  : never;

const RECENT_SIGNALS = 50;

/** What the clock notes on an incident. */
const NOTED: ReadonlySet<string> = new Set<IncidentEvent['type']>([
  'incident.sla-warned',
  'incident.sla-breached',
  'incident.escalation-started',
  'incident.escalation-stepped',
  'incident.escalation-stopped',
  'incident.nobody-notified',
]);

/**
 * Folds one event into an incident; `undefined` before the first. Never refuses: what is in the journal
 * happened. `inPlace` changes the given incident instead of a copy: for replays, while nobody else has it.
 */
export function evolveIncident(
  incident: Incident | undefined,
  id: string,
  event: Occurred<IncidentEvent>,
  inPlace = false,
): Incident | undefined {
  if (event.type === 'incident.opened') return opened(id, event);
  if (!incident) return undefined;
  const changes = apply(incident, event);
  const next = inPlace ? incident : { ...incident };
  Object.assign(next, changes);
  next.version = event.version;
  // What the clock notes is nobody's change.
  if (event.by.kind === 'system' && NOTED.has(event.type)) {
    next.noted = (next.noted ?? 0) + 1;
    return next;
  }
  if (next.noted !== undefined) delete next.noted;
  next.claim = renewed(next.claim, event);
  next.changedAt = event.at;
  next.changedBy = event.by;
  return next;
}

/** A claim is renewed by whatever its holder does on the incident. */
function renewed(claim: Claim | null, event: { at: number; by: Actor }): Claim | null {
  if (claim?.leaseMs === undefined || event.by.kind !== 'person' || event.by.id !== claim.by)
    return claim;
  const until = event.at + claim.leaseMs;
  return until > claim.until ? { ...claim, until } : claim;
}

function opened(
  id: string,
  event: Extract<Occurred<IncidentEvent>, { type: 'incident.opened' }>,
): Incident {
  const { data } = event;
  return {
    id,
    version: event.version,
    openedAt: event.at,
    openedBy: event.by,
    changedAt: event.at,
    changedBy: event.by,
    drill: data.drill,
    title: event.personal?.title ?? null,
    nextStep: null,
    state: 'new',
    severity: data.severity,
    veracity: data.veracity,
    occurrence: data.occurrence,
    category: data.category,
    jurisdictions: data.jurisdictions,
    tlp: data.tlp,
    named: data.named,
    tags: [],
    assignee: null,
    claim: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    activeAt: null,
    mitigatedAt: null,
    resolvedAt: null,
    outcome: null,
    closedAt: null,
    dismissal: null,
    dismissalRequest: null,
    mergedInto: null,
    stateBeforeMerge: null,
    signalCount: data.signals.length,
    recentSignals: data.signals.slice(-RECENT_SIGNALS).reverse(),
    sources: data.sources,
    noteCount: 0,
    sourceResolvedAt: null,
    clocks: data.clocks,
    tasks: [],
    playbooks: [],
    links: [],
    evidence: [],
    watchers: [],
    snooze: null,
    escalation: null,
    undo: null,
  };
}

/** The fields that an event sets. */
function apply(
  incident: Incident,
  event: Exclude<Occurred<IncidentEvent>, { type: 'incident.opened' }>,
): Partial<Incident> {
  const { at, by, version } = event;
  /** Marks the event as undoable: remembers what these fields were. */
  const undoable = (changed: Partial<Incident>): Partial<Incident> => {
    const before = Object.fromEntries(
      Object.keys(changed).map((key) => [key, incident[key as keyof Incident]]),
    ) as Partial<Incident>;
    const undo: Undoable = { version, type: event.type, by, at, before };
    return { ...changed, undo };
  };
  switch (event.type) {
    case 'incident.signals-linked': {
      const { signals, sources } = event.data;
      return {
        signalCount: incident.signalCount + signals.length,
        recentSignals: [...signals.toReversed(), ...incident.recentSignals].slice(
          0,
          RECENT_SIGNALS,
        ),
        ...(incident.snooze?.condition?.kind === 'signals'
          ? {
              snooze: {
                ...incident.snooze,
                linkedAt: [
                  ...incident.snooze.linkedAt,
                  ...Array.from({ length: signals.length }, () => at),
                ].slice(-incident.snooze.condition.count),
              },
            }
          : {}),
        sources: [...new Set([...incident.sources, ...sources])].slice(0, 20),
      };
    }
    case 'incident.signals-unlinked':
      return {
        signalCount: Math.max(0, incident.signalCount - event.data.signals.length),
        recentSignals: incident.recentSignals.filter(
          (signal) => !event.data.signals.includes(signal),
        ),
      };
    case 'incident.claimed':
      return { claim: claimOf(event) };
    case 'incident.acknowledged':
      return event.data.again
        ? {}
        : undoable({
            state: incident.state === 'new' ? 'triage' : incident.state,
            claim: claimOf(event),
            assignee: event.data.assigns ? by.id : incident.assignee,
            acknowledgedAt: incident.acknowledgedAt ?? at,
            acknowledgedBy: incident.acknowledgedBy ?? by.id,
            clocks: met(incident.clocks, 'acknowledge', at),
          });
    case 'incident.released':
      return event.data.claimOnly
        ? { claim: null }
        : undoable({
            state: 'new',
            claim: null,
            assignee: incident.claim?.by === incident.assignee ? null : incident.assignee,
            ...(incident.severity === 'S1' ? awake(incident) : {}),
          });
    case 'incident.assigned':
      return undoable({ assignee: event.data.to });
    case 'incident.changed': {
      const { reason: _, ...texts } = event.personal ?? {};
      return undoable({
        ...event.data.changes,
        ...texts,
        ...(event.data.clocks ? { clocks: withMarks(event.data.clocks, incident.clocks) } : {}),
      });
    }
    case 'incident.tagged':
      return {
        tags: [
          ...incident.tags.filter((tag) => !event.data.remove.includes(tag)),
          ...event.data.add,
        ],
      };
    case 'incident.noted':
      return {
        noteCount: incident.noteCount + 1,
        watchers: [...new Set([...incident.watchers, ...(event.data.mentions ?? [])])],
      };
    case 'incident.dismissal-requested':
      return undoable({ dismissalRequest: { reason: event.data.reason, by, at } });
    case 'incident.dismissal-declined':
      return undoable({ dismissalRequest: null });
    case 'incident.dismissed':
      return undoable({
        state: 'dismissed',
        dismissal: { reason: event.data.reason, by, at },
        dismissalRequest: null,
        claim: null,
        ...awake(incident),
      });
    case 'incident.confirmed':
      return undoable({ state: 'active', activeAt: at, clocks: met(incident.clocks, 'act', at) });
    case 'incident.mitigated':
      return undoable({ state: 'mitigated', mitigatedAt: at });
    case 'incident.resolved':
      return undoable({
        state: 'resolved',
        resolvedAt: at,
        mitigatedAt: incident.mitigatedAt ?? at,
        outcome: event.data.outcome,
        claim: null,
        ...awake(incident),
        clocks: met(incident.clocks, 'resolve', at),
      });
    case 'incident.closed':
      return undoable({ state: 'closed', closedAt: at, claim: null, ...awake(incident) });
    case 'incident.reopened':
      return undoable({
        state: 'active',
        resolvedAt: null,
        closedAt: null,
        outcome: null,
        dismissal: null,
        activeAt: incident.activeAt ?? at,
        clocks: reopenedClocks(incident.clocks),
      });
    case 'incident.merged':
      return {
        state: 'merged',
        mergedInto: event.data.into,
        stateBeforeMerge: event.data.from,
        claim: null,
        undo: null,
        ...awake(incident),
      };
    case 'incident.absorbed':
      return { signalCount: incident.signalCount + event.data.signalCount };
    case 'incident.parted':
      return { signalCount: Math.max(0, incident.signalCount - event.data.signalCount) };
    case 'incident.unmerged':
      return { state: event.data.to, mergedInto: null, stateBeforeMerge: null };
    case 'incident.source-resolved':
      return { sourceResolvedAt: at };
    case 'incident.sla-warned':
      return { clocks: marked(incident.clocks, event.data, { warnedAt: at }) };
    case 'incident.sla-breached':
      return { clocks: marked(incident.clocks, event.data, { breachedAt: at }) };
    case 'incident.undone': {
      const { restores } = event.data;
      return {
        ...restores,
        ...(restores.clocks ? { clocks: withMarks(restores.clocks, incident.clocks) } : {}),
        ...event.personal,
        undo: null,
      };
    }
    case 'incident.snoozed':
      return undoable(applyWork(incident, event));
    default:
      return applyWork(incident, event);
  }
}

/** What is over, or critical with nobody on it, is not asleep; undo puts a snooze back. */
function awake(incident: Incident): Partial<Incident> {
  return incident.snooze ? { snooze: null } : {};
}

function met(clocks: SlaClocks, name: keyof SlaClocks, at: number): SlaClocks {
  return clocks[name].metAt === null
    ? { ...clocks, [name]: { ...clocks[name], metAt: at } }
    : clocks;
}

function claimOf(event: { at: number; by: Actor; data: { until: number } }): Claim {
  const { until } = event.data;
  return { by: event.by.id, until, leaseMs: Math.max(0, until - event.at) };
}

/** The clocks with a mark on one; none when its limit is another by now. */
function marked(
  clocks: SlaClocks,
  { clock, dueAt }: { clock: ClockName; dueAt: number },
  mark: { warnedAt?: number; breachedAt?: number },
): SlaClocks {
  return clocks[clock].dueAt === dueAt
    ? { ...clocks, [clock]: { ...clocks[clock], ...mark } }
    : clocks;
}

/** What was noted of a limit stays noted for as long as that limit stands. */
function withMarks(next: SlaClocks, before: SlaClocks): SlaClocks {
  const one = (name: ClockName): SlaClocks[ClockName] => {
    const { warnedAt, breachedAt, dueAt } = before[name];
    if (next[name].dueAt !== dueAt) return next[name];
    return {
      ...next[name],
      ...(warnedAt === undefined ? {} : { warnedAt }),
      ...(breachedAt === undefined ? {} : { breachedAt }),
    };
  };
  return { acknowledge: one('acknowledge'), act: one('act'), resolve: one('resolve') };
}

function reopenedClocks(clocks: SlaClocks): SlaClocks {
  return { ...clocks, resolve: { ...clocks.resolve, metAt: null } };
}
