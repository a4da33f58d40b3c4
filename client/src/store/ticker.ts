import { useSyncExternalStore } from 'react';

/** A shared beat: everything that shows a running time is drawn in the same moment, by one timer. */
export interface Ticker {
  /** Server time at the last beat, epoch ms. */
  now(): number;
  subscribe(listener: () => void): () => void;
}

export interface TickerOptions {
  serverNow(): number;
  /** Beats on whole multiples of this, so that all clocks turn over together. */
  everyMs?: number;
  after?: (delayMs: number, run: () => void) => () => void;
}

function afterTimeout(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

/** A ticker that beats only while someone listens. */
export function ticker(options: TickerOptions): Ticker {
  const { serverNow, everyMs = 1_000, after = afterTimeout } = options;
  const listeners = new Set<() => void>();
  let now = serverNow();
  let cancel: (() => void) | null = null;

  function next(): void {
    cancel = after(everyMs - (serverNow() % everyMs), () => {
      now = serverNow();
      for (const listener of listeners) listener();
      if (listeners.size > 0) next();
      else cancel = null;
    });
  }

  return {
    now: () => now,
    subscribe(listener) {
      listeners.add(listener);
      if (cancel === null) {
        now = serverNow();
        next();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        cancel?.();
        cancel = null;
      };
    },
  };
}

/** Server time, drawn anew every beat. */
export function useNow(clock: Ticker): number {
  return useSyncExternalStore(clock.subscribe, clock.now);
}

/** Something computed from server time, drawn anew only when it turns out otherwise. */
export function useAtNow<T extends string | number | boolean | null>(
  clock: Ticker,
  compute: (now: number) => T,
): T {
  return useSyncExternalStore(clock.subscribe, () => compute(clock.now()));
}
