import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { moveDurably, syncPath } from './durable-file.ts';
import { faultOf, type SqliteDatabase, type SqliteDriver } from './sqlite-driver.ts';

/** A journal's file cannot be used as it is. The message says what is wrong and what would be right. */
export class JournalFileError extends Error {
  readonly kind:
    | 'locked'
    | 'foreign'
    | 'torn'
    | 'newer'
    | 'behind-anchor'
    | 'unsound'
    | 'exists'
    | 'missing'
    | 'copy' // a node's copy of a shared journal, where a journal of one's own is wanted
    | 'other-journal';
  constructor(kind: JournalFileError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JournalFileError';
    this.kind = kind;
  }
}

/** "WRJ1": tells our files from any other SQLite database. */
const APPLICATION_ID = 0x57524a31;
const SCHEMA_VERSION = 1;

/**
 * `events` is the truth. `previous` (the same aggregate's event before; 0 for none), `aggregates`
 * (where each stands) and `keys` only lead into it; a full index of (aggregate, version) would dirty
 * a page per event. `personal` can be erased row by row. Names given by callers are in `columnText`.
 */
const SCHEMA = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE events (seq INTEGER PRIMARY KEY, previous INTEGER NOT NULL, hash BLOB NOT NULL,
  record TEXT NOT NULL) STRICT;
CREATE TABLE aggregates (aggregate TEXT PRIMARY KEY, version INTEGER NOT NULL, last INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE keys (key TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE personal (seq INTEGER PRIMARY KEY, salt TEXT NOT NULL, text TEXT NOT NULL) STRICT;
`;

/** A journal's id (its chain's beginning) and epoch; `copy` where the file only follows a shared journal. */
export interface JournalMeta {
  journal: string;
  epoch: string;
  copy: boolean;
}

/** Makes an empty journal file, whole or not at all; of a new journal, unless one is named. */
export async function createJournalFile(
  driver: SqliteDriver,
  file: string,
  now: number,
  meta: JournalMeta = { journal: randomUUID(), epoch: randomUUID(), copy: false },
): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  rmSync(`${draft}-journal`, { force: true });
  const db = driver.open(draft);
  try {
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`);
    db.exec(`BEGIN; ${SCHEMA}`);
    const put = db.prepare('INSERT INTO meta VALUES (?, ?)');
    put.run('journal', meta.journal);
    put.run('epoch', meta.epoch);
    put.run('createdAt', String(now));
    if (meta.copy) put.run('copy', '1');
    db.exec('COMMIT');
  } finally {
    db.close();
  }
  await syncPath(draft);
  await moveDurably(draft, file);
}

/**
 * Looks at a file's first bytes without opening it as a database, so that a foreign or torn file is
 * not touched. https://sqlite.org/fileformat2.html#the_database_header
 */
export function checkJournalFile(file: string): void {
  if (!existsSync(file)) {
    throw new JournalFileError('missing', `There is no journal at ${file}.`);
  }
  const size = statSync(file).size;
  const header = Buffer.alloc(100);
  const fd = openSync(file, 'r');
  try {
    readSync(fd, header, 0, 100, 0);
  } finally {
    closeSync(fd);
  }
  if (size < 100) {
    throw new JournalFileError(
      'torn',
      `${file} is only ${size} bytes long, so it is not a whole journal: put a backup in its place with "restore", or move it away to begin an empty journal.`,
    );
  }
  if (
    header.toString('latin1', 0, 16) !== 'SQLite format 3\0' ||
    header.readUInt32BE(68) !== APPLICATION_ID
  ) {
    throw new JournalFileError(
      'foreign',
      `${file} is not a war room journal. Nothing was changed; check the data directory, or move the file away.`,
    );
  }
  const version = header.readUInt32BE(60);
  if (version > SCHEMA_VERSION) {
    throw new JournalFileError(
      'newer',
      `${file} was written by a newer version (layout ${version}; this one reads up to ${SCHEMA_VERSION}): start that version instead.`,
    );
  }
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const wholeSize = pageSize * header.readUInt32BE(28);
  if (size < wholeSize && !hasWal(file)) {
    throw new JournalFileError(
      'torn',
      `${file} is torn: ${size} bytes are there of ${wholeSize}. Keep it for inspection and put a backup in its place with "restore".`,
    );
  }
}

/** Whether commits wait in the write-ahead log beside the file. */
function hasWal(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Opens a journal to read only; leaves no trace beside a file that nobody has open. */
export function openForReading(driver: SqliteDriver, file: string): SqliteDatabase {
  return hasWal(file) ? driver.open(file, { readOnly: true }) : driver.openResting(file);
}

export function readMeta(db: SqliteDatabase): JournalMeta {
  const rows = db.prepare('SELECT name, value FROM meta').all();
  const meta = new Map(rows.map((row) => [row.name, String(row.value)]));
  return {
    journal: meta.get('journal') ?? '',
    epoch: meta.get('epoch') ?? '',
    copy: meta.has('copy'),
  };
}

/** Makes what followed a shared journal a journal of its own, with this epoch; nobody may have it open. */
export function becomeJournal(db: SqliteDatabase, epoch: string): void {
  db.exec('BEGIN IMMEDIATE');
  db.prepare("UPDATE meta SET value = ? WHERE name = 'epoch'").run(epoch);
  db.exec("DELETE FROM meta WHERE name LIKE 'copy%'; COMMIT");
}

/** An error met while reading a journal's file, in words; errors that have their own pass unchanged. */
export function readingFault(file: string, error: unknown): unknown {
  if (faultOf(error) !== 'corrupt') return error;
  return new JournalFileError(
    'torn',
    `${file} is damaged and cannot be read whole. Keep it for inspection and put a backup in its place with "restore".`,
    { cause: error },
  );
}

/**
 * One process per journal: holds an exclusive lock on a file of its own until released. The
 * operating system drops it with the process, however that ends. The journal's own file stays
 * readable for backup and verify.
 */
export function lockJournal(driver: SqliteDriver, file: string): { release(): void } {
  mkdirSync(dirname(file), { recursive: true });
  const db = openOrExplain(driver, `${file}.lock`);
  try {
    db.exec('PRAGMA journal_mode = OFF');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (faultOf(error) !== 'busy') throw error;
    throw new JournalFileError(
      'locked',
      `Another running server has the journal ${file} open: stop it first, or give this one its own data directory.`,
    );
  }
  return { release: () => db.close() };
}

function openOrExplain(driver: SqliteDriver, file: string): SqliteDatabase {
  try {
    return driver.open(file);
  } catch (error) {
    throw new Error(
      `Cannot write ${file}: make the folder ${dirname(file)} writable for the user the server runs as.`,
      { cause: error },
    );
  }
}
