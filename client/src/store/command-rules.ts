import type { Command, CommandResult, IncidentView } from '@warroom/shared';
import type { Intent } from './foresee.ts';

type Refused = Extract<CommandResult, { kind: 'refused' }>;
type Done = Extract<CommandResult, { kind: 'done' }>;

/** Commands that set a field and so carry the version that was seen. */
const VERSIONED: readonly Intent['type'][] = [
  'incident.assign',
  'incident.change',
  'incident.dismiss',
  'incident.keep',
  'incident.confirm',
  'incident.mitigate',
  'incident.resolve',
  'incident.close',
  'incident.reopen',
  'incident.merge',
  'incident.unmerge',
];

/** What happens beside a change and is in nobody's way; a refusal for these alone is no conflict. */
const COMMUTING: readonly string[] = [
  'incident.noted',
  'incident.tagged',
  'incident.signals-linked',
  'incident.signals-unlinked',
  'incident.claimed',
  'incident.absorbed',
  'incident.parted',
  'incident.source-resolved',
  'incident.sla-warned',
  'incident.sla-breached',
  'incident.tasks-added',
  'incident.task-set',
  'incident.task-removed',
  'incident.related',
  'incident.unrelated',
  'incident.watched',
  'incident.unwatched',
  'incident.snoozed',
  'incident.woken',
  'incident.evidence-added',
  'incident.evidence-removed',
  'incident.escalation-started',
  'incident.escalation-stepped',
  'incident.escalation-stopped',
  'incident.nobody-notified',
];
/** Fields that people set: if none of them changed, what someone saw is still so. */
const SET_FIELDS = [
  'state',
  'title',
  'nextStep',
  'severity',
  'veracity',
  'occurrence',
  'category',
  'jurisdictions',
  'tlp',
  'named',
  'assignee',
  'outcome',
  'dismissalRequest',
  'mergedInto',
] as const satisfies readonly (keyof IncidentView)[];

/** Refusals that mean that someone else was first. */
export const CONFLICTS: readonly Refused['refusal']['kind'][] = [
  'stale-version',
  'incident-closed',
  'wrong-state',
];

/** Whether a refusal is only for what commutes with the command: then it can be sent again as it is. */
export function isInNobodysWay(result: CommandResult): boolean {
  return (
    result.kind === 'refused' &&
    result.refusal.kind === 'stale-version' &&
    result.current !== null &&
    result.between.length > 0 &&
    result.between.every((entry) => COMMUTING.includes(entry.type))
  );
}

/** Whether all that people set is as it was. */
export function sameFields(a: IncidentView, b: IncidentView): boolean {
  return SET_FIELDS.every((field) => JSON.stringify(a[field]) === JSON.stringify(b[field]));
}

/** A command refused for its state without anyone else's doing is a plain refusal, not a conflict. */
export function isByOther(refused: Refused, current: IncidentView | null, me: string): boolean {
  if (refused.refusal.kind === 'stale-version') return true;
  const who = refused.refusal.who ?? current?.changedBy?.id;
  return refused.between.length > 0 || (who !== undefined && who !== me);
}

/** The command of an intent, with the version where it needs one. */
export function commandOf(intent: Intent, commandId: string, version: number): Command {
  const versioned = VERSIONED.includes(intent.type) ? { expectedVersion: version } : {};
  return { ...intent, commandId, ...versioned } as Command;
}

/** The command that takes another back, or undefined where nothing does. */
export function inverseOf(intent: Intent, done: Done): Intent | undefined {
  switch (intent.type) {
    case 'signal.dismiss':
      return { type: 'signal.restore', signals: intent.signals };
    case 'incident.link':
      return { type: 'incident.unlink', incident: intent.incident, signals: intent.signals };
    case 'incident.merge':
      return { type: 'incident.unmerge', incident: intent.incident };
    case 'incident.tag':
      return {
        type: 'incident.tag',
        incident: intent.incident,
        add: intent.remove,
        remove: intent.add,
      };
    case 'signal.claim':
      return { type: 'signal.release', signals: intent.signals };
    case 'signal.claim-next':
      return done.signals === undefined || done.signals.length === 0
        ? undefined
        : { type: 'signal.release', signals: done.signals };
    case 'incident.snooze':
      return { type: 'incident.wake', incident: intent.incident };
    case 'incident.watch':
      return { type: 'incident.unwatch', incident: intent.incident };
    case 'incident.unwatch':
      return { type: 'incident.watch', incident: intent.incident };
    case 'incident.relate':
      return { type: 'incident.unrelate', incident: intent.incident, other: intent.other };
    case 'incident.move-signals':
      return {
        type: 'incident.move-signals',
        incident: intent.to,
        to: intent.incident,
        signals: intent.signals,
      };
    case 'incident.split':
      // Its signals come back with it, and the number that was given leads here.
      return done.opened === null
        ? undefined
        : { type: 'incident.merge', incident: done.opened, into: intent.incident };
    case 'wall.pin':
      return { type: 'wall.unpin', target: intent.target, undo: true };
    case 'wall.pause':
      return { type: 'wall.resume', target: intent.target };
    case 'wall.resume':
      return { type: 'wall.pause', target: intent.target };
    case 'incident.undo':
    case 'incident.wake':
    case 'incident.unrelate':
    case 'incident.escalate':
      return undefined;
    default: {
      const undo = done.incident?.undo;
      if (!('incident' in intent) || !undo || undo.version !== done.incident?.version)
        return undefined;
      return { type: 'incident.undo', incident: intent.incident, version: undo.version };
    }
  }
}
