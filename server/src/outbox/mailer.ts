import { createTransport } from 'nodemailer';
import type { SMTPError } from 'nodemailer/lib/smtp-connection';
import type { MailConfig } from '../config-mail.ts';

/** A mail to one person. Headers and texts are ours; addresses were checked when they were set. */
export interface Mail {
  to: string;
  /** Of the form `<id@domain>`, the same for every try. */
  messageId: string;
  /** Of the matter it is about: mail programs show all of one matter as one. */
  thread: string;
  /** Of the election: an id like a host's name, and words. */
  list: { id: string; name: string };
  subject: string;
  text: string;
  html: string;
  urgent: boolean;
}

/** What the mail server said. `permanent`: about this mail or address, so that trying again is of no use. */
export type Mailed =
  | { ok: true; code: number | null; answer: string }
  | { ok: false; code: number | null; answer: string; problem: string; permanent: boolean };

export interface Mailer {
  /** The domain that ids of mails are made of: that of the sender's address. */
  readonly domain: string;
  send(mail: Mail): Promise<Mailed>;
  close(): void;
}

/** Connections to the mail server at most; each is used for several mails and closed when there are none. */
const CONNECTIONS = 5;
const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;
/** A mail has so long in all: less than the time after which another node would take it over. */
const LIMIT_MS = 45_000;

/**
 * Sends mail by an operator's mail server. TLS is required unless the operator said otherwise or the
 * server is this machine. `ca`: certificate authorities besides the system's.
 */
export function smtpMailer(
  config: MailConfig,
  options: { schedule(work: () => void, afterMs: number): () => void; ca?: string },
): Mailer {
  const { host, port, user, password, tls } = config;
  const transport = createTransport({
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: 100,
    host,
    port,
    secure: tls === 'from-the-start',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: { minVersion: 'TLSv1.2', ...(options.ca === undefined ? {} : { ca: options.ca }) },
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    // Texts are ours: nothing is to be fetched from files or addresses for them.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    domain: config.domain,
    async send(mail) {
      let callOff = (): void => undefined;
      const tooLong = new Promise<never>((_resolve, reject) => {
        callOff = options.schedule(
          () => reject(new Error(`no answer within ${LIMIT_MS / 1000} s`)),
          LIMIT_MS,
        );
      });
      try {
        const sent = await Promise.race([transport.sendMail(fieldsOf(config, mail)), tooLong]);
        const answer = sent.response;
        return { ok: true, code: codeIn(answer), answer };
      } catch (error) {
        return failed(error);
      } finally {
        callOff();
      }
    },
    close: () => transport.close(),
  };
}

function fieldsOf(config: MailConfig, mail: Mail) {
  return {
    from: config.from,
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    inReplyTo: mail.thread,
    references: [mail.thread],
    priority: mail.urgent ? ('high' as const) : ('normal' as const),
    list: { id: { url: mail.list.id, comment: mail.list.name } },
    headers: {
      // RFC 3834: no automatic answers to this.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
  };
}

/**
 * What a failure means. A 5xx to the sender, the recipient or the mail is for good; one while signing in
 * or greeting is the operator's to mend, so that it is tried again. Server answers may hold addresses:
 * they are kept apart from the problem's words.
 */
function failed(error: unknown): Mailed {
  const { code, responseCode, response, command, message } = error as Partial<SMTPError> & {
    message?: string;
  };
  const isAboutMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const permanent = isAboutMail && responseCode !== undefined && responseCode >= 500;
  const status = responseCode ?? null;
  const what =
    status === null
      ? wordsWithout(message ?? String(error))
      : `the mail server answered ${status}${command === undefined ? '' : ` to ${command.split(' ')[0]}`}`;
  const signIn = code === 'EAUTH' ? ' (signing in: see SMTP_URL)' : '';
  const tls =
    code === 'ETLS' || /certificate|self.signed|STARTTLS/i.test(message ?? '')
      ? ' (encryption: see SMTP_URL)'
      : '';
  return {
    ok: false,
    code: status,
    answer: response ?? '',
    problem: `${what}${signIn}${tls}`.slice(0, 300),
    permanent,
  };
}

function codeIn(answer: string): number | null {
  const code = /^(\d{3})\b/.exec(answer)?.[1];
  return code === undefined ? null : Number(code);
}

/** Words that may be kept for good: addresses of people left out. */
function wordsWithout(text: string): string {
  return text.replaceAll(/[^\s<>"']+@[^\s<>"']+/g, '(address)').slice(0, 250);
}
