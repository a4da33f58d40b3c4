import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  startRedis,
  startRedisCluster,
  startSentinelSet,
} from '../../scripts/lib/cluster/redis-servers.mjs';
import type { RedisSet, SentinelSet } from '../../scripts/lib/cluster/redis-servers.mjs';
import { respConnection } from '../../scripts/lib/cluster/resp.mjs';

let started: RedisSet[] = [];
afterEach(async () => {
  await Promise.all(started.map((set) => set.stop()));
  started = [];
});
function kept<T extends RedisSet>(set: T): T {
  started.push(set);
  return set;
}

describe('redis servers', () => {
  it('a killed server comes back on its port with all that it acknowledged', async () => {
    const set = kept(await startRedis({ password: 'a secret' }));
    const server = await set.master();
    expect(set.url).toBe(`redis://:a%20secret@127.0.0.1:${server.port}`);
    await server.command('SET', 'colour', 'green');
    await server.kill9();
    expect(server.pid).toBeUndefined();
    await expect(server.command('GET', 'colour')).rejects.toThrow(/closed|ECONNREFUSED/);
    await server.restart();
    expect(await server.command('GET', 'colour')).toBe('green');
    await set.stop();
    expect(existsSync(server.dir)).toBe(false);
  });

  it('three servers in sync, watched by three Sentinels that name the master', async () => {
    const set = kept(await startSentinelSet());
    const master = await set.master();
    expect(await master.command('SET', 'a', '1')).toBe('OK');
    expect(await master.command('WAIT', 2, 2_000)).toBe(2);
    expect(await master.command('CONFIG', 'GET', 'appendfsync')).toEqual(['appendfsync', 'always']);
    expect(set.url).toMatch(/^redis\+sentinel:\/\/(127\.0\.0\.1:\d{5},?){3}\/warroom$/);
  });

  it('a cluster whose masters share all slots, each with a replica', async () => {
    const set = kept(await startRedisCluster());
    const one = await set.master('{wr:one}');
    expect(await one.command('SET', '{wr:one}:a', '1')).toBe('OK');
    expect(await one.command('WAIT', 1, 2_000)).toBe(1);
    const owners = await Promise.all(['a', 'b', 'c', 'd'].map((key) => set.master(key)));
    expect(new Set(owners).size).toBeGreaterThan(1);
  });

  it('a partition keeps some clients with the old master while the others get a new one', async () => {
    const set = kept(await startSentinelSet({ partitionable: true, groups: ['near', 'far'] }));
    const old = await set.master();
    expect(await masterFor(set, 'near')).not.toBe(await masterFor(set, 'far'));
    const near = respConnection(await masterFor(set, 'near'));
    const far = respConnection(await masterFor(set, 'far'));
    expect(await near.command('SET', 'before', '1')).toBe('OK');
    expect(await far.command('GET', 'before')).toBe('1');

    set.partition?.isolate(old, { keeps: ['near'] });
    expect(await near.command('SET', 'island', '1')).toBe('OK');
    expect(await near.command('WAIT', 1, 300)).toBe(0);
    await expect
      .poll(() => set.master().then((server) => server !== old), { timeout: 15_000 })
      .toBe(true);
    const mainland = respConnection(await masterFor(set, 'far'));
    await expect
      .poll(() => mainland.command('SET', 'main', '1').catch(String), { timeout: 5_000 })
      .toBe('OK');
    expect(await near.command('GET', 'main')).toBeNull();

    set.partition?.heal();
    const healed = respConnection(await masterFor(set, 'near'));
    expect(await healed.command('GET', 'main')).toBe('1');
    expect(await healed.command('GET', 'island')).toBeNull();
    for (const connection of [near, far, mainland, healed]) connection.close();
  });
});

/** The port at which clients of a group find the master. */
async function masterFor(set: SentinelSet, group: string): Promise<number> {
  const [, port] = /:(\d{5}),/.exec(set.partition?.url(group) ?? '') ?? [];
  const sentinel = respConnection(Number(port));
  const [, found] = (await sentinel.command(
    'SENTINEL',
    'GET-MASTER-ADDR-BY-NAME',
    'warroom',
  )) as string[];
  sentinel.close();
  return Number(found);
}
