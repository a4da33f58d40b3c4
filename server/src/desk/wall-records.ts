import { WALL_AGGREGATE } from '@warroom/shared';
import type { Journal, StoredEvent } from '../journal/journal.ts';

const PAGE = 1_000;
/** More than a week of an eager desk; older ones are left out first. */
const MOST = 1_000;

/**
 * Reads what was recorded about walls since a time (epoch ms), in order: what was done with them, and
 * what was noted of displays among the accounts. Remembers where that begins, so that asking again
 * reads nothing older; `since` only grows.
 */
export function wallRecordsOf(
  journal: Pick<Journal, 'readAggregate'>,
): (since: number) => Promise<StoredEvent[]> {
  const begins = new Map<string, number>();

  async function recordsOf(aggregate: string, since: number): Promise<StoredEvent[]> {
    const kept: StoredEvent[] = [];
    let afterVersion = begins.get(aggregate) ?? 0;
    for (;;) {
      const page = await journal.readAggregate(aggregate, { afterVersion, limit: PAGE });
      for (const event of page) {
        afterVersion = event.version;
        if (event.at >= since) kept.push(event);
        else if (kept.length === 0) begins.set(aggregate, event.version);
      }
      if (kept.length > MOST) kept.splice(0, kept.length - MOST);
      if (page.length < PAGE) return kept;
    }
  }

  return async (since) => {
    const [walls, accounts] = await Promise.all([
      recordsOf(WALL_AGGREGATE, since),
      recordsOf('accounts', since),
    ]);
    return [...walls, ...accounts].toSorted((a, b) => a.seq - b.seq);
  };
}
