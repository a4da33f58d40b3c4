import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startRedisCluster,
  startSentinelSet,
  type RedisClusterSet,
  type SentinelSet,
} from '../redis/testing/redis-servers.ts';
import { accountStoreContract } from './contract.ts';
import { put, type PersonRecord } from './records.ts';
import type { AccountStore } from './store.ts';
import { redisPlace } from './testing/redis-place.ts';

const person = (id: string): PersonRecord => ({
  id,
  name: id,
  email: `${id}@example.org`,
  passwordHash: null,
  admin: false,
  disabled: false,
  memberships: [],
  createdAt: 1,
});

const reachable = (store: AccountStore): Promise<void> =>
  expect
    .poll(
      () =>
        store.refresh().then(
          () => true,
          () => false,
        ),
      { timeout: 20_000, interval: 20 },
    )
    .toBe(true);

describe('[AC1] [AC2] under Sentinels', () => {
  let set: SentinelSet;
  beforeAll(async () => {
    set = await startSentinelSet();
    await set.settled();
  }, 60_000);
  afterAll(() => set.stop());

  accountStoreContract('the store on Redis with replicas', async () => redisPlace(set.url));

  it('[AC19] does not answer for a change that no replica has', async () => {
    const place = redisPlace(set.url);
    const store = await place.open({ writeWithinMs: 700 });
    const add = (id: string) =>
      store.transact(() => ({ changes: [put('person', person(id))], value: null }));
    await add('ana');
    const master = await set.master();
    const replicas = set.data.filter(({ port }) => port !== master.port);
    for (const replica of replicas) replica.pause();
    await expect(add('ben')).rejects.toMatchObject({ kind: 'unsettled' });
    for (const replica of replicas) replica.resume();
    await reachable(store);
    await add('cleo');
    const fresh = await place.open();
    expect([...fresh.state.person.keys()]).toEqual([...store.state.person.keys()]);
    await place.remove();
    await set.settled();
  }, 60_000);

  it('[AC19] keeps every change that was answered when the master dies', async () => {
    const place = redisPlace(set.url);
    const store = await place.open();
    const other = await place.open();
    const acknowledged: string[] = [];
    const failures = new Set<string>();
    let killed = false;
    let after = 0;
    for (let n = 0; after < 20; n += 1) {
      if (acknowledged.length === 50 && !killed) {
        killed = true;
        await (await set.master()).kill9();
      }
      const id = `p${n}`;
      try {
        await store.transact(() => ({ changes: [put('person', person(id))], value: null }));
        acknowledged.push(id);
        if (killed) after += 1;
      } catch (error) {
        failures.add((error as { kind?: string }).kind ?? String(error));
        await reachable(store);
      }
    }
    const fresh = await place.open();
    // Its own connection may still be looking for the new master.
    await reachable(other);
    await other.refresh();
    for (const one of [fresh, other, store])
      expect(acknowledged.filter((id) => !one.state.person.has(id))).toEqual([]);
    expect([...failures].filter((kind) => !['unreachable', 'unsettled'].includes(kind))).toEqual(
      [],
    );
    expect([store.fault(), other.fault()]).toEqual([null, null]);
    await place.remove();
  }, 60_000);
});

describe('[AC1] [AC2] on Redis Cluster', () => {
  let set: RedisClusterSet;
  beforeAll(async () => {
    set = await startRedisCluster();
    await set.settled();
  }, 60_000);
  afterAll(() => set.stop());

  accountStoreContract('the store on Redis Cluster', async () => redisPlace(set.url));
});
