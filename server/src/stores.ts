import type { Accounts } from './accounts/accounts.ts';
import { accountsFile, sqliteAccounts } from './accounts/open-accounts.ts';
import type { AccountsOptions } from './accounts/open-accounts.ts';
import { aloneCluster } from './cluster/alone.ts';
import type { Cluster } from './cluster/cluster.ts';
import { drillFiles } from './desk/drill-shelf.ts';
import type { DrillShelf } from './desk/drill-shelf.ts';
import { openEmbeddedJournal } from './desk/open-rooms.ts';
import type { OpenedJournal } from './desk/open-rooms.ts';

/** Everything that is kept, on whichever store: what the server is composed on. */
export interface Stores {
  cluster: Cluster;
  accounts: Accounts;
  drills: DrillShelf;
  openJournal(election: string): Promise<OpenedJournal>;
  /** Lets go of what is below journals and accounts, after those are closed. */
  close(): Promise<void>;
}

export interface StoresOptions {
  dataDir: string;
  now(): number;
  elections: NonNullable<AccountsOptions['elections']>;
  notice(message: string, cause?: unknown): void;
  /** Ends the process: a write may or may not be on disk. */
  die(error: Error): void;
}

/** All in the data directory of one machine. */
export async function embeddedStores(options: StoresOptions): Promise<Stores> {
  const { dataDir, now, notice } = options;
  const cluster = aloneCluster({ dataDir });
  return {
    cluster,
    accounts: await sqliteAccounts({
      file: accountsFile(dataDir),
      now,
      elections: options.elections,
      notice,
    }),
    drills: drillFiles(dataDir, notice),
    openJournal: (election) => openEmbeddedJournal(election, options),
    close: () => cluster.close(),
  };
}
