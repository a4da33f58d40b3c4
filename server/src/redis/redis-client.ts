import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { createClient } from 'redis';
import type { RedisClientType } from 'redis';
import { within } from './link-time.ts';
import type { LinkTime } from './link-time.ts';
import { hostText } from './store-url.ts';
import type { RedisHost, RedisStore } from './store-url.ts';

/** A plain client of one server: RESP, no queue while offline, no reconnecting of its own. */
export type RedisClient = RedisClientType;

/** How to log in to a server. */
export interface RedisLogin {
  tls: boolean;
  ca?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
  database?: number | undefined;
  isSentinel?: boolean;
}

export interface OpenClient {
  client: RedisClient;
  /** Ends it for good, at whatever stage it is; what runs on it is rejected. */
  destroy(): void;
}

export interface ClientOptions {
  host: RedisHost;
  login: RedisLogin;
  /** For connecting and logging in together. */
  connectTimeoutMs: number;
  time: LinkTime;
  /** Told once when it ends by itself; not after `destroy`. */
  onLost(error: Error): void;
  /** Ends the attempt while it is being made. */
  signal?: AbortSignal;
}

export const storeLogin = (store: RedisStore): RedisLogin => ({
  tls: store.tls,
  ca: store.ca,
  username: store.username,
  password: store.password,
  database: store.database,
});

/** Sentinels have no databases, and users of their own. */
export const sentinelLogin = (store: RedisStore): RedisLogin => ({
  tls: store.tls,
  ca: store.ca,
  username: store.sentinelUsername,
  password: store.sentinelPassword,
  isSentinel: true,
});

/** Connects and logs in to one server. Rejects with an Error in words for an operator. */
export async function openClient(options: ClientOptions): Promise<OpenClient> {
  const { host, login, connectTimeoutMs, time } = options;
  const tls = login.tls ? tlsOptions(host.host, login.ca) : {};
  // The client can't end a connection that is still being made; the socket's own signal can.
  const abort = new AbortController();
  let isOver = false;
  const client = createClient({
    socket: {
      host: host.host,
      port: host.port,
      connectTimeout: connectTimeoutMs,
      reconnectStrategy: false,
      signal: abort.signal,
      ...tls,
    },
    ...(login.username === undefined ? {} : { username: login.username }),
    ...(login.password === undefined ? {} : { password: login.password }),
    ...(login.database === undefined ? {} : { database: login.database }),
    name: 'warroom',
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    // Its own limit would make an AbortSignal for every command; ours are per `run`.
    commandOptions: { timeout: 0 },
  });
  const destroy = (): void => {
    if (isOver) return;
    isOver = true;
    try {
      client.destroy();
    } finally {
      abort.abort();
    }
  };
  let isReady = false;
  let first: unknown;
  // The client tells every loss by 'error'; without a listener that would end the process.
  client.on('error', (error: unknown) => {
    if (isOver) return;
    first = error;
    const wasReady = isReady;
    destroy();
    if (wasReady) options.onLost(asError(error));
  });
  const stop = (): void => destroy();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    if (options.signal?.aborted === true) throw new Error('ended by ourselves');
    await within(
      time,
      connectTimeoutMs,
      client.connect(),
      () => new Error(`no answer within ${connectTimeoutMs} ms`),
    );
    // It may have been lost between being ready and this.
    if (isOver) throw new Error('the connection was closed at once');
    isReady = true;
    return { client, destroy };
  } catch (error) {
    destroy();
    // Where an error ended it, what comes up here may only be that it was ended.
    const reason = connectFailure(first ?? error, login);
    throw new Error(`${hostText(host)}: ${reason}`, { cause: error });
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** What hinders a connection, for an operator. */
function connectFailure(cause: unknown, login: RedisLogin): string {
  const { message, code } = asError(cause) as Error & { code?: string };
  if (login.isSentinel === true && /^(WRONGPASS|NOAUTH)/.test(message))
    return `the Sentinel refuses its user or password (${message.split(' ')[0]}); write them into STORE as ?sentinelPassword=… (with sentinelUsername=… where it has users).`;
  if (message.startsWith('WRONGPASS'))
    return 'Redis refuses the user or password in STORE (WRONGPASS); correct them there, or with ACL SETUSER in Redis.';
  if (message.startsWith('NOAUTH'))
    return login.password === undefined
      ? 'Redis wants a password (NOAUTH); write it into STORE as redis://:PASSWORD@HOST or redis://USER:PASSWORD@HOST.'
      : 'Redis refuses to serve before a login (NOAUTH); check user and password in STORE.';
  if (message.startsWith('NOPERM'))
    return `the user in STORE may not do what is needed (${message}); grant it with ACL SETUSER.`;
  if (message.startsWith('ERR max number of clients'))
    return 'Redis has as many clients as it takes; raise maxclients in redis.conf.';
  if (/unknown command.*HELLO/i.test(message))
    return 'this Redis is too old; 6.2 or newer is needed.';
  if (message.startsWith('LOADING')) return 'Redis is still reading its data from disk.';
  if (message.startsWith('Unknown RESP type')) return 'what answers there is not Redis.';
  switch (code) {
    case 'ECONNREFUSED':
      return 'connection refused; nothing listens there.';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name of the host is not known.';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'there is no way to that host.';
    case 'ECONNRESET':
      return `the connection was reset${login.tls ? '; does Redis speak TLS on this port?' : '.'}`;
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return 'Redis does not speak TLS on this port; write redis:// instead of rediss://, or name its TLS port.';
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return 'its certificate is signed by nobody known here; name the authority with ?ca=FILE in STORE.';
    default:
      if (!/timeout|no answer/i.test(message)) return message;
      return `no answer in time${login.tls ? '; does Redis speak TLS on this port?' : '.'}`;
  }
}

function tlsOptions(
  host: string,
  ca: string | undefined,
): { tls: true; servername?: string; ca?: Buffer } {
  return {
    tls: true,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca: authorities(ca) }),
  };
}

function authorities(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new Error(
      `STORE: the file of authorities that ?ca= names can't be read: ${asError(cause).message}`,
      { cause },
    );
  }
}

/** Errors by which the client tells that its connection is gone. */
const CONNECTION_ERRORS = new Set([
  'ClientClosedError',
  'ClientOfflineError',
  'DisconnectsClientError',
  'SocketClosedUnexpectedlyError',
  'SocketTimeoutError',
  'ConnectionTimeoutError',
  'AbortError',
]);

/** Whether a command failed because of its connection, not because of what was answered or asked. */
export const isOfConnection = (error: unknown): boolean =>
  error instanceof Error &&
  (CONNECTION_ERRORS.has(error.constructor.name) || ('syscall' in error && 'code' in error));
