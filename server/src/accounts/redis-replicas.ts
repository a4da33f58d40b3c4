import { replicaCount } from '../redis/replica-count.ts';
import type { RedisClient, RedisLink, RedisServer } from '../redis/redis-link.ts';

/** A piece of the time that replicas get to confirm. */
const WAIT_MS = 500;

export interface Replicas {
  /** How many have to have what is answered for; undefined until this connection's server was asked. */
  known(): number | undefined;
  /** Waits a little for them, on the connection that wrote. Answers whether enough have all of it. */
  have(client: RedisClient): Promise<boolean>;
}

/** The replicas of whatever master a link is connected to: half of them, and as many as it asks for. */
export function replicasOf(
  link: RedisLink,
  monotonicMs: () => number = () => performance.now(),
): Replicas {
  const count = replicaCount(monotonicMs);
  const asked = new WeakSet<RedisServer>();

  function known(): number | undefined {
    const state = link.state();
    return state.connected && asked.has(state.server) ? count.needed() : undefined;
  }

  return {
    known,
    async have(client) {
      const state = link.state();
      if (!state.connected) return false;
      if (known() === undefined) {
        await count.look(client);
        asked.add(state.server);
      }
      const needed = count.needed();
      if (needed === 0) return true;
      const waited = await client.sendCommand(['WAIT', String(needed), String(WAIT_MS)]);
      if (Number(waited) >= needed) return true;
      // Some may have been taken away, or it is no master any more: then its link leaves it.
      await count.look(client);
      return false;
    },
  };
}
