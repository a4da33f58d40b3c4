import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { memoryClusters } from '../cluster/memory-clusters.testing.ts';
import { faultyProxy, startRedis, type RedisSet } from '../redis/testing/redis-servers.ts';
import { accountsCopy } from './accounts-copy.ts';
import { accountStoreContract } from './contract.ts';
import { copyAccounts } from './copy-accounts.ts';
import { drop, put, type PersonRecord, type RecordChanged } from './records.ts';
import { accountKeys } from './redis-scripts.ts';
import { sqliteAccountStore } from './sqlite-store.ts';
import type { AccountStore } from './store.ts';
import { redisPlace, type RedisPlace } from './testing/redis-place.ts';

let redis: RedisSet;
beforeAll(async () => {
  redis = await startRedis();
}, 30_000);
afterAll(() => redis.stop());

const places: RedisPlace[] = [];
function newPlace(): RedisPlace {
  const place = redisPlace(redis.url);
  places.push(place);
  return place;
}
afterEach(async () => {
  for (const place of places.splice(0)) await place.remove();
});

accountStoreContract('the store on one Redis', async () => redisPlace(redis.url));

const person = (id: string, name = id): PersonRecord => ({
  id,
  name,
  email: `${id}@example.org`,
  passwordHash: null,
  admin: false,
  disabled: false,
  memberships: [],
  createdAt: 1,
});
const add = (store: AccountStore, id: string, name = id) =>
  store.transact(() => ({ changes: [put('person', person(id, name))], value: id }));
const names = (store: AccountStore): string[] =>
  [...store.state.person.values()].map(({ name }) => name);
const command = (...args: (string | number)[]): Promise<unknown> => {
  const [server] = redis.servers;
  if (!server) throw new Error('no server');
  return server.command(...args);
};
const eventually = (holds: () => boolean | Promise<boolean>): Promise<void> =>
  expect.poll(holds, { timeout: 10_000, interval: 10 }).toBe(true);

describe('[AC18] accounts in Redis', () => {
  it('are the same to all nodes, in the same order, however they came in', async () => {
    const place = newPlace();
    const [one, two] = [await place.open(), await place.open()];
    for (const id of ['d', 'b', 'a', 'c']) await add(id < 'c' ? one : two, id);
    await add(two, 'b', 'b again');
    await one.transact(() => ({ changes: [drop('person', 'a')], value: null }));
    await Promise.all([one.refresh(), two.refresh()]);
    const three = await place.open();
    for (const store of [one, two, three]) expect(names(store)).toEqual(['d', 'b again', 'c']);
    expect([one.version?.(), two.version?.(), three.version?.()]).toEqual([6, 6, 6]);
  });

  it('run the work of many who race on each other’s results, and lose none', async () => {
    const place = newPlace();
    const stores = [await place.open(), await place.open(), await place.open()];
    const countUp = (store: AccountStore): Promise<null> =>
      store.transact((state) => {
        const count = 1 + Number(state.person.get('counter')?.name ?? 0);
        return { changes: [put('person', person('counter', String(count)))], value: null };
      });
    await Promise.all(stores.flatMap((store) => Array.from({ length: 30 }, () => countUp(store))));
    await stores[0]?.refresh();
    expect(stores[0]?.state.person.get('counter')?.name).toBe('90');
  });

  it('reach other nodes at once by the bus, and without it with the next refresh', async () => {
    const place = newPlace();
    const [a, b] = memoryClusters(2).nodes;
    if (!a || !b) throw new Error('two nodes');
    const [one, two] = [await place.open({ cluster: a }), await place.open({ cluster: b })];
    const told: RecordChanged[] = [];
    two.onChanged((changes) => told.push(...changes));
    await add(one, 'ana');
    await eventually(() => told.length === 1);
    b.cut();
    await add(one, 'ben');
    await two.refresh();
    expect(names(two)).toEqual(['ana', 'ben']);
    expect(told).toHaveLength(2);
  });

  it('are read anew as a whole by who was away for longer than is remembered', async () => {
    const place = newPlace();
    const [one, two] = [await place.open(), await place.open()];
    await add(one, 'ana');
    await two.refresh();
    const ana = two.state.person.get('ana');
    for (let n = 0; n < 5; n += 1) await add(one, `p${n}`);
    await command('XTRIM', accountKeys(place.prefix).changes, 'MAXLEN', 2);
    const told: RecordChanged[] = [];
    two.onChanged((changes) => told.push(...changes));
    await two.refresh();
    expect(names(two)).toEqual(['ana', 'p0', 'p1', 'p2', 'p3', 'p4']);
    expect(two.state.person.get('ana')).toBe(ana);
    expect(told).toHaveLength(5);
  });

  it('take one change of very many records', async () => {
    const place = newPlace();
    const [one, two] = [await place.open(), await place.open()];
    const many = Array.from({ length: 5_000 }, (_, n) => person(`p${n}`));
    await one.transact(() => ({ changes: many.map((one) => put('person', one)), value: null }));
    await two.refresh();
    expect([...two.state.person.values()]).toEqual(many);
  });
});

describe('[AC19] a change that gets no answer', () => {
  it('is done once when the connection broke after it was written', async () => {
    const place = newPlace();
    const proxy = await faultyProxy({ to: { port: redis.servers[0]?.port ?? 0 } });
    const store = await place.open({ url: `redis://127.0.0.1:${proxy.port}` });
    await add(store, 'ana');
    proxy.freeze('to-client');
    let runs = 0;
    const written = store.transact((state) => {
      runs += 1;
      return { changes: [put('person', person(`p${state.person.size}`))], value: runs };
    });
    const { meta } = accountKeys(place.prefix);
    await eventually(async () => (await command('HGET', meta, 'version')) === '2');
    proxy.cut();
    proxy.pass();
    await written;
    expect(names(store)).toEqual(['ana', 'p1']);
    expect(await command('HGET', meta, 'version')).toBe('2');
    await proxy.close();
  });

  it('is said to be unsettled, never to be undone; and what was never sent to be unreachable', async () => {
    const place = newPlace();
    const proxy = await faultyProxy({ to: { port: redis.servers[0]?.port ?? 0 } });
    const store = await place.open({ url: `redis://127.0.0.1:${proxy.port}`, writeWithinMs: 300 });
    await add(store, 'ana');
    proxy.freeze();
    await expect(add(store, 'ben')).rejects.toMatchObject({ kind: 'unsettled' });
    proxy.refuse();
    await expect(add(store, 'cleo')).rejects.toMatchObject({ kind: 'unreachable' });
    expect(names(store)).toEqual(['ana']);
    expect(store.fault()).toMatch(/can't be reached/);
    proxy.pass();
    await eventually(() =>
      store.refresh().then(
        () => true,
        () => false,
      ),
    );
    await add(store, 'dora');
    expect(names(store)).toContain('dora');
    expect(names(store)).not.toContain('cleo');
    expect(store.fault()).toBeNull();
    await proxy.close();
  });
});

describe('[AC20] Redis without what it had', () => {
  it('empties nobody’s accounts: nodes keep the last state, change nothing and say what to do', async () => {
    const place = newPlace();
    const store = await place.open({ copy: 'a.db' });
    await add(store, 'ana');
    const told: RecordChanged[] = [];
    store.onChanged((changes) => told.push(...changes));
    await command('DEL', ...Object.values(accountKeys(place.prefix)));
    await store.refresh();
    expect(names(store)).toEqual(['ana']);
    expect(told).toEqual([]);
    expect(store.fault()).toMatch(/came back without the accounts.*warroom restore/);
    await expect(add(store, 'ben')).rejects.toMatchObject({ kind: 'lost' });
    // Nor does a node that starts now take it for a new war room.
    await store.close();
    const again = await place.open({ copy: 'a.db' });
    expect(names(again)).toEqual(['ana']);
    expect(again.fault()).toMatch(/warroom restore/);
    await expect(add(again, 'ben')).rejects.toMatchObject({ kind: 'lost' });
  });

  it('goes on by itself once restored from a copy, on every node', async () => {
    const place = newPlace();
    const [one, two] = [await place.open({ copy: 'a.db' }), await place.open({ copy: 'b.db' })];
    await add(one, 'ana');
    await add(two, 'ben');
    await one.refresh();
    await command('DEL', ...Object.values(accountKeys(place.prefix)));
    await Promise.all([one.refresh(), two.refresh()]);
    await two.close();
    const copy = await place.copy('b.db');
    const mark = copy.mark();
    if (!mark) throw new Error('the copy has no mark');
    expect(mark.version).toBe(2);
    const target = await place.open({ restore: mark });
    await one.refresh(); // begun, and not filled yet
    expect(one.fault()).toMatch(/still empty/);
    expect(names(one)).toEqual(['ana', 'ben']);
    expect(await copyAccounts(copy.store, target)).toMatchObject({ person: 2, session: 0 });
    const told: RecordChanged[] = [];
    one.onChanged((changes) => told.push(...changes));
    await one.refresh();
    expect([one.fault(), told]).toEqual([null, []]);
    await add(one, 'cleo');
    expect(names(await place.open({ copy: 'b.db' }))).toEqual(['ana', 'ben', 'cleo']);
    await expect(place.open({ restore: mark })).rejects.toThrow(/as new as the copy/);
  });

  it('is noticed when it is older, or another’s', async () => {
    const place = newPlace();
    const store = await place.open({ copy: 'a.db' });
    await add(store, 'ana');
    const keys = Object.values(accountKeys(place.prefix));
    for (const key of keys) await command('COPY', key, `${key}:before`);
    await add(store, 'ben');
    for (const key of keys) await command('COPY', `${key}:before`, key, 'REPLACE');
    await store.refresh();
    expect(store.fault()).toMatch(/older accounts \(change 1; this node has seen 2\)/);
    expect(names(store)).toEqual(['ana', 'ben']);
    // The copy of what was seen puts it right.
    await store.close();
    const copy = await place.copy('a.db');
    const mark = copy.mark();
    if (!mark) throw new Error('the copy has no mark');
    await copyAccounts(copy.store, await place.open({ restore: mark }));
    await copy.close();
    const back = await place.open({ copy: 'a.db' });
    expect([back.fault(), names(back)]).toEqual([null, ['ana', 'ben']]);
    await command('HSET', accountKeys(place.prefix).meta, 'id', 'foreign', 'epoch', 'foreign');
    await back.refresh();
    expect(back.fault()).toMatch(/other accounts than those this node knows/);
    expect(names(back)).toEqual(['ana', 'ben']);
    await expect(place.open({ restore: mark })).rejects.toThrow(/other accounts, with 2 people/);
  });

  it('is not needed to begin reading where there is a copy, and is where there is none', async () => {
    const place = newPlace();
    const proxy = await faultyProxy({ to: { port: redis.servers[0]?.port ?? 0 } });
    const url = `redis://127.0.0.1:${proxy.port}`;
    const first = await place.open({ url, copy: 'a.db' });
    await add(first, 'ana');
    await first.close();
    proxy.refuse();
    await expect(place.open({ url, openWithinMs: 200 })).rejects.toMatchObject({
      kind: 'unreachable',
    });
    const again = await place.open({ url, openWithinMs: 200, copy: 'a.db' });
    expect(names(again)).toEqual(['ana']);
    expect(again.fault()).toMatch(/can't be reached/);
    await expect(add(again, 'ben')).rejects.toMatchObject({ kind: 'unreachable' });
    const direct = await place.open();
    await add(direct, 'cleo');
    proxy.pass();
    await eventually(() =>
      again.refresh().then(
        () => true,
        () => false,
      ),
    );
    expect(names(again)).toEqual(['ana', 'cleo']);
    await proxy.close();
  });
});

describe('[AC21] copying accounts', () => {
  it('takes every record as it is, both ways, and into nothing but an empty store', async () => {
    const place = newPlace();
    const file = await sqliteAccountStore(join(place.dir, 'accounts.db'));
    await file.transact(() => ({
      changes: [
        put('person', person('zoe')),
        put('person', { ...person('ana'), name: 'Ana "x" ✓\u2028', passwordHash: '$argon2id$' }),
        put('setup', { id: 'setup', secretHash: 'h' }),
        put('key', {
          id: 'k1',
          secretHash: 'h',
          election: 'e',
          source: 's',
          name: '',
          scopes: ['signal:write'],
          createdAt: 1,
          createdBy: 'p',
          lastUsedAt: null,
          revokedAt: 5,
        }),
      ],
      value: null,
    }));
    const shared = await place.open();
    expect(await copyAccounts(file, shared)).toMatchObject({ person: 2, key: 1, setup: 1 });
    expect(JSON.stringify([...shared.state.person.values()])).toBe(
      JSON.stringify([...file.state.person.values()]),
    );
    await copyAccounts(file, shared); // again: it is there already
    const back = await sqliteAccountStore(join(place.dir, 'back.db'));
    expect(await copyAccounts(shared, back)).toMatchObject({ person: 2, key: 1, setup: 1 });
    expect(back.state.person.get('ana')).toEqual(file.state.person.get('ana'));
    await add(back, 'ben');
    await expect(copyAccounts(file, back)).rejects.toThrow(/5 account records already/);
    await file.close();
    await back.close();
  });

  it('a node’s copy is an account file that is kept in step', async () => {
    const place = newPlace();
    const store = await place.open({ copy: 'a.db' });
    await add(store, 'ana');
    await add(store, 'ben');
    await store.transact(() => ({ changes: [drop('person', 'ana')], value: null }));
    const watching = await accountsCopy(join(place.dir, 'a.db'));
    await eventually(() => watching.mark()?.version === 3);
    await watching.store.refresh();
    expect(names(watching.store)).toEqual(['ben']);
    await watching.close();
  });
});
