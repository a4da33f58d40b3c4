import type { SqliteDatabase } from '../journal/sqlite-driver.ts';

/** Raise when a table changes: the library is then thrown away and built anew from the journal. */
export const LIBRARY_FORMAT = 3;

/**
 * Words come in folded (`foldText`), so the tokenizer only parts them at spaces. Beginnings of words up to
 * three letters have an index of their own: what is still being typed would else cost a walk over all words.
 */
const WORDS = `content='', detail=full, prefix='1 2 3', tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'"`;

/**
 * The library can be rebuilt, so it is not synced at all: after a power cut a damaged one is thrown away.
 * `rowid` of a signal is the journal's seq of its arrival: the order of arrival, never reused. `facets` is
 * what signals are narrowed down by, apart from their texts: a search walks over many of these rows. `doc` of
 * an incident is its running number.
 */
export function createLibrary(db: SqliteDatabase): void {
  db.exec(`
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE signals (
      arrival INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      signal TEXT NOT NULL,
      texts TEXT
    );
    CREATE TABLE facets (
      arrival INTEGER PRIMARY KEY,
      received INTEGER NOT NULL,
      state TEXT NOT NULL,
      tlp TEXT NOT NULL,
      source TEXT NOT NULL,
      channel TEXT NOT NULL,
      language TEXT,
      jurisdiction TEXT,
      category TEXT,
      severity TEXT
    );
    CREATE INDEX facets_state ON facets (state, arrival);
    CREATE TABLE links (incident TEXT NOT NULL, arrival INTEGER NOT NULL, PRIMARY KEY (incident, arrival)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE signal_words USING fts5(text, ${WORDS}, contentless_delete=0);
    CREATE TABLE messages (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, target TEXT NOT NULL, incident TEXT, state TEXT NOT NULL);
    CREATE INDEX messages_target ON messages (target, seq);
    CREATE INDEX messages_incident ON messages (incident, seq);
    CREATE INDEX messages_state ON messages (state, seq);
    CREATE TABLE incidents (doc INTEGER PRIMARY KEY);
    CREATE TABLE incident_parts (doc INTEGER NOT NULL, part TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (doc, part)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE incident_words USING fts5(text, ${WORDS}, contentless_delete=1);
  `);
}
