import { createHash } from 'node:crypto';
import webPush from 'web-push';
import { deliveryOf, wordsOf } from '../answer.ts';
import type { Delivery, Notifier, NotifierTools, Outgoing, Recipient } from '../notifier.ts';
import { post } from '../post.ts';
import type { VapidKeys } from '../vapid.ts';

/** A push service keeps it so long for a browser that is asleep: a call is of no use much later. */
const PAGE_TTL_S = 3_600;
const OTHER_TTL_S = 12 * 3_600;

const NO_TRY = { ok: false, status: null, problem: 'no browser is told (any more)', isGone: true };

/**
 * Web push to the browsers that a person let (RFC 8030, 8291, 8292). One that arrives counts: the person
 * was told. A service that says that a subscription is gone (404, 410) has it taken out of their rules.
 * Endpoints are what people gave us: they go through the address guard like every webhook.
 */
export const notifier: Notifier = {
  id: 'push',
  problem: (_target, tools) => (tools.vapid ? undefined : 'there are no keys for push messages'),
  async send(outgoing, _target, tools) {
    const { to } = outgoing;
    const { vapid } = tools;
    if (!vapid) return { ok: false, status: null, problem: 'there are no keys for push messages' };
    if (!to || to.push.length === 0)
      return { ok: false, status: null, problem: 'no browser is told (any more)', gone: true };
    const payload = JSON.stringify(payloadOf(outgoing));
    const tried = await Promise.all(
      to.push.map(async (subscription) => {
        const delivery = await sendTo(subscription, payload, outgoing, vapid, tools);
        const isGone = delivery.status === 404 || delivery.status === 410;
        if (isGone) await tools.forgetPush?.(to.person, subscription.id);
        return { ...delivery, isGone };
      }),
    );
    const arrived = tried.find(({ ok }) => ok);
    const { isGone: _, ...how } =
      arrived ?? tried.find(({ isGone }) => !isGone) ?? tried[0] ?? NO_TRY;
    return arrived
      ? { ...how, ok: true }
      : { ...how, ok: false, gone: tried.every(({ isGone }) => isGone) };
  },
};

async function sendTo(
  subscription: Recipient['push'][number],
  payload: string,
  outgoing: Outgoing,
  vapid: VapidKeys,
  tools: NotifierTools,
): Promise<Delivery> {
  try {
    const { endpoint, p256dh, auth } = subscription;
    const url = new URL(endpoint);
    const refused = tools.guard.refusal(url);
    if (refused !== undefined) return { ok: false, status: null, problem: refused };
    const isPage = outgoing.kind === 'page';
    const request = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
      vapidDetails: vapid,
      TTL: isPage ? PAGE_TTL_S : OTHER_TTL_S,
      urgency: isPage ? 'high' : 'normal',
      // What is still waiting at the service is replaced by the newer on the same matter.
      topic: topicOf(outgoing),
      contentEncoding: 'aes128gcm',
    });
    const { 'Content-Length': _, ...headers } = request.headers as Record<string, string | number>;
    const asText = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, String(value)]),
    );
    return deliveryOf(await post(url, request.body ?? '', asText, tools));
  } catch (error) {
    return { ok: false, status: null, problem: wordsOf(error) };
  }
}

/** At most 32 characters of base64url (RFC 8030, 5.4); a hash, so that the service learns nothing of it. */
function topicOf({ election, thread }: Outgoing): string {
  return createHash('sha256').update(`${election.id}\n${thread}`).digest('base64url').slice(0, 32);
}

/** What the browser shows; `tag`: a newer one on the same matter takes its place. */
function payloadOf(outgoing: Outgoing): object {
  const { id, at, kind, incident, severity, title, what, also, election, thread, exercise } =
    outgoing;
  const head = incident === null ? election.name : `${severity} ${incident}`;
  return {
    id,
    at,
    title: `${exercise ? 'EXERCISE · ' : ''}${kind === 'page' ? 'CALL · ' : ''}${head}`,
    body: [title, what.replace(/^EXERCISE · /, ''), ...also]
      .filter((line) => line !== null)
      .join('\n')
      .slice(0, 800),
    tag: `${election.id}/${thread}`,
    path: outgoing.path,
    page: kind === 'page',
  };
}
