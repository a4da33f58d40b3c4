import { projectSignal } from '@warroom/shared';
import type { Audience, Query, Signal, SignalText, SignalView } from '@warroom/shared';
import type { Journal, StoredEvent } from '../journal/journal.ts';
import type { SqliteDatabase } from '../journal/sqlite-driver.ts';
import { textsErasedBy } from '../journal/text-erased.ts';
import { alikeIn } from './alike.ts';
import type { Alike } from './alike.ts';
import { messagesIn } from './message-shelf.ts';
import type { FoundMessage, MessageFind } from './message-shelf.ts';
import { createLibrary, LIBRARY_FORMAT } from './schema.ts';
import { keptOf, signalSearch } from './signal-search.ts';
import type { SignalSearch } from './signal-search.ts';
import { shelf } from './store-event.ts';

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
  /** Resolves when everything up to `seq` can be found; with `withinMs`, after that time at the latest. */
  reached(seq: number, withinMs?: number): Promise<void>;
  signal(id: string): { signal: Signal; texts: SignalText | null } | undefined;
  signals(ids: readonly string[], audience: Audience, names: readonly string[]): SignalView[];
  /** Searches signals, within the labels that the question names. */
  search: SignalSearch;
  /** Running numbers of incidents whose words (title, next step, notes, tasks, evidence) answer; undefined when none are asked for. */
  incidentsWith(query: Pick<Query, 'texts' | 'without'>): Set<number> | undefined;
  /** Ids of messages, the newest queued first. */
  messages(find: MessageFind): FoundMessage[];
  /** What is linked to signals that share rare words with these, whoever may see it. */
  alike(words: readonly string[]): Alike;
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
  const onShelf = shelf(db);
  const setSeq = db.prepare("UPDATE meta SET value = ? WHERE key = 'seq'");
  const byId = db.prepare('SELECT arrival, signal, texts FROM signals WHERE id = ?');
  let done = Number(db.prepare("SELECT value FROM meta WHERE key = 'seq'").get()?.['value'] ?? 0);
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
        const taken = store(next, next.some(erases) ? await withoutErased([...next]) : new Map());
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

  /**
   * The events of incidents of which these say that texts were erased, as far as they came before and
   * without those texts: what was made of them is made anew. By the seq of the record, then the aggregate.
   */
  async function withoutErased(
    events: readonly StoredEvent[],
  ): Promise<Map<number, Map<string, StoredEvent[]>>> {
    const anew = new Map<number, Map<string, StoredEvent[]>>();
    for (const record of events.filter(erases)) {
      anew.set(record.seq, new Map());
      for (const { aggregate, seqs } of textsErasedBy(record)) {
        if (!aggregate.startsWith('incident:')) continue;
        const before = (await journal.readAggregate(aggregate))
          .filter(({ seq }) => seq < record.seq)
          // A copy may not have followed the erasure yet.
          .map((event) => (seqs.includes(event.seq) ? { ...event, personal: null } : event));
        anew.get(record.seq)?.set(aggregate, before);
      }
    }
    return anew;
  }

  /** Stores as many as fit in one slice of time, in one transaction; answers how many. */
  function store(
    events: readonly StoredEvent[],
    anew: ReadonlyMap<number, ReadonlyMap<string, readonly StoredEvent[]>>,
  ): number {
    const until = options.monotonicMs() + SLICE_MS;
    let count = 0;
    db.exec('BEGIN');
    try {
      do {
        const event = events[count];
        // What came in while others were looked at is looked at next.
        if (!event || (erases(event) && !anew.has(event.seq))) break;
        onShelf.put(event);
        for (const erased of textsErasedBy(event))
          onShelf.forget(erased, anew.get(event.seq)?.get(erased.aggregate) ?? []);
        done = event.seq;
        count += 1;
      } while (count < events.length && (count % 16 !== 0 || options.monotonicMs() < until));
      onShelf.settle();
      setSeq.run(String(done));
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      onShelf.drop();
      throw error;
    }
    return count;
  }

  if (done < known) void run();

  return {
    offer(events) {
      known = Math.max(known, events.at(-1)?.seq ?? 0);
      if (waiting.length + events.length <= MAX_WAITING) waiting.push(...events);
      else waiting = [];
      if (waiting.length >= PAGE) runNow();
      else runSoon();
    },
    reached(seq, withinMs) {
      if (done >= seq || closed) return Promise.resolve();
      return new Promise((resolve) => {
        const callOffWait = withinMs === undefined ? undefined : options.later?.(resolve, withinMs);
        const settle = (): void => {
          callOffWait?.();
          resolve();
        };
        waiters.push({ seq, resolve: settle });
        waiters.sort((a, b) => a.seq - b.seq);
        runNow();
      });
    },
    signal(id) {
      const row = byId.get(id);
      return row && keptOf(row);
    },
    signals(ids, audience, names) {
      return ids.flatMap((id) => {
        const row = byId.get(id);
        if (!row) return [];
        const { signal, texts } = keptOf(row);
        return projectSignal(signal, texts, audience, names) ?? [];
      });
    },
    search: signalSearch(options),
    incidentsWith: onShelf.incidentsWith,
    messages: messagesIn(db),
    alike: alikeIn(db),
    close() {
      closed = true;
      callOff?.();
      for (const waiter of waiters.splice(0)) waiter.resolve();
      db.close();
    },
  };
}

function erases(event: StoredEvent): boolean {
  return textsErasedBy(event).length > 0;
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
