import { writeFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { RedisServer, SentinelSet } from '../../scripts/lib/cluster/redis-servers.mjs';
import type { ClusterNode } from '../rigs/cluster.ts';
import { eventsOf, warroom } from './events-of.ts';
import { snapshotOf } from './load/boards.ts';
import { ELECTION, metric, underLoad } from './trial.ts';
import type { FaultFigures, Trial } from './trial.ts';

/** What a failover may cost: the longest time without any acknowledgement. */
const FAILOVER_MS = 5_000;
const HOUR_MS = 3_600_000;

/** A node dies by SIGKILL, each in turn, and comes back on its data. */
export function killNodes(trial: Trial, rounds: number): Promise<FaultFigures> {
  return underLoad(trial, 'kill -9 of a node', rounds, async (n, load) => {
    const node = nodeOf(trial, n);
    await node.kill9();
    await load.acknowledged(20, 10_000);
    await node.restart();
    await allReady(trial);
  }).then(withinFailover);
}

/** The only Redis dies by SIGKILL and is started again on its file. */
export function killRedis(trial: Trial, redis: RedisServer, rounds: number): Promise<FaultFigures> {
  return underLoad(trial, 'kill -9 of the only Redis', rounds, async (_, load) => {
    await redis.kill9();
    await sleep(700);
    const from = performance.now();
    await redis.restart();
    await load.acknowledged(20, 15_000);
    expect(performance.now() - from, 'ms until writes went on').toBeLessThan(FAILOVER_MS);
    await allReady(trial);
  });
}

/** The master dies by SIGKILL, a replica takes over, and the old one comes back as a replica. */
export function killMaster(trial: Trial, set: SentinelSet, rounds: number): Promise<FaultFigures> {
  return underLoad(trial, 'kill -9 of the master under Sentinel', rounds, async (_, load) => {
    await set.settled(60_000);
    const master = await set.master();
    await master.kill9();
    await load.acknowledged(20, 20_000);
    await master.restart();
    await allReady(trial);
  }).then(withinFailover);
}

/**
 * The network parts: the old master keeps one node and its clients, the others elect another. What is
 * acknowledged on the wrong side would be lost when it heals.
 */
export function partition(trial: Trial, set: SentinelSet, rounds: number): Promise<FaultFigures> {
  const { partition: cables } = set;
  if (!cables) throw new Error('this set is not partitionable');
  return underLoad(trial, 'a partition around the old master', rounds, async (n, load) => {
    await set.settled(60_000);
    const master = await set.master();
    // Networks go silent, and now and then a router says so.
    cables.isolate(master, { keeps: ['near'], how: n % 3 === 2 ? 'cut' : 'freeze' });
    try {
      await load.acknowledged(20, 20_000);
      // Long enough for those on the wrong side to be told something.
      await sleep(5_500);
    } finally {
      cables.heal();
    }
    await allReady(trial);
  }).then(withinFailover);
}

/**
 * Somebody empties Redis. Nodes go read-only and say what to do; an operator restores it from the longest
 * copy, and they go on by themselves.
 */
export function flushAll(trial: Trial, redis: RedisServer, rounds: number): Promise<FaultFigures> {
  const { nodes, redis: set } = trial.cluster;
  return underLoad(trial, 'FLUSHALL and restore from a copy', rounds, async (_, load) => {
    await redis.command('FLUSHALL');
    for (const node of nodes) await saysWhatToDo(trial, node);
    const { node, reply } = await longestCopy(trial);
    expect(reply).toMatch(/warroom restore/);
    const said = await warroom(['restore', '--all'], {
      DATA_DIR: node.dataDir,
      STORE: set?.url ?? '',
    });
    expect(said).toMatch(/us-general/);
    await load.acknowledged(20, 20_000);
    await allReady(trial);
  });
}

/** Redis is frozen: it keeps its connections and answers nothing. */
export function freeze(
  trial: Trial,
  redis: RedisServer,
  rounds: number,
  frozenMs = 10_000,
): Promise<FaultFigures> {
  const { nodes } = trial.cluster;
  return underLoad(trial, `Redis frozen for ${frozenMs / 1000} s`, rounds, async (_, load) => {
    await Promise.all(nodes.map(lagSince));
    const own = monitorEventLoopDelay({ resolution: 10 });
    own.enable();
    const resumes = trial.boards.map((board) => board.resumes + board.snapshots);
    const frozenAt = Date.now();
    redis.pause();
    try {
      await sleep(frozenMs - 2_000);
      for (const node of nodes) {
        const from = performance.now();
        const { incidents } = await snapshotOf(node, ELECTION, trial.admin.cookie);
        expect(incidents.length).toBeGreaterThan(0);
        expect(performance.now() - from, 'ms for a snapshot').toBeLessThan(1_000);
        const { reply } = await trial.write(node);
        expect(reply).toMatchObject({ status: 503, retryAfterMs: expect.any(Number) });
      }
      await sleep(Math.max(0, frozenAt + frozenMs - Date.now()));
      for (const { name, heartbeat } of trial.boards) {
        expect(heartbeat, name).toBeDefined();
        if (!heartbeat) continue;
        expect(performance.now() - heartbeat.at, `age of ${name}'s heartbeat`).toBeLessThan(6_000);
        const { now, asOf, readOnly } = heartbeat.message;
        expect(readOnly, `what ${name} is told of writes`).not.toBeNull();
        expect(now - asOf.incidents, `staleness that ${name} is told`).toBeGreaterThan(0);
        expect(asOf.incidents, `how far ${name} is told it is`).toBeLessThan(frozenAt + 3_500);
      }
      const lags = await Promise.all(nodes.map(lagSince));
      own.disable();
      // What the machine itself holds up, it holds up here as well.
      const ownLag = own.max / 1e6;
      process.stdout.write(
        `  event loop lag at most ${lags.map((ms) => ms.toFixed(0)).join(', ')} ms; the test's own ${ownLag.toFixed(0)} ms\n`,
      );
      for (const lag of lags) expect(lag - ownLag, 'event loop lag, ms').toBeLessThanOrEqual(250);
      // Nobody was cut off.
      expect(trial.boards.map((board) => board.resumes + board.snapshots)).toEqual(resumes);
    } finally {
      redis.resume();
    }
    await load.acknowledged(20, 15_000);
    await allReady(trial);
  });
}

/** One node's clock goes an hour back while it works, and later forward again. */
export async function clockBack(
  trial: Trial,
  clockFile: string,
  rounds: number,
): Promise<FaultFigures> {
  const [node] = trial.cluster.nodes;
  const before = node ? (await eventsOf(node, ELECTION)).length : 0;
  const startedAt = Date.now();
  const figures = await underLoad(
    trial,
    'clock of one node an hour back',
    rounds,
    async (_, load) => {
      await writeFile(clockFile, String(-HOUR_MS));
      await load.acknowledged(100, 20_000);
      await writeFile(clockFile, '0');
    },
  );
  const written = node ? await eventsOf(node, ELECTION, before) : [];
  const early = written.filter(({ at }) => at < startedAt - HOUR_MS / 2);
  expect(early.length, 'events that were written an hour back').toBeGreaterThan(0);
  return withinFailover(figures);
}

/** Every node is stopped in order and started again, one after another. */
export function rollingRestart(trial: Trial, rounds: number): Promise<FaultFigures> {
  return underLoad(trial, 'rolling restart of all nodes', rounds, async (_, load) => {
    for (const node of trial.cluster.nodes) {
      expect(await node.stop(), `exit code of ${node.name}`).toBe(0);
      await node.restart();
      await allReady(trial);
      await load.acknowledged(10, 10_000);
    }
  }).then(withinFailover);
}

function withinFailover(figures: FaultFigures): FaultFigures {
  expect(figures.gapMs, `longest write gap over ${figures.fault}`).toBeLessThanOrEqual(FAILOVER_MS);
  return figures;
}

function nodeOf(trial: Trial, n: number): ClusterNode {
  const { nodes } = trial.cluster;
  const node = nodes[n % nodes.length];
  if (!node) throw new Error('there is no node');
  return node;
}

/** Every node answers and takes writes. */
async function allReady({ cluster }: Trial): Promise<void> {
  for (const node of cluster.nodes)
    await expect
      .poll(async () => (await readiness(node)).status, { timeout: 60_000, interval: 50 })
      .toBe('ready');
}

/** The longest that a node's event loop was held up since this was last asked, ms. */
async function lagSince(node: ClusterNode): Promise<number> {
  return (await metric(node, 'nodejs_eventloop_lag_max_seconds')) * 1000;
}

/** Waits until a node says that it is read-only: in /readyz, and to its boards. */
async function saysWhatToDo(trial: Trial, node: ClusterNode): Promise<void> {
  const heard = trial.boards.filter(({ name }) => name.endsWith(node.name));
  await expect
    .poll(async () => (await readiness(node)).text, { timeout: 15_000, interval: 100 })
    .toMatch(/us-general takes no writes: .*warroom restore/);
  expect((await readiness(node)).status).not.toBe('ready');
  for (const board of heard)
    await expect
      .poll(() => board.heartbeat?.message.readOnly, { timeout: 8_000, interval: 100 })
      .toMatch(/restore/);
  expect((await trial.write(node)).reply).toMatchObject({ status: 503 });
}

/** What /readyz says: `degraded` when reads are answered and writes are not. */
async function readiness(node: ClusterNode): Promise<{ status: string; text: string }> {
  try {
    const response = await fetch(`${node.url}/readyz`, { signal: AbortSignal.timeout(5_000) });
    const text = await response.text();
    return { status: (JSON.parse(text) as { status: string }).status, text };
  } catch (error) {
    return { status: 'down', text: String(error) };
  }
}

/** The node that says that it holds most. */
async function longestCopy(trial: Trial): Promise<{ node: ClusterNode; reply: string }> {
  const all = await Promise.all(
    trial.cluster.nodes.map(async (node) => {
      const { text } = await readiness(node);
      const [, seq] = /us-general takes no writes: .*?holds up to event (\d+)/.exec(text) ?? [];
      return { node, reply: text, seq: Number(seq ?? 0) };
    }),
  );
  const [longest] = all.toSorted((a, b) => b.seq - a.seq);
  if (!longest) throw new Error('there is no node');
  return longest;
}
