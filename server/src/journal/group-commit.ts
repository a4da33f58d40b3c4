import { JournalUnavailable, type UnitResult } from './journal.ts';
import type { EncodedUnit } from './record.ts';

export interface GroupCommitOptions {
  /** Writes one group durably, tells subscribers, and answers per unit; throws if none was written. */
  commit(units: EncodedUnit[]): UnitResult[];
  /** Runs the work soon: after the callers of this turn had their say. */
  schedule(work: () => void): void;
  /** Beyond this many waiting bytes, further appends are refused as `overloaded`. */
  maxQueuedBytes: number;
  /** One transaction takes about this many bytes at most, so that no turn grows too long. */
  maxGroupBytes: number;
}

export interface GroupCommit {
  append(units: EncodedUnit[]): Promise<UnitResult[]>;
  /** Writes everything that waits, now. */
  drain(): void;
}

interface Waiting {
  units: EncodedUnit[];
  size: number;
  resolve(results: UnitResult[]): void;
  reject(error: unknown): void;
}

/** Lets all appends of one turn share one commit: one fsync for many callers. */
export function groupCommit(options: GroupCommitOptions): GroupCommit {
  const { commit, schedule, maxQueuedBytes, maxGroupBytes } = options;
  let queue: Waiting[] = [];
  let queuedBytes = 0;
  let scheduled = false;

  function takeGroup(): Waiting[] {
    let size = 0;
    let count = 0;
    for (const waiting of queue) {
      if (count > 0 && size + waiting.size > maxGroupBytes) break;
      size += waiting.size;
      count += 1;
    }
    queuedBytes -= size;
    const group = queue.slice(0, count);
    queue = queue.slice(count);
    return group;
  }

  function commitGroup(): void {
    const group = takeGroup();
    try {
      const results = commit(group.flatMap((waiting) => waiting.units));
      let from = 0;
      for (const waiting of group) {
        waiting.resolve(results.slice(from, from + waiting.units.length));
        from += waiting.units.length;
      }
    } catch (error) {
      for (const waiting of group) waiting.reject(error);
    }
  }

  function turn(): void {
    scheduled = false;
    if (queue.length > 0) commitGroup();
    if (queue.length > 0) ask();
  }

  function ask(): void {
    if (scheduled) return;
    scheduled = true;
    schedule(turn);
  }

  return {
    append(units) {
      const size = units.reduce((sum, unit) => sum + unit.size, 0);
      if (queue.length > 0 && queuedBytes + size > maxQueuedBytes) {
        return Promise.reject(
          new JournalUnavailable(
            'overloaded',
            `The journal has ${queuedBytes} bytes waiting to be written and takes at most ${maxQueuedBytes}: try again shortly.`,
          ),
        );
      }
      return new Promise((resolve, reject) => {
        queue.push({ units, size, resolve, reject });
        queuedBytes += size;
        ask();
      });
    },
    drain() {
      while (queue.length > 0) commitGroup();
    },
  };
}
