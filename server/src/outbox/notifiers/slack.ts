import type { MessageTarget } from '@warroom/shared';
import { deliveryOf, wordsOf } from '../answer.ts';
import type { Notifier, NotifierTools, Outgoing, SecretPlace } from '../notifier.ts';
import { post } from '../post.ts';

/**
 * A chat channel by an incoming webhook as Slack has them (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks):
 * `text` for those that know no blocks, and for notifications. Such a webhook can't change what it wrote, so what
 * happens on one incident while a message waits is told in that one. The address is a secret: it is in no
 * message, log or problem.
 */
export const notifier: Notifier = {
  id: 'slack',
  problem(target, tools) {
    const place = addressOf(target, tools);
    return 'problem' in place ? place.problem : tools.guard.refusal(place.url);
  },
  async send(outgoing, target, tools) {
    const place = addressOf(target, tools);
    if ('problem' in place) return { ok: false, status: null, problem: place.problem };
    const body = JSON.stringify(bodyOf(outgoing));
    try {
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      return deliveryOf(await post(place.url, body, headers, tools));
    } catch (error) {
      const words = wordsOf(error).replaceAll(place.url.pathname, '/…');
      return { ok: false, status: null, problem: words };
    }
  },
};

function addressOf(
  target: MessageTarget,
  tools: Pick<NotifierTools, 'secretOf'>,
): { url: URL } | { problem: string } {
  if (target.notifier !== 'slack') return { problem: 'it is no chat channel' };
  const { slack } = target;
  const place: SecretPlace =
    slack.secretEnv === undefined ? { file: slack.secretFile ?? '' } : { env: slack.secretEnv };
  const where =
    'env' in place
      ? `the environment variable ${place.env}`
      : `the file secrets/${place.file} of the data directory`;
  const text = tools.secretOf(place)?.trim() ?? '';
  if (text === '')
    return { problem: `the address of ${target.name} is missing: ${where} does not hold one` };
  try {
    return { url: new URL(text) };
  } catch {
    return { problem: `${where} must hold the whole address of the incoming webhook, https://…` };
  }
}

function bodyOf(outgoing: Outgoing): object {
  const { what, also, incident, severity, title, state, tlp, link, election } = outgoing;
  const name = incident === null ? '' : `${severity} ${incident}`;
  const linked = link === null ? name : `<${link.replaceAll('|', '%7C')}|${escaped(name)}>`;
  const lines = [
    incident === null ? '' : `*${linked}*  ${escaped(title ?? '(RED)')}`,
    escaped(what),
    ...also.map((one) => `• ${escaped(one)}`),
  ].filter((line) => line !== '');
  const context = [election.name, state, tlp === null ? null : `TLP:${tlp}`]
    .filter((part) => part !== null)
    .join(' · ');
  return {
    text: escaped([name, what].filter((part) => part !== '').join(': ')).slice(0, 3_000),
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: lines.join('\n').slice(0, 2_900) } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: escaped(context).slice(0, 300) }] },
    ],
    unfurl_links: false,
  };
}

/** By Slack's rules: these three, and nobody is called by @channel or the like that someone typed. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
