import type { JournalPlace } from '../backup.ts';
import { type Journal, JournalUnavailable, type StoredEvent } from '../journal.ts';
import { unsealed } from '../record.ts';
import { EventsTrimmed } from '../redis/log-reader.ts';
import type { ChainPoint, RedisJournal, TailedEvent } from '../redis/redis-journal-types.ts';
import type { SqliteDriver } from '../sqlite-driver.ts';
import { openCopy } from './copy-file.ts';
import { copyPump, type CopyState } from './copy-pump.ts';
import { copyTending } from './copy-tending.ts';

export type { CopyState } from './copy-pump.ts';

export interface CopiedJournalOptions extends JournalPlace {
  inner: RedisJournal;
  /** This node's id, as it reports its copy. */
  node: string;
  /** How many nodes must hold an event before the stream may drop it. */
  copiesNeeded: number;
  /** How many of the newest events the stream keeps in any case. */
  keepEvents: number;
  now(): number;
  /** Told what an operator should know. */
  notice(message: string): void;
  /** Events from another node's copy, where the stream no longer has them. */
  fetchPrefix?(after: ChainPoint, limit: number): Promise<TailedEvent[]>;
  /** Answers a way to call it off. Default: a timer that does not keep the process alive. */
  schedule?(work: () => void, delayMs: number): () => void;
  driver?: SqliteDriver;
  ballastBytes?: number;
  freeBytes?(): number;
}

/** The journal on Redis, with this node's own copy of it beside. */
export interface CopiedJournal extends Journal {
  copyState(): CopyState;
  /** At most `limit` events after `seq`, for another node's copy; undefined where this one has none. */
  tailedAfter(seq: number, limit: number): TailedEvent[] | undefined;
}

/** What Redis answers, or where it no longer has that, the copy. */
async function untrimmed<T>(fromRedis: () => Promise<T>, fromCopy: () => Promise<T>): Promise<T> {
  try {
    return await fromRedis();
  } catch (error) {
    if (!(error instanceof EventsTrimmed)) throw error;
    return fromCopy();
  }
}

/** Taken before a test can put a fake clock in place. */
const nextTurn = setImmediate;
const PAGE_EVENTS = 1_000;

/**
 * The journal that a node on Redis uses. Everything goes to Redis as before; what is read far back, or by
 * aggregate, comes from the node's copy as soon as that covers what is asked. Nothing that happens to the
 * copy keeps the node from working on Redis: `copyState` says what is wrong. Refuses with a
 * JournalFileError a copy that another process has open, or that is of another journal; `inner` is closed
 * then.
 */
export async function copiedJournal(options: CopiedJournalOptions): Promise<CopiedJournal> {
  const { inner, file, anchorFile, now, notice } = options;
  const schedule = options.schedule ?? later;
  const pump = await copyPump({
    inner,
    notice,
    schedule,
    fetchPrefix: options.fetchPrefix?.bind(options),
    open: (die) =>
      openCopy({
        file,
        anchorFile,
        identity: inner.identity,
        now,
        notice,
        die,
        ...(options.driver && { driver: options.driver }),
        ...(options.ballastBytes !== undefined && { ballastBytes: options.ballastBytes }),
        ...(options.freeBytes && { freeBytes: options.freeBytes.bind(options) }),
      }),
  }).catch(async (error: unknown) => {
    await inner.close();
    throw error;
  });
  const tending = copyTending({
    inner,
    copy: () => (pump.state().fault === null ? pump.copy() : undefined),
    node: options.node,
    copiesNeeded: options.copiesNeeded,
    keepEvents: options.keepEvents,
    schedule,
  });
  let firstKnown = 1;

  /** Whether everything up to `seq` that was delivered here is in the copy and what waits to get there. */
  function covered(seq: number): boolean {
    const copy = pump.copy();
    return copy !== undefined && pump.queue.covers(copy.head().seq, seq);
  }

  /** What was delivered here after `seq`, from the copy and what waits to get there. */
  function ownAfter(seq: number, limit: number): StoredEvent[] {
    const copy = pump.copy();
    const found = copy && seq < copy.head().seq ? copy.readAfter(seq, limit) : [];
    const waiting = pump.queue.after(found.at(-1)?.seq ?? seq, limit - found.length);
    return waiting.length === 0 ? found : found.concat(waiting.map(unsealed));
  }

  /** Whether the stream no longer has the event after `seq`. */
  async function trimmedAt(seq: number): Promise<boolean> {
    if (seq + 1 < firstKnown) return true;
    firstKnown = Math.max(firstKnown, await inner.firstSeq());
    return seq + 1 < firstKnown;
  }

  async function readAfter(seq: number, limit: number): Promise<StoredEvent[]> {
    const count = Math.max(0, Math.min(limit, inner.head().seq - seq));
    if (count === 0) return [];
    if (covered(seq + count)) return ownAfter(seq, count);
    return untrimmed(
      () => inner.readAfter(seq, count),
      async () => {
        await pump.reached(seq + count);
        return ownAfter(seq, count);
      },
    );
  }

  async function readAggregate(
    aggregate: string,
    options: { afterVersion?: number; limit?: number } = {},
  ): Promise<StoredEvent[]> {
    const { afterVersion = 0, limit = Infinity } = options;
    const head = inner.head().seq;
    const own = (): StoredEvent[] => {
      const copy = pump.copy();
      const found = copy?.readAggregate(aggregate, afterVersion, limit) ?? [];
      const waiting = pump.queue
        .after(copy?.head().seq ?? 0, Infinity)
        .filter((event) => event.aggregate === aggregate && event.version > afterVersion)
        .slice(0, limit - found.length);
      return waiting.length === 0 ? found : found.concat(waiting.map(unsealed));
    };
    if (covered(head)) return own();
    return untrimmed(
      () => inner.readAggregate(aggregate, options),
      async () => {
        await pump.reached(head);
        return own();
      },
    );
  }

  async function subscribe(
    afterSeq: number,
    onEvents: (events: StoredEvent[]) => void,
  ): Promise<() => void> {
    if (!(afterSeq >= 0 && afterSeq <= inner.head().seq)) {
      throw new RangeError(
        `Cannot subscribe after seq ${afterSeq}: the journal ends at ${inner.head().seq}.`,
      );
    }
    let cursor = afterSeq;
    while (cursor < inner.head().seq) {
      const next = Math.min(cursor + PAGE_EVENTS, inner.head().seq);
      if (!covered(next) && !(await trimmedAt(cursor))) break;
      const page = await readAfter(cursor, PAGE_EVENTS);
      cursor = page.at(-1)?.seq ?? cursor;
      if (page.length === 0) break;
      onEvents(page);
      await new Promise((resolve) => nextTurn(resolve));
    }
    return inner.subscribe(cursor, onEvents);
  }

  let closing: Promise<void> | undefined;
  /** Every call goes through here, so that throwing becomes rejecting and a closed journal says so. */
  async function open<T>(work: () => T | Promise<T>): Promise<T> {
    if (closing) throw new JournalUnavailable('closed', `The journal ${file} is closed.`);
    return work();
  }

  async function close(): Promise<void> {
    tending.stop();
    await inner.close(); // it delivers what it writes out
    await pump.close();
  }

  return {
    get epoch() {
      return inner.epoch;
    },
    head: () => inner.head(),
    append: (units) => inner.append(units),
    // What the copy has stays so; whether it was written elsewhere just now, only Redis knows.
    keyed: (key) => open(() => pump.copy()?.keyed(key) ?? inner.keyed(key)),
    readAfter: (seq, limit) => open(() => readAfter(seq, limit)),
    readAggregate: (aggregate, asked) => open(() => readAggregate(aggregate, asked)),
    subscribe: (afterSeq, onEvents) => open(() => subscribe(afterSeq, onEvents)),
    saveSnapshot: (snapshot) => inner.saveSnapshot(snapshot),
    ...(inner.wantsSnapshot && { wantsSnapshot: inner.wantsSnapshot }),
    loadSnapshot: (format) => inner.loadSnapshot(format),
    erasePersonal: (seqs) =>
      open(async () => {
        // What was trimmed from Redis is in the copies alone.
        const here = pump.copy()?.personalAmong([...new Set(seqs)]) ?? 0;
        const erased = await inner.erasePersonal(seqs);
        await pump.followErasures();
        return Math.max(here, erased);
      }),
    caughtUp: () => inner.caughtUp(),
    live: () => inner.live(),
    status: () => inner.status(),
    close: () => (closing ??= close()),
    copyState: () => pump.state(),
    tailedAfter: (seq, limit) => pump.copy()?.tailedAfter(seq, limit),
  };
}

function later(work: () => void, delayMs: number): () => void {
  const timer = setTimeout(work, delayMs).unref();
  return () => clearTimeout(timer);
}
