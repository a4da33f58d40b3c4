import { existsSync } from 'node:fs';
import { readAnchor } from '../anchor.ts';
import type { JournalPlace } from '../backup.ts';
import { checkJournalFile, openForReading, readMeta } from '../journal-file.ts';
import { parseRecord, type SaltedText, type SealedEvent } from '../record.ts';
import type { ChainPoint, RedisLogIdentity, TailedEvent } from '../redis/redis-journal-types.ts';
import {
  type Row,
  type SqliteDatabase,
  type SqliteDriver,
  sqliteDriver,
  type SqliteStatement,
} from '../sqlite-driver.ts';
import { sqlitePages } from '../sqlite-pages.ts';
import { namedIn } from './check-events.ts';

/** The index of a copy's keys by the event that they begin at. */
export const KEYS_BY_PLACE = 'keys_by_first';

/** Events with all that was written of them, a page at a time. Wants that index. */
export const WHOLE_EVENTS = `SELECT e.seq, e.record, lower(hex(e.hash)) AS hash, p.salt, p.text, k.key, k.last
  FROM events e LEFT JOIN personal p ON p.seq = e.seq LEFT JOIN keys k ON k.first = e.seq
  WHERE e.seq > ? ORDER BY e.seq LIMIT ?`;

/** A row of WHOLE_EVENTS as it was written. Throws on a record that is none. */
export function tailedOf(row: Row): TailedEvent {
  const record = String(row.record);
  const named = namedIn(record);
  if (!named) throw new Error(`Event ${String(row.seq)} cannot be read: run "verify".`);
  const event: TailedEvent = { ...named, record, hash: String(row.hash) };
  if (row.salt !== null && row.salt !== undefined) {
    const personal: SaltedText = { salt: String(row.salt), text: String(row.text) };
    event.personal = personal;
  }
  if (row.key !== null && row.key !== undefined) {
    event.unit = { key: JSON.parse(`"${String(row.key)}"`) as string, last: Number(row.last) };
  }
  return event;
}

/** A journal's or copy's file, opened to be read from beginning to end. */
export interface JournalReader {
  identity: RedisLogIdentity;
  copy: boolean;
  head: ChainPoint;
  /** Hex; undefined when there is no such event. */
  hashAt(seq: number): string | undefined;
  /** Epoch ms of the last event; null when there is none. */
  lastAt: number | null;
  /** All events after `seq` in order, in one consistent picture. */
  pages(afterSeq: number, pageEvents: number): Generator<TailedEvent[]>;
  /** Events whose record vouches for a personal text that is not there (any more). */
  erased(): number[];
  close(): void;
}

/** Opens a journal file to read it, also beside the process that writes it. Throws JournalFileError. */
export async function journalReader(file: string, given?: SqliteDriver): Promise<JournalReader> {
  const driver = given ?? (await sqliteDriver());
  checkJournalFile(file);
  const db = openForReading(driver, file);
  try {
    db.exec('BEGIN');
    return readerOn(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

function readerOn(db: SqliteDatabase): JournalReader {
  const { journal, epoch, copy } = readMeta(db);
  const pages = sqlitePages(db, journal);
  const head = pages.head();
  let wholeEvents: SqliteStatement | undefined;
  const last = db.prepare('SELECT record FROM events ORDER BY seq DESC LIMIT 1').get();
  const lastAt = last === undefined ? null : parseRecord(String(last.record)).at;
  return {
    identity: { journal, epoch },
    copy,
    head,
    hashAt: pages.hashAt,
    lastAt,
    *pages(afterSeq, pageEvents) {
      // Pages, not one iterator: drivers let go of a statement that is only iterated across turns.
      const whole = (wholeEvents ??= db.prepare(eventsByPlaceOfKeys(db)));
      for (let after = afterSeq; ;) {
        const page = whole.all(after, pageEvents).map(tailedOf);
        const last = page.at(-1);
        if (!last) return;
        yield page;
        after = last.seq;
      }
    },
    erased: () =>
      db
        .prepare(
          `SELECT seq FROM events WHERE seq NOT IN (SELECT seq FROM personal)
             AND substr(record, -82, 16) = '"personalHash":"'`,
        )
        .all()
        .map((row) => Number(row.seq)),
    close() {
      db.exec('ROLLBACK'); // or the log could not be folded in until the connection is collected
      db.close();
    },
  };
}

/** WHOLE_EVENTS, where keys have no index by place, over a temporary one. */
function eventsByPlaceOfKeys(db: SqliteDatabase): string {
  const index = db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = '${KEYS_BY_PLACE}'`).get();
  if (index) return WHOLE_EVENTS;
  db.exec(`CREATE TEMP TABLE IF NOT EXISTS keys_placed (first INTEGER PRIMARY KEY, key TEXT, last INTEGER);
    INSERT OR REPLACE INTO temp.keys_placed SELECT first, key, last FROM keys ORDER BY first`);
  return WHOLE_EVENTS.replace('JOIN keys k', 'JOIN temp.keys_placed k');
}

/** An event as it is without its personal text. */
export function withoutPersonal<E extends SealedEvent>(event: E): E {
  if (!event.personal) return event;
  const { personal: _personal, ...rest } = event;
  return rest as E;
}

/**
 * Where a node's copy stands, before anything is opened: the shared journal must hold at least this.
 * Undefined where there is none. A copy that can't be read is spoken for by its anchor, if that can be.
 */
export async function copyStanding(
  { file, anchorFile }: JournalPlace,
  given?: SqliteDriver,
): Promise<(RedisLogIdentity & ChainPoint) | undefined> {
  if (!existsSync(file) && !existsSync(anchorFile)) return undefined;
  try {
    const reader = await journalReader(file, given);
    try {
      return { ...reader.identity, ...reader.head };
    } finally {
      reader.close();
    }
  } catch (error) {
    const anchor = readAnchor(anchorFile); // throws where it can't vouch either
    if (!anchor) throw error;
    return { journal: anchor.journal, epoch: '', seq: anchor.seq, hash: anchor.hash };
  }
}
