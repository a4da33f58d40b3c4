import { createHmac } from 'node:crypto';
import type { MessageTarget } from '@warroom/shared';
import type { Notifier, NotifierTools, Outgoing, SecretPlace } from '../notifier.ts';
import { deliveryOf, wordsOf } from '../answer.ts';
import { post } from '../post.ts';

/**
 * Signed webhooks as Standard Webhooks has them (https://www.standardwebhooks.com): headers webhook-id,
 * webhook-timestamp (seconds, of this try) and webhook-signature (HMAC-SHA256 of `id.timestamp.body`).
 * Only 2xx counts as received; a redirect is an answer like any other; 410 means never again.
 */
export const notifier: Notifier = {
  id: 'webhook',
  problem(target, tools) {
    if (target.notifier !== 'webhook') return 'it is no webhook';
    const refused = tools.guard.refusal(new URL(target.webhook.url));
    if (refused !== undefined) return refused;
    const keys = keysOf(target, tools);
    return 'problem' in keys ? keys.problem : undefined;
  },
  async send(outgoing, target, tools) {
    if (target.notifier !== 'webhook')
      return { ok: false, status: null, problem: 'it is no webhook' };
    const keys = keysOf(target, tools);
    if ('problem' in keys) return { ok: false, status: null, problem: keys.problem };
    const body = bodyOf(outgoing);
    const timestamp = String(Math.floor(tools.now() / 1000));
    const headers = {
      'content-type': 'application/json',
      'webhook-id': outgoing.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': keys.keys
        .map((key) => `v1,${signature(key, `${outgoing.id}.${timestamp}.${body}`)}`)
        .join(' '),
    };
    try {
      return deliveryOf(await post(new URL(target.webhook.url), body, headers, tools));
    } catch (error) {
      return { ok: false, status: null, problem: wordsOf(error) };
    }
  },
};

/** What is sent: `type`, `timestamp` and `data`, as the standard advises. */
function bodyOf(outgoing: Outgoing): string {
  const { kind, at, election, exercise, incident, severity, title, state, tlp } = outgoing;
  const { what, clock, dueAt, link } = outgoing;
  return JSON.stringify({
    type: kind,
    timestamp: new Date(at).toISOString(),
    data: {
      election,
      exercise,
      incident,
      severity,
      title,
      state,
      tlp,
      what,
      clock,
      link,
      dueAt: dueAt === null ? null : new Date(dueAt).toISOString(),
    },
  });
}

function signature(key: Buffer, content: string): string {
  return createHmac('sha256', key).update(content).digest('base64');
}

/** The keys to sign with: several, separated by spaces, while a secret is being changed. */
function keysOf(
  { name, webhook }: Pick<Extract<MessageTarget, { notifier: 'webhook' }>, 'name' | 'webhook'>,
  tools: Pick<NotifierTools, 'secretOf'>,
): { keys: Buffer[] } | { problem: string } {
  const place: SecretPlace =
    webhook.secretEnv === undefined
      ? { file: webhook.secretFile ?? '' }
      : { env: webhook.secretEnv };
  const where =
    'env' in place
      ? `the environment variable ${place.env}`
      : `the file secrets/${place.file} of the data directory`;
  const secrets = (tools.secretOf(place) ?? '').split(/\s+/).filter((secret) => secret !== '');
  if (secrets.length === 0)
    return { problem: `the secret of webhook ${name} is missing: ${where} does not hold one` };
  const keys = secrets.map(keyOf);
  return keys.every((key) => key !== undefined)
    ? { keys }
    : {
        problem: `the secret of webhook ${name} in ${where} must be whsec_ followed by 24 to 64 bytes in base64`,
      };
}

function keyOf(secret: string): Buffer | undefined {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  const key = encoded === undefined ? undefined : Buffer.from(encoded, 'base64');
  return key && key.length >= 24 && key.length <= 64 ? key : undefined;
}
