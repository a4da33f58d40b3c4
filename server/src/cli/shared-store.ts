import type { SharedTable } from '../cluster/cluster.ts';
import { clusterKeys } from '../cluster/keys.ts';
import { redisTable } from '../cluster/redis-table.ts';
import { redisJournalSlot } from '../journal/redis/redis-journal.ts';
import { type SharedLog, sharedLog } from '../journal/copy/shared-log.ts';
import { type RedisLink, redisLink } from '../redis/redis-link.ts';
import { describeStore, parseStore, type RedisStore } from '../redis/store-url.ts';
import { CommandFailure, UsageError } from './command.ts';

const READY_MS = 10_000;

/** A store as typed or as STORE names it. Throws UsageError for what is none. */
export function storeNamed(text: string, option: string): RedisStore {
  const parsed = parseStore(text);
  if ('problem' in parsed) throw new UsageError(`${option}: ${parsed.problem}`);
  return parsed.store;
}

/** Runs work on a connection to the master of a key. Throws CommandFailure where Redis can't be reached. */
export async function withLink<T>(
  store: RedisStore,
  slotKey: string,
  work: (link: RedisLink) => Promise<T>,
): Promise<T> {
  const link = redisLink({ store, slotKey });
  try {
    await link.ready(READY_MS).catch((cause: unknown) => {
      throw new CommandFailure(
        `Redis (${describeStore(store)}) can't be reached: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause },
      );
    });
    return await work(link);
  } finally {
    await link.close();
  }
}

/** Runs work on an election's log in Redis. */
export function withLog<T>(
  store: RedisStore,
  election: string,
  work: (log: SharedLog, link: RedisLink) => Promise<T>,
): Promise<T> {
  return withLink(store, redisJournalSlot(store.prefix, election), (link) =>
    work(sharedLog(link, store.prefix, election), link),
  );
}

/** What is known of drills: the elections they are, and when each began to be played. */
export interface DrillTables {
  drills: SharedTable;
  runs: SharedTable;
}

/** Runs work on the shared tables of drills. */
export function withDrillTables<T>(
  store: RedisStore,
  work: (tables: DrillTables) => Promise<T>,
): Promise<T> {
  const keys = clusterKeys(store.prefix);
  // Nodes that run hear of changes with their next beat.
  const bus = { publish: () => undefined, subscribe: () => () => undefined, dropped: () => 0 };
  return withLink(store, keys.nodes, (link) =>
    work({
      drills: redisTable({ name: 'drills', link, bus, keys }),
      runs: redisTable({ name: 'drill-runs', link, bus, keys }),
    }),
  );
}
