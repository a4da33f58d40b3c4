import type { LinkState, RedisClient } from './redis-link.ts';

const WAIT_MS = 1_000;

/**
 * Waits until what was written on this connection is with a replica, where there are any: what only one
 * server has is gone with it. Rejects when that takes too long.
 */
export async function waitForReplicas(client: RedisClient, state: LinkState): Promise<void> {
  if (!state.connected || state.server.replicas === 0) return;
  const reached = await client.wait(1, WAIT_MS);
  if (reached < 1)
    throw new Error(
      `written, but no replica of ${state.server.address} confirmed it within ${WAIT_MS} ms`,
    );
}
