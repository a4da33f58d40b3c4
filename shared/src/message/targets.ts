import type { Audience } from '../access.ts';
import { sees } from '../access.ts';
import type { Election, Webhook } from '../election/election.ts';
import type { Tlp } from '../tlp.ts';
import type { Happening } from './message.ts';

/** Where messages of an election go: by which notifier, what it wants, and what it may know. */
export interface MessageTarget {
  name: string;
  notifier: 'webhook';
  events: readonly string[];
  clearance: Tlp;
  webhook: Webhook;
}

/** All targets that an election's file names. */
export function messageTargets(election: Election): MessageTarget[] {
  return election.webhooks.map((webhook) => ({
    name: webhook.name,
    notifier: 'webhook',
    events: webhook.events,
    clearance: webhook.clearance,
    webhook,
  }));
}

/** Who a target is when something is projected for it: nobody in particular, at its clearance. */
export function audienceOfTarget(target: Pick<MessageTarget, 'clearance'>): Audience {
  return { clearance: target.clearance, organisation: null, redaction: 'none', person: null };
}

/** Whether a target asked for such a happening and may know of it. */
export function wants(
  target: Pick<MessageTarget, 'clearance' | 'events'>,
  happening: Happening,
): boolean {
  const { kind, severity, tlp } = happening;
  return (
    (target.events.includes(kind) || target.events.includes(`${kind}.${severity}`)) &&
    sees(audienceOfTarget(target), { tlp })
  );
}
