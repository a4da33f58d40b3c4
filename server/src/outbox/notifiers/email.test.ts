import { afterEach, describe, expect, it } from 'vitest';
import { readMail } from '../../config-mail.ts';
import type { MailConfig } from '../../config-mail.ts';
import { LEAD, TRIAGER } from '../../desk/testing/nodes.ts';
import { addressGuard } from '../guard-address.ts';
import { smtpMailer } from '../mailer.ts';
import { LOCALHOST_CERTIFICATE } from '../testing/certificate.ts';
import { MAIL_USER, mailServer } from '../testing/mail-server.ts';
import { outboxRig } from '../testing.ts';
import type { OutboxRig } from '../testing.ts';
import type { Subject } from '@warroom/shared';

type Person = Extract<Subject, { kind: 'person' }>;
const PEOPLE = [LEAD as Person, TRIAGER as Person];
const FROM = 'War Room <alerts@room.example.org>';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function configOf(url: string, env: Record<string, string> = {}): MailConfig {
  const read = readMail({ SMTP_URL: url, MAIL_FROM: FROM, ...env });
  if ('problem' in read || !read.mail) throw new Error(JSON.stringify(read));
  return read.mail;
}

function mailerTo(config: MailConfig, ca: string | undefined = LOCALHOST_CERTIFICATE) {
  const mailer = smtpMailer(config, {
    schedule(work, afterMs) {
      const timer = setTimeout(work, afterMs);
      return () => clearTimeout(timer);
    },
    ...(ca === undefined ? {} : { ca }),
  });
  closing.push(() => mailer.close());
  return mailer;
}

async function begin(config: MailConfig): Promise<OutboxRig> {
  const rig = outboxRig([], { people: PEOPLE, wayKinds: ['email'] });
  closing.push(() => rig.close());
  const room = await rig.nodes.open();
  const mail = mailerTo(config);
  rig.start(room, { tools: { ...TOOLS, mail } });
  await rig.nodes.must(room, LEAD, { type: 'incident.open', title: TITLE, severity: 'S1' });
  return rig;
}

const TITLE = 'Bomb threat <b>“Hall A”</b> 🗳 & more';
const TOOLS = { guard: addressGuard({ allow: new Set() }), secretOf: () => undefined };

async function mention(rig: OutboxRig): Promise<void> {
  await rig.nodes.must(rig.rooms[0]!, LEAD, {
    type: 'incident.note',
    incident: 'US28-0001',
    text: '@bo look',
    mentions: ['bo'],
  });
}

const sent = (rig: OutboxRig) => async () => (await rig.nodes.events('message.sent')).length > 0;
const failed = (rig: OutboxRig) => async () =>
  (await rig.nodes.events('message.failed')).length > 0;

describe('e-mail', () => {
  it('[OB40] reaches a real server over STARTTLS, signed in, with plain text and HTML, one thread for an incident', async () => {
    const server = await mailServer();
    closing.push(() => server.close());
    const rig = await begin(
      configOf(`smtp://war%20room@localhost:${server.port}?`, {
        SMTP_PASSWORD: MAIL_USER.password,
      }),
    );
    for (let i = 1; i <= 2; i += 1) {
      await mention(rig);
      await rig.time.pass(100);
      await rig.until('it is there', () => server.mails.length === i);
      await rig.until('it is recorded', async () => {
        await rig.time.pass(10);
        return (await rig.nodes.events('message.sent')).length === i;
      });
    }
    const [first, second] = server.mails;
    expect(first).toMatchObject({
      from: 'alerts@room.example.org',
      to: ['bo@example.org'],
      isSecure: true,
      user: MAIL_USER.user,
    });
    const [queued] = await rig.nodes.events('message.queued');
    const id = queued!.aggregate.slice('message:'.length);
    const thread = '<us28-0001.us-general@room.example.org>';
    expect(first!.headers).toMatchObject({
      'message-id': `<${id}@room.example.org>`,
      'in-reply-to': thread,
      references: thread,
      'auto-submitted': 'auto-generated',
      from: 'War Room <alerts@room.example.org>',
      to: 'bo@example.org',
    });
    expect(first!.headers['list-id']).toBe('"US 2028 General" <us-general.room.example.org>');
    expect(second!.headers).toMatchObject({ references: thread });
    expect(second!.headers['message-id']).not.toBe(first!.headers['message-id']);
    const { plain, html, subject } = partsOf(first!.raw);
    expect(subject).toBe('S1 US28-0001: Bomb threat  b “Hall A” /b  🗳 & more');
    expect(plain).toContain('Ana Ruiz mentioned you in a note on US28-0001.');
    expect(plain).toContain(TITLE);
    expect(plain).toContain('https://room.example.org/e/us-general?sel=US28-0001');
    expect(html).toContain('&lt;b&gt;“Hall A”&lt;/b&gt; 🗳 &amp; more');
    expect(html).not.toContain('<b>');
  });

  it('[OB41] a 4xx is tried again and the repeat has the id of the first; its words are kept apart', async () => {
    const server = await mailServer();
    closing.push(() => server.close());
    const rig = await begin(configOf(`smtp://localhost:${server.port}`));
    server.refuseWith('recipient', 451);
    await mention(rig);
    await rig.time.pass(100);
    await rig.until('it failed', failed(rig));
    const [event] = await rig.nodes.events('message.failed');
    expect(event!.data).toMatchObject({
      status: 451,
      problem: 'the mail server answered 451 to RCPT',
      retryInMs: 5_000,
    });
    expect(event!.personal).toMatchObject({ excerpt: expect.stringContaining('secret@') });
    expect(JSON.stringify(event!.data)).not.toContain('@');
    server.refuseWith('recipient', null);
    await rig.time.pass(6_000);
    await rig.until('it is recorded', sent(rig));
    expect(server.mails).toHaveLength(1);
    const [done] = await rig.nodes.events('message.sent');
    expect(done!.data).toMatchObject({ status: 250, problem: null });
    expect(server.mails[0]!.headers['message-id']).toBe(
      `<${done!.aggregate.slice('message:'.length)}@room.example.org>`,
    );
  });

  it('[OB41] a 5xx to the recipient or the mail is for good, one while signing in is not', async () => {
    for (const [where, code, isForGood] of [
      ['recipient', 550, true],
      ['mail', 554, true],
      ['sign-in', 535, false],
    ] as const) {
      const server = await mailServer();
      closing.push(() => server.close());
      const rig = await begin(
        configOf(
          `smtp://war%20room:${encodeURIComponent(MAIL_USER.password)}@localhost:${server.port}`,
        ),
      );
      server.refuseWith(where, code);
      await mention(rig);
      await rig.time.pass(100);
      await rig.until('it failed', failed(rig));
      const [event] = await rig.nodes.events('message.failed');
      expect(event!.data).toMatchObject({ status: code, retryInMs: isForGood ? null : 5_000 });
    }
  });

  it('[OB42] is not sent in the clear, nor to a server that nobody vouches for', async () => {
    const mail = {
      to: 'bo@example.org',
      messageId: '<m@x>',
      thread: '<t@x>',
      list: { id: 'y.z', name: 'x' },
      subject: 's',
      text: 't',
      html: 'h',
      urgent: false,
    };
    const plain = await mailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    closing.push(() => plain.close());
    const required = { ...configOf(`smtp://mail.example.org:${plain.port}`), host: 'localhost' };
    expect(required.tls).toBe('starttls');
    expect(await mailerTo(required).send(mail)).toMatchObject({ ok: false, permanent: false });
    expect(plain.mails).toEqual([]);
    expect(
      await mailerTo(configOf(`smtp://localhost:${plain.port}?tls=none`)).send(mail),
    ).toMatchObject({ ok: true, code: 250 });

    const secure = await mailServer({ secure: true });
    closing.push(() => secure.close());
    const config = configOf(`smtps://localhost:${secure.port}`);
    const stranger = await mailerTo(config, '').send(mail);
    expect(stranger).toMatchObject({ ok: false, problem: expect.stringMatching(/encryption/) });
    expect(secure.mails).toEqual([]);
    expect(await mailerTo(config).send(mail)).toMatchObject({ ok: true });
    expect(secure.mails[0]).toMatchObject({ isSecure: true });
  });

  it('[OB43] SMTP_URL and MAIL_FROM are read with a clear word about what is wrong, and never the password', () => {
    expect(readMail({})).toEqual({ mail: undefined });
    expect(configOf('smtps://a%40b:p%3Aq@mail.example.org')).toEqual({
      host: 'mail.example.org',
      port: 465,
      user: 'a@b',
      password: 'p:q',
      tls: 'from-the-start',
      from: { name: 'War Room', address: 'alerts@room.example.org' },
      domain: 'room.example.org',
    });
    expect(configOf('smtp://mail.example.org')).toMatchObject({ port: 587, tls: 'starttls' });
    const wrong: [Record<string, string>, RegExp][] = [
      [{ SMTP_URL: 'smtp://x' }, /MAIL_FROM is not/],
      [{ MAIL_FROM: FROM }, /SMTP_URL is not/],
      [{ SMTP_URL: 'https://u:hunter2@x', MAIL_FROM: FROM }, /must be an address like smtp:/],
      [{ SMTP_URL: 'smtp://u:hunter2@x?tls=maybe', MAIL_FROM: FROM }, /tls=maybe/],
      [{ SMTP_URL: 'smtp://u:hunter2@x', MAIL_FROM: 'nobody' }, /MAIL_FROM is "nobody"/],
      [{ SMTP_URL: 'smtp://x', MAIL_FROM: 'a@b.c\r\nBcc: d@e.f' }, /MAIL_FROM is/],
    ];
    for (const [env, words] of wrong) {
      const read = readMail(env);
      expect(read).toMatchObject({ problem: expect.stringMatching(words) });
      expect(JSON.stringify(read)).not.toContain('hunter2');
    }
  });
});

/** The parts of a mail, decoded. */
function partsOf(raw: string): { plain: string; html: string; subject: string } {
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1] ?? '';
  const parts = raw.split(`--${boundary}`).map((part) => {
    const cut = part.indexOf('\r\n\r\n');
    return { head: part.slice(0, cut).toLowerCase(), body: part.slice(cut + 4) };
  });
  const part = (type: string): string => {
    const found = parts.find(({ head }) => head.includes(`content-type: ${type}`));
    if (!found) return '';
    if (found.head.includes('base64')) return Buffer.from(found.body, 'base64').toString('utf8');
    if (!found.head.includes('quoted-printable')) return found.body;
    const bytes = found.body
      .replaceAll('=\r\n', '')
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
        String.fromCodePoint(Number.parseInt(hex, 16)),
      );
    return Buffer.from(bytes, 'latin1').toString('utf8');
  };
  const folded = /^Subject: ((?:.*\r\n[ \t])*.*)\r\n/m.exec(raw)?.[1] ?? '';
  const subject = folded
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : Buffer.from(
            text
              .replaceAll('_', ' ')
              .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) =>
                String.fromCodePoint(Number.parseInt(hex, 16)),
              ),
            'latin1',
          ).toString('utf8'),
    );
  return { plain: part('text/plain'), html: part('text/html'), subject };
}
