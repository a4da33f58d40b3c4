import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';
import { LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from './certificate.ts';

/** A mail as it came in. Headers by their names in small letters, unfolded. */
export interface ReceivedMail {
  from: string;
  to: string[];
  headers: Record<string, string>;
  raw: string;
  isSecure: boolean;
  user: string | undefined;
}

export interface MailServer {
  readonly port: number;
  readonly mails: ReceivedMail[];
  /** What it answers to recipients and mails from now on; null: takes them. */
  refuseWith(where: 'recipient' | 'mail' | 'sign-in', code: number | null): void;
  /** Connections there at the same time, at most so far. */
  readonly mostAtOnce: number;
  close(): Promise<void>;
}

export const MAIL_USER = { user: 'war room', password: 'p@ss/word' };

/** A mail server on a free port of this machine: STARTTLS or TLS from the start, with a user. */
export async function mailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const refusals = new Map<string, number>();
  let atOnce = 0;
  let most = 0;
  const refusal = (where: string): Error | null => {
    const code = refusals.get(where);
    return code === undefined
      ? null
      : Object.assign(new Error('no, not for <secret@example.org>'), { responseCode: code });
  };
  const server = new SMTPServer({
    key: LOCALHOST_KEY,
    cert: LOCALHOST_CERTIFICATE,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect(_session, callback) {
      atOnce += 1;
      most = Math.max(most, atOnce);
      callback();
    },
    onClose: () => void (atOnce -= 1),
    onAuth(auth, _session, callback) {
      const refused = refusal('sign-in');
      const isRight = auth.username === MAIL_USER.user && auth.password === MAIL_USER.password;
      if (refused) callback(refused);
      else if (isRight) callback(null, { user: MAIL_USER.user });
      else callback(new Error('wrong user or password'));
    },
    onRcptTo: (_address, _session, callback) => callback(refusal('recipient')),
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const refused = refusal('mail');
        if (refused) return callback(refused);
        const raw = Buffer.concat(chunks).toString('utf8');
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          headers: headersOf(raw),
          raw,
          isSecure: session.secure,
          user: session.user,
        });
        return callback(null);
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    mails,
    get mostAtOnce() {
      return most;
    },
    refuseWith(where, code) {
      if (code === null) refusals.delete(where);
      else refusals.set(where, code);
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function headersOf(raw: string): Record<string, string> {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');
  return Object.fromEntries(
    head.split('\r\n').map((line) => {
      const cut = line.indexOf(':');
      return [line.slice(0, cut).toLowerCase(), line.slice(cut + 1).trim()];
    }),
  );
}
