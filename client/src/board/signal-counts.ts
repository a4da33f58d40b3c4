import type { Feed } from '../feed/connection.ts';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';

export interface SignalCount {
  q: string;
  signals: number;
  isMore: boolean;
}

/** How many signals answer some searches, by the search as typed; what isn't known yet is missing. */
export interface SignalCounts {
  store: StoreApi<ReadonlyMap<string, SignalCount>>;
  /** Counts these, and no others, from now on. */
  watch(queries: readonly string[]): void;
  close(): void;
}

const EVERY_MS = 5_000;
/** As many as one request may ask for. */
const MOST = 40;

/** Asks the server, at once for what is new and at most every 5 s as signals come and go. */
export function signalCounts(options: {
  feed: Pick<Feed, 'on'>;
  fetch(queries: readonly string[]): Promise<readonly SignalCount[] | null>;
  after?: (delayMs: number, run: () => void) => () => void;
}): SignalCounts {
  const { feed, fetch, after = afterTimeout } = options;
  const store = createStore<ReadonlyMap<string, SignalCount>>(() => new Map());
  let watched: readonly string[] = [];
  let cancel: (() => void) | undefined;
  let isStale = false;
  let generation = 0;

  async function ask(): Promise<void> {
    generation += 1;
    const mine = generation;
    isStale = false;
    if (watched.length === 0) return store.setState(new Map(), true);
    const counts = await fetch(watched);
    if (counts === null || mine !== generation) return;
    store.setState(new Map(counts.map((count) => [count.q, count])), true);
  }

  /** No sooner than 5 s after the last time. */
  function pause(): void {
    cancel ??= after(EVERY_MS, () => {
      cancel = undefined;
      if (!isStale) return;
      void ask();
      pause();
    });
  }

  const stop = feed.on('signals', () => {
    if (watched.length === 0) return;
    isStale = true;
    pause();
  });

  return {
    store,
    watch(queries) {
      const next = [...new Set(queries)].slice(0, MOST);
      if (next.length === watched.length && next.every((q, at) => q === watched[at])) return;
      watched = next;
      void ask();
      pause();
    },
    close() {
      generation += 1;
      stop();
      cancel?.();
    },
  };
}

function afterTimeout(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}
