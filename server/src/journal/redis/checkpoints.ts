import { CHECKPOINT_EVENTS } from './chain.ts';
import type { ChainPoint } from './redis-journal-types.ts';

/** Hashes of so many events behind the head are kept in memory. */
const RECENT = 2 * CHECKPOINT_EVENTS;
const MOST_UNWRITTEN = 64;

/** What this node knows of the chain it follows. */
export interface Checkpoints {
  /** Called for each event followed, in order. */
  passed(point: ChainPoint): void;
  /** Of the newest events, and of none. */
  hashAt(seq: number): string | undefined;
}

/** Keeps recent hashes, and has checkpoints written and compared, later where Redis can't be reached. */
export function checkpoints(options: {
  genesis(): string;
  /** Writes one or finds it written; answers whether it is the same. */
  put(point: ChainPoint): Promise<boolean>;
  onDiverged(): void;
}): Checkpoints {
  const recent: (ChainPoint | undefined)[] = Array.from({ length: RECENT });
  let unwritten: ChainPoint[] = [];
  let writing = false;

  async function write(): Promise<void> {
    if (writing) return;
    writing = true;
    try {
      for (let point = unwritten[0]; point; point = unwritten[0]) {
        if (!(await options.put(point))) options.onDiverged();
        unwritten.shift();
      }
    } catch {
      // Without a connection: again with the next one. Meanwhile a start only reads some more.
      unwritten = unwritten.slice(-MOST_UNWRITTEN);
    } finally {
      writing = false;
    }
  }

  return {
    passed({ seq, hash }) {
      recent[seq % RECENT] = { seq, hash };
      if (seq === 0 || seq % CHECKPOINT_EVENTS !== 0) return;
      unwritten.push({ seq, hash });
      void write();
    },
    hashAt(seq) {
      if (seq === 0) return options.genesis();
      const point = recent[seq % RECENT];
      return point?.seq === seq ? point.hash : undefined;
    },
  };
}
