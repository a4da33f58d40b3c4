import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RedisLink, redisLink } from '../../redis/redis-link.ts';
import { storeOf } from '../../redis/testing/link-rig.ts';
import { faultyProxy, type RedisSet, startRedis } from '../../redis/testing/redis-servers.ts';
import type { StoredEvent } from '../journal.ts';
import { entry, noted } from '../testing/entries.ts';
import { CHECKPOINT_EVENTS } from './chain.ts';
import { trimThrough } from './log-copies.ts';
import { logKeys } from './log-keys.ts';
import { EventsTrimmed } from './log-reader.ts';
import { redisJournalSlot, type RedisJournalOptions } from './redis-journal.ts';
import type { RedisJournal } from './redis-journal-types.ts';
import { freshElection, openRedisJournal, PREFIX, until } from './testing/journal-rig.ts';

describe('the journal of several nodes', { timeout: 60_000 }, () => {
  let redis: RedisSet;
  let election: string;
  const opened: RedisJournal[] = [];
  beforeAll(async () => {
    redis = await startRedis();
  }, 60_000);
  afterAll(() => redis.stop());
  beforeEach(() => {
    election = freshElection();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((journal) => journal.close()));
  });

  async function node(
    name: string,
    options: Partial<RedisJournalOptions> = {},
  ): Promise<RedisJournal> {
    const journal = await openRedisJournal(redis.url, { election, node: name, ...options });
    opened.push(journal);
    return journal;
  }
  const command = (...args: (string | number | Buffer)[]): Promise<unknown> =>
    (redis.servers[0] ?? expect.unreachable()).command(...args);
  function filesHold(text: string): boolean {
    const folder = join(redis.servers[0]?.dir ?? '', 'appendonlydir');
    try {
      return readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(text));
    } catch {
      return true; // one of them has just given way: look again
    }
  }
  const linkTo = (url: string): RedisLink =>
    redisLink({ store: storeOf(url), slotKey: redisJournalSlot(PREFIX, election) });
  const keys = () => logKeys(PREFIX, election);
  const personal = { text: 'her name is Ana Lupu' };

  it('[RJ1] shows all nodes the same events in one order, whoever wrote them', async () => {
    const nodes = await Promise.all(['one', 'two', 'three'].map((name) => node(name)));
    const heard = await Promise.all(
      nodes.map(async (journal) => {
        const events: StoredEvent[] = [];
        await journal.subscribe(0, (more) => events.push(...more));
        return events;
      }),
    );
    await Promise.all(
      nodes.flatMap((journal, who) =>
        Array.from({ length: 40 }, (_, n) =>
          journal.append([
            {
              key: `${who} ${n}`,
              entries: [{ aggregate: `a${n % 3}`, event: noted(`${who} ${n}`, { personal }) }],
            },
          ]),
        ),
      ),
    );
    await Promise.all(nodes.map((journal) => journal.caughtUp()));
    expect(heard[0]?.map(({ seq }) => seq)).toEqual(Array.from({ length: 120 }, (_, n) => n + 1));
    expect(heard[1]).toEqual(heard[0]);
    expect(heard[2]).toEqual(heard[0]);
    expect(new Set(nodes.map((journal) => journal.head().hash)).size).toBe(1);
    expect(await nodes[0]?.readAfter(0, 1_000)).toEqual(heard[0]);
    expect(new Set(nodes.map(({ epoch }) => epoch)).size).toBe(1);
  });

  it('[RJ2] lets one node win who race for one version, and tells the others which is there', async () => {
    const nodes = await Promise.all(['one', 'two', 'three'].map((name) => node(name)));
    for (let round = 0; round < 20; round += 1) {
      const results = await Promise.all(
        nodes.map((journal) =>
          journal.append([{ entries: [entry(`a${round}`, 'mine', { expectedVersion: 0 })] }]),
        ),
      );
      const kinds = results.flat().map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(['appended', 'conflict', 'conflict']);
      // Who lost has seen what beat it: it decides again on that.
      for (const journal of nodes) {
        expect(journal.head().seq).toBe(round + 1);
      }
    }
  });

  it('[RJ2] writes one key once, whichever nodes it is sent to', async () => {
    const nodes = await Promise.all(['one', 'two', 'three'].map((name) => node(name)));
    const unit = { key: 'k', entries: [entry('a', '1'), entry('b', '2')] };
    const results = (await Promise.all(nodes.map((journal) => journal.append([unit])))).flat();
    expect(results.map(({ kind }) => kind).toSorted()).toEqual([
      'appended',
      'repeated',
      'repeated',
    ]);
    for (const journal of nodes) expect(await journal.keyed('k')).toEqual({ first: 1, last: 2 });
  });

  it('[RJ3] has, once caught up, what was acknowledged on another node', async () => {
    const [one, two] = [await node('one'), await node('two')];
    const got: number[] = [];
    await two.subscribe(0, (events) => got.push(...events.map(({ seq }) => seq)));
    for (let n = 1; n <= 50; n += 1) {
      await one.append([{ entries: [entry('a', String(n))] }]);
      await two.caughtUp();
      expect(got.at(-1)).toBe(n);
    }
  });

  it('[RJ4] agrees on one journal when nodes open a new election at once', async () => {
    const nodes = await Promise.all(Array.from({ length: 8 }, (_, n) => node(`node ${n}`)));
    expect(new Set(nodes.map(({ identity }) => JSON.stringify(identity))).size).toBe(1);
  });

  it('[RJ5] goes on from a checkpoint, or the beginning, with the same chain', async () => {
    const one = await node('one');
    const many = Array.from({ length: CHECKPOINT_EVENTS + 100 }, (_, n) => ({
      entries: [entry(`a${n % 7}`, String(n))],
    }));
    await one.append(many);
    await until(async () => (await command('HLEN', keys().chain)) === 1);
    expect((await node('two')).head()).toEqual(one.head());
    await command('DEL', keys().chain);
    expect((await node('three')).head()).toEqual(one.head());
    // Whoever walked the chain leaves the checkpoint for the next.
    expect(await command('HLEN', keys().chain)).toBe(1);
  });

  it('[RJ6] keeps what was trimmed verifiable, and says of it that a copy has it', async () => {
    const one = await node('one');
    const units = Array.from({ length: 2 * CHECKPOINT_EVENTS }, (_, n) => ({
      entries: [{ aggregate: n === 0 ? 'first' : 'a', event: noted(String(n), { personal }) }],
    }));
    await one.append(units);
    await one.append([{ entries: [entry('a', 'last')] }]);
    await until(async () => (await command('HLEN', keys().chain)) === 2);
    expect(await one.trimThrough(10)).toBe(0);
    expect(await one.trimThrough(CHECKPOINT_EVENTS + 10)).toBe(CHECKPOINT_EVENTS);
    expect(await one.firstSeq()).toBe(CHECKPOINT_EVENTS + 1);
    expect(await command('HLEN', keys().personal)).toBe(CHECKPOINT_EVENTS);
    await expect(one.readAfter(0, 10)).rejects.toThrow(EventsTrimmed);
    await expect(one.readAggregate('first')).rejects.toThrow(EventsTrimmed);
    expect(await one.readTailed({ seq: 0, hash: '' }, 10)).toEqual([]);
    expect(await one.readAfter(CHECKPOINT_EVENTS, 1)).toHaveLength(1);
    const recent = await one.readAggregate('a', { afterVersion: 2 * CHECKPOINT_EVENTS - 2 });
    expect(recent.map(({ data }) => data['label'])).toEqual([
      String(2 * CHECKPOINT_EVENTS - 1),
      'last',
    ]);

    const two = await node('two');
    expect(two.head()).toEqual(one.head());
    const stale = { entries: [entry('first', 'x', { expectedVersion: 0 })] };
    expect((await two.append([stale]))[0]).toMatchObject({ kind: 'conflict', actual: 1 });
  });

  it('[RJ6] leaves the newest event in place, whatever is asked', async () => {
    const one = await node('one');
    await one.append(
      Array.from({ length: CHECKPOINT_EVENTS }, (_, n) => ({ entries: [entry('a', String(n))] })),
    );
    await until(async () => (await command('HLEN', keys().chain)) === 1);
    expect(await one.trimThrough(CHECKPOINT_EVENTS)).toBe(0);
  });

  it('[RJ6] drops nothing of a log that was restored since', async () => {
    const one = await node('one');
    await one.append(
      Array.from({ length: CHECKPOINT_EVENTS + 1 }, (_, n) => ({
        entries: [entry('a', String(n))],
      })),
    );
    await until(async () => (await command('HLEN', keys().chain)) === 1);
    const link = linkTo(redis.url);
    await link.ready(5_000);
    const range = { seq: CHECKPOINT_EVENTS, headSeq: CHECKPOINT_EVENTS + 1 };
    const trim = (epoch: string) =>
      trimThrough((work) => link.run(work), keys(), { ...range, epoch });
    expect(await trim('before')).toBe(0);
    expect(await one.firstSeq()).toBe(1);
    expect(await trim(one.epoch)).toBe(CHECKPOINT_EVENTS);
    await link.close();
  });

  it.each([
    ['trimmed', () => undefined],
    ['trimmed and restored', () => command('HSET', keys().meta, 'epoch', 'restored')],
  ])(
    '[RJ32] says once that it must be started again where what it has not followed was %s',
    async (_, andThen) => {
      const [server] = redis.servers;
      const proxy = await faultyProxy({ to: { port: server?.port ?? 0 } });
      const stranded: string[] = [];
      const late = await node('late', {
        onStranded: (reason) => stranded.push(reason),
        openLink: (purpose) =>
          linkTo(purpose === 'tail' ? `redis://127.0.0.1:${proxy.port}` : redis.url),
      });
      const one = await node('one');
      await one.append([{ entries: [entry('a', 'seen')] }]);
      await late.caughtUp();
      proxy.refuse();
      await until(() => !late.live());
      await one.append(
        Array.from({ length: CHECKPOINT_EVENTS }, (__, n) => ({
          entries: [entry('a', String(n))],
        })),
      );
      await until(async () => (await command('HLEN', keys().chain)) === 1);
      expect(await one.trimThrough(CHECKPOINT_EVENTS)).toBe(CHECKPOINT_EVENTS);
      await andThen();
      proxy.pass();
      await until(() => stranded.length > 0);
      expect(stranded).toEqual([
        expect.stringMatching(/no longer holds events 2 to 4096 .* again/),
      ]);
      await until(() => !late.status().writable);
      const status = late.status();
      expect(status.writable ? '' : status.reason).toBe(stranded[0]);
      // Started again, it goes on.
      expect((await node('late')).head().seq).toBe(CHECKPOINT_EVENTS + 1);
      await late.close();
      expect(stranded).toHaveLength(1);
      await proxy.close();
    },
  );

  it('[RJ7] tells every node of an erasure, and leaves nothing of the text in Redis', async () => {
    const [one, two] = [await node('one'), await node('two')];
    const secret = { personal: { text: 'only here: Bo Reyes' } };
    await one.append([
      { entries: [{ aggregate: 'a', event: noted('1', secret) }, entry('a', '2')] },
    ]);
    await two.caughtUp();
    expect(filesHold('Bo Reyes')).toBe(true);
    let told = 0;
    const isTold = new Promise<void>((resolve) => {
      two.onErased(() => {
        told += 1;
        resolve();
      });
    });
    const { mark } = await two.erasuresAfter(undefined);
    expect(await one.erasePersonal([1])).toBe(1);
    await isTold;
    expect(told).toBe(1);
    expect((await two.erasuresAfter(mark)).seqs).toEqual([1]);
    expect((await two.readAfter(0, 1))[0]).toMatchObject({ personal: null, erased: true });
    expect(JSON.stringify(await command('HGETALL', keys().personal))).not.toContain('Reyes');
    // The file is written anew, so that it holds nothing of it either.
    await until(() => !filesHold('Bo Reyes'));
    expect((await node('three')).head()).toEqual(one.head());
  });

  it('[RJ7] tells copies to erase what is in Redis no more', async () => {
    const one = await node('one');
    await one.append(
      Array.from({ length: CHECKPOINT_EVENTS + 1 }, (_, n) => ({
        entries: [{ aggregate: 'a', event: noted(String(n), { personal }) }],
      })),
    );
    await until(async () => (await command('HLEN', keys().chain)) === 1);
    await one.trimThrough(CHECKPOINT_EVENTS);
    expect(await one.erasePersonal([7, CHECKPOINT_EVENTS + 1, 99_999])).toBe(1);
    expect((await one.erasuresAfter(undefined)).seqs).toEqual([7, CHECKPOINT_EVENTS + 1]);
  });

  it('[RJ8] has one node at a time make a snapshot, and gives it to all', async () => {
    const [one, two] = [await node('one'), await node('two')];
    await one.append([{ entries: [entry('a', '1'), entry('a', '2')] }]);
    await two.caughtUp();
    expect(await one.wantsSnapshot?.(1, 1)).toBe(true);
    expect(await two.wantsSnapshot?.(2, 1)).toBe(false);
    expect(await two.wantsSnapshot?.(2, 2)).toBe(true);
    await one.saveSnapshot({ seq: 2, format: 1, bytes: Uint8Array.of(1, 2, 3) });
    expect(await one.wantsSnapshot?.(2, 1)).toBe(false);
    expect(await two.loadSnapshot(1)).toEqual({
      seq: 2,
      format: 1,
      bytes: Uint8Array.of(1, 2, 3),
    });
  });

  it('[RJ8] refuses a snapshot that is torn or of another history', async () => {
    const one = await node('one');
    await one.append([{ entries: [entry('a', '1'), entry('a', '2')] }]);
    await one.saveSnapshot({ seq: 2, format: 1, bytes: Uint8Array.of(1) });
    await one.saveSnapshot({ seq: 2, format: 2, bytes: Uint8Array.of(2) });
    const [, sum = ''] = String(await command('HGET', keys().snapshots, 'head:1')).split(' ');
    await command('HSET', keys().snapshots, 'head:1', `${'0'.repeat(64)} ${sum}`);
    await command('HSET', keys().snapshots, 'bytes:2', 'torn');
    expect(await one.loadSnapshot(1)).toBeUndefined();
    expect(await one.loadSnapshot(2)).toBeUndefined();
  });

  it('[RJ8] keeps no snapshot that was taken before an erasure and arrives after it', async () => {
    const one = await node('one');
    await one.append([{ entries: [{ aggregate: 'a', event: noted('1', { personal }) }] }]);
    await one.append([{ entries: [entry('a', '2')] }]);
    await one.erasePersonal([1]);
    await one.saveSnapshot({ seq: 1, format: 1, bytes: Uint8Array.of(1) });
    expect(await one.loadSnapshot(1)).toBeUndefined();
    await one.saveSnapshot({ seq: 2, format: 1, bytes: Uint8Array.of(2) });
    expect((await one.loadSnapshot(1))?.seq).toBe(2);
  });

  it('[RJ9] shows how far the copies of all nodes are', async () => {
    const [one, two] = [await node('one'), await node('two')];
    await one.append([{ entries: [entry('a', '1')] }]);
    const { hash } = one.head();
    await one.reportCopy({ seq: 1, hash });
    await two.reportCopy({ seq: 0, hash: 'x' });
    const copies = (await two.copies()).toSorted((a, b) => a.node.localeCompare(b.node));
    expect(copies).toMatchObject([
      { node: 'one', seq: 1, hash },
      { node: 'two', seq: 0, hash: 'x' },
    ]);
    const [seconds = 0] = ((await command('TIME')) as string[]).map(Number);
    for (const { at } of copies) expect(Math.abs(at / 1000 - seconds)).toBeLessThan(60);
  });

  it('[RJ10] reads long aggregates in order, and of them what is asked', async () => {
    const one = await node('one');
    await one.append(
      Array.from({ length: 1_700 }, (_, n) => ({ entries: [entry('a', String(n + 1))] })),
    );
    const labels = (events: StoredEvent[]) => events.map(({ data }) => Number(data['label']));
    const all = labels(await one.readAggregate('a'));
    expect(all).toEqual(Array.from({ length: 1_700 }, (_, n) => n + 1));
    const some = await one.readAggregate('a', { afterVersion: 3, limit: 2 });
    expect(labels(some)).toEqual([4, 5]);
    expect(await one.readAggregate('a', { afterVersion: 1_700 })).toEqual([]);
    expect(await one.readAggregate('a', { limit: 0 })).toEqual([]);
  });

  it('[RJ11] delivers what was tailed to copies before anyone else hears of it, with its unit', async () => {
    const [one, two] = [await node('one'), await node('two')];
    const order: string[] = [];
    two.onTailed((events) => {
      for (const event of events) order.push(`copy ${event.seq} ${event.unit?.last ?? '-'}`);
    });
    await two.subscribe(0, (events) => {
      for (const { seq } of events) order.push(`subscriber ${seq}`);
    });
    await one.append([{ key: 'k', entries: [entry('a', '1'), entry('a', '2')] }]);
    await two.caughtUp();
    expect(order).toEqual(['copy 1 2', 'copy 2 -', 'subscriber 1', 'subscriber 2']);
    expect((await one.readTailed({ seq: 1, hash: 'x' }, 5)).map(({ seq }) => seq)).toEqual([2]);
  });

  it('[RJ24] reads from the stream what no message told, and what a message does not fit', async () => {
    const one = await node('one');
    const heard: unknown[] = [];
    await one.subscribe(0, (events) => heard.push(...events.map(({ data }) => data['label'])));
    await one.append([{ entries: [entry('a', '1')] }]);
    const silently = async (seq: number): Promise<void> => {
      const { type, at, by, via, data } = noted(String(seq));
      const rest = JSON.stringify({ type, at, by, via, data }).slice(1);
      await command('XADD', keys().events, `${seq}-0`, 'e', `${seq} ${seq - 1}\na\n${rest}`);
      await command('HSET', keys().meta, 'seq', seq);
    };
    await silently(2);
    await until(() => heard.length === 2);
    await silently(3);
    await silently(4);
    // Nobody told of the third: the message about the next does not follow.
    await command('SPUBLISH', keys().tail, `e ${one.epoch} 0 3 4\nwhatever`);
    await until(() => heard.length === 4);
    expect(heard).toEqual(['1', '2', '3', '4']);
    expect(await one.readAfter(0, 9)).toHaveLength(4);
  });
});
