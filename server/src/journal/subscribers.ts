import type { StoredEvent } from './journal.ts';

export const PAGE_EVENTS = 1000;

/** Taken before a test can put a fake clock in place: turns of the event loop must stay real. */
const nextTurn = setImmediate;

export interface Subscribers {
  readonly any: boolean;
  publish(events: StoredEvent[]): void;
  subscribe(
    afterSeq: number,
    onEvents: (events: StoredEvent[]) => void,
    source: {
      head(): number;
      /** Never more than up to the head. */
      readAfter(seq: number, limit: number): StoredEvent[] | Promise<StoredEvent[]>;
    },
  ): Promise<() => void>;
}

type Listener = (events: StoredEvent[]) => void;

/** Those who follow a journal: pages first (at most this many events), a turn of the event loop between them, then live. */
export function subscribers(): Subscribers {
  const live = new Set<Listener>();

  return {
    get any() {
      return live.size > 0;
    },
    publish(events) {
      for (const listener of Array.from(live)) {
        // Those who join from within are already past these events; those who left want none.
        if (!live.has(listener)) continue;
        try {
          listener(events);
        } catch (error) {
          // It missed events, so it may not go on as if it had not. The others are not to suffer.
          live.delete(listener);
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
    async subscribe(afterSeq, onEvents, source) {
      if (!(afterSeq >= 0 && afterSeq <= source.head())) {
        throw new RangeError(
          `Cannot subscribe after seq ${afterSeq}: the journal ends at ${source.head()}.`,
        );
      }
      let cursor = afterSeq;
      while (cursor < source.head()) {
        const page = await source.readAfter(cursor, PAGE_EVENTS);
        cursor = page.at(-1)?.seq ?? source.head();
        onEvents(page);
        await new Promise((resolve) => nextTurn(resolve));
      }
      // No await between the last look at the head and this: nothing can slip in.
      const listener: Listener = (events) => onEvents(events);
      live.add(listener);
      return () => live.delete(listener);
    },
  };
}
