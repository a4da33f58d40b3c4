import { describe, expect, it, onTestFinished } from 'vitest';
import { durabilityChecks } from './checks.ts';
import type { DurabilityChecks } from './checks.ts';
import { connectedTo, lostBecause, stateOf, storeOf, testLink } from './testing/link-rig.ts';
import { startRedis, startSentinelSet } from './testing/redis-servers.ts';
import type { RedisSet } from './testing/redis-servers.ts';
import type { RedisStore } from './store-url.ts';

async function redisWith(config: Record<string, string | number>): Promise<RedisSet> {
  const redis = await startRedis({ config });
  onTestFinished(() => redis.stop());
  return redis;
}

/** What a link that checks says of a Redis: the reason against it, or undefined. */
async function reasonOf(store: RedisStore): Promise<string | undefined> {
  const checks = durabilityChecks({ store, isUnsafeAllowed: false });
  const link = testLink(store, { admit: checks.admit });
  const state = await stateOf(
    link,
    (now) => now.connected || now.reason !== 'the connection is being made',
  );
  await link.close();
  return state.connected ? undefined : state.reason;
}

async function unsafeText(store: RedisStore): Promise<string | null> {
  const checks: DurabilityChecks = durabilityChecks({ store, isUnsafeAllowed: true });
  const link = testLink(store, { admit: checks.admit });
  await link.ready(5_000);
  await link.close();
  return checks.unsafe();
}

describe('the check that Redis keeps what it acknowledges', () => {
  it('[RS10] admits one that does, and names for each setting the line and the command', async () => {
    const redis = await redisWith({});
    const server = await redis.master();
    const store = storeOf(redis.url);
    expect(await reasonOf(store)).toBeUndefined();
    expect(await unsafeText(store)).toBeNull();
    for (const [setting, wrong, right] of [
      ['appendfsync', 'everysec', 'always'],
      ['no-appendfsync-on-rewrite', 'yes', 'no'],
      ['maxmemory-policy', 'allkeys-lru', 'noeviction'],
      ['appendonly', 'no', 'yes'],
    ] as const) {
      await server.command('CONFIG', 'SET', setting, wrong);
      const words = `${setting} is ${wrong}; set "${setting} ${right}" in redis.conf, or now: redis-cli CONFIG SET ${setting} ${right}`;
      expect(await reasonOf(store)).toBe(
        `127.0.0.1:${server.port}: Redis isn't set up to keep what it acknowledges: ${words}. To serve all the same, at the risk of losing work, start with --unsafe-redis`,
      );
      expect(await unsafeText(store)).toBe(words);
      await server.command('CONFIG', 'SET', setting, right);
    }
    expect(await reasonOf(store)).toBeUndefined();
    // It writes its file anew then, also while it is being stopped.
    await expect.poll(() => server.info('persistence', 'aof_rewrite_in_progress')).toBe('0');
  });

  it('[RS10] names all that is wrong at once', async () => {
    const redis = await redisWith({ appendfsync: 'no', 'maxmemory-policy': 'volatile-ttl' });
    const reason = await reasonOf(storeOf(redis.url));
    expect(reason).toMatch(/appendfsync is no; .*\. maxmemory-policy is volatile-ttl; /);
  });

  it('[RS11] wants a replica, and writes that depend on it, where there are any', async () => {
    const redis = await redisWith({ 'min-replicas-to-write': 1 });
    const server = await redis.master();
    const store = storeOf(redis.url);
    expect(await reasonOf(store)).toMatch(
      /: no replica is connected; start one \("replicaof HOST PORT"/,
    );
    const replica = await redisWith({ replicaof: `127.0.0.1 ${server.port}` });
    const checks = durabilityChecks({ store, isUnsafeAllowed: false });
    // As soon as it is there, without anybody's doing.
    await connectedTo(testLink(store, { admit: checks.admit }), server.port);
    await server.command('CONFIG', 'SET', 'min-replicas-max-lag', 0);
    expect(await reasonOf(store)).toMatch(
      /min-replicas-max-lag is 0; set "min-replicas-max-lag 10"/,
    );
    await server.command('CONFIG', 'SET', 'min-replicas-to-write', 0);
    expect(await reasonOf(store)).toMatch(
      /min-replicas-to-write is 0; .* CONFIG SET min-replicas-to-write 1/,
    );
    await replica.stop();
  });

  it('[RS11] wants a replica behind Sentinels in any case', async () => {
    const set = await startSentinelSet({ replicas: 0, sentinels: 1 });
    onTestFinished(() => set.stop());
    const reason = await reasonOf(storeOf(set.url));
    expect(reason).toMatch(/min-replicas-to-write is 0; .*\. no replica is connected; /);
  });

  it('[RS12] names the permission where it may not look', async () => {
    const redis = await redisWith({});
    const server = await redis.master();
    await server.command('ACL', 'SETUSER', 'ann', 'on', '>pw', '~*', '&*', '+@all', '-config');
    const store = { ...storeOf(redis.url), username: 'ann', password: 'pw' };
    const words = /may not run CONFIG GET, .*ACL SETUSER ann \+config\|get/;
    expect(await reasonOf(store)).toMatch(words);
    expect(await unsafeText(store)).toMatch(words);
    await server.command('ACL', 'SETUSER', 'ann', '+config|get');
    expect(await reasonOf(store)).toBeUndefined();
    const managed = await redisWith({ 'rename-command': 'CONFIG ""' });
    expect(await reasonOf(storeOf(managed.url))).toMatch(
      /has no CONFIG GET \(a managed service\?\)/,
    );
  });

  it('[RS10] looks again at each connection', async () => {
    const redis = await redisWith({});
    const server = await redis.master();
    const store = storeOf(redis.url);
    const checks = durabilityChecks({ store, isUnsafeAllowed: false });
    const link = testLink(store, { admit: checks.admit });
    await link.ready(5_000);
    await server.command('CONFIG', 'SET', 'appendfsync', 'everysec');
    link.reconnect('a test says so');
    await lostBecause(link, /appendfsync is everysec/);
    await server.command('CONFIG', 'SET', 'appendfsync', 'always');
    expect(await connectedTo(link, server.port)).toMatchObject({ connected: true });
  });
});
