import { join } from 'node:path';
import type { RecordChange } from './records.ts';
import { openAccountFile } from './sqlite-store.ts';
import type { AccountStore } from './store.ts';

/** Which accounts a copy is of, and how far it is. */
export interface CopyMark {
  /** Of the accounts, for good: a restored Redis goes on under it. */
  id: string;
  /** Of the Redis that they were read from. */
  epoch: string;
  version: number;
}

/**
 * A node's own copy of shared accounts: an account file like the embedded store's, with a note of what it
 * is a copy of. What a node knows while Redis is gone, and what Redis is rebuilt from.
 */
export interface AccountsCopy {
  /** To read, and to copy from. */
  readonly store: AccountStore;
  /** Undefined for a copy that holds nothing yet. */
  mark(): CopyMark | undefined;
  /** Makes changes, then notes how far it is; durable when it resolves. */
  write(changes: readonly RecordChange[], mark: CopyMark): Promise<void>;
  close(): Promise<void>;
}

/** Where a node keeps its copy of shared accounts. */
export function accountsCopyFile(dataDir: string): string {
  return join(dataDir, 'accounts-copy.db');
}

/** Makes an account file of its own of a copy: what is changed from here on comes from nowhere else. */
export async function becomeAccounts(file: string): Promise<void> {
  const { store, db } = await openAccountFile(file);
  db.exec('DROP TABLE IF EXISTS origin');
  await store.close();
}

/** Opens a copy, or begins one. Throws AccountFileError for a file that is none. */
export async function accountsCopy(file: string): Promise<AccountsCopy> {
  const { store, db } = await openAccountFile(file);
  db.exec(
    'CREATE TABLE IF NOT EXISTS origin (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, epoch TEXT NOT NULL, version INTEGER NOT NULL) STRICT',
  );
  const read = db.prepare('SELECT id, epoch, version FROM origin');
  const note = db.prepare(
    'INSERT INTO origin VALUES (1, ?, ?, ?) ON CONFLICT (one) DO UPDATE SET id = excluded.id, epoch = excluded.epoch, version = excluded.version',
  );
  return {
    store,
    mark() {
      const row = read.get();
      return (
        row && {
          id: String(row['id']),
          epoch: String(row['epoch']),
          version: Number(row['version']),
        }
      );
    },
    async write(changes, { id, epoch, version }) {
      if (changes.length > 0) await store.transact(() => ({ changes, value: null }));
      note.run(id, epoch, version);
    },
    close: () => store.close(),
  };
}
