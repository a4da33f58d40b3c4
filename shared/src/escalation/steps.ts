import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import type { EscalationPolicy, EscalationStep } from './escalation.ts';
import { pagedBy, reachedOf } from './targets.ts';
import type { EscalationContext } from './targets.ts';

/** How an escalation is taken further by hand; absent where the clock does it. */
export interface ByHand {
  reason?: string | undefined;
}

/** What begins an escalation: the policy as it stands is kept on the incident. */
export function started(
  policy: EscalationPolicy,
  isTimed: boolean,
  byHand?: ByHand,
): IncidentEvent {
  const { id, name, steps } = policy;
  return {
    type: 'incident.escalation-started',
    data: { policy: id, name, steps, ...(isTimed ? {} : { isTimed }) },
    ...personalReason(byHand),
  };
}

/** What taking a step leads to: the pages, and that nobody was told where nobody can be reached. */
export function stepped(
  step: EscalationStep,
  index: number,
  incident: Incident,
  context: EscalationContext,
  now: number,
  byHand?: ByHand,
): { events: IncidentEvent[]; isReached: boolean } {
  const people = pagedBy(step, incident, context, now);
  const reached = reachedOf(people, incident, context, now);
  const events: IncidentEvent[] = [
    {
      type: 'incident.escalation-stepped',
      data: { step: index, people, reached, byHand: byHand !== undefined },
      ...personalReason(byHand),
    },
  ];
  if (reached.length === 0)
    events.push({ type: 'incident.nobody-notified', data: { step: index } });
  return { events, isReached: reached.length > 0 };
}

function personalReason(byHand: ByHand | undefined): { personal?: { reason: string } } {
  const reason = byHand?.reason;
  return reason === undefined || reason === '' ? {} : { personal: { reason } };
}
