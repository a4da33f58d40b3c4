import type { ChainPoint, RedisJournal, TailedEvent } from '../redis/redis-journal-types.ts';
import { wholeUnits } from './check-events.ts';

const PAGE_EVENTS = 1_000;

/** Gets events from another node's copy; see `fetchPrefixFrom`. */
export type FetchPrefix = (after: ChainPoint, limit: number) => Promise<TailedEvent[]>;

/**
 * What follows `head`, in whole units, about a thousand events: from the stream, or where its beginning
 * was trimmed, from another node. Nothing where there is no more yet. Rejects where nobody has it.
 */
export async function missedUnits(
  inner: Pick<RedisJournal, 'readTailed' | 'firstSeq'>,
  fetchPrefix: FetchPrefix | undefined,
  head: ChainPoint,
): Promise<readonly TailedEvent[]> {
  let found: TailedEvent[] = [];
  for (;;) {
    const more = await missedAfter(found.at(-1) ?? head);
    found = found.concat(more);
    const whole = wholeUnits(found);
    if (whole.length > 0 || more.length === 0) return whole;
  }

  async function missedAfter({ seq, hash }: ChainPoint): Promise<TailedEvent[]> {
    const inStream = await inner.readTailed({ seq, hash }, PAGE_EVENTS);
    if (inStream[0]?.seq === seq + 1) return inStream;
    const first = await inner.firstSeq();
    if (first <= seq + 1) return [];
    const fetched = await fetchPrefix?.({ seq, hash }, Math.min(PAGE_EVENTS, first - 1 - seq));
    if (fetched?.length) return fetched;
    throw new Error(
      `events ${seq + 1} to ${first - 1} are no longer in Redis, and no other node that answers has them`,
    );
  }
}
