import type { Signal, Situation, Write } from '@warroom/shared';

/** The queue as those see it who ask for the next batch. */
export interface HandOut {
  /** Undecided signals, oldest first, without those that this node is just handing to someone. */
  queue(): Iterable<Signal>;
  /** Keeps these signals from others who ask meanwhile; answers how to give them free again. */
  keep(writes: readonly Write[]): () => void;
}

const SIGNAL = 'signal:';

/**
 * Hands out what is next in the queue. While a batch is being written, it is kept from others on this
 * node, so that people who ask at the same moment don't race each other; over nodes the journal decides.
 */
export function handOut(situation: Situation): HandOut {
  const kept = new Set<string>();
  return {
    *queue() {
      for (const [id, { signal }] of situation.signals) if (!kept.has(id)) yield signal;
    },
    keep(writes) {
      const ids = writes
        .map((write) => write.aggregate)
        .filter((aggregate) => aggregate.startsWith(SIGNAL))
        .map((aggregate) => aggregate.slice(SIGNAL.length));
      for (const id of ids) kept.add(id);
      return () => {
        for (const id of ids) kept.delete(id);
      };
    },
  };
}
