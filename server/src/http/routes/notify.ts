import { audienceOf, Id, IncidentId, messageTargets, NO_RULES, refuse } from '@warroom/shared';
import type { MessageLogView, NotifyView } from '@warroom/shared';
import { z } from 'zod';
import type { RouteContext } from '../options.ts';
import { readQuery } from '../readable.ts';
import { json, refused } from '../respond.ts';
import type { Router } from '../router.ts';

const optional = z.string().min(1).max(200).optional();

const LogQuery = z.object({
  target: optional,
  person: Id.optional(),
  incident: IncidentId.optional(),
  state: z.enum(['pending', 'sent', 'dead', 'dropped', 'absorbed']).optional(),
  before: z
    .string()
    .regex(/^\d{1,16}$/, 'is not the `next` of a page before')
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** How one is told (one's own rules alone), and for leads what became of messages. */
export function notifyRoutes(router: Router, context: RouteContext): void {
  const at = '/api/elections/:election';
  const { busy, telling } = context;

  router.staff('situation.read', `${at}/notify`, (_c, { room, subject, identity }) => {
    const tooFast = slow(`read ${subject.kind} ${subject.id}`);
    if (tooFast) return tooFast;
    const rules = room.situation.sections.rules[subject.id] ?? NO_RULES;
    const view: NotifyView = {
      rules: {
        ...rules,
        // The keys of subscriptions are for the server alone; a browser knows its own by the endpoint.
        push: rules.push.map(({ id, label, endpoint, addedAt }) => ({
          id,
          label,
          endpoint,
          addedAt,
        })),
      },
      account: identity.person.email,
      ways: telling?.wayKinds ?? [],
      vapidPublicKey: telling?.vapid.publicKey ?? null,
      zone: room.rules.zone,
      drill: room.rules.drill,
    };
    return json(view);
  });

  router.staff('incident.lead', `${at}/messages`, async (c, caller) => {
    const { room, subject } = caller;
    const tooFast = slow(`read ${subject.kind} ${subject.id}`);
    if (tooFast) return tooFast;
    const query = readQuery(c, LogQuery);
    if (!query.ok) return refused(query.refusal);
    const audience = audienceOf(subject);
    const page = audience && (await room.messages?.(query.value, audience));
    const view: MessageLogView = {
      ...(page ?? { items: [], next: null, waiting: 0, givenUp: 0 }),
      targets: messageTargets(room.election.election).map(({ name, notifier: kind }) => ({
        name,
        kind,
      })),
    };
    return json(view);
  });

  function slow(who: string): Response | undefined {
    const waitMs = busy.take(who);
    return waitMs > 0
      ? refused(
          refuse('rate-limited', 'That is faster than anyone can work; slow down a little.', {
            retryAfterMs: waitMs,
          }),
        )
      : undefined;
  }
}
