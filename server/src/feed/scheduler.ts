/** Time as the feed needs it: a monotonic clock and timers. Tests hand in one that they wind by hand. */
export interface Scheduler {
  /** Monotonic milliseconds: unlike the wall clock, never set back. */
  elapsedMs(): number;
  /** Runs once after `delayMs`; 0 means as soon as waiting I/O was served. Answers how to call it off. */
  after(delayMs: number, run: () => void): () => void;
}

/** The real timers. They don't keep a process alive. */
export const systemScheduler: Scheduler = {
  elapsedMs: () => performance.now(),
  after(delayMs, run) {
    if (delayMs <= 0) {
      const soon = setImmediate(run);
      return () => clearImmediate(soon);
    }
    const timer = setTimeout(run, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export interface Coalescer {
  /** Something is to be done: runs at once when quiet, else when the interval since the last run is over. */
  poke(): void;
  stop(): void;
}

/**
 * Runs `run` at most once every `everyMs()`, however often it is poked, and never twice at a time:
 * leading edge when quiet. What `run` throws or rejects with goes to `onFault`.
 */
export function coalescer(options: {
  everyMs(): number;
  scheduler: Scheduler;
  run(): void | Promise<void> | undefined;
  onFault(error: unknown): void;
}): Coalescer {
  const { everyMs, scheduler, run, onFault } = options;
  let cancel: (() => void) | undefined;
  let running = false;
  let again = false;
  let stopped = false;
  let lastMs = Number.NEGATIVE_INFINITY;

  function done(): void {
    running = false;
    lastMs = scheduler.elapsedMs();
    if (!again) return;
    again = false;
    poke();
  }

  function go(): void {
    cancel = undefined;
    running = true;
    try {
      const result = run();
      if (result === undefined) done();
      else result.catch(onFault).finally(done);
    } catch (error) {
      onFault(error);
      done();
    }
  }

  function poke(): void {
    if (stopped) return;
    if (running) again = true;
    else cancel ??= scheduler.after(Math.max(0, lastMs + everyMs() - scheduler.elapsedMs()), go);
  }

  return {
    poke,
    stop() {
      stopped = true;
      cancel?.();
      cancel = undefined;
    },
  };
}
