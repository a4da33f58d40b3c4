import type { TailedEvent } from '../redis/redis-journal-types.ts';

/** Delivered events on their way into the copy: contiguous, bounded, in memory. */
export interface TailQueue {
  /** Adds what was delivered. Where it would grow too large, all is let go: the stream has it too. */
  push(events: readonly TailedEvent[]): void;
  /** At most `limit` events that follow `seq`; empty where what is here doesn't follow. */
  after(seq: number, limit: number): TailedEvent[];
  /** Whether everything after `seq` up to and including `last` is here. */
  covers(seq: number, last: number): boolean;
  dropThrough(seq: number): void;
  replace(change: (event: TailedEvent) => TailedEvent): void;
  isEmpty(): boolean;
}

const MOST_EVENTS = 20_000;
const MOST_BYTES = 32_000_000;

/** A queue of at most so many events and bytes (as UTF-16 characters of records and texts). */
export function tailQueue(
  mostEvents: number = MOST_EVENTS,
  mostBytes: number = MOST_BYTES,
): TailQueue {
  let events: TailedEvent[] = [];
  let bytes = 0;

  function clear(): void {
    events = [];
    bytes = 0;
  }

  return {
    push(more) {
      const [first] = more;
      if (!first) return;
      const last = events.at(-1)?.seq;
      if (last !== undefined && first.seq !== last + 1) clear();
      const size = more.reduce((sum, event) => sum + sizeOf(event), 0);
      if (events.length + more.length > mostEvents || bytes + size > mostBytes) {
        clear();
        return;
      }
      for (const event of more) events.push(event);
      bytes += size;
    },
    after(seq, limit) {
      const first = events[0]?.seq;
      if (first === undefined || first > seq + 1) return [];
      const from = seq + 1 - first;
      return events.slice(from, from + Math.max(0, limit));
    },
    covers(seq, last) {
      if (seq >= last) return true;
      const first = events[0]?.seq;
      return first !== undefined && first <= seq + 1 && (events.at(-1)?.seq ?? 0) >= last;
    },
    dropThrough(seq) {
      const first = events[0]?.seq;
      if (first === undefined || first > seq) return;
      const dropped = events.slice(0, seq + 1 - first);
      events = events.slice(dropped.length);
      bytes -= dropped.reduce((sum, event) => sum + sizeOf(event), 0);
    },
    replace(change) {
      events = events.map(change);
      bytes = events.reduce((sum, event) => sum + sizeOf(event), 0);
    },
    isEmpty: () => events.length === 0,
  };
}

function sizeOf({ record, personal }: TailedEvent): number {
  return record.length + (personal?.text.length ?? 0) + 200;
}
