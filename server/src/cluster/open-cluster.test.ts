import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { systemTime } from '../redis/link-time.ts';
import type { LinkTime } from '../redis/link-time.ts';
import { storeOf } from '../redis/testing/link-rig.ts';
import { faultyProxy, startRedis, startRedisCluster } from '../redis/testing/redis-servers.ts';
import type { RedisSet, TestRedis } from '../redis/testing/redis-servers.ts';
import type { Cluster } from './cluster.ts';
import { clusterKeys } from './keys.ts';
import { openCluster } from './open-cluster.ts';
import type { ClusterOptions } from './open-cluster.ts';

/** Ten times as fast, so that nobody waits for what takes seconds. */
const hurried: LinkTime = {
  now: systemTime.now,
  monotonicMs: () => systemTime.monotonicMs() * 10,
  after: (ms, run) => systemTime.after(ms / 10, run),
};

let redis: RedisSet;
let server: TestRedis;
let prefixes = 0;
beforeAll(async () => {
  redis = await startRedis();
  server = await redis.master();
}, 20_000);
afterAll(() => redis.stop());

const newDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'warroom-cluster-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

async function nodeAt(url: string, options: Partial<ClusterOptions> = {}): Promise<Cluster> {
  const cluster = await openCluster({
    store: storeOf(url),
    dataDir: newDir(),
    url: 'http://node.test',
    build: 'b1',
    now: () => 5,
    notice: () => undefined,
    // Links need their time for connecting, which doesn't hurry.
    time: hurried,
    ...options,
  });
  onTestFinished(() => cluster.close());
  return cluster;
}

/** A war room of its own for each test, on the same Redis. */
function ownUrl(base = redis.url): string {
  prefixes += 1;
  return `${base}?prefix=t${prefixes}`;
}

/** What a wish for a lease was told so far. */
function wishOf(cluster: Cluster, name = 'clock'): { told: string[]; giveUp(): void } {
  const told: string[] = [];
  const giveUp = cluster.lease(name, {
    onHeld: () => void told.push('held'),
    onLost: () => void told.push('lost'),
  });
  return { told, giveUp };
}

function heardBy(cluster: Cluster, topic = 'news'): unknown[] {
  const heard: unknown[] = [];
  cluster.bus.subscribe(topic, (message, from) => void heard.push([message, from]));
  return heard;
}

const OFTEN = { timeout: 8_000, interval: 20 };

describe('nodes of a cluster', () => {
  it('[RS20] know each other by the clock of the server, and miss one that is closed', async () => {
    const url = ownUrl();
    const a = await nodeAt(url, { url: 'http://a.test' });
    const b = await nodeAt(url, { url: 'http://b.test', build: 'b2' });
    await expect.poll(() => a.nodes().length, OFTEN).toBe(2);
    const [seconds] = (await server.command('TIME')) as [string];
    const entry = a.nodes().find(({ id }) => id === b.node);
    expect(entry).toMatchObject({ url: 'http://b.test', build: 'b2', startedAt: 5 });
    expect(Math.abs((entry?.seenAt ?? 0) - Number(seconds) * 1_000)).toBeLessThan(10_000);
    await b.close();
    await expect.poll(() => a.nodes().map(({ id }) => id), OFTEN).toEqual([a.node]);
  });

  it('[RS20] miss one whose last sign is of a clock that was set back since', async () => {
    const url = ownUrl();
    const a = await nodeAt(url);
    const { nodes } = clusterKeys(`t${prefixes}`);
    const [seconds] = (await server.command('TIME')) as [string];
    const seenAt = (Number(seconds) + 3_600) * 1_000;
    const dead = { url: '', build: 'b', startedAt: 1, process: 'p', seenAt };
    await server.command('HSET', nodes, 'dead', JSON.stringify(dead));
    await expect.poll(() => server.command('HKEYS', nodes), OFTEN).toEqual([a.node]);
    expect(a.nodes().map(({ id }) => id)).toEqual([a.node]);
  });

  it('[RS20] keep their id, and say so when two use one', async () => {
    const url = ownUrl();
    const dataDir = newDir();
    const notices: string[] = [];
    const notice = (message: string): void => void notices.push(message);
    const a = await nodeAt(url, { dataDir, notice });
    await a.close();
    const again = await nodeAt(url, { dataDir, notice });
    expect(again.node).toBe(a.node);
    expect(notices).toEqual([]);
    await nodeAt(url, { dataDir });
    await expect
      .poll(() => notices, OFTEN)
      .toEqual([
        expect.stringMatching(/Two nodes run as .* a data directory of its own: delete node-id/),
      ]);
  });

  it('[RS20] need the store to start, and say what is wrong with it', async () => {
    const store = storeOf(redis.url);
    const wrong = { ...store, password: 'x', username: 'nobody' };
    await expect(
      openCluster({
        store: wrong,
        dataDir: newDir(),
        url: '',
        build: '',
        now: () => 0,
        notice: () => undefined,
        readyWithinMs: 300,
      }),
    ).rejects.toThrow(/WRONGPASS/);
  });

  it('[RS21] share secrets, also after the store was emptied', async () => {
    const url = ownUrl();
    const [a, b] = [await nodeAt(url), await nodeAt(url)];
    const [mine, yours] = await Promise.all([a.secret('cursors'), b.secret('cursors')]);
    expect(mine).toHaveLength(32);
    expect(yours).toEqual(mine);
    expect(await a.secret('nodes')).not.toEqual(mine);
    await server.command('FLUSHALL');
    const key = `{${storeOf(url).prefix}:nodes}:secrets`;
    await expect.poll(() => server.command('HEXISTS', key, 'cursors'), OFTEN).toBe(1);
    expect(await (await nodeAt(url)).secret('cursors')).toEqual(mine);
  });

  it('[RS22] share tables; each change is told to the others', async () => {
    const url = ownUrl();
    const [a, b] = [(await nodeAt(url)).table('drills'), (await nodeAt(url)).table('drills')];
    const told: string[] = [];
    a.onChanged(() => void told.push('a'));
    b.onChanged(() => void told.push('b'));
    expect(await a.add('one', '{"n":1}')).toBe(true);
    expect(await b.add('one', '{"n":2}')).toBe(false);
    await expect.poll(() => told, OFTEN).toEqual(['b']);
    await b.put('two', '2');
    await expect.poll(() => told, OFTEN).toEqual(['b', 'a']);
    await a.remove('one');
    expect(await b.all()).toEqual(new Map([['two', '2']]));
    await expect.poll(() => told, OFTEN).toEqual(['b', 'a', 'b']);
  });

  it('[RS22] find a change of a table whose telling was lost', async () => {
    const url = ownUrl();
    const a = (await nodeAt(url)).table('drills');
    let isTold = false;
    a.onChanged(() => {
      isTold = true;
    });
    const prefix = storeOf(url).prefix;
    await server.command('HSET', `{${prefix}:nodes}:table:drills`, 'x', '1');
    await server.command('HINCRBY', `{${prefix}:nodes}:table-versions`, 'drills', 1);
    await expect.poll(() => isTold, OFTEN).toBe(true);
    expect(await a.all()).toEqual(new Map([['x', '1']]));
  });
});

describe('the bus', () => {
  it('[RS23] takes messages to all other nodes, in order, and not to the sender', async () => {
    const url = ownUrl();
    const [a, b, c] = [await nodeAt(url), await nodeAt(url), await nodeAt(url)];
    const [byA, byB, byC] = [heardBy(a), heardBy(b), heardBy(c)];
    const other = heardBy(b, 'other');
    await expect
      .poll(() => {
        a.bus.publish('news', 'hello');
        return byB.length > 0 && byC.length > 0;
      }, OFTEN)
      .toBe(true);
    for (let n = 0; n < 100; n += 1) a.bus.publish('news', { n });
    const last = [{ n: 99 }, a.node];
    await expect.poll(() => [byB.at(-1), byC.at(-1)], OFTEN).toEqual([last, last]);
    expect(byB.slice(-100)).toEqual(Array.from({ length: 100 }, (_, n) => [{ n }, a.node]));
    expect(byA).toEqual([]);
    expect(other).toEqual([]);
  });

  it('[RS24] passes over what is no message of ours, and a listener that throws', async () => {
    const url = ownUrl();
    const notices: string[] = [];
    const a = await nodeAt(url);
    const b = await nodeAt(url, { notice: (message) => void notices.push(message) });
    b.bus.subscribe('news', () => {
      throw new Error('of the listener');
    });
    const heard = heardBy(b);
    const channel = `${storeOf(url).prefix}:bus:news`;
    await expect.poll(() => server.command('PUBLISH', channel, 'x'), OFTEN).toBe(1);
    for (const garbage of ['', 'null', '{', '[]', '{"node":1}', `"${'x'.repeat(100_000)}"`])
      await server.command('PUBLISH', channel, garbage);
    a.bus.publish('news', 'x'.repeat(70_000));
    a.bus.publish('news', 'last');
    await expect.poll(() => heard, OFTEN).toEqual([['last', a.node]]);
    expect(a.bus.dropped()).toBe(1);
    expect(notices).toEqual([expect.stringMatching(/of node .* on "news" could not be taken/)]);
  });

  it('[RS25] drops messages while the store is away, and works again once it is back', async () => {
    const own = await startRedis();
    onTestFinished(() => own.stop());
    const [a, b] = [await nodeAt(own.url), await nodeAt(own.url)];
    const heard = heardBy(b);
    await (await own.master()).kill9();
    await expect
      .poll(() => [a.fault(), b.fault()], OFTEN)
      .toEqual([expect.stringMatching(/refused/), expect.stringMatching(/refused/)]);
    a.bus.publish('news', 'lost');
    await (await own.master()).restart();
    await expect
      .poll(() => {
        a.bus.publish('news', 'back');
        return heard.length > 0;
      }, OFTEN)
      .toBe(true);
    expect(heard[0]).toEqual(['back', a.node]);
    expect(a.bus.dropped()).toBeGreaterThan(0);
    await expect.poll(() => [a.fault(), b.fault()], OFTEN).toEqual([null, null]);
  });

  it('[RS23] [RS26] works over all masters of a Redis Cluster, and so do leases', async () => {
    const set = await startRedisCluster({ replicasEach: 0 });
    onTestFinished(() => set.stop());
    const nodes = [await nodeAt(set.url), await nodeAt(set.url)] as const;
    const heard = heardBy(nodes[1]);
    await expect
      .poll(() => {
        nodes[0].bus.publish('news', 1);
        return heard.length > 0;
      }, OFTEN)
      .toBe(true);
    const wishes = nodes.map((node) => wishOf(node));
    await expect.poll(() => wishes.flatMap(({ told }) => told), OFTEN).toEqual(['held']);
  }, 30_000);
});

describe('a lease', () => {
  it('[RS26] is held by one node at a time and goes on when that gives it up or closes', async () => {
    const url = ownUrl();
    const nodes = [await nodeAt(url), await nodeAt(url), await nodeAt(url)];
    const wishes = nodes.map((node) => wishOf(node));
    const isHolder = ({ told }: { told: string[] }): boolean => told.at(-1) === 'held';
    await expect.poll(() => wishes.filter(isHolder).length, OFTEN).toBe(1);
    const first = wishes.findIndex(isHolder);
    wishes[first]?.giveUp();
    const rest = wishes.filter((_, i) => i !== first);
    await expect.poll(() => rest.filter(isHolder).length, OFTEN).toBe(1);
    const second = wishes.findIndex((wish, i) => i !== first && isHolder(wish));
    await nodes[second]?.close();
    const third = wishes.find((_, i) => i !== first && i !== second);
    await expect.poll(() => third?.told, OFTEN).toEqual(['held']);
    // Giving it up oneself is no loss.
    expect(wishes.flatMap(({ told }) => told)).toEqual(['held', 'held', 'held']);
  });

  it('[RS27] is lost before it runs out when the store can not be asked, and then another has it', async () => {
    const proxy = await faultyProxy({ to: { port: server.port } });
    onTestFinished(() => proxy.close());
    const url = ownUrl();
    const prefix = storeOf(url).prefix;
    const lone = await nodeAt(`redis://127.0.0.1:${proxy.port}?prefix=${prefix}`);
    const held = wishOf(lone);
    await expect.poll(() => held.told, OFTEN).toEqual(['held']);
    const other = wishOf(await nodeAt(url));
    proxy.freeze();
    await expect.poll(() => held.told, OFTEN).toEqual(['held', 'lost']);
    const key = `{${prefix}:nodes}:lease:clock`;
    expect(await server.command('PTTL', key)).toBeGreaterThan(0);
    expect(other.told).toEqual([]);
    await server.command('PEXPIRE', key, 1);
    await expect.poll(() => other.told, OFTEN).toEqual(['held']);
    proxy.pass();
    proxy.cut();
    await expect.poll(() => lone.fault(), OFTEN).toBeNull();
    expect(held.told).toEqual(['held', 'lost']);
  });

  it('[RS27] is lost when another has it all the same', async () => {
    const url = ownUrl();
    const held = wishOf(await nodeAt(url));
    await expect.poll(() => held.told, OFTEN).toEqual(['held']);
    const key = `{${storeOf(url).prefix}:nodes}:lease:clock`;
    await server.command('SET', key, 'another', 'PX', 600);
    await expect.poll(() => held.told, OFTEN).toEqual(['held', 'lost', 'held']);
  });
});
