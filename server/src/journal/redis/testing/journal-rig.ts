import { randomUUID } from 'node:crypto';
import { redisLink } from '../../../redis/redis-link.ts';
import { storeOf } from '../../../redis/testing/link-rig.ts';
import { redisJournal, type RedisJournalOptions, redisJournalSlot } from '../redis-journal.ts';
import { genesis } from '../../record.ts';
import type { ChainPoint, RedisJournal, TailedEvent } from '../redis-journal-types.ts';

export const PREFIX = 'wr';

/** A name that no other journal of these tests has. */
export function freshElection(): string {
  return `test-${randomUUID().slice(0, 8)}`;
}

/** A journal of a node on a Redis; close it. */
export function openRedisJournal(
  url: string,
  options: Partial<RedisJournalOptions> & { election: string },
): Promise<RedisJournal> {
  const { election, time } = options;
  const store = storeOf(url);
  return redisJournal({
    prefix: PREFIX,
    node: `node-${randomUUID().slice(0, 8)}`,
    openLink: () =>
      redisLink({ store, slotKey: redisJournalSlot(PREFIX, election), ...(time && { time }) }),
    ...options,
  });
}

/** Resolves in the turn in which it holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Everything that a journal's stream holds, page by page, as a copy would have it. */
export async function* wholeLog(
  journal: RedisJournal,
  pageEvents = 1_000,
): AsyncGenerator<TailedEvent[]> {
  let after: ChainPoint = { seq: 0, hash: genesis(journal.identity.journal) };
  for (;;) {
    const page = await journal.readTailed(after, pageEvents);
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = { seq: last.seq, hash: last.hash };
  }
}
