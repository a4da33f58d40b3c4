import type { Ticker } from '../store/ticker.ts';

const BEAT_MS = 250;

/** A clock that can be let go. */
export interface WallClock extends Ticker {
  close(): void;
}

/**
 * The wall's only timer: everything that moves follows from it and server time. An interval rather
 * than a chain, so that nothing a listener does can stop it.
 */
export function wallClock(serverNow: () => number): WallClock {
  const listeners = new Set<() => void>();
  let now = serverNow();
  const timer = setInterval(() => {
    now = serverNow();
    for (const listener of listeners) {
      try {
        listener();
      } catch (error) {
        // One broken panel must not stop the others' time; the page's error handler still hears of it.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }, BEAT_MS);
  return {
    now: () => now,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      clearInterval(timer);
      listeners.clear();
    },
  };
}
