import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { durabilityChecks } from './checks.ts';
import { parseNodes } from './cluster-locator.ts';
import type { LinkState } from './redis-link.ts';
import { electionMemory, newestOf } from './sentinels.ts';
import { connectedTo, lostBecause, stateOf, storeOf, testLink } from './testing/link-rig.ts';
import { startRedis, startRedisCluster, startSentinelSet } from './testing/redis-servers.ts';
import type { RedisClusterSet, SentinelSet, TestRedis } from './testing/redis-servers.ts';

const elsewhere = (server: TestRedis) => (state: LinkState) =>
  state.connected && !state.server.address.endsWith(`:${server.port}`);

describe('a link by Sentinels', () => {
  async function sentinelSet(): Promise<SentinelSet> {
    const set = await startSentinelSet({ password: 'of the data' });
    onTestFinished(() => set.stop());
    return set;
  }

  it('[RS13] goes to the new master when the old one dies, and admits it once it has a replica', async () => {
    const set = await sentinelSet();
    const store = storeOf(set.url);
    const checks = durabilityChecks({ store, isUnsafeAllowed: false });
    const link = testLink(store, { admit: checks.admit });
    const old = await set.master();
    await connectedTo(link, old.port);
    expect(link.state()).toMatchObject({ server: { replicas: 2 } });
    await old.kill9();
    await lostBecause(link, /connection refused/);
    await stateOf(link, elsewhere(old));
    expect(await link.run((client) => client.set('a', 'b'))).toBe('OK');
  }, 30_000);

  it('[RS13] goes to the new master although the old one still answers', async () => {
    const set = await sentinelSet();
    const link = testLink(storeOf(set.url));
    const old = await set.master();
    await connectedTo(link, old.port);
    // So that nothing but the Sentinels' word tells: they end clients' connections otherwise.
    const idle = link.run((client) => client.blPop('nothing', 0), { timeoutMs: 60_000 });
    idle.catch(() => undefined);
    await set.sentinels[0]?.command('SENTINEL', 'FAILOVER', 'warroom');
    await stateOf(link, elsewhere(old));
    await expect(idle).rejects.toMatchObject({ kind: 'no-answer' });
  }, 30_000);

  it('[RS13] does not wait for one that took the connection and fell silent, once another is elected', async () => {
    const set = await sentinelSet();
    const old = await set.master();
    old.pause();
    onTestFinished(() => old.resume());
    const link = testLink(storeOf(set.url), { connectTimeoutMs: 60_000 });
    await lostBecause(link, /Sentinels name .* as master now/);
    await stateOf(link, elsewhere(old));
    expect(link.state()).toMatchObject({ connected: true });
  }, 30_000);

  it('[RS13] leaves a master that stopped as soon as another is elected', async () => {
    const set = await sentinelSet();
    const link = testLink(storeOf(set.url), { probeEachMs: 60_000 });
    const old = await set.master();
    await connectedTo(link, old.port);
    old.pause();
    onTestFinished(() => old.resume());
    const lost = await stateOf(link, (state) => !state.connected);
    expect(lost).toMatchObject({
      reason: expect.stringMatching(/Sentinels name .* as master now/),
    });
    await stateOf(link, elsewhere(old));
  }, 30_000);

  it('[RS14] says when the name is unknown, no host is a Sentinel, and a Sentinel is no store', async () => {
    const set = await sentinelSet();
    const store = storeOf(set.url);
    const misnamed = testLink({ ...store, name: 'other' });
    await lostBecause(misnamed, /watches no master named "other"; the name is the last part/);
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const { hosts } = storeOf(redis.url);
    await lostBecause(testLink({ ...store, hosts }), /is no Sentinel; redis\+sentinel:\/\/ names/);
    const single = { ...storeOf(redis.url), hosts: store.hosts.slice(0, 1) };
    const lost = await lostBecause(
      testLink(single),
      /this is a Sentinel; write STORE as redis\+sentinel/,
    );
    expect(lost.connected).toBe(false);
  }, 30_000);
});

describe('what Sentinels say', () => {
  const view = (port: number, epoch: number) => ({ host: { host: 'h', port }, epoch });

  it('[RS13] is taken from the newest election, and from most of them', () => {
    expect(newestOf([])).toBeUndefined();
    expect(newestOf([view(1, 3), view(1, 3), view(2, 4)])).toEqual(view(2, 4));
    expect(newestOf([view(1, 3), view(2, 3), view(2, 3)])).toEqual(view(2, 3));
  });

  it('[RS13] is not believed for a while when it is older than what was heard before', () => {
    const remember = electionMemory();
    expect(remember(view(1, 3), 0)).toBeUndefined();
    expect(remember(view(2, 4), 10_000)).toBeUndefined();
    expect(remember(view(1, 3), 20_000)).toMatchObject(view(2, 4));
    expect(remember(view(2, 4), 24_000)).toBeUndefined();
    expect(remember(view(1, 3), 30_000)).toMatchObject(view(2, 4));
    expect(remember(view(1, 0), 39_000)).toBeUndefined();
    expect(remember(view(1, 0), 39_500)).toBeUndefined();
  });
});

describe('a link into a Redis Cluster', () => {
  let set: RedisClusterSet;
  const slotKey = '{wr:test}:x';
  beforeAll(async () => {
    set = await startRedisCluster();
  }, 30_000);
  afterAll(() => set.stop());

  it('[RS15] follows the slot when it is moved', async () => {
    const owner = await set.master(slotKey);
    const target = set.servers.find((server) => server.role === 'master' && server !== owner);
    const slot = Number(await owner.command('CLUSTER', 'KEYSLOT', slotKey));
    // From a single host, which needn't be the one that has the slot.
    const store = storeOf(set.url);
    const link = testLink({ ...store, hosts: store.hosts.slice(-1) }, { slotKey });
    await connectedTo(link, owner.port);
    expect(await link.run((client) => client.set(slotKey, 'b'))).toBe('OK');
    expect(await link.run((client) => client.del(slotKey))).toBe(1);
    const id = String(await target?.command('CLUSTER', 'MYID'));
    for (const server of set.servers.filter((one) => one.role === 'master'))
      await server.command('CLUSTER', 'SETSLOT', slot, 'NODE', id);
    const write = link.run((client) => client.set(slotKey, 'c'));
    await expect(write).rejects.toMatchObject({ kind: 'not-sent', message: /MOVED/ });
    await connectedTo(link, target?.port ?? 0);
    expect(await link.run((client) => client.get(slotKey))).toBeNull();
    await set.settled();
  }, 30_000);

  it('[RS14] says when a store is no Cluster, and a Cluster is no single store', async () => {
    const store = storeOf(set.url);
    const single = testLink({ ...store, kind: 'single', hosts: store.hosts.slice(0, 1) });
    await lostBecause(single, /node of a Redis Cluster; write STORE as redis\+cluster/);
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const other = testLink({ ...storeOf(redis.url), kind: 'cluster' });
    const lost = await lostBecause(
      other,
      /not part of a Redis Cluster; write STORE as redis:\/\/HOST/,
    );
    expect(lost.connected).toBe(false);
  }, 30_000);

  it('[RS15] goes to the replica that took over from a dead master', async () => {
    const owner = await set.master(slotKey);
    const link = testLink(storeOf(set.url), { slotKey });
    await connectedTo(link, owner.port);
    await owner.kill9();
    await stateOf(link, elsewhere(owner));
    expect(await link.run((client) => client.get(slotKey))).toBeNull();
  }, 30_000);

  it('[RS15] understands what servers of a Cluster say of each other', () => {
    const asked = { host: '10.0.0.1', port: 7000 };
    const text =
      'a :7000@17000 myself,master - 0 0 3 connected 0-100 200 [5->-b]\n' +
      'b 10.0.0.2:7001@17001,node-b master,fail? - 0 0 4 connected 101-199\n' +
      'c [::1]:0@0 master,noaddr - 0 0 1 disconnected\n' +
      'd ::1:7003@17003 slave a 0 0 3 connected\n';
    expect(parseNodes(text, asked, false)).toEqual([
      {
        host: { host: '10.0.0.1', port: 7000 },
        epoch: 3,
        isFailing: false,
        slots: [
          [0, 100],
          [200, 200],
        ],
      },
      { host: { host: '10.0.0.2', port: 7001 }, epoch: 4, isFailing: true, slots: [[101, 199]] },
      { host: { host: '::1', port: 7003 }, epoch: 3, isFailing: false, slots: [] },
    ]);
    expect(parseNodes(text, asked, true)[1]?.host.host).toBe('node-b');
  });
});
