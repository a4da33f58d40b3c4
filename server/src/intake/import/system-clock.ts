import type { ImportClock } from './run-import.ts';

/** The real time; sleeping ends early when stopped. */
export const systemClock: ImportClock = {
  now: () => performance.now(),
  sleep: (ms, stop) =>
    new Promise((resolve) => {
      if (stop.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        stop.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      stop.addEventListener('abort', done);
    }),
};
