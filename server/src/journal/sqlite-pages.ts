import type { Head, JsonObject, SeqRange, StoredEvent } from './journal.ts';
import type { LedgerPages } from './ledger.ts';
import {
  columnText,
  eventOf,
  genesis,
  type ParsedRecord,
  parseRecord,
  type SealedEvent,
  storedEvent,
} from './record.ts';
import type { SqliteDatabase } from './sqlite-driver.ts';
import { PAGE_EVENTS } from './subscribers.ts';

export interface SqlitePages extends LedgerPages {
  head(): Head;
  /** Hex, or undefined when there is no such event. */
  hashAt(seq: number): string | undefined;
  readAfter(seq: number, limit: number): StoredEvent[];
  readAggregate(aggregate: string, afterVersion: number, limit: number): StoredEvent[];
  erasePersonal(seq: number): boolean;
  /** Writes where the aggregates stand, once for all events put; ends every transaction. */
  flush(): void;
  /** After a rollback: what was remembered may not be so. */
  forget(): void;
}

/** Where an aggregate stands: its version and the seq of its last event. */
interface Standing {
  version: number;
  last: number;
}

/** Bounds what is remembered of aggregates; beyond it we ask the table again. */
const REMEMBERED_AGGREGATES = 50_000;

/** The journal's tables through statements prepared once. */
export function sqlitePages(db: SqliteDatabase, journal: string): SqlitePages {
  const insertEvent = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?)');
  const putStanding = db.prepare('INSERT OR REPLACE INTO aggregates VALUES (?, ?, ?)');
  const insertPersonal = db.prepare('INSERT INTO personal VALUES (?, ?, ?)');
  const insertKey = db.prepare('INSERT INTO keys VALUES (?, ?, ?)');
  const selectStanding = db.prepare('SELECT version, last FROM aggregates WHERE aggregate = ?');
  const selectKey = db.prepare('SELECT first, last FROM keys WHERE key = ?');
  const selectHead = db.prepare('SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1');
  const selectHash = db.prepare('SELECT hash FROM events WHERE seq = ?');
  // One string a page, parsed at once: a row each would be an object each, a million times at a start.
  const selectRecords = db.prepare(
    `SELECT '[' || coalesce(group_concat(record, ',' ORDER BY seq), '') || ']' AS page
       FROM (SELECT seq, record FROM events WHERE seq > ? ORDER BY seq LIMIT ?)`,
  );
  const selectPersonal = db.prepare(
    `SELECT '[' || coalesce(group_concat(coalesce(p.text, 'null'), ',' ORDER BY e.seq), '') || ']' AS page
       FROM (SELECT seq FROM events WHERE seq > ? ORDER BY seq LIMIT ?) e LEFT JOIN personal p ON p.seq = e.seq`,
  );
  const selectAggregate = db.prepare(
    `WITH RECURSIVE chain (seq, previous, version) AS (
       SELECT e.seq, e.previous, a.version FROM aggregates a CROSS JOIN events e ON e.seq = a.last
         WHERE a.aggregate = ?1 AND a.version > ?2
       UNION ALL SELECT e.seq, e.previous, chain.version - 1
         FROM chain CROSS JOIN events e ON e.seq = chain.previous WHERE chain.version - 1 > ?2)
     SELECT e.record, p.text FROM chain CROSS JOIN events e ON e.seq = chain.seq
       LEFT JOIN personal p ON p.seq = chain.seq ORDER BY chain.version LIMIT ?3`,
  );
  const deletePersonal = db.prepare('DELETE FROM personal WHERE seq = ?');
  const remembered = new Map<string, Standing>();
  const moved = new Set<string>();

  function standingOf(aggregate: string): Standing {
    const known = remembered.get(aggregate);
    if (known) return known;
    const row = selectStanding.get(columnText(aggregate));
    const standing = { version: Number(row?.version ?? 0), last: Number(row?.last ?? 0) };
    remembered.set(aggregate, standing);
    return standing;
  }

  /** At most PAGE_EVENTS: whole rows at once are the fastest way out of SQLite, small pages bound the memory. */
  /** At most PAGE_EVENTS: whole pages are the fastest way out of SQLite, small ones bound the memory. */
  function readPage(seq: number, limit: number): StoredEvent[] {
    const most = Math.max(0, Math.min(limit, PAGE_EVENTS)); // to SQLite a negative limit means none
    const records = JSON.parse(String(selectRecords.get(seq, most)?.page)) as ParsedRecord[];
    const personal = JSON.parse(
      String(selectPersonal.get(seq, most)?.page),
    ) as (JsonObject | null)[];
    return records.map((record, index) => eventOf(record, personal[index] ?? null));
  }

  return {
    versionOf: (aggregate) => standingOf(aggregate).version,
    keyed(key): SeqRange | undefined {
      const row = selectKey.get(columnText(key));
      return row && { first: Number(row.first), last: Number(row.last) };
    },
    put({ seq, version, aggregate, record, hash, personal }: SealedEvent) {
      insertEvent.run(seq, standingOf(aggregate).last, Buffer.from(hash, 'hex'), record);
      if (personal) insertPersonal.run(seq, personal.salt, personal.text);
      remembered.set(aggregate, { version, last: seq });
      moved.add(aggregate);
    },
    flush() {
      for (const aggregate of moved) {
        const { version, last } = standingOf(aggregate);
        putStanding.run(columnText(aggregate), version, last);
      }
      moved.clear();
      if (remembered.size > REMEMBERED_AGGREGATES) remembered.clear();
    },
    putKey(key, { first, last }) {
      insertKey.run(columnText(key), first, last);
    },
    head() {
      const row = selectHead.get();
      return row
        ? { seq: Number(row.seq), hash: hex(row.hash) }
        : { seq: 0, hash: genesis(journal) };
    },
    hashAt(seq) {
      if (seq === 0) return genesis(journal);
      const row = selectHash.get(seq);
      return row && hex(row.hash);
    },
    readAfter(seq, limit) {
      const first = readPage(seq, limit);
      if (first.length < PAGE_EVENTS) return first;
      const pages = [first];
      let length = first.length;
      while (length < limit) {
        const page = readPage(pages.at(-1)?.at(-1)?.seq ?? seq, limit - length);
        if (page.length === 0) break;
        pages.push(page);
        length += page.length;
      }
      return pages.flat();
    },
    readAggregate(aggregate, afterVersion, limit) {
      return selectAggregate
        .all(columnText(aggregate), afterVersion, Math.min(limit, Number.MAX_SAFE_INTEGER))
        .map((row) =>
          storedEvent(
            parseRecord(String(row.record)),
            row.text === null || row.text === undefined ? undefined : String(row.text),
          ),
        );
    },
    erasePersonal: (seq) => Number(deletePersonal.run(seq).changes) > 0,
    forget() {
      moved.clear();
      remembered.clear();
    },
  };
}

function hex(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : '';
}
