import type { Audience } from '../access.ts';
import { sees } from '../access.ts';
import type { Election, Slack, Webhook } from '../election/election.ts';
import type { WayKind } from '../notify/notify.ts';
import type { Tlp } from '../tlp.ts';
import type { Happening } from './message.ts';

/** Where messages of an election go: by which notifier, what it wants, and what it may know. */
export type ElectionTarget = {
  name: string;
  events: readonly string[];
  clearance: Tlp;
} & ({ notifier: 'webhook'; webhook: Webhook } | { notifier: 'slack'; slack: Slack });

/** One person, by one way. What they may know is asked of the accounts when it is sent. */
export interface PersonTarget {
  name: string;
  notifier: WayKind;
  person: string;
}
export type MessageTarget = ElectionTarget | PersonTarget;

/** All targets that an election's file names. */
export function messageTargets(election: Election): ElectionTarget[] {
  return [
    ...election.webhooks.map((webhook): ElectionTarget => ({
      name: webhook.name,
      notifier: 'webhook',
      events: webhook.events,
      clearance: webhook.clearance,
      webhook,
    })),
    ...(election.slack ?? []).map((slack): ElectionTarget => ({
      name: slack.name,
      notifier: 'slack',
      events: slack.events,
      clearance: slack.clearance,
      slack,
    })),
  ];
}

/** Who a target is when something is projected for it: nobody in particular, at its clearance. */
export function audienceOfTarget(target: Pick<ElectionTarget, 'clearance'>): Audience {
  return { clearance: target.clearance, organisation: null, redaction: 'none', person: null };
}

/** Whether a target asked for such a happening and may know of it. */
export function wants(
  target: Pick<ElectionTarget, 'clearance' | 'events'>,
  happening: Happening,
): boolean {
  const { kind, severity, tlp } = happening;
  return (
    (target.events.includes(kind) || target.events.includes(`${kind}.${severity}`)) &&
    sees(audienceOfTarget(target), { tlp })
  );
}
