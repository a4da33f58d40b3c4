import { ErrorReply } from 'redis';
import { systemTime } from './link-time.ts';
import type { LinkTime } from './link-time.ts';
import { locatorFor } from './locators.ts';
import { connectToMaster } from './master-connection.ts';
import { movedTo, notMaster, notMasterInWords } from './not-master.ts';
import { asError, isOfConnection } from './redis-client.ts';
import type { OpenClient, RedisClient } from './redis-client.ts';
import type { RedisServer } from './server-info.ts';
import type { RedisStore } from './store-url.ts';

export type { RedisClient } from './redis-client.ts';
export type { RedisServer } from './server-info.ts';

export type LinkState =
  | { connected: true; server: RedisServer; sinceMs: number }
  | { connected: false; reason: string; sinceMs: number };

/**
 * One connection to the master that holds a key, kept up for as long as the link is open. It finds the
 * master anew after every loss (single, Sentinel or Cluster), backs off with jitter, and ends a
 * connection that is half open. It never queues while there is none.
 */
export interface RedisLink {
  /** `sinceMs`: epoch ms when it was connected or lost. */
  state(): LinkState;
  /**
   * Runs commands on the connection. Rejects with RedisUnavailable: `not-sent` at once where there is no
   * connection, `no-answer` when it is lost or silent for `timeoutMs` (default 3,000; the connection is
   * then ended, as it may be half open). Errors that Redis answers (ErrorReply) pass as they are, except
   * those that say that this is not the master (READONLY, MOVED, CLUSTERDOWN, MASTERDOWN, LOADING …):
   * the connection is ended, the master found anew, and the rejection is `not-sent` as nothing was done
   * by the command that was answered so.
   */
  run<T>(work: (client: RedisClient) => Promise<T>, options?: { timeoutMs?: number }): Promise<T>;
  /** Resolves when connected and admitted; rejects after `withinMs` with the last reason, or when closed. */
  ready(withinMs: number): Promise<void>;
  /** Told after each change of state (also of the reason alone), once it is so. */
  onState(listener: (state: LinkState) => void): () => void;
  /** Ends the connection and looks for the master anew; for callers who noticed that something is off. */
  reconnect(reason: string): void;
  /** Monotonic ms since anything was heard from the server; Infinity while there is no connection. */
  silentMs(): number;
  close(): Promise<void>;
}

export class RedisUnavailable extends Error {
  /** `not-sent`: surely nothing was done. `no-answer`: it may have been. `closed`: by ourselves. */
  readonly kind: 'not-sent' | 'no-answer' | 'closed';
  constructor(kind: RedisUnavailable['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RedisUnavailable';
    this.kind = kind;
  }
}

export interface RedisLinkOptions {
  store: RedisStore;
  /** Any key with the hash tag of those that are used. */
  slotKey: string;
  /** Start-up check of each connection: a text refuses it with that reason, and it is tried again. */
  admit?: (client: RedisClient, server: RedisServer) => Promise<string | null>;
  /** Told when the connection is lost (once per reason) and when it is back. */
  notice?: (message: string, cause?: unknown) => void;
  /** For connecting and logging in, and again for the checks. Default 2,500. */
  connectTimeoutMs?: number;
  /** How often an idle connection is tried. Default 2,000. */
  probeEachMs?: number;
  /** For an answer, where `run` isn't told. Default 3,000. */
  runTimeoutMs?: number;
  time?: LinkTime;
  random?: () => number;
}

const FIRST_BACK_OFF_MS = 50;
const LAST_BACK_OFF_MS = 1_000;
/** A failover is over in seconds, and then every moment counts. */
const SOON_BACK_OFF_MS = 250;
const SOON_MS = 10_000;
/** A connection that held so long was a good one: the next loss is tried again quickly. */
const GOOD_AFTER_MS = 1_000;
/** Callers bound what they have in flight; this is for the one who doesn't. */
const MOST_RUNNING = 10_000;

interface Connection {
  open: OpenClient;
  server: RedisServer;
  running: Set<{ fail(error: RedisUnavailable): void }>;
  heardAt: number;
}

export function redisLink(options: RedisLinkOptions): RedisLink {
  const { store, time = systemTime, random = Math.random, connectTimeoutMs = 2_500 } = options;
  const { notice = () => undefined, probeEachMs = 2_000, runTimeoutMs = 3_000 } = options;
  const locator = locatorFor(options.store, options.slotKey, time);
  const closing = new AbortController();
  const listeners = new Set<(state: LinkState) => void>();
  let current: Connection | null = null;
  let state: LinkState = {
    connected: false,
    reason: 'the connection is being made',
    sinceMs: time.now(),
  };
  /** Resolves `keepUp`'s wait for the end of the connection. */
  let onEnded: () => void = () => undefined;
  const keptUp = keepUp();

  async function keepUp(): Promise<void> {
    let attempt = 0;
    let lostAtMs = time.monotonicMs();
    while (!closing.signal.aborted) {
      const since = time.monotonicMs();
      try {
        await connectOnce();
        if (time.monotonicMs() - since > GOOD_AFTER_MS) {
          attempt = 0;
          lostAtMs = time.monotonicMs();
        }
      } catch (error) {
        if (!closing.signal.aborted) lost(asError(error).message);
      }
      const isSoon = time.monotonicMs() - lostAtMs < SOON_MS;
      const mostMs = Math.min(
        isSoon ? SOON_BACK_OFF_MS : LAST_BACK_OFF_MS,
        FIRST_BACK_OFF_MS * 2 ** attempt,
      );
      attempt = Math.min(attempt + 1, 10);
      await pause(mostMs * (0.5 + random() / 2));
    }
  }

  /** Connects, and resolves when that connection has ended; rejects when none came about. */
  async function connectOnce(): Promise<void> {
    const { host, open, server } = await connectToMaster({
      store,
      locator,
      admit: options.admit,
      connectTimeoutMs,
      time,
      signal: closing.signal,
      onLost(error) {
        // There is one at a time, and one that was ended tells nothing any more.
        if (current !== null) end(current, `${current.server.address}: ${error.message}`);
      },
    });
    const made: Connection = { open, server, running: new Set(), heardAt: time.monotonicMs() };
    const ended = new Promise<void>((resolve) => {
      onEnded = resolve;
    });
    const stopWatching = locator.watch(host, (reason) => end(made, reason));
    const stopProbing = probing(made);
    current = made;
    tell({ connected: true, server, sinceMs: time.now() });
    await ended;
    stopWatching();
    stopProbing();
  }

  /** While nothing else runs, something must, or a dead connection would go unnoticed. */
  function probing(connection: Connection): () => void {
    let callOff: () => void = () => undefined;
    const later = (): void => {
      callOff = time.after(probeEachMs * (0.9 + random() / 5), () => {
        if (current !== connection) return;
        if (connection.running.size > 0) return later();
        run((client) => locator.probe(client)).then(later, () => {
          if (current === connection) later();
        });
      });
    };
    later();
    return () => callOff();
  }

  function end(connection: Connection, reason: string): void {
    if (current !== connection) return;
    current = null;
    const isClosing = closing.signal.aborted;
    connection.open.destroy();
    if (!isClosing) lost(reason);
    for (const entry of connection.running)
      entry.fail(
        isClosing
          ? new RedisUnavailable('closed', 'the link to Redis was closed meanwhile')
          : new RedisUnavailable('no-answer', `the connection to Redis was lost: ${reason}`),
      );
    connection.running.clear();
    onEnded();
  }

  function lost(reason: string): void {
    if (!state.connected && state.reason === reason) return;
    notice(isSetUpWrongly(reason) ? reason : `Redis can't be reached: ${reason}`);
    tell({ connected: false, reason, sinceMs: state.connected ? time.now() : state.sinceMs });
  }

  function tell(next: LinkState): void {
    const wasLost = !state.connected && state.reason !== 'the connection is being made';
    state = next;
    if (next.connected && wasLost) notice(`Redis is back: ${next.server.address}`);
    for (const listener of listeners)
      try {
        listener(next);
      } catch (error) {
        // A fault of the listener's own, which must not leave the link between two states.
        queueMicrotask(() => {
          throw error;
        });
      }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (closing.signal.aborted) return resolve();
      const done = (): void => {
        callOff();
        closing.signal.removeEventListener('abort', done);
        resolve();
      };
      const callOff = time.after(ms, done);
      closing.signal.addEventListener('abort', done, { once: true });
    });
  }

  function run<T>(
    work: (client: RedisClient) => Promise<T>,
    { timeoutMs = runTimeoutMs }: { timeoutMs?: number } = {},
  ): Promise<T> {
    const connection = current;
    if (connection === null || !state.connected) return Promise.reject(unconnected());
    if (connection.running.size >= MOST_RUNNING)
      return Promise.reject(
        new RedisUnavailable('not-sent', `${MOST_RUNNING} requests to Redis are under way already`),
      );
    return new Promise<T>((resolve, reject) => {
      const entry = {
        fail(error: RedisUnavailable) {
          callOff();
          reject(error);
        },
      };
      connection.running.add(entry);
      const callOff = time.after(timeoutMs, () =>
        // After a stall of our own the answer may be there, only not read yet.
        setImmediate(() => {
          if (connection.running.has(entry))
            end(connection, `${connection.server.address}: no answer within ${timeoutMs} ms`);
        }),
      );
      const settle = (): boolean => {
        callOff();
        return connection.running.delete(entry);
      };
      // Called within a function of its own, so that one that throws rejects.
      (async () => work(connection.open.client))().then(
        (value) => {
          connection.heardAt = time.monotonicMs();
          settle();
          resolve(value);
        },
        (cause: unknown) => {
          if (!settle()) return;
          const words = notMaster(cause);
          if (words !== undefined) {
            const moved = movedTo(words);
            if (moved !== undefined) locator.hint(moved);
            reject(new RedisUnavailable('not-sent', notMasterInWords(words), { cause }));
            end(connection, `${connection.server.address}: ${notMasterInWords(words)}`);
          } else if (isOfConnection(cause)) {
            reject(new RedisUnavailable('no-answer', asError(cause).message, { cause }));
            end(connection, `${connection.server.address}: ${asError(cause).message}`);
          } else {
            if (cause instanceof ErrorReply) connection.heardAt = time.monotonicMs();
            reject(asError(cause));
          }
        },
      );
    });
  }

  function unconnected(): RedisUnavailable {
    if (closing.signal.aborted)
      return new RedisUnavailable('closed', 'the link to Redis is closed');
    return new RedisUnavailable(
      'not-sent',
      state.connected
        ? 'there is no connection to Redis'
        : isSetUpWrongly(state.reason)
          ? state.reason
          : `Redis can't be reached: ${state.reason}`,
    );
  }

  return {
    state: () => state,
    run,
    ready(withinMs) {
      if (closing.signal.aborted) return Promise.reject(unconnected());
      if (state.connected) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const done = (): void => {
          callOff();
          stop();
          closing.signal.removeEventListener('abort', giveUp);
        };
        const giveUp = (): void => {
          done();
          reject(unconnected());
        };
        const callOff = time.after(withinMs, giveUp);
        const stop = listen((next) => {
          if (!next.connected) return;
          done();
          resolve();
        });
        closing.signal.addEventListener('abort', giveUp, { once: true });
      });
    },
    onState: listen,
    reconnect(reason) {
      if (current !== null) end(current, `${current.server.address}: ${reason}`);
    },
    silentMs: () =>
      current === null ? Number.POSITIVE_INFINITY : time.monotonicMs() - current.heardAt,
    async close() {
      closing.abort();
      if (current !== null) end(current, 'closed');
      await keptUp;
      locator.close();
      if (state.connected) tell({ connected: false, reason: 'closed', sinceMs: time.now() });
    },
  };

  function listen(listener: (state: LinkState) => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }
}

/** Reached it was; the start-up check refused it. */
function isSetUpWrongly(reason: string): boolean {
  return reason.startsWith("Redis isn't");
}
