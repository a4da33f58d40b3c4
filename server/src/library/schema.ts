import type { SqliteDatabase } from '../journal/sqlite-driver.ts';

/** Raise when a table changes: the library is then thrown away and built anew from the journal. */
export const LIBRARY_FORMAT = 1;

/**
 * The library can be rebuilt, so it is not synced at all: after a power cut a damaged one is thrown away.
 * `rowid` of a signal is the journal's seq of its arrival: the order of arrival, never reused.
 */
export function createLibrary(db: SqliteDatabase): void {
  db.exec(`
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE signals (
      arrival INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      state TEXT NOT NULL,
      tlp TEXT NOT NULL,
      source TEXT NOT NULL,
      language TEXT,
      jurisdiction TEXT,
      category TEXT,
      severity TEXT,
      signal TEXT NOT NULL,
      texts TEXT
    );
    CREATE INDEX signals_state ON signals (state, arrival);
    CREATE TABLE links (incident TEXT NOT NULL, arrival INTEGER NOT NULL, PRIMARY KEY (incident, arrival)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE signal_words USING fts5(text, content='', contentless_delete=0, detail=full, tokenize='unicode61 remove_diacritics 2');
    CREATE TABLE incident_texts (part INTEGER PRIMARY KEY, incident TEXT NOT NULL);
    CREATE INDEX incident_texts_incident ON incident_texts (incident);
    CREATE VIRTUAL TABLE incident_words USING fts5(text, content='', detail=full, tokenize='unicode61 remove_diacritics 2');
  `);
}
