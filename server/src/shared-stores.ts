import { redisAccounts } from './accounts/open-accounts.ts';
import { accountsSlotKey } from './accounts/redis-store.ts';
import { fetchPrefixFrom } from './cluster-http/fetch-prefix.ts';
import { openCluster } from './cluster/open-cluster.ts';
import type { SharedStore } from './config.ts';
import { drillTable } from './desk/drill-shelf.ts';
import { journalFiles, makeRoomDirs } from './desk/open-rooms.ts';
import type { OpenedJournal } from './desk/open-rooms.ts';
import { copiedJournal } from './journal/copy/copied-journal.ts';
import { copyStanding } from './journal/copy/copy-reader.ts';
import { redisJournal, redisJournalSlot } from './journal/redis/redis-journal.ts';
import { durabilityChecks } from './redis/checks.ts';
import { redisLink } from './redis/redis-link.ts';
import type { RedisLink } from './redis/redis-link.ts';
import type { Stores, StoresOptions } from './stores.ts';

export interface SharedStoresOptions extends StoresOptions, Omit<SharedStore, 'nodeUrl'> {
  build: string;
  /** Ends the process: what it lacks is only had by starting anew. */
  stranded(reason: string): void;
  /** Where other nodes reach this one; empty until it listens. */
  url(): string;
}

/**
 * On a Redis that several nodes share. Rejects with one sentence where Redis can't be reached in time, is
 * not set up to keep what it acknowledges, or lacks what this node's copies hold.
 */
export async function sharedStores(options: SharedStoresOptions): Promise<Stores> {
  const { redis: store, dataDir, now, notice } = options;
  const checks = durabilityChecks({ store, isUnsafeAllowed: options.isUnsafeAllowed });
  const linkTo = (slotKey: string, isTold: boolean): RedisLink =>
    redisLink({ store, slotKey, admit: checks.admit, ...(isTold ? { notice } : {}) });
  const cluster = await openCluster({
    store,
    dataDir,
    get url() {
      return options.url();
    },
    build: options.build,
    now,
    notice,
    admit: checks.admit,
  });

  async function openJournal(election: string): Promise<OpenedJournal> {
    makeRoomDirs(dataDir, election);
    const place = journalFiles(dataDir, election);
    const base = await copyStanding(place);
    const inner = await redisJournal({
      // The cluster's own link tells of losses; these would tell the same again.
      openLink: () => linkTo(redisJournalSlot(store.prefix, election), false),
      prefix: store.prefix,
      election,
      node: cluster.node,
      ...(base === undefined ? {} : { base }),
      unsafe: checks.unsafe,
      notice,
      onStranded: options.stranded,
    });
    const journal = await copiedJournal({
      ...place,
      inner,
      node: cluster.node,
      copiesNeeded: options.copies,
      keepEvents: options.keepEvents,
      now,
      notice,
      fetchPrefix: fetchPrefixFrom({
        election,
        nodes: () => cluster.nodes().filter(({ id, url }) => id !== cluster.node && url !== ''),
        secret: () => cluster.secret('nodes'),
        notice,
      }),
    });
    return {
      journal,
      copy: () => journal.copyState(),
      tailedAfter: (seq, limit) => journal.tailedAfter(seq, limit),
    };
  }

  try {
    return {
      cluster,
      accounts: await redisAccounts({
        link: linkTo(accountsSlotKey(store.prefix), false),
        cluster,
        dataDir,
        prefix: store.prefix,
        now,
        elections: options.elections,
        notice,
      }),
      drills: drillTable(
        { drills: cluster.table('drills'), runs: cluster.table('drill-runs') },
        dataDir,
        notice,
      ),
      openJournal,
      close: () => cluster.close(),
    };
  } catch (error) {
    await cluster.close();
    throw error;
  }
}
