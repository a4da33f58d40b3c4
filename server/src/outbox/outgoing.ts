import { audienceOfTarget, projectIncident, unreachable } from '@warroom/shared';
import type { ClockName, Election, Incident, Message, MessageTarget } from '@warroom/shared';
import type { Outgoing } from './notifier.ts';

const LIMIT_WORDS: Record<ClockName, string> = {
  acknowledge: 'acknowledge',
  act: 'act on',
  resolve: 'resolve',
};

/**
 * What a target is told by a message: as little as wakes the right person, from the incident as it is now
 * and as the target may see it. Undefined when it may not know of the incident (any more).
 */
export function outgoingOf(options: {
  message: Message;
  incident: Incident | undefined;
  target: MessageTarget;
  election: Election;
  /** The address that people use, without a slash at the end. */
  publicUrl: string | undefined;
}): Outgoing | undefined {
  const { message, incident, target, election, publicUrl } = options;
  const view = incident && projectIncident(incident, audienceOfTarget(target));
  if (!view) return undefined;
  return {
    id: message.id,
    kind: message.kind,
    at: message.happenedAt,
    election: { id: election.id, name: election.name },
    exercise: view.drill,
    incident: view.id,
    severity: view.severity,
    title: view.title,
    state: view.state,
    tlp: view.tlp,
    what: `${view.drill ? 'EXERCISE · ' : ''}${whatHappened(message, election.zone)}`,
    clock: message.clock,
    dueAt: message.dueAt,
    link:
      publicUrl === undefined
        ? null
        : `${publicUrl}/e/${encodeURIComponent(election.id)}?sel=${encodeURIComponent(view.id)}`,
  };
}

function whatHappened(message: Message, zone: string): string {
  const { kind, incident, severity, clock, dueAt } = message;
  switch (kind) {
    case 'sla.breach':
      return `The limit to ${LIMIT_WORDS[clock ?? 'resolve']} ${incident} (${severity}) passed at ${timeOf(dueAt ?? message.happenedAt, zone)}.`;
    case 'incident.opened':
      return `${incident} was opened as ${severity}.`;
    case 'incident.raised':
      return `${incident} was raised to ${severity}.`;
    default:
      return unreachable(kind);
  }
}

/** "7 Nov, 18:05 EST": in the zone of the desk. */
function timeOf(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at);
}
