import { pathToFileURL } from 'node:url';

/** The part of the `node:sqlite` API we use; every driver we accept has all of it. */
export interface SqliteStatement {
  run(...values: SqlValue[]): { changes: number | bigint };
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
  iterate(...values: SqlValue[]): IterableIterator<Row>;
}
export interface SqliteDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}
export type SqlValue = null | number | bigint | string | Uint8Array;
export type Row = Record<string, SqlValue>;

export interface SqliteDriver {
  open(file: string, options?: { readOnly?: boolean }): SqliteDatabase;
  /**
   * Opens a file nobody writes to, taking no lock and leaving no file beside it. Where the driver
   * cannot, an ordinary read-only connection.
   */
  openResting(file: string): SqliteDatabase;
}

type SqliteModule = {
  DatabaseSync: new (location: string, options?: { readOnly?: boolean }) => SqliteDatabase;
};

/**
 * Node's own SQLite where there is one (>= 22.13), else the prebuilt package with the same API.
 * The package's close() leaves prepared statements to the garbage collector, so a closed database
 * may keep its (empty) -wal file open until then; locks that matter are on a file without statements.
 */
export async function sqliteDriver(): Promise<SqliteDriver> {
  const builtIn: unknown = process.getBuiltinModule?.('node:sqlite');
  const { DatabaseSync } = (builtIn ?? (await import('@photostructure/sqlite'))) as SqliteModule;
  return {
    open: (file, options = {}) => new DatabaseSync(file, options),
    openResting(file) {
      try {
        return new DatabaseSync(`${pathToFileURL(file).href}?immutable=1`, { readOnly: true });
      } catch {
        return new DatabaseSync(file, { readOnly: true }); // Node before 22.15 takes no file: URI
      }
    },
  };
}

/** SQLite's extended result code of an error, or undefined for any other error. https://sqlite.org/rescode.html */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error || 'errcode' in error)) return undefined;
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode;
  // The package's all() and iterate() keep the code to themselves and give SQLite's own words only.
  return CODE_OF_WORDS.get(error.message);
}

const CODE_OF_WORDS = new Map([
  ['database is locked', 5],
  ['disk I/O error', 10],
  ['database disk image is malformed', 11],
  ['database or disk is full', 13],
  ['file is not a database', 26],
]);

const FULL = 13;
const IOERR_SHMSIZE = 4874; // the shared-memory file could not grow: in practice a full disk
const BUSY = 5;
const CORRUPT = 11;
const NOTADB = 26;

/** What a store must do about an error: make room, try later, or give up. */
export function faultOf(error: unknown): 'disk-full' | 'busy' | 'corrupt' | 'other' {
  const code = sqliteCode(error);
  const errno = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  if (errno === 'ENOSPC' || errno === 'EDQUOT') return 'disk-full';
  if (code === undefined) return 'other';
  if (code === FULL || code === IOERR_SHMSIZE) return 'disk-full';
  const primary = code & 0xff;
  if (primary === BUSY) return 'busy';
  return primary === CORRUPT || primary === NOTADB ? 'corrupt' : 'other';
}
