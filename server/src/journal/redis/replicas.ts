import type { RedisClient, RedisServer } from '../../redis/redis-link.ts';
import { replicaCount } from '../../redis/replica-count.ts';
import type { LogKeys } from './log-keys.ts';

/** So long the server waits for its replicas before it says how many there were. */
const WAIT_MS = 500;

/** How many replicas must confirm, and asking them. */
export interface Replicas {
  /** 0: there are none, and what is read is as durable as it gets. */
  needed(): number;
  /** Learns how many there are, from the server; rejects where it is no master any more. */
  look(client: RedisClient): Promise<void>;
  /** Sent behind a write of this connection: whether enough replicas have all up to that write. */
  confirm(client: RedisClient, server: RedisServer): Promise<boolean>;
  /** Writes a key of its own first, so that it is about everything before this moment. */
  touch(client: RedisClient, server: RedisServer): Promise<boolean>;
  /** Why the last attempt failed; undefined after one that did not. */
  fault(): string | undefined;
}

/** The replicas of the log's master; how many must confirm, see `replicaCount`. */
export function seenReplicas(
  keys: LogKeys,
  monotonicMs: () => number = () => performance.now(),
): Replicas {
  const { look, most, needed } = replicaCount(monotonicMs);
  let fault: string | undefined;

  const asking = new WeakMap<RedisClient, { now: Promise<boolean>; next?: Promise<boolean> }>();
  /**
   * A WAIT that is not satisfied holds up all of the connection: there is one at a time, and who comes
   * meanwhile shares the next, which is about their writes too.
   */
  function confirm(client: RedisClient, server: RedisServer): Promise<boolean> {
    const before = asking.get(client);
    if (!before) {
      const now = ask(client, server).finally(() => asking.delete(client));
      asking.set(client, { now });
      return now;
    }
    before.next ??= before.now.catch(() => false).then(() => confirm(client, server));
    return before.next;
  }

  async function ask(client: RedisClient, server: RedisServer): Promise<boolean> {
    const count = needed();
    if (count === 0) return true;
    const confirmed = await (syncsReplicas(server.version)
      ? client
          .sendCommand<[number, number]>(['WAITAOF', '1', String(count), String(WAIT_MS)])
          .then(([own, others]) => (own === 1 ? others : 0))
      : client.sendCommand<number>(['WAIT', String(count), String(WAIT_MS)]));
    fault =
      confirmed >= count
        ? undefined
        : `${confirmed} of ${most()} replicas of ${server.address} confirm what is written, ${count} must: see "INFO replication" there${syncsReplicas(server.version) ? ' and set "appendonly yes" on the replicas' : ''}.`;
    return fault === undefined;
  }

  return {
    needed,
    look,
    confirm,
    async touch(client, server) {
      if (needed() === 0) return true;
      const [, confirmed] = await Promise.all([
        client.sendCommand(['INCR', keys.touched]),
        confirm(client, server),
      ]);
      return confirmed;
    },
    fault: () => fault,
  };
}

/** WAITAOF: from 7.2 on a replica can say that it has it on disk. */
function syncsReplicas(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 7 || (major === 7 && minor >= 2);
}
