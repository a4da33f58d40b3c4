import { fit } from '../answer.ts';
import type { Notifier, Outgoing } from '../notifier.ts';

/**
 * Mail to a person. What is about one incident has one thread (In-Reply-To and References lead to an id
 * of the incident's), the Message-ID is the message's: a repeat is known by it.
 */
export const notifier: Notifier = {
  id: 'email',
  problem: (_target, tools) =>
    tools.mail ? undefined : 'no mail server is set up: set SMTP_URL and MAIL_FROM',
  async send(outgoing, _target, tools) {
    const failed = (problem: string, gone = false) =>
      ({ ok: false, status: null, problem, gone }) as const;
    if (!tools.mail) return failed('no mail server is set up: set SMTP_URL and MAIL_FROM');
    const address = outgoing.to?.email ?? null;
    if (address === null) return failed('no address is known', true);
    const { domain } = tools.mail;
    const place = `${idPart(outgoing.thread)}.${idPart(outgoing.election.id)}`;
    const mailed = await tools.mail.send({
      to: address,
      messageId: `<${outgoing.id}@${domain}>`,
      thread: `<${place}@${domain}>`,
      list: {
        id: `${idPart(outgoing.election.id)}.${domain}`,
        name: headerText(outgoing.election.name),
      },
      subject: subjectOf(outgoing),
      text: textOf(outgoing),
      html: htmlOf(outgoing),
      urgent: outgoing.kind === 'page',
    });
    const excerpt = mailed.answer === '' ? {} : { excerpt: fit(mailed.answer) };
    return mailed.ok
      ? { ok: true, status: mailed.code, problem: null, ...excerpt }
      : {
          ok: false,
          status: mailed.code,
          problem: mailed.problem,
          ...excerpt,
          ...(mailed.permanent ? { gone: true } : {}),
        };
  },
};

/** The same for all on one matter but for what changes: mail programs go by subject, too. */
function subjectOf(outgoing: Outgoing): string {
  const { incident, severity, title, exercise, kind } = outgoing;
  const about =
    incident === null
      ? sentence(outgoing)
      : `${severity} ${incident}${title === null ? '' : `: ${title}`}`;
  const subject = `${exercise ? 'EXERCISE · ' : ''}${kind === 'page' ? 'CALL · ' : ''}${about}`;
  return headerText(subject)
    .slice(0, 180)
    .replace(/[\uD800-\uDBFF]$/, '');
}

/** What happened, without the mark that the subject has already. */
function sentence({ what, exercise }: Outgoing): string {
  return exercise ? what.replace(/^EXERCISE · /, '') : what;
}

function textOf(outgoing: Outgoing): string {
  const { what, also, incident, title, severity, state, tlp, link, election } = outgoing;
  return [
    what,
    ...also.map((one) => `Also: ${one}`),
    '',
    ...(incident === null
      ? []
      : [
          `${incident} · ${severity} · ${state}`,
          title ?? 'What it is about is RED: read it in the war room.',
          `TLP:${tlp}`,
          '',
        ]),
    ...(link === null ? [] : [link, '']),
    `${election.name}. You choose what you are told, and how, on the page Notifications.`,
  ].join('\n');
}

function htmlOf(outgoing: Outgoing): string {
  const { what, also, incident, title, severity, state, tlp, link, election } = outgoing;
  const line = (text: string, style = ''): string =>
    `<p style="margin:0 0 12px;${style}">${escaped(text)}</p>`;
  return [
    '<!doctype html><html lang="en"><body style="margin:0;padding:24px;font:16px/1.45 system-ui,sans-serif;color:#1b2026;background:#ffffff">',
    line(what, 'font-weight:600'),
    ...also.map((one) => line(`Also: ${one}`)),
    ...(incident === null
      ? []
      : [
          line(`${incident} · ${severity} · ${state}`, 'margin-bottom:4px'),
          line(title ?? 'What it is about is RED: read it in the war room.'),
          line(`TLP:${tlp}`, 'font-size:13px'),
        ]),
    ...(link === null
      ? []
      : [
          `<p style="margin:0 0 20px"><a href="${escaped(link)}" style="color:#1f5fe0">Open in the war room</a></p>`,
        ]),
    line(
      `${election.name}. You choose what you are told, and how, on the page Notifications.`,
      'font-size:13px;color:#4c5561',
    ),
    '</body></html>',
  ].join('\n');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** One line, whatever people typed: a header ends at a line's end. */
function headerText(text: string): string {
  return text.replaceAll(/[\u0000-\u001F\u007F<>]+/g, ' ').trim();
}

/** Fit for the part of an id before the @. */
function idPart(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9.-]+/g, '-').toLowerCase();
}
