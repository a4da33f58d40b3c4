import { anchorSigner, keyFileOf } from '../anchor.ts';
import { anchorKeeper } from '../anchor-keeper.ts';
import type { JournalPlace } from '../backup.ts';
import { type Ballast, ballast } from '../ballast.ts';
import type { Head, JournalStatus, SeqRange, StoredEvent } from '../journal.ts';
import { lockJournal, readingFault, readMeta } from '../journal-file.ts';
import type { RedisLogIdentity, TailedEvent } from '../redis/redis-journal-types.ts';
import { type SqliteDatabase, type SqliteDriver, sqliteDriver } from '../sqlite-driver.ts';
import { findOrCreate, lookThrough, openForWriting } from '../sqlite-open.ts';
import { sqlitePages } from '../sqlite-pages.ts';
import { sqliteWriter } from '../sqlite-writer.ts';
import { ChainBroken, checkFollows, wholeUnits } from './check-events.ts';
import { KEYS_BY_PLACE, tailedOf, WHOLE_EVENTS } from './copy-reader.ts';

export interface OpenCopyOptions extends JournalPlace {
  /** Of the shared journal; a copy of another one is refused. */
  identity: RedisLogIdentity;
  now(): number;
  /** Told what an operator should know. */
  notice(message: string): void;
  /** Told once when a write may or may not be on disk: nothing more is written until a restart. */
  die(error: Error): void;
  driver?: SqliteDriver;
  /** Default 8 MB. */
  ballastBytes?: number;
  /** Free bytes on the copy's disk. Default: asks the file system. */
  freeBytes?(): number;
  /** Default: a timer that does not keep the process alive. */
  schedule?(work: () => Promise<void>, delayMs: number): void;
}

/**
 * A node's own copy of the shared journal: a journal file with the same id and chain, that takes only
 * events which follow. It is marked, so that no server writes to it by itself.
 */
export interface CopyFile {
  readonly identity: RedisLogIdentity;
  head(): Head;
  /** Hex, or undefined when the copy does not hold the event. */
  hashAt(seq: number): string | undefined;
  /**
   * Takes events that follow its head; durable when it returns. Throws ChainBroken for others, and
   * JournalUnavailable when nothing was written.
   */
  put(events: readonly TailedEvent[]): void;
  readAfter(seq: number, limit: number): StoredEvent[];
  /** The same with all that was written of them, for another node's copy. */
  tailedAfter(seq: number, limit: number): TailedEvent[];
  readAggregate(aggregate: string, afterVersion: number, limit: number): StoredEvent[];
  keyed(key: string): SeqRange | undefined;
  /** How many of these events have personal text here. */
  personalAmong(seqs: readonly number[]): number;
  /** Erases personal text for good; answers how many events had any. */
  erasePersonal(seqs: readonly number[]): number;
  /** Goes on in a restored shared journal, which must have the same id. */
  adoptEpoch(epoch: string): void;
  status(): JournalStatus;
  close(): Promise<void>;
}

/**
 * Opens a copy, or makes it. Refuses with a JournalFileError one of another journal, or that is locked,
 * foreign, torn or altered; nothing is changed then.
 */
export async function openCopy(options: OpenCopyOptions): Promise<CopyFile> {
  const { file, anchorFile, now, notice, identity } = options;
  const driver = options.driver ?? (await sqliteDriver());
  const lock = lockJournal(driver, file);
  let db: SqliteDatabase | undefined;
  try {
    const opening = { file, anchorFile, now, notice, copyOf: identity };
    await findOrCreate(driver, opening);
    lookThrough(driver, opening);
    const weight = ballast(`${file}.ballast`, options.ballastBytes ?? 8_388_608, options.freeBytes);
    if (!weight.roomAgain()) weight.release();
    db = openForWriting(driver, file);
    return await copyOn(db, lock, weight, options);
  } catch (error) {
    db?.close();
    lock.release();
    throw readingFault(file, error);
  }
}

async function copyOn(
  db: SqliteDatabase,
  lock: { release(): void },
  weight: Ballast,
  options: OpenCopyOptions,
): Promise<CopyFile> {
  const { file, anchorFile, identity, notice } = options;
  const { journal } = identity;
  let { epoch } = readMeta(db);
  const pages = sqlitePages(db, journal);
  let head = pages.head();
  const writer = sqliteWriter({
    db,
    file,
    ballast: weight,
    die: options.die,
    notice,
    onRollback: pages.forget,
  });
  const putMeta = db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)');
  writer.transaction(0, () => {
    putMeta.run('copy', '1'); // what was migrated from here is a copy from now on
    db.exec(`CREATE INDEX IF NOT EXISTS ${KEYS_BY_PLACE} ON keys (first)`);
  });
  const whole = db.prepare(WHOLE_EVENTS);
  const hasPersonal = db.prepare('SELECT 1 FROM personal WHERE seq = ?');
  const anchor = anchorKeeper({
    anchorFile,
    journal,
    signer: await anchorSigner(keyFileOf(anchorFile)),
    head: () => head,
    now: options.now,
    delayMs: 1000,
    schedule:
      options.schedule ?? ((work, delayMs) => setTimeout(() => void work(), delayMs).unref()),
    notice,
  });
  await anchor.write(); // a clean close's anchor says "ends exactly here"

  /** What else must hold of events, seen with those put so far. */
  function putOne(event: TailedEvent): void {
    if (pages.versionOf(event.aggregate) !== event.version - 1) {
      throw new ChainBroken(
        `Event ${event.seq} was not taken into the copy: it is version ${event.version} of ${event.aggregate}, which stands at ${pages.versionOf(event.aggregate)}.`,
      );
    }
    pages.put(event);
    const { unit, seq } = event;
    if (!unit) return;
    if (pages.keyed(unit.key) !== undefined)
      throw new ChainBroken(`Event ${seq} was not taken into the copy: its key was used before.`);
    pages.putKey(unit.key, { first: seq, last: unit.last });
  }

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    if (writer.failed()) return; // what the disk holds is unknown: the lock stays until the process ends
    writer.truncateLog();
    await anchor.close();
    db.close();
    lock.release();
  }

  const copy: CopyFile = {
    get identity() {
      return { journal, epoch };
    },
    head: () => head,
    hashAt: (seq) => pages.hashAt(seq),
    put(events) {
      const last = events.at(-1);
      if (!last) return;
      checkFollows(head, events);
      const open = events[wholeUnits(events).length];
      if (open)
        throw new ChainBroken(
          `Event ${open.seq} was not taken into the copy: the end of its unit is missing.`,
        );
      const bytes = events.reduce(
        (sum, { record, personal }) => sum + record.length + (personal?.text.length ?? 0) + 200,
        0,
      );
      writer.transaction(2 * bytes, () => {
        for (const event of events) putOne(event);
        pages.flush();
      });
      head = { seq: last.seq, hash: last.hash };
      anchor.committed();
    },
    readAfter: (seq, limit) => pages.readAfter(seq, limit),
    tailedAfter: (seq, limit) => whole.all(seq, limit).map(tailedOf),
    readAggregate: (aggregate, afterVersion, limit) =>
      pages.readAggregate(aggregate, afterVersion, limit),
    keyed: (key) => pages.keyed(key),
    personalAmong: (seqs) => seqs.filter((seq) => hasPersonal.get(seq) !== undefined).length,
    erasePersonal(seqs) {
      const erased = writer.transaction(
        seqs.length * 4096,
        () => seqs.filter(pages.erasePersonal).length,
      );
      if (erased > 0) writer.truncateLog(); // the log still held the text
      return erased;
    },
    adoptEpoch(next) {
      if (next === epoch) return;
      writer.transaction(0, () => putMeta.run('epoch', next));
      epoch = next;
    },
    status: () => writer.status(),
    close: () => (closing ??= close()),
  };
  copy.adoptEpoch(identity.epoch);
  return copy;
}
