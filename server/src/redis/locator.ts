import type { RedisClient } from './redis-client.ts';
import type { ServerInfo } from './server-info.ts';
import type { RedisHost, RedisStore } from './store-url.ts';

/** How the three topologies differ: by how the master that holds a key is found and watched. */
export interface Locator {
  /** Where the master should be now. Rejects in words for an operator. */
  locate(signal: AbortSignal): Promise<RedisHost>;
  /** Null, or why the server just connected to isn't the one to work with. */
  verify(client: RedisClient, info: ServerInfo): Promise<string | null>;
  /** A cheap harmless command that fails where the server isn't the master any more. */
  probe(client: RedisClient): Promise<void>;
  /** A server said that another one holds the key (`host:port` of MOVED). */
  hint(address: string): void;
  /** Tells when the master is known to be another one than the host connected to. */
  watch(host: RedisHost, onMoved: (reason: string) => void): () => void;
  close(): void;
}

/** One server, always the same. */
export function singleLocator(store: RedisStore): Locator {
  return {
    locate: async () => must(store.hosts[0]),
    verify: async (_client, info) => {
      if (info.mode === 'sentinel')
        return 'this is a Sentinel; write STORE as redis+sentinel://HOST,HOST,HOST/NAME.';
      if (info.mode === 'cluster')
        return 'this is a node of a Redis Cluster; write STORE as redis+cluster://HOST,HOST.';
      if (info.role !== 'master')
        return `it is a replica of ${info.masterHost ?? 'another server'} and takes no writes; name the master in STORE, or the Sentinels as redis+sentinel://HOST,HOST,HOST/NAME.`;
      return null;
    },
    probe: async (client) => void (await client.ping()),
    hint: () => undefined,
    watch: () => () => undefined,
    close: () => undefined,
  };
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a store without a host');
  return value;
}
