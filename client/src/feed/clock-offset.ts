/** Samples kept: enough for a steady median, few enough to follow a clock that drifts. */
const KEEP = 15;

/** One answer to `time`: when it was asked and answered on the local monotonic clock, and what the server said. */
export interface TimeSample {
  sentMs: number;
  receivedMs: number;
  serverNow: number;
}

/** What must be added to the local monotonic clock to get the server's time. */
export interface ClockOffset {
  add(sample: TimeSample): void;
  /** A first guess, without the way back; used until the first sample. */
  guess(serverNow: number, receivedMs: number): void;
  /** Forgets all samples: the machine may have slept. */
  reset(): void;
  /** Null until anything is known. */
  offsetMs(): number | null;
}

/** Median of the last samples, each corrected by half of its round trip, so single slow answers don't count. */
export function clockOffset(): ClockOffset {
  let samples: number[] = [];
  let guessed: number | null = null;
  return {
    add({ sentMs, receivedMs, serverNow }) {
      samples = [...samples, serverNow - (sentMs + receivedMs) / 2].slice(-KEEP);
    },
    guess(serverNow, receivedMs) {
      guessed = serverNow - receivedMs;
    },
    reset() {
      samples = [];
      guessed = null;
    },
    offsetMs() {
      const sorted = samples.toSorted((a, b) => a - b);
      const middle = Math.floor(sorted.length / 2);
      const high = sorted[middle];
      if (high === undefined) return guessed;
      const low = sorted[middle - 1];
      return sorted.length % 2 === 0 && low !== undefined ? (low + high) / 2 : high;
    },
  };
}
