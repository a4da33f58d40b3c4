import { audienceOf, can, sees } from '../access.ts';
import { accept, decline } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import { refuse } from '../refusal.ts';
import type { MessageCommand } from './commands.ts';
import { messageAggregate } from './message.ts';

/** What a command on messages leads to. Replaying is for leads: it reaches people outside. */
export function decideMessage(command: MessageCommand, context: DecisionContext): Decision {
  if (!can(context.subject, 'incident.lead'))
    return decline(refuse('forbidden', 'Sending a message again needs a lead.'));
  const message = context.message(command.message);
  // What is about an incident that one may not know of is not there.
  if (!message || !knows(message.incident, context))
    return decline(
      refuse('not-found', `There is no message ${command.message} here.`, { path: 'message' }),
    );
  if (message.state === 'pending')
    return decline(
      refuse('nothing-changes', `${message.id} is still waiting to be sent; it goes by itself.`),
    );
  return accept([
    {
      aggregate: messageAggregate(message.id),
      expectedVersion: message.messageVersion,
      event: { type: 'message.replayed', data: { message } },
    },
  ]);
}

function knows(id: string | null, { subject, incident }: DecisionContext): boolean {
  const about = id === null ? undefined : incident(id);
  const audience = audienceOf(subject);
  return !about || audience === undefined || sees(audience, about);
}
