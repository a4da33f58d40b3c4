import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { redisLink } from '../../redis/redis-link.ts';
import { storeOf } from '../../redis/testing/link-rig.ts';
import {
  type FaultyProxy,
  faultyProxy,
  type RedisSet,
  startRedis,
  type TestRedis,
} from '../../redis/testing/redis-servers.ts';
import { JournalUnavailable, type Unit, type UnitResult } from '../journal.ts';
import { entry, noted } from '../testing/entries.ts';
import { logKeys } from './log-keys.ts';
import { loadIntoRedis } from './log-load.ts';
import { redisJournalSlot, type RedisJournalOptions } from './redis-journal.ts';
import type { RedisJournal, TailedEvent } from './redis-journal-types.ts';
import { cuttingProxy } from './testing/cutting-proxy.ts';
import { freshElection, openRedisJournal, PREFIX, until, wholeLog } from './testing/journal-rig.ts';

describe('the journal on Redis when things go wrong', { timeout: 60_000 }, () => {
  let redis: RedisSet;
  let server: TestRedis;
  let election: string;
  const endings: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    redis = await startRedis();
    [server = expect.unreachable()] = redis.servers;
    election = freshElection();
  }, 60_000);
  afterEach(async () => {
    for (const end of endings.splice(0).toReversed()) await end();
    await redis.stop();
  });

  async function node(
    name: string,
    options: Partial<RedisJournalOptions> & { port?: number } = {},
  ): Promise<RedisJournal> {
    const { port = server.port, ...more } = options;
    const journal = await openRedisJournal(`redis://127.0.0.1:${port}`, {
      election,
      node: name,
      ...more,
    });
    endings.push(() => journal.close());
    return journal;
  }
  async function cable(): Promise<FaultyProxy> {
    const proxy = await faultyProxy({ to: { port: server.port } });
    endings.push(() => proxy.close());
    return proxy;
  }
  const writable = (journal: RedisJournal) => until(() => journal.status().writable);
  const lost = (journal: RedisJournal) =>
    until(() => {
      const status = journal.status();
      return !status.writable && status.kind === 'lost';
    });
  const reasonOf = (journal: RedisJournal): string => {
    const status = journal.status();
    return status.writable ? '' : status.reason;
  };
  const note = (label: string): Unit => ({ entries: [entry('a', label)] });
  const labels = async (journal: RedisJournal) =>
    (await journal.readAfter(0, 1_000)).map(({ data }) => data['label']);

  it('[RJ12] writes a batch once, wherever the connection tears, and answers as if it had not', async () => {
    const proxy = await cuttingProxy(server.port);
    endings.push(() => proxy.close());
    const journal = await node('one', {
      settleWithinMs: 30_000,
      openLink: (purpose) =>
        redisLink({
          store: storeOf(`redis://127.0.0.1:${purpose === 'commands' ? proxy.port : server.port}`),
          slotKey: redisJournalSlot(PREFIX, election),
        }),
    });
    let label = 0;
    let written = 0;
    /** Refused as `unreachable` means that nothing was written: the numbers below would tell otherwise. */
    async function append(units: Unit[]): Promise<UnitResult[]> {
      for (;;) {
        await writable(journal);
        try {
          return await journal.append(units);
        } catch (error) {
          if (!(error instanceof JournalUnavailable) || error.kind !== 'unreachable') throw error;
        }
      }
    }
    const someUnit = fc.record({ count: fc.integer({ min: 1, max: 3 }), isKeyed: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('to-server' as const, 'to-client' as const),
        fc.oneof(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 3_000 })),
        fc.array(someUnit, { minLength: 1, maxLength: 5 }),
        async (direction, bytes, drawn) => {
          await writable(journal);
          const units = drawn.map(({ count, isKeyed }): Unit => {
            label += 1;
            return {
              ...(isKeyed && { key: `key ${label}` }),
              entries: Array.from({ length: count }, (_, n) => ({
                aggregate: `a${label % 3}`,
                event: noted(`${label}.${n}`, { personal: { text: 'x'.repeat(40) } }),
              })),
            };
          });
          proxy.tearAfter(direction, bytes);
          const results = await append(units);
          for (const [index, result] of results.entries()) {
            const count = units[index]?.entries.length ?? 0;
            expect(result).toEqual({
              kind: 'appended',
              first: written + 1,
              last: written + count,
            });
            written += count;
          }
        },
      ),
      { numRuns: 40 },
    );
    proxy.hold();
    await writable(journal);
    const all = await journal.readAfter(0, 10_000);
    expect(all).toHaveLength(written);
    expect(new Set(all.map(({ data }) => data['label'])).size).toBe(written);
  });

  it('[RJ12] says that it does not know where no answer comes in time, and never sends that again', async () => {
    const proxy = await cable();
    const journal = await node('one', { port: proxy.port, settleWithinMs: 300 });
    await journal.append([note('before')]);
    proxy.freeze('to-client');
    const doubtful = { key: 'k', entries: [entry('a', 'doubtful')] };
    const unsettled = { name: 'JournalUnavailable', kind: 'unsettled' };
    await expect(journal.append([doubtful])).rejects.toMatchObject(unsettled);
    proxy.pass();
    await writable(journal);
    // The same key settles it: it had arrived.
    expect(await journal.append([doubtful])).toEqual([{ kind: 'repeated', first: 2, last: 2 }]);
    expect(await journal.append([note('next')])).toMatchObject([{ kind: 'appended', first: 3 }]);
    expect(await labels(journal)).toEqual(['before', 'doubtful', 'next']);
  });

  it('[RJ13] has all that it acknowledged after kill -9 of Redis under load, and goes on by itself', async () => {
    const [one, two] = [await node('one'), await node('two')];
    const acknowledged = new Map<string, number>();
    let isOver = false;
    const callers = [one, two].flatMap((journal, who) =>
      Array.from({ length: 8 }, async (_, caller) => {
        for (let n = 0; !isOver; n += 1) {
          const label = `${who} ${caller} ${n}`;
          try {
            const [result] = await journal.append([{ key: label, entries: [entry('a', label)] }]);
            if (result?.kind === 'appended' || result?.kind === 'repeated') {
              acknowledged.set(label, result.first);
            }
          } catch {
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
        }
      }),
    );
    for (let round = 1; round <= 3; round += 1) {
      const target = acknowledged.size + 200;
      await until(() => acknowledged.size >= target);
      await server.kill9();
      await server.restart();
    }
    const target = acknowledged.size + 200;
    await until(() => acknowledged.size >= target);
    isOver = true;
    await Promise.all(callers);
    // The one may have had all of the last callers' answers while the other still reconnected.
    for (const journal of [one, two]) {
      await writable(journal);
      await journal.caughtUp();
    }
    expect(one.head()).toEqual(two.head());
    const events = await one.readAfter(0, 100_000);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1));
    const bySeq = new Map(events.map(({ seq, data }) => [seq, data['label']]));
    for (const [label, seq] of acknowledged) expect(bySeq.get(seq)).toBe(label);
    expect(new Set(events.map(({ data }) => data['label'])).size).toBe(events.length);
  });

  it('[RJ14] is lost when Redis comes back empty, says what to do, and goes on once restored', async () => {
    const one = await node('one');
    const { epoch } = one;
    const heard: unknown[] = [];
    await one.subscribe(0, (events) => heard.push(...events.map(({ data }) => data['label'])));
    await one.append([
      { key: 'k', entries: [entry('a', '1'), entry('b', '2')] },
      { entries: [{ aggregate: 'a', event: noted('3', { personal: { text: 'x' } }) }] },
    ]);
    const copy: TailedEvent[][] = [];
    for await (const page of wholeLog(one)) copy.push(page);
    const head = one.head();

    await server.command('FLUSHALL');
    const refusal = { name: 'JournalUnavailable', kind: 'lost' };
    await expect(one.append([note('4')])).rejects.toMatchObject(refusal);
    await lost(one);
    expect(reasonOf(one)).toContain(`warroom restore --election ${election}`);
    expect(reasonOf(one)).toContain('this node holds up to event 3');
    expect(one.live()).toBe(false);
    await expect(one.caughtUp()).rejects.toMatchObject(refusal);
    // A node that starts now must not begin an empty journal in its place.
    await expect(node('new')).rejects.toMatchObject(refusal);

    const link = redisLink({
      store: storeOf(redis.url),
      slotKey: redisJournalSlot(PREFIX, election),
    });
    endings.push(() => link.close());
    await link.ready(5_000);
    await loadIntoRedis({
      link,
      prefix: PREFIX,
      election,
      identity: { journal: one.identity.journal, epoch: 'restored' },
      events: copy,
      now: () => 0,
    });
    await writable(one);
    expect(epoch).not.toBe('restored');
    expect(one.epoch).toBe('restored');
    expect(one.head()).toEqual(head);
    expect(await one.append([note('4')])).toMatchObject([{ first: 4 }]);
    expect(heard).toEqual(['1', '2', '3', '4']);
    expect((await node('new')).head()).toEqual(one.head());
  });

  it('[RJ14] is lost when Redis comes back with an older state of its data', async () => {
    const data = join(server.dir, 'appendonlydir');
    const one = await node('one');
    await one.append([note('1'), note('2')]);
    await server.kill9();
    cpSync(data, `${server.dir}/older`, { recursive: true });
    await server.restart();
    await writable(one);
    await one.append([note('3')]);
    await server.kill9();
    rmSync(data, { recursive: true });
    cpSync(`${server.dir}/older`, data, { recursive: true });
    await server.restart();
    await lost(one);
    expect(reasonOf(one)).toContain('2 of the 3 events');
    await expect(one.append([note('4')])).rejects.toMatchObject({ kind: 'lost' });
    expect(one.head().seq).toBe(3);
  });

  it('[RJ14] is lost when Redis comes back with another history, as long as or longer than its own', async () => {
    const proxies = [await cable(), await cable()];
    const nodes = await Promise.all(
      proxies.map((proxy, n) => node(`node ${n}`, { port: proxy.port })),
    );
    await nodes[0]?.append([note('1')]);
    await server.command('SAVE'); // what a start without the append-only file finds
    await nodes[0]?.append([note('2'), note('3')]);
    await nodes[1]?.caughtUp();
    for (const proxy of proxies) proxy.refuse();
    await until(() => nodes.every((journal) => !journal.status().writable));
    await server.kill9();
    await server.restart({ config: { appendonly: 'no' } });
    const other = await node('other');
    expect(other.head().seq).toBe(1);
    await other.append([note('2'), note('another 3')]);
    proxies[0]?.pass();
    await lost(nodes[0] ?? expect.unreachable());
    expect(reasonOf(nodes[0] ?? expect.unreachable())).toContain('another history');
    await other.append([note('4'), note('5')]);
    proxies[1]?.pass();
    await lost(nodes[1] ?? expect.unreachable());
  });

  it('[RJ15] does not open a log that lacks what the node has in its copy, or is of another journal', async () => {
    const one = await node('one');
    await one.append([note('1'), note('2')]);
    const base = { journal: one.identity.journal, ...one.head() };
    const refusal = { name: 'JournalUnavailable', kind: 'lost' };
    const again = await node('again', { base });
    expect(again.head()).toEqual(one.head());
    await expect(node('ahead', { base: { ...base, seq: 3 } })).rejects.toMatchObject(refusal);
    await expect(node('diverged', { base: { ...base, hash: 'x' } })).rejects.toMatchObject(refusal);
    await expect(node('foreign', { base: { ...base, journal: 'x' } })).rejects.toMatchObject(
      refusal,
    );
    election = freshElection();
    await expect(node('empty', { base })).rejects.toMatchObject(refusal);
    // Nor does anyone else make it anew meanwhile.
    await expect(node('new')).rejects.toMatchObject(refusal);
  });

  it('[RJ16] leaves the event loop free while Redis is frozen, refuses in time, and goes on by itself', async () => {
    const [one, two] = [
      await node('one', { settleWithinMs: 800, catchUpWithinMs: 300 }),
      await node('two', { settleWithinMs: 800 }),
    ];
    await one.append([note('1')]);
    const lag = monitorEventLoopDelay({ resolution: 5 });
    lag.enable();
    server.pause();
    endings.push(async () => server.resume());
    const frozenAt = performance.now();
    const doubtful = one.append([{ key: 'k', entries: [entry('a', 'doubtful')] }]);
    await expect(one.caughtUp()).rejects.toMatchObject({ kind: 'unreachable' });
    await expect(doubtful).rejects.toMatchObject({ kind: 'unsettled' });
    expect(performance.now() - frozenAt).toBeLessThan(3_000);
    await until(() => !one.status().writable && !one.live() && !two.live());
    await expect(one.append([note('refused')])).rejects.toMatchObject({ kind: 'unreachable' });
    lag.disable();
    expect(lag.max / 1e6).toBeLessThan(250);
    server.resume();
    await writable(one);
    await writable(two);
    const [settled] = await one.append([{ key: 'k', entries: [entry('a', 'doubtful')] }]);
    expect(['appended', 'repeated']).toContain(settled?.kind);
    await two.caughtUp();
    expect(await labels(two)).toEqual(['1', 'doubtful']);
    expect(one.live() && two.live()).toBe(true);
  });

  it('[RJ17] notices that the chain which others wrote down is not its own', async () => {
    const one = await node('one');
    await server.command('HSET', logKeys(PREFIX, election).chain, '4096', 'f'.repeat(64));
    await one
      .append(Array.from({ length: 4_096 }, (_, n) => note(String(n))))
      .catch(() => undefined);
    await lost(one);
    expect(reasonOf(one)).toContain('another history');
  });

  it('[RJ18] refuses as full what Redis has no room for, reads on, and writes again when there is', async () => {
    const one = await node('one');
    await one.append([note('1')]);
    await server.command('CONFIG', 'SET', 'maxmemory', '1');
    await expect(one.append([note('2')])).rejects.toMatchObject({ kind: 'disk-full' });
    expect(await labels(one)).toEqual(['1']);
    await server.command('CONFIG', 'SET', 'maxmemory', '0');
    expect(await one.append([note('2')])).toMatchObject([{ kind: 'appended', first: 2 }]);
  });
});
