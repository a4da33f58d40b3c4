/** Timers of a test: nothing runs until told, in order of when it is due. */
export interface ManualClock {
  nowMs(): number;
  schedule(work: () => void, delayMs: number): () => void;
  /** Runs what becomes due within this time, and waits until each has done what it can. */
  advance(ms: number): Promise<void>;
  /** Advances in small steps until it holds. Throws after a minute of this clock. */
  until(holds: () => boolean): Promise<void>;
}

const TURNS = 6;
const STEP_MS = 50;

export function manualClock(startMs = 1_800_000_000_000): ManualClock {
  let now = startMs;
  let waiting: { at: number; work(): void }[] = [];

  async function settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn += 1)
      await new Promise((resolve) => setImmediate(resolve));
  }

  const clock: ManualClock = {
    nowMs: () => now,
    schedule(work, delayMs) {
      const task = { at: now + delayMs, work };
      waiting.push(task);
      return () => {
        waiting = waiting.filter((other) => other !== task);
      };
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        const due = waiting.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
        if (!due) break;
        waiting = waiting.filter((other) => other !== due);
        now = Math.max(now, due.at);
        due.work();
        await settle();
      }
      now = end;
      await settle();
    },
    async until(holds) {
      const end = now + 60_000;
      while (!holds()) {
        if (now > end) throw new Error('It did not come to hold within a minute.');
        await clock.advance(STEP_MS);
      }
    },
  };
  return clock;
}
