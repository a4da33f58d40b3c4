import { accept, decline, incidentAggregate } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { isOpen } from '../incident/states.ts';
import { refuse } from '../refusal.ts';
import { policiesInForce, policyFor } from './policy.ts';
import { started, stepped } from './steps.ts';

/**
 * `incident.escalate`: the next step at once, whatever the clock says; or the first of the policy that
 * fits the severity (else the last policy, the mildest), where none is at work. On an acknowledged
 * incident nothing more comes by time: each further step is taken by hand. Refused when the incident is
 * over, there is no policy at all, or all steps were taken.
 */
export function decideEscalate(
  incident: Incident,
  command: { reason?: string | undefined },
  context: DecisionContext,
): Decision {
  if (!isOpen(incident.state))
    return decline(
      refuse('incident-closed', `${incident.id} is over: nobody needs to be called for it.`, {
        at: incident.changedAt,
        who: incident.changedBy.id,
      }),
    );
  const { escalation } = incident;
  const isTimed = incident.state === 'new';
  const isRunning = escalation !== null && escalation.stoppedAt === null;
  const nextStep =
    escalation && (isRunning || !isTimed) ? escalation.steps[escalation.next] : undefined;
  const byHand = { reason: command.reason };
  const events: IncidentEvent[] = [];
  let isReached: boolean;
  if (escalation && nextStep) {
    const taken = stepped(nextStep, escalation.next, incident, context, context.now, byHand);
    events.push(...taken.events);
    ({ isReached } = taken);
  } else if (isRunning) {
    const count = escalation.steps.length;
    return decline(
      refuse(
        'nothing-changes',
        `All ${count} steps of "${escalation.name}" were taken; call someone yourself.`,
      ),
    );
  } else {
    const policies = policiesInForce(context.sections.roster, context.rules);
    const policy = policyFor(incident, policies) ?? policies.at(-1);
    const first = policy?.steps[0];
    if (!policy || !first)
      return decline(
        refuse(
          'not-found',
          'This election has no escalation policy; a lead can set one on the roster page.',
        ),
      );
    const taken = stepped(first, 0, incident, context, context.now, byHand);
    events.push(started(policy, isTimed, byHand), ...taken.events);
    ({ isReached } = taken);
  }
  // Someone is on it already: nothing waits for an acknowledgement, unless nobody could be told.
  const isOpenEnded = events[0]?.type === 'incident.escalation-started' || isRunning;
  if (!isTimed && isReached && isOpenEnded)
    events.push({ type: 'incident.escalation-stopped', data: { why: 'acknowledged' } });
  return accept(
    events.map((event, index) => ({
      aggregate: incidentAggregate(incident.id),
      expectedVersion: incident.version + index,
      event,
    })),
  );
}
