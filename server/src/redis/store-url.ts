/** Where the shared store is, as `STORE` says it. */
export type RedisStore = {
  kind: 'single' | 'sentinel' | 'cluster';
  /** One for `single`; any that are known for the others. */
  hosts: RedisHost[];
  /** The name under which Sentinels watch the master. */
  name?: string;
  tls: boolean;
  /** With TLS: path of a file with the authorities to trust (PEM) instead of the usual ones. */
  ca?: string;
  username?: string;
  password?: string;
  /** Logical database, only where `single` or `sentinel`. Default 0. */
  database?: number;
  /** Sentinels may have a user and password of their own: `?sentinelUsername=…&sentinelPassword=…`. */
  sentinelUsername?: string;
  sentinelPassword?: string;
  /** What all keys and channels begin with, so that several war rooms can share a Redis. */
  prefix: string;
};

/** IPv6 addresses are without brackets. */
export interface RedisHost {
  host: string;
  port: number;
}

const REDIS_PORT = 6379;
const SENTINEL_PORT = 26379;
const DEFAULT_PREFIX = 'wr';
const FORMS =
  'redis://HOST:6379, redis+sentinel://HOST,HOST,HOST/NAME or redis+cluster://HOST,HOST (rediss… for TLS)';
const PARAMETERS = ['prefix', 'ca', 'sentinelUsername', 'sentinelPassword'];

class Mistake extends Error {}

/**
 * Reads what `STORE` says. Answers the store, or one sentence about what is wrong and what would be
 * right. A problem never repeats a password.
 */
export function parseStore(text: string): { store: RedisStore } | { problem: string } {
  try {
    return { store: parse(text.trim()) };
  } catch (error) {
    if (error instanceof Mistake) return { problem: error.message };
    throw error;
  }
}

/** The store as text for logs and screens: without user, password and Sentinels' password. */
export function describeStore(store: RedisStore): string {
  const scheme = `redis${store.tls ? 's' : ''}${store.kind === 'single' ? '' : `+${store.kind}`}`;
  const hosts = store.hosts.map(hostText).join(',');
  const name = store.name === undefined ? '' : `/${encodeURIComponent(store.name)}`;
  const database = store.database === undefined ? '' : `/${store.database}`;
  const prefix = store.prefix === DEFAULT_PREFIX ? '' : `?prefix=${store.prefix}`;
  return `${scheme}://${hosts}${name}${database}${prefix}`;
}

/** `host:port`, with an IPv6 address in brackets. */
export function hostText({ host, port }: RedisHost): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function parse(text: string): RedisStore {
  const scheme = /^redis(?<tls>s?)(?:\+(?<kind>sentinel|cluster))?:\/\//.exec(text);
  if (scheme === null) throw new Mistake(`STORE must be ${FORMS}; it begins otherwise.`);
  const tls = scheme.groups?.['tls'] === 's';
  const kind = (scheme.groups?.['kind'] ?? 'single') as RedisStore['kind'];
  const rest = text.slice(scheme[0].length);
  const [, authority = '', path = '', query = ''] =
    /^([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?/.exec(rest) ?? [];
  // An unencoded "/" in a password would end the authority there, and parts of the password would be
  // taken for hosts: nothing after this may show them.
  if (rest.slice(authority.length).includes('@') || rest.includes('#'))
    throw new Mistake(
      'STORE: within user and password, "/" is written %2F, "?" %3F, "#" %23 and "@" %40.',
    );
  const at = authority.lastIndexOf('@');
  const login = at === -1 ? {} : parseLogin(authority.slice(0, at));
  const hosts = parseHosts(
    authority.slice(at + 1),
    kind === 'sentinel' ? SENTINEL_PORT : REDIS_PORT,
  );
  if (kind === 'single' && hosts.length > 1)
    throw new Mistake(
      'STORE: redis:// takes one host; for several use redis+sentinel://HOST,HOST,HOST/NAME or redis+cluster://HOST,HOST.',
    );
  return {
    kind,
    hosts,
    tls,
    ...login,
    ...parsePath(kind, path),
    ...parseQuery(kind, tls, query),
  };
}

function parseLogin(text: string): { username?: string; password?: string } {
  const colon = text.indexOf(':');
  const username = decoded(colon === -1 ? text : text.slice(0, colon), 'user');
  const password = colon === -1 ? '' : decoded(text.slice(colon + 1), 'password');
  if (username !== '' && password === '')
    throw new Mistake(
      'STORE: a user needs a password, as redis://USER:PASSWORD@HOST; a password alone is redis://:PASSWORD@HOST.',
    );
  return {
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
  };
}

function parseHosts(text: string, defaultPort: number): RedisHost[] {
  if (text === '') throw new Mistake(`STORE names no host; it must be ${FORMS}.`);
  return text.split(',').map((part) => {
    if (part.trim() === '') throw new Mistake('STORE: a comma between hosts is too many.');
    const bare = part.split(':').length > 2 && !part.startsWith('[');
    if (bare)
      throw new Mistake(`STORE: an IPv6 address is written in brackets, as [::1]:${defaultPort}.`);
    const match =
      /^(?:\[(?<six>[0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|(?<name>[\w.-]+))(?::(?<port>\d+))?$/.exec(part);
    if (match === null)
      throw new Mistake(`STORE: "${part}" is not a host, as HOST or HOST:${defaultPort}.`);
    const port = Number(match.groups?.['port'] ?? defaultPort);
    if (port < 1 || port > 65_535)
      throw new Mistake(`STORE: the port of "${part}" must be from 1 to 65535.`);
    return { host: match.groups?.['six'] ?? match.groups?.['name'] ?? '', port };
  });
}

function parsePath(kind: RedisStore['kind'], path: string): { name?: string; database?: number } {
  const parts = path.split('/').filter((part) => part !== '');
  if (kind === 'cluster') {
    if (parts.length > 0)
      throw new Mistake(
        'STORE: a Redis Cluster has neither names nor databases; leave out what follows the hosts.',
      );
    return {};
  }
  if (kind === 'single') {
    if (parts.length > 1)
      throw new Mistake('STORE: after the host comes at most a database, as redis://HOST/0.');
    return parts[0] === undefined ? {} : databaseOf(parts[0]);
  }
  const [name, database] = parts;
  if (name === undefined || parts.length > 2)
    throw new Mistake(
      'STORE: redis+sentinel:// ends with the name under which the Sentinels watch the master, as redis+sentinel://HOST,HOST,HOST/NAME.',
    );
  return { name: decoded(name, 'name'), ...(database === undefined ? {} : databaseOf(database)) };
}

function databaseOf(text: string): { database?: number } {
  if (!/^\d{1,4}$/.test(text))
    throw new Mistake(
      `STORE: the database must be a number from 0, as redis://HOST/0; it is "${text}".`,
    );
  const database = Number(text);
  return database === 0 ? {} : { database };
}

function parseQuery(
  kind: RedisStore['kind'],
  isTls: boolean,
  query: string,
): Pick<RedisStore, 'prefix' | 'ca' | 'sentinelUsername' | 'sentinelPassword'> {
  const given = new Map<string, string>();
  for (const pair of query.split('&').filter((part) => part !== '')) {
    const equals = pair.indexOf('=');
    const key = equals === -1 ? pair : pair.slice(0, equals);
    if (!PARAMETERS.includes(key))
      throw new Mistake(`STORE: "${key}" is no parameter; there are ${PARAMETERS.join(', ')}.`);
    if (given.has(key)) throw new Mistake(`STORE: ${key} is given twice.`);
    const value = equals === -1 ? '' : decoded(pair.slice(equals + 1), key);
    if (value === '') throw new Mistake(`STORE: ${key} is empty; leave it out or give it a value.`);
    given.set(key, value);
  }
  const prefix = given.get('prefix') ?? DEFAULT_PREFIX;
  // It stands within a hash tag, where braces would end it.
  if (!/^[A-Za-z0-9._-]{1,32}$/.test(prefix))
    throw new Mistake('STORE: prefix must be 1 to 32 letters, digits, ".", "_" or "-".');
  const ca = given.get('ca');
  if (ca !== undefined && !isTls)
    throw new Mistake(
      'STORE: ca is for TLS only; write rediss:// instead of redis://, or leave ca out.',
    );
  const sentinelUsername = given.get('sentinelUsername');
  const sentinelPassword = given.get('sentinelPassword');
  if (kind !== 'sentinel' && (sentinelUsername ?? sentinelPassword) !== undefined)
    throw new Mistake(
      'STORE: sentinelUsername and sentinelPassword are for redis+sentinel:// only.',
    );
  if (sentinelUsername !== undefined && sentinelPassword === undefined)
    throw new Mistake('STORE: sentinelUsername needs a sentinelPassword.');
  return {
    prefix,
    ...(ca === undefined ? {} : { ca }),
    ...(sentinelUsername === undefined ? {} : { sentinelUsername }),
    ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
  };
}

function decoded(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Mistake(
      `STORE: the ${what} has a "%" that begins no code; a percent sign itself is written %25.`,
    );
  }
}
