import { ErrorReply } from 'redis';
import type { RedisClient } from './redis-client.ts';
import type { RedisServer } from './server-info.ts';
import type { RedisStore } from './store-url.ts';

/** Whether a Redis keeps what it acknowledges; for `admit` of links. */
export interface DurabilityChecks {
  /** Null, or all that must be changed, with the lines to write and the commands to run. */
  admit(client: RedisClient, server: RedisServer): Promise<string | null>;
  /**
   * Where an operator insisted (`--unsafe-redis`): what is wrong with the servers last connected to, for
   * walls and /readyz. Null when nothing is.
   */
  unsafe(): string | null;
}

const OLDEST_VERSION: readonly [number, number] = [6, 2];
const SETTINGS = [
  'appendonly',
  'appendfsync',
  'no-appendfsync-on-rewrite',
  'maxmemory-policy',
  'min-replicas-to-write',
  'min-replicas-max-lag',
] as const;
type Setting = (typeof SETTINGS)[number];

/** Checked at each connection, as a new master may be set up otherwise. */
export function durabilityChecks(options: {
  store: RedisStore;
  isUnsafeAllowed: boolean;
}): DurabilityChecks {
  const { store, isUnsafeAllowed } = options;
  /** By address: in a Cluster several masters are connected to at once. */
  const found = new Map<string, string>();
  return {
    async admit(client, server) {
      const reasons = await reasonsAgainst(client, server, store);
      if (store.kind !== 'cluster') found.clear();
      if (reasons.length === 0) found.delete(server.address);
      if (reasons.length === 0) return null;
      const text = reasons.join('. ');
      if (!isUnsafeAllowed)
        return `Redis isn't set up to keep what it acknowledges: ${text}. To serve all the same, at the risk of losing work, start with --unsafe-redis`;
      found.set(server.address, text);
      return null;
    },
    unsafe: () => (found.size === 0 ? null : [...new Set(found.values())].join('. ')),
  };
}

async function reasonsAgainst(
  client: RedisClient,
  server: RedisServer,
  store: RedisStore,
): Promise<string[]> {
  const reasons: string[] = [];
  const [major = 0, minor = 0] = server.version.split('.').map(Number);
  const [leastMajor, leastMinor] = OLDEST_VERSION;
  if (major < leastMajor || (major === leastMajor && minor < leastMinor))
    reasons.push(`it is Redis ${server.version}; install ${OLDEST_VERSION.join('.')} or newer`);
  const read = await settings(client, store);
  if ('problem' in read) return [...reasons, read.problem];
  const { values } = read;
  const want = (setting: Setting, right: string): void => {
    const value = values.get(setting);
    if (value !== undefined && value !== right) reasons.push(change(setting, value, right));
  };
  want('appendonly', 'yes');
  want('appendfsync', 'always');
  want('no-appendfsync-on-rewrite', 'no');
  want('maxmemory-policy', 'noeviction');
  const least = Number(values.get('min-replicas-to-write') ?? 0);
  const hasReplicas = store.kind !== 'single' || server.replicas > 0 || least > 0;
  if (!hasReplicas) return reasons;
  if (least < 1) reasons.push(change('min-replicas-to-write', String(least), '1'));
  if (values.get('min-replicas-max-lag') === '0')
    reasons.push(change('min-replicas-max-lag', '0', '10'));
  if (server.replicas === 0) reasons.push(NO_REPLICA);
  return reasons;
}

const NO_REPLICA =
  'no replica is connected; start one ("replicaof HOST PORT" in its redis.conf), or wait for one that is coming back';

function change(setting: Setting, value: string, right: string): string {
  return `${setting} is ${value}; set "${setting} ${right}" in redis.conf, or now: redis-cli CONFIG SET ${setting} ${right}`;
}

async function settings(
  client: RedisClient,
  store: RedisStore,
): Promise<{ values: Map<Setting, string> } | { problem: string }> {
  try {
    // One at a time: several names in one CONFIG GET need Redis 7.
    const replies = await Promise.all(SETTINGS.map((setting) => client.configGet(setting)));
    const values = new Map<Setting, string>();
    for (const [i, setting] of SETTINGS.entries()) {
      const value = replies[i]?.[setting];
      if (value !== undefined) values.set(setting, value);
    }
    return { values };
  } catch (error) {
    if (!(error instanceof ErrorReply)) throw error;
    if (error.message.startsWith('NOPERM'))
      return {
        problem: `the user in STORE may not run CONFIG GET, so it can't be checked that Redis keeps what it acknowledges; allow it: redis-cli ACL SETUSER ${store.username ?? 'default'} +config|get`,
      };
    if (/unknown command/i.test(error.message))
      return {
        problem:
          "this Redis has no CONFIG GET (a managed service?), so it can't be checked that it keeps what it acknowledges; see in its settings to appendonly yes, appendfsync always, maxmemory-policy noeviction, and in case of replicas min-replicas-to-write 1",
      };
    throw error;
  }
}
