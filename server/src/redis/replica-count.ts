import { ErrorReply } from 'redis';
import type { RedisClient } from './redis-client.ts';

/** How many replicas a master has, over time: how many of them must confirm what is written. */
export interface ReplicaCount {
  /** The most at once within the last hour. */
  most(): number;
  /** 0: there are none, and what is read is as durable as it gets. */
  needed(): number;
  /** Asks the server; rejects as READONLY does where it was made a replica itself, so that its link leaves it. */
  look(client: RedisClient): Promise<void>;
}

/** Replicas that were taken away for good must not be waited for forever. */
const REMEMBERED_MS = 3_600_000;

/**
 * Half of the replicas must confirm, at least one, and no fewer than Redis itself asks for
 * (`min-replicas-to-write`). The most that were seen within an hour count: a master that lost sight of
 * its replicas may have been replaced already, so it must not be content with fewer, and never with none.
 */
export function replicaCount(monotonicMs: () => number): ReplicaCount {
  let most = 0;
  let seen: { count: number; atMs: number }[] = [];
  let least = 0;

  function see(count: number): void {
    const atMs = monotonicMs();
    // Only those that no later one exceeds can still be the most.
    seen = seen.filter((one) => one.count > count && atMs - one.atMs < REMEMBERED_MS);
    seen.push({ count, atMs });
    most = Math.max(Math.min(most, 1), ...seen.map((one) => one.count));
  }

  return {
    most: () => most,
    needed: () => Math.max(Math.ceil(most / 2), least),
    async look(client) {
      const [role, config] = await Promise.all([
        client.sendCommand<unknown[]>(['ROLE']),
        // Not everywhere allowed; then what the server asks for shows when it refuses to write.
        client
          .sendCommand<Record<string, string> | string[]>([
            'CONFIG',
            'GET',
            'min-replicas-to-write',
          ])
          .catch(() => ({})),
      ]);
      if (role[0] !== 'master') throw new ErrorReply('READONLY it was made a replica');
      // One that came back is listed twice until its old connection is given up.
      if (Array.isArray(role[2])) {
        see(new Set(role[2].map((one) => String((one as unknown[]).slice(0, 2)))).size);
      }
      // A map or a list by the protocol's version.
      least = Number(Object.values(config).at(-1) ?? 0) || 0;
    },
  };
}
