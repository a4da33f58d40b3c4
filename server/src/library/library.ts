import { covers, evolveSignal, projectSignal, TLP_ORDER } from '@warroom/shared';
import type {
  Audience,
  FoldEvent,
  Occurred,
  Signal,
  SignalEvent,
  SignalText,
  SignalView,
} from '@warroom/shared';
import type { Page, SignalQuery } from './query.ts';
import type { Journal, StoredEvent } from '../journal/journal.ts';
import type { SqliteDatabase, SqliteStatement, SqlValue } from '../journal/sqlite-driver.ts';
import { createLibrary, LIBRARY_FORMAT } from './schema.ts';
import { parseSearch } from './words.ts';

/** Events waiting in memory; beyond, they are read back from the journal. */
const MAX_WAITING = 5_000;
const PAGE = 500;
/** What nobody waits for is gathered so long: a commit costs as much as dozens of events. */
const GATHER_MS = 50;
/** The event loop is given back after so much work. */
const SLICE_MS = 8;

/** What is large, old or searched: all signals with their texts, and the words of incidents. */
export interface Library {
  /** Takes note of events just committed. */
  offer(events: readonly StoredEvent[]): void;
  /** Resolves when everything up to `seq` can be found. */
  reached(seq: number): Promise<void>;
  signal(id: string): { signal: Signal; texts: SignalText | null } | undefined;
  signals(ids: readonly string[], audience: Audience, names: readonly string[]): SignalView[];
  page(query: SignalQuery, audience: Audience, names: readonly string[]): Page<SignalView>;
  /** Ids of incidents whose title, next step or notes hold the words. */
  incidentsWith(text: string): Set<string>;
  close(): void;
}

/**
 * The library of one election over an open, disposable database: the journal's second projection.
 * It remembers its seq and the journal's epoch; one that belongs to another journal is rebuilt.
 */
export function libraryOn(options: {
  db: SqliteDatabase;
  journal: Journal;
  monotonicMs(): number;
  nextTurn(work: () => void): void;
  /** Runs work later; answers how to call it off. Without, nothing is gathered. */
  later?(work: () => void, delayMs: number): () => void;
  fault(error: unknown): void;
}): Library {
  const { db, journal } = options;
  db.exec(
    'PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY',
  );
  prepareTables(db, journal);
  const sql = statements(db);
  let done = Number(sql.getMeta.get('seq')?.['value'] ?? 0);
  let known = Math.max(done, journal.head().seq);
  let waiting: StoredEvent[] = [];
  let running = false;
  let closed = false;
  let callOff: (() => void) | undefined;
  const waiters: { seq: number; resolve: () => void }[] = [];

  function wake(): void {
    while (waiters[0] && waiters[0].seq <= done) waiters.shift()?.resolve();
  }

  function runNow(): void {
    callOff?.();
    callOff = undefined;
    if (!running && !closed) void run();
  }

  /** Soon: at once for whoever waits, else when some have come together. */
  function runSoon(): void {
    if (running || callOff) return;
    if (options.later === undefined || waiters.length > 0) return runNow();
    callOff = options.later(runNow, GATHER_MS);
  }

  async function run(): Promise<void> {
    running = true;
    try {
      while (!closed && done < known) {
        const next = waiting[0]?.seq === done + 1 ? waiting : await journal.readAfter(done, PAGE);
        if (next !== waiting)
          waiting = waiting.filter((event) => event.seq > (next.at(-1)?.seq ?? 0));
        if (next.length === 0) break;
        const taken = store(next);
        if (next === waiting) waiting.splice(0, taken);
        wake();
        await new Promise<void>((resolve) => options.nextTurn(resolve));
      }
    } catch (error) {
      if (!closed) options.fault(error);
    } finally {
      running = false;
    }
    // What came in while the last page was being stored.
    if (!closed && done < known) runSoon();
  }

  /** Stores as many as fit in one slice of time, in one transaction; answers how many. */
  function store(events: readonly StoredEvent[]): number {
    const until = options.monotonicMs() + SLICE_MS;
    let count = 0;
    db.exec('BEGIN');
    try {
      do {
        const event = events[count];
        if (!event) break;
        storeEvent(sql, event);
        done = event.seq;
        count += 1;
      } while (count < events.length && (count % 16 !== 0 || options.monotonicMs() < until));
      sql.setMeta.run('seq', String(done));
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
    return count;
  }

  if (done < known) void run();

  const read = (row: Record<string, SqlValue>): { signal: Signal; texts: SignalText | null } => ({
    signal: JSON.parse(String(row['signal'])) as Signal,
    texts: row['texts'] === null ? null : (JSON.parse(String(row['texts'])) as SignalText),
  });

  return {
    offer(events) {
      known = Math.max(known, events.at(-1)?.seq ?? 0);
      if (waiting.length + events.length <= MAX_WAITING) waiting.push(...events);
      else waiting = [];
      if (waiting.length >= PAGE) runNow();
      else runSoon();
    },
    reached(seq) {
      if (done >= seq || closed) return Promise.resolve();
      return new Promise((resolve) => {
        waiters.push({ seq, resolve });
        waiters.sort((a, b) => a.seq - b.seq);
        runNow();
      });
    },
    signal(id) {
      const row = sql.byId.get(id);
      return row ? read(row) : undefined;
    },
    signals(ids, audience, names) {
      return ids.flatMap((id) => {
        const row = sql.byId.get(id);
        if (!row) return [];
        const { signal, texts } = read(row);
        return projectSignal(signal, texts, audience, names) ?? [];
      });
    },
    page(query, audience, names) {
      const { where, values } = conditions(query, audience);
      const rows = db
        .prepare(
          `SELECT arrival, signal, texts FROM signals s ${where} ORDER BY arrival DESC LIMIT ?`,
        )
        .all(...values, query.limit + 1);
      const items = rows.slice(0, query.limit).flatMap((row) => {
        const { signal, texts } = read(row);
        return projectSignal(signal, texts, audience, names) ?? [];
      });
      const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
      return { items, next: last ? String(last['arrival']) : null };
    },
    incidentsWith(text) {
      const { match, contains } = parseSearch(text);
      const query = [match, ...contains.map((part) => `"${part.replaceAll('"', '')}"*`)]
        .filter((part) => part !== undefined)
        .join(' AND ');
      if (query === '') return new Set();
      return new Set(sql.incidentsWith.all(query).map((row) => String(row['incident'])));
    },
    close() {
      closed = true;
      callOff?.();
      for (const waiter of waiters.splice(0)) waiter.resolve();
      db.close();
    },
  };
}

function prepareTables(db: SqliteDatabase, journal: Journal): void {
  const has = db.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'meta'").get();
  if (Number(has?.['n'] ?? 0) === 0) {
    createLibrary(db);
    const set = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
    set.run('format', String(LIBRARY_FORMAT));
    set.run('epoch', journal.epoch);
    set.run('seq', '0');
  }
}

/** Whether an existing library belongs to this journal; if not, its file must be thrown away. */
export function libraryFits(db: SqliteDatabase, journal: Journal): boolean {
  try {
    const has = db.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'meta'").get();
    if (Number(has?.['n'] ?? 0) === 0)
      return Number(db.prepare('SELECT count(*) AS n FROM sqlite_master').get()?.['n'] ?? 0) === 0;
    const meta = new Map(
      db
        .prepare('SELECT key, value FROM meta')
        .all()
        .map((row) => [row['key'], row['value']]),
    );
    return (
      meta.get('format') === String(LIBRARY_FORMAT) &&
      meta.get('epoch') === journal.epoch &&
      Number(meta.get('seq')) <= journal.head().seq &&
      db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] === 'ok'
    );
  } catch {
    return false;
  }
}

type Statements = ReturnType<typeof statements>;

function statements(db: SqliteDatabase) {
  return {
    getMeta: db.prepare('SELECT value FROM meta WHERE key = ?'),
    setMeta: db.prepare(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ),
    byId: db.prepare('SELECT arrival, signal, texts FROM signals WHERE id = ?'),
    insert: db.prepare(
      'INSERT OR REPLACE INTO signals (arrival, id, state, tlp, source, language, jurisdiction, category, severity, signal, texts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    update: db.prepare('UPDATE signals SET state = ?, signal = ? WHERE arrival = ?'),
    words: db.prepare('INSERT INTO signal_words (rowid, text) VALUES (?, ?)'),
    link: db.prepare('INSERT OR IGNORE INTO links (incident, arrival) VALUES (?, ?)'),
    unlink: db.prepare('DELETE FROM links WHERE incident = ? AND arrival = ?'),
    incidentPart: db.prepare('INSERT OR IGNORE INTO incident_texts (part, incident) VALUES (?, ?)'),
    incidentWords: db.prepare('INSERT INTO incident_words (rowid, text) VALUES (?, ?)'),
    incidentsWith: db.prepare(
      'SELECT DISTINCT incident FROM incident_texts WHERE part IN (SELECT rowid FROM incident_words WHERE incident_words MATCH ?) LIMIT 5000',
    ),
  } satisfies Record<string, SqliteStatement>;
}

function storeEvent(sql: Statements, event: StoredEvent): void {
  if (event.aggregate.startsWith('incident:')) {
    const text = Object.values(event.personal ?? {})
      .filter((value) => typeof value === 'string')
      .join('\n');
    const id = event.aggregate.slice('incident:'.length);
    if (event.type !== 'incident.opened' && text === '') return;
    sql.incidentPart.run(event.seq, id);
    sql.incidentWords.run(event.seq, event.type === 'incident.opened' ? `${id} ${text}` : text);
    return;
  }
  if (!event.aggregate.startsWith('signal:')) return;
  const id = event.aggregate.slice('signal:'.length);
  const occurred = event as unknown as Occurred<SignalEvent> & FoldEvent;
  if (occurred.type === 'signal.received') {
    const signal = evolveSignal(undefined, id, occurred);
    if (!signal) return;
    const texts = occurred.personal;
    sql.insert.run(
      event.seq,
      id,
      signal.state,
      signal.tlp,
      signal.source,
      signal.language,
      signal.jurisdiction,
      signal.category,
      signal.severity,
      JSON.stringify(signal),
      texts === null
        ? null
        : JSON.stringify({ text: texts.text, url: texts.url, author: texts.author }),
    );
    if (texts !== null)
      sql.words.run(event.seq, [texts.text, texts.author, texts.url].filter(Boolean).join('\n'));
    return;
  }
  const row = sql.byId.get(id);
  if (!row) return;
  const arrival = Number(row['arrival']);
  const signal = evolveSignal(JSON.parse(String(row['signal'])) as Signal, id, occurred);
  if (!signal) return;
  sql.update.run(signal.state, JSON.stringify(signal), arrival);
  if (occurred.type === 'signal.linked') sql.link.run(occurred.data.incident, arrival);
  if (occurred.type === 'signal.unlinked') sql.unlink.run(occurred.data.incident, arrival);
}

/** The WHERE of a page: what is asked for, within what the audience may see. */
function conditions(query: SignalQuery, audience: Audience): { where: string; values: SqlValue[] } {
  const labels = TLP_ORDER.filter((tlp) => tlp !== 'RED' && covers(audience.clearance, tlp));
  const parts = [`tlp IN (${labels.map(() => '?').join(', ')})`];
  const values: SqlValue[] = [...labels];
  const equals = (column: string, value: string | undefined): void => {
    if (value === undefined) return;
    parts.push(`${column} = ?`);
    values.push(value);
  };
  equals('state', query.state === 'all' ? undefined : query.state);
  equals('source', query.source);
  equals('jurisdiction', query.jurisdiction);
  equals('language', query.language);
  equals('severity', query.severity);
  if (query.category !== undefined) {
    parts.push("(category = ? OR category LIKE ? || '.%')");
    values.push(query.category, query.category);
  }
  if (query.incident !== undefined) {
    parts.push('arrival IN (SELECT arrival FROM links WHERE incident = ?)');
    values.push(query.incident);
  }
  if (query.before !== undefined) {
    parts.push('arrival < ?');
    values.push(Number(query.before));
  }
  const search = parseSearch(query.text ?? '');
  if (search.match !== undefined) {
    parts.push('arrival IN (SELECT rowid FROM signal_words WHERE signal_words MATCH ?)');
    values.push(search.match);
  }
  for (const part of search.contains) {
    parts.push("texts LIKE '%' || ? || '%' ESCAPE '\\'");
    values.push(part);
  }
  return { where: `WHERE ${parts.join(' AND ')}`, values };
}
