import { existsSync } from 'node:fs';
import { checkAgainstAnchor } from './anchor-keeper.ts';
import { checkChain } from './chain-check.ts';
import {
  checkJournalFile,
  createJournalFile,
  JournalFileError,
  openForReading,
  readMeta,
} from './journal-file.ts';
import type { SqliteDatabase, SqliteDriver } from './sqlite-driver.ts';
import { sqlitePages } from './sqlite-pages.ts';

export interface OpenOptions {
  file: string;
  anchorFile: string;
  now(): number;
  notice?(message: string): void;
  /** Set to open a node's copy of this shared journal; without it such a copy is refused. */
  copyOf?: { journal: string; epoch: string };
}

/** How many of the newest events are checked at every start: a torn end shows there. */
const CHECKED_TAIL = 200;

/** Makes an empty journal where there is none; refuses what is not a whole journal file of ours. */
export async function findOrCreate(driver: SqliteDriver, options: OpenOptions): Promise<void> {
  const { file, anchorFile, now, copyOf } = options;
  if (!existsSync(file)) {
    if (existsSync(anchorFile)) {
      throw new JournalFileError(
        'missing',
        `There is no journal at ${file}, yet its anchor ${anchorFile} is there. Put a backup in place with "restore"; or, to begin an empty journal, move the anchor away.`,
      );
    }
    await createJournalFile(driver, file, now(), copyOf && { ...copyOf, copy: true });
  }
  checkJournalFile(file);
}

/** Reads what is there without changing a byte, and refuses what its anchor or its chain speaks against. */
export function lookThrough(driver: SqliteDriver, options: OpenOptions): void {
  const { file, anchorFile, notice, copyOf } = options;
  const db = openForReading(driver, file);
  try {
    const { journal, copy } = readMeta(db);
    refuseMistaken(file, journal, copy, copyOf);
    const pages = sqlitePages(db, journal);
    const head = pages.head();
    const { found } = checkAgainstAnchor(file, anchorFile, journal, head, pages.hashAt);
    if (!found && head.seq > 0) {
      notice?.(`${file} had no anchor; a new one now vouches for its ${head.seq} events.`);
    }
    const { findings } = checkChain(db, journal, Math.max(0, head.seq - CHECKED_TAIL));
    if (findings[0]) {
      throw new JournalFileError(
        'unsound',
        `The journal ${file} was altered: ${findings[0].message} Run "verify" for the whole picture, and put a backup in its place with "restore".`,
      );
    }
  } finally {
    db.close();
  }
}

/** One history must not go on in two places, nor two histories in one file. */
function refuseMistaken(
  file: string,
  journal: string,
  copy: boolean,
  copyOf: OpenOptions['copyOf'],
): void {
  if (copyOf === undefined && copy) {
    throw new JournalFileError(
      'copy',
      `${file} is this node's copy of a journal that several nodes share, so it is not written to by itself: set STORE as before. To go on without the shared store, stop all nodes and use "migrate --from", or "restore" into a new data directory.`,
    );
  }
  if (copyOf !== undefined && journal !== copyOf.journal) {
    throw new JournalFileError(
      'other-journal',
      `${file} is of another journal (${journal}) than the shared store holds (${copyOf.journal}), so it was left as it is. If the shared store is the right one, move the file and its anchor away; if it lost its data, bring them back with "restore"; if this journal should move there, use "migrate" before anything is written there.`,
    );
  }
}

/** Opens the file with the settings that make an acknowledgement durable, and reads each back. */
export function openForWriting(driver: SqliteDriver, file: string): SqliteDatabase {
  const db = driver.open(file);
  try {
    const settings = {
      journal_mode: ['wal', 'WAL'],
      synchronous: [2, 'FULL'], // the default in WAL mode loses the last commits in a power cut
      fullfsync: [1, 'ON'], // macOS: fsync alone stops at the drive's cache
      wal_autocheckpoint: [0, '0'], // see sqlite-writer.ts
    } as const;
    for (const [name, [wanted, value]] of Object.entries(settings)) {
      db.exec(`PRAGMA ${name} = ${value}`);
      const got = Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
      if (got !== wanted) {
        throw new Error(
          `SQLite did not take ${name}=${value} for ${file} (it says ${String(got)}), so what is acknowledged might not be durable. Use a local disk.`,
        );
      }
    }
    db.exec(
      'PRAGMA busy_timeout = 1000; PRAGMA cache_size = -32000; PRAGMA journal_size_limit = 64000000',
    );
    db.exec('PRAGMA secure_delete = ON'); // erased text is overwritten, not just unlinked
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
