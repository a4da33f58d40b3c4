import { JournalFileError } from '../journal-file.ts';
import { JournalUnavailable } from '../journal.ts';
import type { ChainPoint, RedisJournal, TailedEvent } from '../redis/redis-journal-types.ts';
import { wholeUnits } from './check-events.ts';
import { copyErasures } from './copy-erasures.ts';
import type { CopyFile } from './copy-file.ts';
import { type FetchPrefix, missedUnits } from './missed-events.ts';
import { type TailQueue, tailQueue } from './tail-queue.ts';

/** Taken before a test can put a fake clock in place. */
const nextTurn = setImmediate;

/** How long events gather before they are written together: one fsync for all of them. */
const GATHER_MS = 100;
/** So many at a time take a few milliseconds. */
const BATCH_EVENTS = 150;
const PAGE_EVENTS = 1_000;
const RETRY_MS = 2_000;

export interface CopyState {
  /** How far the copy is durable. */
  seq: number;
  /** Events of the shared journal that it lacks. */
  behind: number;
  /** Null, or why it does not get on. */
  fault: string | null;
}

export interface CopyPump {
  /** Undefined while the copy could not be opened, or may no longer be read. */
  copy(): CopyFile | undefined;
  /** Events delivered that the copy has not yet; contiguous, and up to the newest. */
  readonly queue: TailQueue;
  state(): CopyState;
  /** Resolves once the copy holds `seq`; rejects with JournalUnavailable when it does not get there. */
  reached(seq: number): Promise<void>;
  /** Follows erasures now; those it can't are followed later. */
  followErasures(): Promise<void>;
  /** Writes what was delivered, then lets go of the copy. */
  close(): Promise<void>;
}

export interface CopyPumpOptions {
  inner: RedisJournal;
  /** Opens the copy; tried again where the disk was full. */
  open(die: (error: Error) => void): Promise<CopyFile>;
  /** Events from another node, where the stream no longer has them. */
  fetchPrefix?: FetchPrefix | undefined;
  notice(message: string): void;
  /** Answers a way to call it off. */
  schedule(work: () => void, delayMs: number): () => void;
}

/** Moves what the node tailed into its copy, off the hot path, and fills in what the copy missed. */
export async function copyPump(options: CopyPumpOptions): Promise<CopyPump> {
  const { inner, notice, schedule } = options;
  const queue = tailQueue();
  let copy: CopyFile | undefined;
  let fault: string | null = null;
  /** Set when only a restart, or an operator, can help. */
  let isOver = false;
  let closed = false;
  let opening: Promise<void> | undefined;
  let running: Promise<void> | undefined;
  let callOff: (() => void) | undefined;
  let endPause: () => void = () => undefined;
  let waiters: { seq: number; resolve(): void; reject(error: Error): void }[] = [];
  const erasures = copyErasures({
    inner,
    copy: () => (isOver ? undefined : copy),
    onFound: () => queue.replace(erasures.cleared),
  });

  function fail(message: string, over: boolean): void {
    if (!isOver) {
      if (fault !== message) notice(message);
      fault = message;
      isOver = over;
    }
    for (const { reject } of waiters.splice(0)) reject(new JournalUnavailable('failed', message));
  }

  /** Once at a time: whoever is second would find the file locked by the first. */
  function openIt(): Promise<void> {
    opening ??= openNow().finally(() => {
      opening = undefined;
    });
    return opening;
  }

  async function openNow(): Promise<void> {
    try {
      copy = await options.open((error) =>
        fail(
          `This node goes on without its copy of the journal until it is restarted: ${error.message}`,
          true,
        ),
      );
    } catch (error) {
      if (error instanceof JournalFileError && MISTAKEN.has(error.kind)) throw error;
      const why = error instanceof Error ? error.message : String(error);
      fail(
        `This node works without a copy of the journal: ${why}${error instanceof JournalFileError ? ' As this is a copy, it can also be moved away, with its anchor: it fills itself again after a restart.' : ''}`,
        error instanceof JournalFileError,
      );
    }
  }

  function put(events: readonly TailedEvent[]): void {
    if (!copy) return;
    const identity = inner.identity;
    if (identity.epoch !== copy.identity.epoch) {
      copy.adoptEpoch(identity.epoch);
      erasures.due();
    }
    copy.put(events.map(erasures.cleared));
    const { seq } = copy.head();
    queue.dropThrough(seq);
    waiters = waiters.filter((waiter) => {
      if (waiter.seq > seq) return true;
      waiter.resolve();
      return false;
    });
  }

  /** One piece of work; answers whether there may be more. */
  async function step(): Promise<boolean> {
    if (!copy) await openIt();
    if (!copy || isOver) return false;
    if (erasures.isDue()) await erasures.follow();
    queue.dropThrough(copy.head().seq);
    const batch = waiting(copy.head().seq, BATCH_EVENTS);
    if (batch.length > 0) {
      const startedAt = performance.now();
      put(batch);
      // While much comes in, writing it down takes a fifth of the time at most; what doesn't fit meanwhile
      // is read back later. Nobody is kept waiting for it.
      const tookMs = performance.now() - startedAt;
      if (batch.length === BATCH_EVENTS && waiters.length === 0) await pause(4 * tookMs);
      return true;
    }
    if (copy.head().seq >= inner.head().seq) {
      checkJoined(copy, inner.head());
      return false;
    }
    // Where the end of a unit is on its way, it comes by itself.
    if (queue.covers(copy.head().seq, inner.head().seq)) return false;
    const startedAt = performance.now();
    const missed = await missedUnits(inner, options.fetchPrefix, copy.head());
    for (let rest = missed; rest.length > 0 && !closed;) {
      const some = wholeUnits(rest.slice(0, BATCH_EVENTS));
      const slice = some.length > 0 ? some : rest;
      put(slice);
      rest = rest.slice(slice.length);
      await new Promise((resolve) => nextTurn(resolve));
    }
    // A long way back takes half of the time at most: the node has people to serve.
    if (missed.length > 0) await pause(performance.now() - startedAt);
    return missed.length > 0;
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const callOffPause = schedule(resolve, Math.ceil(ms));
      endPause = () => {
        callOffPause();
        resolve();
      };
      if (closed) endPause();
    });
  }

  /** About so many of what waits, in whole units. */
  function waiting(seq: number, limit: number): readonly TailedEvent[] {
    const some = wholeUnits(queue.after(seq, limit));
    return some.length > 0 ? some : wholeUnits(queue.after(seq, Infinity));
  }

  async function run(): Promise<void> {
    try {
      while (!closed && (await step())) await new Promise((resolve) => nextTurn(resolve));
      if (!isOver && copy) {
        if (fault !== null) notice('The copy of the journal goes on.');
        fault = null;
      }
    } catch (error) {
      explain(error);
    }
  }

  /** When to look again, if there is anything to do. */
  function nextIn(): number | undefined {
    if (fault !== null || copy === undefined) return RETRY_MS;
    const isBehind = erasures.isDue() || copy.head().seq < inner.head().seq;
    return isBehind ? GATHER_MS : undefined;
  }

  function explain(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    if (error instanceof OtherHistory) fail(why, true);
    else if (error instanceof JournalUnavailable && error.kind === 'failed') {
      fail(`This node goes on without its copy of the journal: ${why}`, true);
    } else fail(`The copy of the journal waits: ${why}`, false);
  }

  /** One run at a time, some time after there is something to do. */
  function wakeIn(delayMs: number): void {
    if (running || callOff || closed || isOver) return;
    callOff = schedule(() => {
      callOff = undefined;
      running = run().finally(() => {
        running = undefined;
        const again = nextIn();
        if (again !== undefined) wakeIn(again);
      });
    }, delayMs);
  }

  const offTailed = inner.onTailed((events) => {
    if (closed || isOver) return;
    queue.push(events);
    wakeIn(GATHER_MS);
  });
  const offErased = inner.onErased(() => {
    erasures.due();
    wakeIn(0);
  });
  async function followErasures(): Promise<void> {
    try {
      await erasures.follow();
    } catch (error) {
      explain(error);
      wakeIn(RETRY_MS);
    }
  }

  await openIt();
  // What was erased while this node was away is not read from its copy any more, from the first on.
  await followErasures();
  wakeIn(0);

  return {
    copy: () => (isOver ? undefined : copy),
    queue,
    state() {
      const seq = copy?.head().seq ?? 0;
      return { seq, behind: Math.max(0, inner.head().seq - seq), fault };
    },
    reached(seq) {
      if (copy && !isOver && copy.head().seq >= seq) return Promise.resolve();
      if (fault !== null || closed)
        return Promise.reject(
          new JournalUnavailable(closed ? 'closed' : 'failed', fault ?? 'The journal is closed.'),
        );
      return new Promise((resolve, reject) => {
        waiters.push({ seq, resolve, reject });
        wakeIn(0);
      });
    },
    followErasures,
    async close() {
      offTailed();
      offErased();
      closed = true;
      callOff?.();
      endPause();
      await running;
      await erasures.settled();
      for (const { reject } of waiters.splice(0))
        reject(new JournalUnavailable('closed', 'The journal is closed.'));
      if (copy && !isOver) writeRest(copy);
      await copy?.close();
    },
  };

  /** What was delivered and not yet written, where it follows; the rest comes from the stream next time. */
  function writeRest(to: CopyFile): void {
    try {
      for (;;) {
        const batch = waiting(to.head().seq, PAGE_EVENTS);
        if (batch.length === 0) return;
        put(batch);
      }
    } catch (error) {
      explain(error);
    }
  }
}

/** Where the operator must decide first: going on would mix two nodes or two histories. */
const MISTAKEN: ReadonlySet<JournalFileError['kind']> = new Set(['locked', 'other-journal']);

class OtherHistory extends Error {
  override readonly name = 'OtherHistory';
}

/** A copy that was filled from another node must end in the very chain that the shared journal has. */
function checkJoined(copy: CopyFile, head: ChainPoint): void {
  const own = copy.hashAt(head.seq);
  if (own === undefined || own === head.hash) return;
  throw new OtherHistory(
    `This node goes on without its copy of the journal: its event ${head.seq} is another one than in Redis (${own.slice(0, 12)}… instead of ${head.hash.slice(0, 12)}…). If Redis is right, move the copy and its anchor away and restart: it fills itself again.`,
  );
}
