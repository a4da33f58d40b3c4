import { createServer } from 'node:net';
import { ErrorReply } from 'redis';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LinkTime } from './link-time.ts';
import { systemTime } from './link-time.ts';
import { redisLink } from './redis-link.ts';
import type { RedisLink } from './redis-link.ts';
import { connectedTo, lostBecause, stateOf, storeOf, testLink } from './testing/link-rig.ts';
import { faultyProxy, startRedis } from './testing/redis-servers.ts';
import type { FaultyProxy, RedisSet, TestRedis } from './testing/redis-servers.ts';

const QUICK = { connectTimeoutMs: 300, runTimeoutMs: 300, probeEachMs: 50 };
const PASSWORD = 'correct horse/battery';

async function oneRedis(
  options: Parameters<typeof startRedis>[0] = {},
): Promise<{ redis: RedisSet; server: TestRedis }> {
  const redis = await startRedis(options);
  onTestFinished(() => redis.stop());
  return { redis, server: await redis.master() };
}

async function behindProxy(server: TestRedis): Promise<{ proxy: FaultyProxy; url: string }> {
  const proxy = await faultyProxy({ to: { port: server.port } });
  onTestFinished(() => proxy.close());
  return { proxy, url: `redis://127.0.0.1:${proxy.port}` };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const kindOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { kind?: string }).kind,
  );

/** Waits within the server, so that work is under way: nothing is ever written to this key. */
const waiting = (link: RedisLink, timeoutMs = 60_000): Promise<unknown> =>
  link.run((client) => client.blPop('nothing', 0), { timeoutMs });

describe('a link to one Redis', () => {
  it('[RS3] runs commands, and passes what Redis answers, errors too', async () => {
    const { redis, server } = await oneRedis({ password: PASSWORD });
    const link = testLink(storeOf(redis.url));
    await link.ready(5_000);
    expect(link.state()).toMatchObject({
      connected: true,
      server: { address: `127.0.0.1:${server.port}`, replicas: 0 },
    });
    expect(await link.run((client) => client.set('a', 'b'))).toBe('OK');
    await expect(link.run((client) => client.incr('a'))).rejects.toThrow(ErrorReply);
    const mistake = new TypeError('of the caller');
    await expect(
      link.run(() => {
        throw mistake;
      }),
    ).rejects.toBe(mistake);
    expect(link.state().connected).toBe(true);
    expect(link.silentMs()).toBeLessThan(5_000);
  });

  it('[RS4] says at once that nothing was sent while nobody listens, and connects by itself', async () => {
    const port = await freePort();
    const link = testLink(storeOf(`redis://127.0.0.1:${port}`));
    await lostBecause(link, /connection refused/);
    expect(link.silentMs()).toBe(Number.POSITIVE_INFINITY);
    await expect(link.run((client) => client.ping())).rejects.toMatchObject({
      kind: 'not-sent',
      message: `Redis can't be reached: 127.0.0.1:${port}: connection refused; nothing listens there.`,
    });
    await expect(link.ready(1)).rejects.toThrow(/connection refused/);
    const { server } = await oneRedis({ port });
    await connectedTo(link, server.port);
    expect(await link.run((client) => client.ping())).toBe('PONG');
  });

  it('[RS4] tells work under way that no answer came when the server is killed', async () => {
    const { redis, server } = await oneRedis();
    const link = testLink(storeOf(redis.url));
    await link.ready(5_000);
    const before = link.state();
    const work = kindOf(waiting(link));
    await server.kill9();
    expect(await work).toBe('no-answer');
    expect(link.state().connected).toBe(false);
    await server.restart();
    const after = await connectedTo(link, server.port);
    expect(after).not.toMatchObject({ server: 'server' in before ? before.server : {} });
  });

  it('[RS5] ends a half-open connection when an answer is due', async () => {
    const { server } = await oneRedis();
    const { proxy, url } = await behindProxy(server);
    const link = testLink(storeOf(url), { ...QUICK, probeEachMs: 60_000 });
    await link.ready(5_000);
    proxy.freeze();
    expect(await kindOf(link.run((client) => client.set('a', 'b')))).toBe('no-answer');
    await lostBecause(link, /no answer within 300 ms/);
    proxy.pass();
    proxy.cut();
    await stateOf(link, (state) => state.connected);
  });

  it('[RS5] finds out that an idle connection is half open', async () => {
    const { server } = await oneRedis();
    const { proxy, url } = await behindProxy(server);
    const link = testLink(storeOf(url), QUICK);
    await link.ready(5_000);
    proxy.freeze('to-client');
    await lostBecause(link, /no answer within 300 ms/);
    proxy.pass();
    expect(await stateOf(link, (state) => state.connected)).toBe(link.state());
  });

  it('[RS5] leaves a blocking read alone that is allowed to wait, and has one connection at a time', async () => {
    const { server } = await oneRedis();
    const { proxy, url } = await behindProxy(server);
    const link = testLink(storeOf(url), { ...QUICK, probeEachMs: 10 });
    await link.ready(5_000);
    const popped = waiting(link);
    // Another connection, so that the first one has been idle for several probes by then.
    const other = testLink(storeOf(url), QUICK);
    await other.ready(5_000);
    for (let i = 0; i < 5; i += 1) await other.run((client) => client.blPop('none', 0.01));
    await other.run((client) => client.rPush('nothing', 'x'));
    expect(await popped).toEqual({ key: 'nothing', element: 'x' });
    for (let i = 0; i < 5; i += 1) {
      link.reconnect('a test says so');
      await stateOf(link, (state) => state.connected);
    }
    await other.close();
    const ours = (): Promise<number> =>
      link.run(async (client) => {
        const clients = await client.clientList();
        return clients.filter(({ name }) => name === 'warroom').length;
      });
    // Those that were ended may take a moment to be gone at the other end.
    await expect.poll(ours).toBe(1);
    expect(proxy.connections()).toBe(1);
  });

  it('[RS5] takes an answer that came in time although this process was too busy to read it', async () => {
    const { redis } = await oneRedis();
    const link = testLink(storeOf(redis.url), { ...QUICK, runTimeoutMs: 50 });
    await link.ready(5_000);
    const work = link.run((client) => client.echo('there'));
    // Commands are written at the end of a turn.
    await new Promise((resolve) => setImmediate(resolve));
    const busyUntil = performance.now() + 200;
    while (performance.now() < busyUntil);
    expect(await work).toBe('there');
    expect(link.state().connected).toBe(true);
  });

  it('[RS5] survives a server that is stopped while its kernel takes connections', async () => {
    const { redis, server } = await oneRedis();
    const link = testLink(storeOf(redis.url), QUICK);
    await link.ready(5_000);
    server.pause();
    expect(await kindOf(link.run((client) => client.set('a', 'b')))).toBe('no-answer');
    await lostBecause(link, /no answer within 300 ms/);
    expect(await kindOf(link.run((client) => client.set('a', 'b')))).toBe('not-sent');
    server.resume();
    await connectedTo(link, server.port);
    expect(await link.run((client) => client.set('a', 'c'))).toBe('OK');
  });

  it('[RS6] leaves a server that became a replica, and comes back when it is master', async () => {
    const { redis, server } = await oneRedis();
    const link = testLink(storeOf(redis.url));
    await link.ready(5_000);
    await server.command('REPLICAOF', '127.0.0.1', '1');
    const write = link.run((client) => client.set('a', 'b'));
    await expect(write).rejects.toMatchObject({ kind: 'not-sent', message: /READONLY/ });
    await lostBecause(link, /it is a replica of 127\.0\.0\.1:1 and takes no writes/);
    await server.command('REPLICAOF', 'NO', 'ONE');
    await connectedTo(link, server.port);
  });

  it('[RS6] waits while Redis reads its data', async () => {
    const { redis, server } = await oneRedis();
    const link = testLink(storeOf(redis.url));
    await link.ready(5_000);
    await link.run((client) =>
      Promise.all(Array.from({ length: 3_000 }, (_, i) => client.set(`key-${i}`, 'x'.repeat(100)))),
    );
    await link.run((client) => client.bgRewriteAof());
    const isRewriting = (): Promise<string> => link.run((client) => client.info('persistence'));
    while (!/aof_rewrite_in_progress:0/.test(await isRewriting())) await link.run((c) => c.ping());
    const reading = lostBecause(link, /still reading its data from disk/);
    const restarted = server.restart({
      config: { 'key-load-delay': 200, 'loading-process-events-interval-bytes': 1024 },
    });
    expect(await kindOf(reading.then(() => link.run((client) => client.ping())))).toBe('not-sent');
    await restarted;
    await connectedTo(link, server.port);
  });

  it('[RS7] says that user or password are wrong, and goes on when they have been set right', async () => {
    const { redis, server } = await oneRedis({ password: PASSWORD });
    const store = storeOf(redis.url);
    const none = testLink({ ...store, password: undefined } as never);
    await lostBecause(none, /wants a password \(NOAUTH\); write it into STORE/);
    const link = testLink({ ...store, username: 'ann', password: 'other' });
    await lostBecause(link, /refuses the user or password in STORE \(WRONGPASS\)/);
    await server.command('ACL', 'SETUSER', 'ann', 'on', '>other', '~*', '&*', '+@all');
    await connectedTo(link, server.port);
    expect(await link.run((client) => client.aclWhoAmI())).toBe('ann');
  });

  it('[RS7] refuses what does not pass the check, with its reason, until it does', async () => {
    const { redis, server } = await oneRedis();
    let reason: string | null = 'it is not ours';
    const notices: string[] = [];
    const link = testLink(storeOf(redis.url), {
      admit: async () => reason,
      notice: (message) => void notices.push(message),
    });
    await lostBecause(link, /it is not ours/);
    reason = null;
    await connectedTo(link, server.port);
    expect(notices).toEqual([
      `Redis can't be reached: 127.0.0.1:${server.port}: it is not ours`,
      `Redis is back: 127.0.0.1:${server.port}`,
    ]);
  });

  it('[RS8] rejects what is under way when it is closed, even while it is still connecting', async () => {
    const { redis, server } = await oneRedis();
    const { proxy, url } = await behindProxy(server);
    const link = testLink(storeOf(redis.url));
    await link.ready(5_000);
    const work = kindOf(waiting(link));
    await link.close();
    expect(await work).toBe('closed');
    expect(await kindOf(link.run((client) => client.ping()))).toBe('closed');
    proxy.freeze();
    const early = testLink(storeOf(url), { connectTimeoutMs: 60_000 });
    const ready = kindOf(early.ready(60_000));
    await early.close();
    expect(await ready).toBe('closed');
  });

  it('[RS9] backs off from 50 ms to a second, spread, for as long as the server is gone', async () => {
    const port = await freePort();
    const pauses: number[] = [];
    let clockMs = 0;
    let wake: () => void = () => undefined;
    const enough = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const time: LinkTime = {
      now: () => clockMs,
      monotonicMs: () => clockMs,
      after(ms, run) {
        if (ms === 60_000) return systemTime.after(ms, run);
        pauses.push(ms);
        if (pauses.length === 300) wake();
        clockMs += ms;
        const immediate = setImmediate(run);
        return () => clearImmediate(immediate);
      },
    };
    const link = redisLink({
      store: storeOf(`redis://127.0.0.1:${port}`),
      slotKey: 'x',
      connectTimeoutMs: 60_000,
      time,
      random: () => 0.5,
    });
    await enough;
    await link.close();
    expect(pauses.slice(0, 3)).toEqual([37.5, 75, 150]);
    // Quickly within the first 10 s, when it may be a failover.
    expect(Math.max(...pauses.slice(0, 50))).toBe(187.5);
    expect(pauses[299]).toBe(750);
  });
});
