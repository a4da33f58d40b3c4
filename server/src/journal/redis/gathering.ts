import type { LinkTime } from '../../redis/link-time.ts';

/** How long a batch waits for more, where that pays. */
const GATHER_MS = 3;
/** Who comes later than this after the first is not one whom the last answer woke. */
const LATE_MS = 1;
/** Large enough: what a batch costs by itself hardly counts any more. */
const ENOUGH_UNITS = 16;
const FIRST_SKIP = 64;
const MOST_SKIP = 1_024;

/**
 * Whether to hold a batch back a little so that more join it. Where many write independently, that saves
 * Redis and every node most of their work; where few wait for each other's answers, it only makes them
 * wait. So it is tried now and then while batches are small and follow each other closely, kept up as long
 * as units do arrive late, and left alone for a while as soon as none does.
 */
export interface Gathering {
  /** Resolves when the batch should go; at once where waiting doesn't pay. */
  gathered(queued: () => number): Promise<void> | undefined;
}

export function gathering(time: LinkTime): Gathering {
  let lastStart = -Infinity;
  let skip = FIRST_SKIP;
  let toSkip = FIRST_SKIP;

  return {
    gathered(queued) {
      const now = time.monotonicMs();
      const isRare = now - lastStart > GATHER_MS;
      lastStart = now;
      if (isRare || queued() >= ENOUGH_UNITS) return undefined;
      if (toSkip > 0) {
        toSkip -= 1;
        return undefined;
      }
      return (async () => {
        await pause(time, LATE_MS);
        const early = queued();
        if (early < ENOUGH_UNITS) await pause(time, GATHER_MS - LATE_MS);
        lastStart = time.monotonicMs();
        if (queued() > early) {
          skip = FIRST_SKIP;
        } else {
          toSkip = skip;
          skip = Math.min(MOST_SKIP, skip * 2);
        }
      })();
    },
  };
}

function pause(time: LinkTime, ms: number): Promise<void> {
  return new Promise((resolve) => time.after(ms, resolve));
}
