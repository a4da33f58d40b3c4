import type { RedisClient, RedisLink } from '../../redis/redis-link.ts';
import { waitForReplicas } from '../../redis/replicas.ts';
import { redisScript } from '../../redis/script.ts';
import { genesis } from '../record.ts';
import { hashAt, readSealed } from '../redis/chain.ts';
import { erasuresAfter } from '../redis/log-erasure.ts';
import { firstSeq, readCopies } from '../redis/log-copies.ts';
import { logKeys, type LogKeys } from '../redis/log-keys.ts';
import { findLog, type LogStanding } from '../redis/log-standing.ts';
import type { ChainPoint, TailedEvent } from '../redis/redis-journal-types.ts';

const PAGE_EVENTS = 1_000;
const SLOW_MS = 30_000;

/** How far a node said that it holds a journal: by its copy, or by what it misses in Redis. */
export interface Holding {
  node: string;
  seq: number;
}

/** The log of one election in Redis, for who looks at it from outside: nothing is made or followed. */
export interface SharedLog {
  standing(): Promise<LogStanding>;
  /** What nodes said they hold of this journal, also where Redis lost it. */
  held(journal: string): Promise<Holding[]>;
  /** The chain's hash at `seq`, as far as Redis can tell. */
  hashAt(journal: string, seq: number): Promise<string | undefined>;
  firstSeq(): Promise<number>;
  /** Events that follow `after` up to `last`, in pages. Ends early where the stream does. */
  pages(after: ChainPoint, last: number): AsyncGenerator<TailedEvent[]>;
  erasures(): Promise<number[]>;
  /**
   * Gives all keys of the log other names, so that it can be made anew and nothing is lost. Who writes
   * meanwhile is refused. Answers what the names begin with.
   */
  setAside(suffix: string): Promise<string>;
}

/** Takes the link as it is; whoever made it closes it. */
export function sharedLog(link: RedisLink, prefix: string, election: string): SharedLog {
  const keys = logKeys(prefix, election);
  const run = <T>(work: (client: RedisClient) => Promise<T>): Promise<T> =>
    link.run(work, { timeoutMs: SLOW_MS });
  return {
    standing: () => run((client) => findLog(client, keys)),
    held: (journal) => run((client) => heldBy(client, keys, journal)),
    hashAt: (journal, seq) => run((client) => hashAt(client, keys, journal, seq)),
    firstSeq: () => run((client) => firstSeq(client, keys)),
    async *pages(after, last) {
      let point = after;
      while (point.seq < last) {
        const from = point;
        const { events } = await run((client) => readSealed(client, keys, from, last, PAGE_EVENTS));
        const end = events.at(-1);
        if (!end) return;
        yield events;
        point = { seq: end.seq, hash: end.hash };
      }
    },
    erasures: async () => (await run((client) => erasuresAfter(client, keys, undefined))).seqs,
    setAside: (suffix) => setAside(link, keys, suffix),
  };
}

/** Where the chain of a journal begins. */
export function chainStart(journal: string): ChainPoint {
  return { seq: 0, hash: genesis(journal) };
}

async function heldBy(client: RedisClient, keys: LogKeys, journal: string): Promise<Holding[]> {
  const standing = await findLog(client, keys);
  const missed = await client.hGetAll(keys.missed);
  const ofMissed = Object.entries(missed).flatMap(([node, value]) => {
    const [seq, of] = value.split(' ');
    return of === journal ? [{ node, seq: Number(seq) }] : [];
  });
  // Reports are of the log that is there; where there is none, of the one that was.
  if (standing.kind === 'there' && standing.identity.journal !== journal) return ofMissed;
  const reports = await readCopies(client, keys);
  return ofMissed.concat(reports.map(({ node, seq }) => ({ node, seq })));
}

const RENAME_KEYS = 500;
const RENAME = redisScript(`
for i = 1, #KEYS, 2 do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('RENAME', KEYS[i], KEYS[i + 1]) end
end
return 1`);

async function setAside(link: RedisLink, keys: LogKeys, suffix: string): Promise<string> {
  const tag = keys.slotKey.slice(0, keys.slotKey.indexOf('}:') + 2);
  const aside = `${tag}${suffix}:`;
  // First what makes it a log, so that nobody writes to half of one; last what says that there was one.
  const late = new Set([keys.copies, keys.missed]);
  const names = [
    keys.meta,
    ...[...keys.all()].filter((key) => key !== keys.meta && !late.has(key)),
    ...late,
  ];
  for (let from = 0; from < names.length; from += RENAME_KEYS) {
    const pairs = names
      .slice(from, from + RENAME_KEYS)
      .flatMap((name) => [name, aside + name.slice(tag.length)]);
    await link.run((client) => RENAME.run(client, pairs, []), { timeoutMs: SLOW_MS });
  }
  await link.run((client) => waitForReplicas(client, link.state()));
  return aside;
}
