import type { Command, IncidentView } from '@warroom/shared';

/** A command before it has an id and the version it applies to. */
export type Intent = Command extends infer C
  ? C extends { commandId: string }
    ? Omit<C, 'commandId' | 'expectedVersion'>
    : never
  : never;

/**
 * What a command will most likely make of an incident, to show before the server has answered. Guesses
 * only fields that are plain to see; the answer replaces it all. Undefined: nothing to show ahead.
 */
export function foresee(
  intent: Intent,
  incident: IncidentView,
  context: { me: string; now: number },
): Partial<IncidentView> | undefined {
  const { me, now } = context;
  const by = { kind: 'person', id: me } as const;
  switch (intent.type) {
    case 'incident.acknowledge':
      return {
        state: incident.state === 'new' ? 'triage' : incident.state,
        acknowledgedAt: incident.acknowledgedAt ?? now,
        acknowledgedBy: incident.acknowledgedBy ?? me,
        assignee: incident.assignee ?? me,
        owned: true,
        clocks: metBy(incident, 'acknowledge', now),
      };
    case 'incident.assign':
      return { assignee: intent.assignee, owned: intent.assignee !== null };
    case 'incident.change': {
      const { title, nextStep, severity, veracity, occurrence, category, jurisdictions, tlp } =
        intent.changes;
      return {
        ...(title === undefined ? {} : { title }),
        ...(nextStep === undefined ? {} : { nextStep }),
        ...(severity === undefined ? {} : { severity }),
        ...(veracity === undefined ? {} : { veracity }),
        ...(occurrence === undefined ? {} : { occurrence }),
        ...(category === undefined ? {} : { category }),
        ...(jurisdictions === undefined ? {} : { jurisdictions }),
        ...(tlp === undefined ? {} : { tlp }),
      };
    }
    case 'incident.tag': {
      const remove = intent.remove;
      return {
        tags: [
          ...new Set([...incident.tags.filter((tag) => !remove.includes(tag)), ...intent.add]),
        ],
      };
    }
    case 'incident.confirm':
      return { state: 'active', activeAt: now, clocks: metBy(incident, 'act', now) };
    case 'incident.mitigate':
      return { state: 'mitigated', mitigatedAt: now };
    case 'incident.resolve':
      return {
        state: 'resolved',
        resolvedAt: now,
        outcome: intent.outcome,
        clocks: metBy(incident, 'resolve', now),
      };
    case 'incident.close':
      return { state: 'closed', closedAt: now };
    case 'incident.reopen':
      return { state: 'active', resolvedAt: null, closedAt: null, outcome: null, dismissal: null };
    case 'incident.dismiss': {
      const second = incident.severity === 'S1' || incident.severity === 'S2';
      if (second && incident.dismissalRequest === null) {
        return { dismissalRequest: { reason: intent.reason, by, at: now } };
      }
      return {
        state: 'dismissed',
        dismissal: { reason: intent.reason, by, at: now },
        dismissalRequest: null,
      };
    }
    case 'incident.keep':
      return { dismissalRequest: null };
    case 'incident.merge':
      return { state: 'merged', mergedInto: intent.into };
    case 'incident.link':
      return { signalCount: incident.signalCount + intent.signals.length };
    case 'incident.move-signals':
    case 'incident.split':
    case 'incident.unlink':
      return { signalCount: Math.max(0, incident.signalCount - intent.signals.length) };
    case 'incident.snooze':
      return { snooze: { until: intent.until, condition: intent.condition, by: me } };
    case 'incident.wake':
      return { snooze: null };
    case 'incident.watch':
      return { watchers: [...new Set([...incident.watchers, me])] };
    case 'incident.unwatch':
      return { watchers: incident.watchers.filter((id) => id !== me) };
    case 'incident.relate':
      return { linkCount: incident.linkCount + 1 };
    case 'incident.unrelate':
      return { linkCount: Math.max(0, incident.linkCount - 1) };
    default:
      // Claims, notes, undo, signals: their effect isn't known well enough, or isn't an incident's.
      return undefined;
  }
}

function metBy(
  incident: IncidentView,
  name: keyof IncidentView['clocks'],
  at: number,
): IncidentView['clocks'] {
  const clock = incident.clocks[name];
  return clock.metAt === null
    ? { ...incident.clocks, [name]: { ...clock, metAt: at } }
    : incident.clocks;
}
