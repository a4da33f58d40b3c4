import type { Ticker } from '../store/ticker.ts';

const BEAT_MS = 250;

/**
 * The wall's only timer: everything that moves follows from it and server time. An interval rather
 * than a chain, so that nothing a listener does can stop it; it runs while anything listens.
 */
export function wallClock(serverNow: () => number): Ticker {
  const listeners = new Set<() => void>();
  let now = serverNow();
  let timer: ReturnType<typeof setInterval> | undefined;

  function beat(): void {
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
  }

  return {
    now: () => now,
    subscribe(listener) {
      listeners.add(listener);
      timer ??= setInterval(beat, BEAT_MS);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
