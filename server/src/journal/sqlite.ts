import { randomBytes } from 'node:crypto';
import { anchorSigner, keyFileOf } from './anchor.ts';
import { anchorKeeper } from './anchor-keeper.ts';
import { type Ballast, ballast } from './ballast.ts';
import { groupCommit } from './group-commit.ts';
import { type Head, type Journal, JournalUnavailable } from './journal.ts';
import { lockJournal, readingFault, readMeta } from './journal-file.ts';
import { writeUnits } from './ledger.ts';
import { encodeUnit, type SealedEvent, unsealed } from './record.ts';
import { saltSource } from './salt-source.ts';
import { snapshotFiles } from './snapshot-files.ts';
import { type SqliteDatabase, type SqliteDriver, sqliteDriver } from './sqlite-driver.ts';
import { findOrCreate, lookThrough, openForWriting } from './sqlite-open.ts';
import { sqlitePages } from './sqlite-pages.ts';
import { sqliteWriter } from './sqlite-writer.ts';
import { subscribers } from './subscribers.ts';

export interface SqliteJournalOptions {
  file: string;
  /** Holds the signed head; its key lies beside it. Best on another disk than the journal. */
  anchorFile: string;
  now(): number;
  /**
   * Called once when a write may or may not be on disk (a failed fsync, an I/O error). Must end the
   * process. Default: says why on standard error and exits with 74 (EX_IOERR).
   */
  die?(error: Error): void;
  /** Told what an operator should know. */
  notice?(message: string): void;
  /** Default 64 MB. */
  maxQueuedBytes?: number;
  /** Default 8 MB. */
  ballastBytes?: number;
  /** How far the anchor may lag behind the last commit. Default 1,000. */
  anchorDelayMs?: number;
  /** Runs the anchor's work after a delay. Default: a timer that does not keep the process alive. */
  schedule?(work: () => Promise<void>, delayMs: number): void;
  /** Free bytes on the journal's disk. Default: asks the file system. */
  freeBytes?(): number;
  driver?: SqliteDriver;
}

/** Taken before a test can put a fake clock in place. */
const nextTurn = setImmediate;
const MAX_GROUP_BYTES = 8_000_000;

/**
 * The journal in one SQLite file. Refuses with a JournalFileError a file that is locked by another
 * process, foreign, torn, newer than this version, or behind its anchor; nothing is changed then.
 */
export async function sqliteJournal(options: SqliteJournalOptions): Promise<Journal> {
  const driver = options.driver ?? (await sqliteDriver());
  const lock = lockJournal(driver, options.file);
  let db: SqliteDatabase | undefined;
  try {
    await findOrCreate(driver, options);
    // Before anything is written: what is refused must stay as it was, for inspection.
    lookThrough(driver, options);
    const weight = ballast(
      `${options.file}.ballast`,
      options.ballastBytes ?? 8_388_608,
      options.freeBytes,
    );
    if (!weight.roomAgain()) weight.release(); // a full disk must not keep us from reading
    db = openForWriting(driver, options.file);
    return await journalOn(db, lock, weight, options);
  } catch (error) {
    db?.close();
    lock.release();
    throw readingFault(options.file, error);
  }
}

async function journalOn(
  db: SqliteDatabase,
  lock: { release(): void },
  weight: Ballast,
  options: SqliteJournalOptions,
): Promise<Journal> {
  const { file, anchorFile, now, notice = () => undefined } = options;
  const { journal, epoch } = readMeta(db);
  const pages = sqlitePages(db, journal);
  let head: Head = pages.head();

  const anchor = anchorKeeper({
    anchorFile,
    journal,
    signer: await anchorSigner(keyFileOf(anchorFile)),
    head: () => head,
    now,
    delayMs: options.anchorDelayMs ?? 1000,
    schedule:
      options.schedule ?? ((work, delayMs) => setTimeout(() => void work(), delayMs).unref()),
    notice,
  });
  await anchor.write(); // before the first commit: a clean close's anchor says "ends exactly here"

  const snapshots = snapshotFiles(`${file}.snapshots`);
  const followers = subscribers();
  let put: SealedEvent[] = [];
  const writer = sqliteWriter({
    db,
    file,
    ballast: weight,
    die: options.die ?? dieLoudly,
    notice,
    onRollback: pages.forget,
  });
  const ledger = {
    ...pages,
    put(event: SealedEvent) {
      pages.put(event);
      put.push(event);
    },
  };

  const queue = groupCommit({
    schedule: (work) => nextTurn(work),
    maxQueuedBytes: options.maxQueuedBytes ?? 64_000_000,
    maxGroupBytes: MAX_GROUP_BYTES,
    commit(units) {
      put = [];
      const roughBytes = units.reduce((sum, unit) => sum + unit.size, 0);
      const [results, end] = writer.transaction(roughBytes, () => {
        const written = writeUnits(units, head, ledger);
        pages.flush();
        return written;
      });
      head = end;
      if (put.length > 0) anchor.committed();
      if (followers.any && put.length > 0) followers.publish(put.map(unsealed));
      return results;
    },
  });
  const salt = saltSource(randomBytes);

  let closing: Promise<void> | undefined;
  /** Every call goes through here, so that throwing becomes rejecting and a closed journal says so. */
  async function open<T>(work: () => T | Promise<T>): Promise<T> {
    if (closing) throw closedError();
    try {
      return await work();
    } catch (error) {
      throw readingFault(file, error);
    }
  }

  async function close(): Promise<void> {
    queue.drain();
    await snapshots.settled();
    // After a failed write nothing more may reach the disk: SQLite would fold in what it cannot vouch for.
    if (writer.failed()) return;
    writer.truncateLog();
    await anchor.close();
    db.close();
    lock.release();
  }

  async function erasePersonal(seqs: number[]): Promise<number> {
    if (seqs.length === 0) return 0;
    await snapshots.dropFrom(Math.min(...seqs));
    if (closing) throw closedError();
    const erased = writer.transaction(seqs.length * 4096, () => seqs.filter(pages.erasePersonal));
    writer.truncateLog(); // the log still held the text
    return erased.length;
  }

  function closedError(): JournalUnavailable {
    return new JournalUnavailable('closed', `The journal ${file} is closed.`);
  }

  return {
    epoch,
    head: () => head,
    append: (units) => open(() => queue.append(units.map((unit) => encodeUnit(unit, salt)))),
    keyed: (key) => open(() => pages.keyed(key)),
    readAfter: (seq, limit) => open(() => pages.readAfter(seq, limit)),
    readAggregate: (aggregate, { afterVersion = 0, limit = Infinity } = {}) =>
      open(() => pages.readAggregate(aggregate, afterVersion, limit)),
    subscribe: (afterSeq, onEvents) =>
      open(() =>
        followers.subscribe(afterSeq, onEvents, {
          head: () => head.seq,
          readAfter: pages.readAfter,
        }),
      ),
    saveSnapshot: (snapshot) =>
      open(() => {
        const journalHash = pages.hashAt(snapshot.seq);
        if (journalHash === undefined) {
          throw new RangeError(
            `No snapshot of seq ${snapshot.seq}: the journal ends at ${head.seq}.`,
          );
        }
        return snapshots.save(snapshot, journalHash);
      }),
    loadSnapshot: (format) => open(() => snapshots.load(format, pages.hashAt)),
    erasePersonal: (seqs) => open(() => erasePersonal(seqs)),
    caughtUp: () => open(() => undefined),
    live: () => true,
    status: () =>
      closing
        ? { writable: false, kind: 'failed', reason: `The journal ${file} is closed.` }
        : writer.status(),
    close: () => (closing ??= close()),
  };
}

function dieLoudly(error: Error): void {
  process.stderr.write(`${error.message}\n`);
  process.exit(74);
}
