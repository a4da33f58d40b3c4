import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redisLink, type RedisLink } from '../../redis/redis-link.ts';
import { storeOf } from '../../redis/testing/link-rig.ts';
import { type RedisSet, startRedis } from '../../redis/testing/redis-servers.ts';
import { entry, noted } from '../testing/entries.ts';
import { logKeys } from './log-keys.ts';
import { loadIntoRedis } from './log-load.ts';
import { redisJournalSlot } from './redis-journal.ts';
import type { RedisJournal, TailedEvent } from './redis-journal-types.ts';
import { freshElection, openRedisJournal, PREFIX, until, wholeLog } from './testing/journal-rig.ts';

describe('loading a history into Redis', { timeout: 60_000 }, () => {
  let redis: RedisSet;
  let election: string;
  let source: RedisJournal;
  let link: RedisLink;
  const opened: RedisJournal[] = [];
  beforeAll(async () => {
    redis = await startRedis();
  }, 60_000);
  afterAll(() => redis.stop());

  async function open(name: string): Promise<RedisJournal> {
    const journal = await openRedisJournal(redis.url, { election: name });
    opened.push(journal);
    return journal;
  }
  beforeEach(async () => {
    source = await open(freshElection());
    election = freshElection();
    link = redisLink({
      store: storeOf(redis.url),
      slotKey: redisJournalSlot(PREFIX, election),
    });
    await link.ready(5_000);
    const personal = { text: 'her name' };
    await source.append(
      Array.from({ length: 1_500 }, (_, n) => ({
        ...(n % 3 === 0 && { key: `key ${n}` }),
        entries: [
          { aggregate: `a${n % 11}`, event: noted(String(n), n % 2 ? { personal } : {}) },
          entry('b\0\ud800', `${n}b`),
        ],
      })),
    );
    await source.erasePersonal([3, 7]);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((journal) => journal.close()));
    await link.close();
  });

  function load(events: AsyncIterable<readonly TailedEvent[]> | readonly TailedEvent[][]) {
    const identity = { journal: source.identity.journal, epoch: 'loaded' };
    return loadIntoRedis({ link, prefix: PREFIX, election, identity, events, now: () => 7 });
  }

  it('[RJ19] makes the same journal, event by event, with its keys, versions and erasures', async () => {
    expect(await load(wholeLog(source, 77))).toEqual(source.head());
    const loaded = await open(election);
    expect(loaded.identity).toEqual({ journal: source.identity.journal, epoch: 'loaded' });
    expect(loaded.head()).toEqual(source.head());
    const events = await loaded.readAfter(0, 10_000);
    expect(events).toEqual(await source.readAfter(0, 10_000));
    expect(events[2]).toMatchObject({ personal: null, erased: true });
    expect(await loaded.readAggregate('b\0\ud800')).toHaveLength(1_500);
    expect(await loaded.keyed('key 3')).toEqual({ first: 7, last: 8 });
    const repeated = await loaded.append([{ key: 'key 3', entries: [entry('a0', 'x')] }]);
    expect(repeated).toEqual([{ kind: 'repeated', first: 7, last: 8 }]);
    const tailed: TailedEvent[] = [];
    for await (const page of wholeLog(loaded)) tailed.push(...page);
    expect(tailed[6]?.unit).toEqual({ key: 'key 3', last: 8 });
    // Copies that still hold those texts hear of it.
    expect((await loaded.erasuresAfter(undefined)).seqs).toEqual([3, 7]);
  });

  it('[RJ19] loads only where there are no events yet, and changes nothing then', async () => {
    await load(wholeLog(source));
    await expect(load(wholeLog(source))).rejects.toThrow('already holds 3000 events');
    expect((await open(election)).head()).toEqual(source.head());
  });

  it('[RJ19] takes the place of an empty journal, which its nodes follow', async () => {
    const early = await open(election);
    expect(early.head().seq).toBe(0);
    const got: number[] = [];
    await early.subscribe(0, (events) => got.push(...events.map(({ seq }) => seq)));
    await load(wholeLog(source));
    await until(() => early.status().writable);
    await early.caughtUp();
    expect(early.head()).toEqual(source.head());
    expect(early.epoch).toBe('loaded');
    expect(got).toHaveLength(3_000);
  });

  it('[RJ20] shows a load that was broken off for what it is, and can be done again', async () => {
    async function* brokenOff(): AsyncGenerator<TailedEvent[]> {
      for await (const page of wholeLog(source)) {
        yield page;
        throw new Error('the cable was pulled');
      }
    }
    await expect(load(brokenOff())).rejects.toThrow('the cable was pulled');
    await expect(open(election)).rejects.toMatchObject({
      kind: 'lost',
      message: expect.stringContaining('is being loaded into Redis (1000 events so far)'),
    });
    expect(await load(wholeLog(source))).toEqual(source.head());
    expect((await open(election)).head()).toEqual(source.head());
  });

  it('[RJ20] leaves a load alone that somebody else has under way', async () => {
    const { meta } = logKeys(PREFIX, election);
    async function* interrupted(): AsyncGenerator<TailedEvent[]> {
      yield* wholeLog(source);
      await expect(load(wholeLog(source))).rejects.toThrow('Somebody else is loading');
    }
    await load(interrupted());
    expect(await redis.servers[0]?.command('HEXISTS', meta, 'loading')).toBe(0);
  });

  it('[RJ20] refuses a history that was altered or lacks something, and does not finish it', async () => {
    const pages: TailedEvent[][] = [];
    for await (const page of wholeLog(source)) pages.push(page);
    const altered = pages.map((page) =>
      page.map((event) =>
        event.seq === 1_200 ? { ...event, record: event.record.replace('599', '600') } : event,
      ),
    );
    await expect(load(altered)).rejects.toThrow('Event 1200');
    await expect(load(pages.slice(1))).rejects.toThrow('Event 1 ');
    const cutWithinUnit = [pages[0]?.slice(0, 7) ?? []];
    await expect(load(cutWithinUnit)).rejects.toThrow('is not whole');
    await expect(open(election)).rejects.toMatchObject({ kind: 'lost' });
  });
});
