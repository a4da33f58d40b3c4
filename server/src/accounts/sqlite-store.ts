import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { faultOf, sqliteDriver } from '../journal/sqlite-driver.ts';
import type { SqliteDatabase, SqliteDriver } from '../journal/sqlite-driver.ts';
import { RECORD_KINDS } from './records.ts';
import type { AccountState, RecordChange, RecordChanged, RecordKind } from './records.ts';
import type { AccountStore } from './store.ts';

/** "WRA1": tells our files from any other SQLite database. */
const APPLICATION_ID = 0x57524131;
const LAYOUT = 1;
const OLDEST_FIRST = 'SELECT kind, id, body FROM records ORDER BY rowid';

type Maps = { [K in RecordKind]: Map<string, { id: string }> };

/** The account file cannot be used as it is; the message says what is wrong and what would be right. */
export class AccountFileError extends Error {
  override readonly name = 'AccountFileError';
}

/**
 * Account records in one SQLite file, or `:memory:`. Several processes may have it open. Throws
 * AccountFileError for a file that is not ours, of a newer version, or damaged; nothing is changed then.
 */
export async function sqliteAccountStore(
  file: string,
  driver?: SqliteDriver,
): Promise<AccountStore> {
  return (await openAccountFile(file, driver)).store;
}

/** The same, with the connection: for what keeps a note of its own in the file. */
export async function openAccountFile(
  file: string,
  driver?: SqliteDriver,
): Promise<{ store: AccountStore; db: SqliteDatabase }> {
  const open = driver ?? (await sqliteDriver());
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  let db: SqliteDatabase | undefined;
  try {
    db = open.open(file);
    prepare(db, file);
    // Hashes of passwords are for the server's own eyes; SQLite gives its other files the same mode.
    if (file !== ':memory:') chmodSync(file, 0o600);
    return { store: storeOn(db, file), db };
  } catch (error) {
    db?.close();
    if (error instanceof AccountFileError || faultOf(error) !== 'corrupt') throw error;
    throw new AccountFileError(
      `${file} is damaged or no account file. Nothing was changed; put a backup in its place, or move it away to begin with no accounts.`,
      { cause: error },
    );
  }
}

function prepare(db: SqliteDatabase, file: string): void {
  db.exec('PRAGMA busy_timeout = 5000');
  const mark = pragma(db, 'application_id');
  const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'] ?? 0);
  if (mark !== APPLICATION_ID && (mark !== 0 || tables > 0)) {
    throw new AccountFileError(
      `${file} is not an account file. Nothing was changed; check the data directory, or move the file away.`,
    );
  }
  const layout = Number(pragma(db, 'user_version'));
  if (layout > LAYOUT) {
    throw new AccountFileError(
      `${file} was written by a newer version (layout ${layout}; this one reads up to ${LAYOUT}): start that version instead.`,
    );
  }
  if (file !== ':memory:') db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = 1; PRAGMA secure_delete = ON');
  if (pragma(db, 'synchronous') !== 2) {
    throw new AccountFileError(
      `SQLite did not take synchronous=FULL for ${file}, so a revocation might not survive a power cut. Use a local disk.`,
    );
  }
  db.exec(`BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS records (kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (kind, id)) STRICT;
    PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${LAYOUT};
    COMMIT`);
}

function pragma(db: SqliteDatabase, name: string): unknown {
  return Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

function storeOn(db: SqliteDatabase, file: string): AccountStore {
  const sql = {
    all: db.prepare(OLDEST_FIRST),
    put: db.prepare(
      'INSERT INTO records VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body',
    ),
    drop: db.prepare('DELETE FROM records WHERE kind = ? AND id = ?'),
    version: db.prepare('PRAGMA data_version'),
  };
  /** Moves when another connection commits, not when this one does. https://sqlite.org/pragma.html#pragma_data_version */
  const version = (): number => Number(sql.version.get()?.['data_version'] ?? 0);
  const listeners = new Set<(changes: readonly RecordChanged[]) => void>();
  let seen = version();
  let bodies = new Map<string, string>();
  let state = emptyMaps();
  let fault: string | null = null;
  reload();

  function tell(changes: readonly RecordChanged[]): void {
    if (changes.length > 0) for (const listener of listeners) listener(changes);
  }

  /** Reads all records anew; answers what is different. A record that did not change stays the same object. */
  function reload(): RecordChanged[] {
    const fresh = emptyMaps();
    const freshBodies = new Map<string, string>();
    const changes: RecordChanged[] = [];
    for (const row of sql.all.all()) {
      const kind = String(row['kind']) as RecordKind;
      if (!RECORD_KINDS.includes(kind)) continue; // written by a newer version of the same layout
      const id = String(row['id']);
      const body = String(row['body']);
      const before = state[kind].get(id);
      const same = before !== undefined && bodies.get(`${kind}/${id}`) === body;
      const after = same ? before : (JSON.parse(body) as { id: string });
      freshBodies.set(`${kind}/${id}`, body);
      fresh[kind].set(id, after);
      if (!same) changes.push({ kind, id, before, after } as RecordChanged);
    }
    for (const kind of RECORD_KINDS) {
      for (const [id, before] of state[kind]) {
        if (!fresh[kind].has(id))
          changes.push({ kind, id, before, after: undefined } as RecordChanged);
      }
    }
    state = fresh;
    bodies = freshBodies;
    return changes;
  }

  function apply(changes: readonly RecordChange[]): RecordChanged[] {
    return changes.map(({ kind, id, record }) => {
      const before = state[kind].get(id);
      const key = `${kind}/${id}`;
      if (record) {
        state[kind].set(id, record);
        bodies.set(key, JSON.stringify(record));
      } else {
        state[kind].delete(id);
        bodies.delete(key);
      }
      return { kind, id, before, after: record ?? undefined } as RecordChanged;
    });
  }

  return {
    get state() {
      return state as unknown as AccountState;
    },
    async transact(work) {
      let theirs: RecordChanged[] = [];
      let ours: readonly RecordChange[] = [];
      let value;
      try {
        db.exec('BEGIN IMMEDIATE');
        try {
          const now = version();
          if (now !== seen) theirs = reload();
          seen = now;
          ({ changes: ours, value } = work(state as unknown as AccountState));
          for (const { kind, id, record } of ours) {
            if (record) sql.put.run(kind, id, JSON.stringify(record));
            else sql.drop.run(kind, id);
          }
          db.exec('COMMIT');
        } catch (error) {
          rollBack(db);
          throw error;
        }
        fault = null;
      } catch (error) {
        tell(theirs);
        if (faultOf(error) !== 'other') fault = faultText(file, error);
        throw error;
      }
      tell(theirs);
      tell(apply(ours));
      return value;
    },
    async refresh() {
      const now = version();
      if (now === seen) return;
      const changes = reload();
      seen = now;
      tell(changes);
    },
    async reload() {
      const now = version();
      const changes = reload();
      seen = now;
      tell(changes);
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    fault: () => fault,
    async close() {
      db.close();
    },
  };
}

function emptyMaps(): Maps {
  return Object.fromEntries(RECORD_KINDS.map((kind) => [kind, new Map()])) as unknown as Maps;
}

/** SQLite has already rolled back after a full disk or an I/O error. */
function rollBack(db: SqliteDatabase): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // there was nothing left to roll back
  }
}

function faultText(file: string, error: unknown): string {
  const why = faultOf(error);
  if (why === 'disk-full') return `The disk that holds ${file} is full.`;
  if (why === 'busy') return `Another process keeps ${file} locked.`;
  return `${file} is damaged.`;
}
