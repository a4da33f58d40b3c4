import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalPlace } from '../backup.ts';
import type { Journal } from '../journal.ts';
import { sqliteJournal, type SqliteJournalOptions } from '../sqlite.ts';
import { type SqliteDatabase, sqliteDriver } from '../sqlite-driver.ts';

export const TEST_NOW = 1_730_000_000_000;

/** A folder of its own for a test, gone when it is released. */
export function testFolder(): { path: string; release(): void } {
  const path = mkdtempSync(join(tmpdir(), 'journal-'));
  return { path, release: () => rmSync(path, { recursive: true, force: true }) };
}

export function placeIn(folder: string, name = 'journal.db'): JournalPlace {
  return { file: join(folder, name), anchorFile: join(folder, `${name}.anchor`) };
}

/** Opens a SQLite journal with a small ballast and a still clock. */
export function openSqlite(
  place: JournalPlace,
  options: Partial<SqliteJournalOptions> = {},
): Promise<Journal> {
  return sqliteJournal({ ...place, now: () => TEST_NOW, ballastBytes: 4096, ...options });
}

/** Opens a journal's file behind the journal's back. */
export async function tamper(file: string, work: (db: SqliteDatabase) => void): Promise<void> {
  const db = (await sqliteDriver()).open(file);
  try {
    work(db);
  } finally {
    db.close();
  }
}
