import { EmailAddress } from '@warroom/shared';

/** How mail is sent, as the operator set it. */
export interface MailConfig {
  host: string;
  port: number;
  user: string | undefined;
  password: string | undefined;
  /** `opportunistic` is used where the server offers it. */
  tls: 'from-the-start' | 'starttls' | 'opportunistic' | 'none';
  /** The From header. */
  from: { name: string; address: string };
  /** The domain of the sender's address. */
  domain: string;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Reads SMTP_URL and MAIL_FROM. Undefined when neither is set: then nobody gets e-mail. What is wrong
 * comes back as one sentence, without the password.
 */
export function readMail(
  env: Readonly<Record<string, string | undefined>>,
): { mail: MailConfig | undefined } | { problem: string } {
  const text = env['SMTP_URL'] ?? '';
  const from = env['MAIL_FROM'] ?? '';
  if (text === '' && from === '') return { mail: undefined };
  if (text === '')
    return { problem: 'MAIL_FROM is set and SMTP_URL is not; set both, or neither for no e-mail.' };
  if (from === '')
    return {
      problem:
        'SMTP_URL is set and MAIL_FROM is not; it says whom mail comes from, like War Room <alerts@example.org>.',
    };
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { problem: WRONG_URL };
  }
  if ((url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '')
    return { problem: WRONG_URL };
  const choice = url.searchParams.get('tls');
  if (choice !== null && choice !== 'none' && choice !== 'opportunistic')
    return {
      problem: `SMTP_URL asks for tls=${choice.slice(0, 20)}; it may be none or opportunistic, without it encryption is required.`,
    };
  const isSecure = url.protocol === 'smtps:';
  if (isSecure && choice !== null)
    return { problem: 'SMTP_URL is smtps: (encrypted from the start) and asks for tls= as well.' };
  const sender = senderOf(from);
  if (!sender)
    return {
      problem: `MAIL_FROM is "${from.slice(0, 100)}"; it must be like alerts@example.org or War Room <alerts@example.org>.`,
    };
  return {
    mail: {
      host: url.hostname.replaceAll(/[[\]]/g, ''),
      port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
      user: url.username === '' ? undefined : decoded(url.username),
      password: env['SMTP_PASSWORD'] ?? (url.password === '' ? undefined : decoded(url.password)),
      tls: isSecure
        ? 'from-the-start'
        : (choice ?? (LOOPBACK.has(url.hostname) ? 'opportunistic' : 'starttls')),
      from: sender,
      domain: sender.address.slice(sender.address.indexOf('@') + 1).toLowerCase(),
    },
  };
}

const WRONG_URL =
  'SMTP_URL must be an address like smtp://user@mail.example.org:587 (STARTTLS) or smtps://user@mail.example.org (encrypted from the start); the password may stand in it or in SMTP_PASSWORD.';

function senderOf(text: string): MailConfig['from'] | undefined {
  const named = /^\s*"?([^"<>\r\n]{0,80}?)"?\s*<([^<>\s]+)>\s*$/.exec(text);
  const address = EmailAddress.safeParse(named?.[2] ?? text);
  return address.success
    ? { name: named?.[1]?.trim() ?? 'Election War Room', address: address.data }
    : undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
