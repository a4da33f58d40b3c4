import type { Scheduler } from './scheduler.ts';

/** Work that comes in crowds, done in slices so that nobody else has to wait for all of it. */
export interface UpgradeQueue {
  /** False when too many wait already. */
  add(job: () => void): boolean;
  readonly waiting: number;
}

/**
 * Thousands of screens dropped together come back together, and one handshake costs a quarter of a
 * millisecond: done as they arrive, live traffic would stand still for a second. `sliceMs` of them are
 * done, then whatever else waits has its turn.
 */
export function upgradeQueue(options: {
  sliceMs: number;
  maxWaiting: number;
  scheduler: Scheduler;
}): UpgradeQueue {
  const { sliceMs, maxWaiting, scheduler } = options;
  let jobs: (() => void)[] = [];
  let next = 0;
  let planned = false;

  async function slice(): Promise<void> {
    const until = scheduler.elapsedMs() + sliceMs;
    do {
      const job = jobs[next];
      next += 1;
      job?.();
      // Most of a handshake's work is done in the microtask that engine.io puts off: it counts too.
      await Promise.resolve();
    } while (next < jobs.length && scheduler.elapsedMs() < until);
    planned = false;
    if (next < jobs.length) return plan();
    jobs = [];
    next = 0;
  }

  function plan(): void {
    if (planned) return;
    planned = true;
    scheduler.after(0, () => void slice());
  }

  return {
    add(job) {
      if (jobs.length - next >= maxWaiting) return false;
      jobs.push(job);
      plan();
      return true;
    },
    get waiting() {
      return jobs.length - next;
    },
  };
}
