import type { Ballast } from './ballast.ts';
import { type JournalStatus, JournalUnavailable } from './journal.ts';
import { faultOf, type SqliteDatabase, sqliteCode } from './sqlite-driver.ts';

export interface SqliteWriter {
  /** Durable once it returns. Throws JournalUnavailable when nothing was written. */
  transaction<T>(roughBytes: number, work: () => T): T;
  /** Folds the write-ahead log into the database and cuts it to nothing. */
  truncateLog(): void;
  status(): JournalStatus;
  /** Whether a write failed so that nothing more may be written. */
  failed(): boolean;
}

/** Taken before a test can put a fake clock in place. */
const nextTurn = setImmediate;

/** About how much log gathers before it is folded into the database. */
const CHECKPOINT_BYTES = 6_000_000;
const PAGE_BYTES = 4096;

/**
 * Decides what becomes of a failed write. A full disk: nothing was written, room is made for the log
 * to be folded in, reads go on, and writing resumes when there is room again. Any other failure of
 * SQLite's: a write may or may not be on disk, and a later fsync may report success for pages the
 * system has dropped, so the process must end and start again from what the disk really holds.
 */
export function sqliteWriter(options: {
  db: SqliteDatabase;
  file: string;
  ballast: Ballast;
  die(error: Error): void;
  notice(message: string): void;
  /** A transaction was taken back. */
  onRollback(): void;
}): SqliteWriter {
  const { db, file, ballast, die, notice, onRollback } = options;
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const foldLog = db.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  let loggedBytes = 0;
  let foldingAsked = false;
  let full: string | undefined;
  let failed: string | undefined;

  try {
    ballast.fill();
  } catch (error) {
    if (faultOf(error) !== 'disk-full') throw error;
    becomeFull();
  }

  function becomeFull(): void {
    if (full === undefined) notice(`The disk that holds ${file} is full.`);
    full = `The disk that holds ${file} is full: nothing can be written until there is room again. Reading goes on.`;
    ballast.release();
    try {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      loggedBytes = 0;
    } catch (error) {
      if (faultOf(error) !== 'disk-full') fail(error);
    }
  }

  function recovered(): boolean {
    if (full === undefined) return true;
    if (!ballast.roomAgain()) return false;
    try {
      ballast.fill();
    } catch {
      return false;
    }
    full = undefined;
    notice(`There is room again on the disk that holds ${file}: writing goes on.`);
    return true;
  }

  function fail(cause: unknown): Error {
    const why = cause instanceof Error ? cause.message : String(cause);
    const code = sqliteCode(cause);
    const error = new JournalUnavailable(
      'failed',
      `Writing to the journal ${file} failed (${why}${code === undefined ? '' : `, SQLite code ${code}`}). What the last write left on disk is unknown: the server must start again. Check the disk's health and the system log first.`,
      { cause },
    );
    if (failed === undefined) {
      failed = error.message;
      die(error);
    }
    return error;
  }

  function takeBack(cause: unknown): Error {
    try {
      db.exec('ROLLBACK');
    } catch {
      // SQLite has already rolled back by itself after some errors.
    }
    onRollback();
    const fault = faultOf(cause);
    if (fault === 'disk-full') {
      becomeFull();
      return new JournalUnavailable('disk-full', full ?? '', { cause });
    }
    if (fault === 'busy') {
      const reason = `Another program is writing to ${file}: end it, only the server may write there.`;
      return new JournalUnavailable('overloaded', reason, { cause });
    }
    if (sqliteCode(cause) === undefined && cause instanceof Error) return cause; // ours, not the disk's
    return fail(cause);
  }

  function foldLogLater(): void {
    if (foldingAsked || loggedBytes < CHECKPOINT_BYTES) return;
    foldingAsked = true;
    nextTurn(() => {
      foldingAsked = false;
      if (failed !== undefined || loggedBytes < CHECKPOINT_BYTES) return;
      try {
        // By ourselves, since SQLite's automatic checkpoint keeps a failed fsync to itself.
        foldLog.get();
        loggedBytes = 0;
      } catch (error) {
        if (faultOf(error) === 'disk-full') becomeFull();
        else fail(error);
      }
    });
  }

  return {
    transaction(roughBytes, work) {
      if (failed !== undefined) throw new JournalUnavailable('failed', failed);
      if (!recovered()) throw new JournalUnavailable('disk-full', full ?? '');
      try {
        begin.run();
        const result = work();
        commit.run();
        loggedBytes += roughBytes + 4 * PAGE_BYTES;
        foldLogLater();
        return result;
      } catch (error) {
        throw takeBack(error);
      }
    },
    truncateLog() {
      if (failed !== undefined) return;
      try {
        db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
        loggedBytes = 0;
      } catch (error) {
        if (faultOf(error) !== 'disk-full') throw fail(error);
      }
    },
    failed: () => failed !== undefined,
    status() {
      if (failed !== undefined) return { writable: false, kind: 'failed', reason: failed };
      if (!recovered()) return { writable: false, kind: 'disk-full', reason: full ?? '' };
      return { writable: true };
    },
  };
}
