import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedis, startSentinelSet } from '../../scripts/lib/cluster/redis-servers.mjs';
import type {
  RedisServer,
  RedisSet,
  SentinelSet,
} from '../../scripts/lib/cluster/redis-servers.mjs';
import { startCluster } from '../rigs/cluster.ts';
import type { ClusterRig } from '../rigs/cluster.ts';
import {
  clockBack,
  flushAll,
  freeze,
  killMaster,
  killNodes,
  killRedis,
  partition,
  rollingRestart,
} from './faults.ts';
import { trialOn } from './trial.ts';
import type { Trial } from './trial.ts';

/** How often each fault is done, and how busy people are meanwhile. */
export interface Rounds {
  /** Between two things that one of ten lanes does, on average. */
  pauseMs: number;
  killNodes: number;
  killRedis: number;
  killMaster: number;
  partition: number;
  flushAll: number;
  freeze: number;
  clockBack: number;
  rollingRestart: number;
}

const SHIFTED_CLOCK = pathToFileURL(join(import.meta.dirname, '../rigs/shifted-clock.mjs')).href;
/** For a round of the longest, with all the waiting that is allowed. */
const ROUND_MS = 120_000;

function times(rounds: number): string {
  return rounds === 1 ? '1 round' : `${rounds} rounds`;
}

/** A cluster for some tests in a row: the history goes on over all of them. */
function trialFor<Redis extends RedisSet>(
  pauseMs: number,
  start: () => Promise<{ cluster: ClusterRig; redis: Redis }>,
): () => { trial: Trial; redis: Redis } {
  let made: { trial: Trial; cluster: ClusterRig; redis: Redis } | undefined;
  beforeAll(async () => {
    const { cluster, redis } = await start();
    made = { trial: await trialOn(cluster, { pauseMs }), cluster, redis };
  }, 90_000);
  afterAll(async () => {
    made?.trial.close();
    await made?.cluster.stop();
  }, 60_000);
  return () => {
    if (!made) throw new Error('the cluster did not start');
    return made;
  };
}

/** Every fault on clusters of three nodes, each under load and held against the history in the end. */
export function clusterFaults(rounds: Rounds): void {
  describe('three nodes on one Redis', () => {
    const clockFile = join(tmpdir(), `shifted-clock-${process.pid}`);
    afterAll(() => rm(clockFile, { force: true }));
    const made = trialFor(rounds.pauseMs, async () => {
      const redis = await startRedis();
      const cluster = await startCluster({
        redis,
        env: (index): Record<string, string> =>
          index === 1
            ? { NODE_OPTIONS: `--import ${SHIFTED_CLOCK}`, SHIFTED_CLOCK: clockFile }
            : {},
      });
      return { cluster, redis };
    });
    const only = (): RedisServer => {
      const [server] = made().redis.servers;
      if (!server) throw new Error('there is no Redis');
      return server;
    };

    it(
      `[E51] nothing acknowledged is lost or doubled by kill -9 of a node, ${times(rounds.killNodes)}`,
      async () => {
        const { acknowledged } = await killNodes(made().trial, rounds.killNodes);
        expect(acknowledged).toBeGreaterThan(100);
      },
      ROUND_MS * rounds.killNodes,
    );

    it(
      `[E52] nor by kill -9 of the only Redis, ${times(rounds.killRedis)}`,
      async () => {
        const { acknowledged } = await killRedis(made().trial, only(), rounds.killRedis);
        expect(acknowledged).toBeGreaterThan(100);
      },
      ROUND_MS * rounds.killRedis,
    );

    it(
      `[E56] nor by a Redis frozen for 10 s, ${times(rounds.freeze)}: nodes answer, boards say how old they are, writes get 503 with Retry-After, and all resumes`,
      async () => {
        const { acknowledged } = await freeze(made().trial, only(), rounds.freeze);
        expect(acknowledged).toBeGreaterThan(50);
      },
      ROUND_MS * rounds.freeze,
    );

    it(
      `[E57] nor by a node's clock an hour back, ${times(rounds.clockBack)}`,
      async () => {
        const { acknowledged } = await clockBack(made().trial, clockFile, rounds.clockBack);
        expect(acknowledged).toBeGreaterThan(100);
      },
      ROUND_MS * rounds.clockBack,
    );

    it(
      `[E55] nor by FLUSHALL, ${times(rounds.flushAll)}: nodes say what to do, and go on by themselves once it is done`,
      async () => {
        const { acknowledged } = await flushAll(made().trial, only(), rounds.flushAll);
        expect(acknowledged).toBeGreaterThan(50);
      },
      ROUND_MS * rounds.flushAll,
    );
  });

  describe('three nodes on Redis under Sentinel', () => {
    const made = trialFor<SentinelSet>(rounds.pauseMs, async () => {
      const redis = await startSentinelSet({ partitionable: true, groups: ['near', 'far'] });
      const cluster = await startCluster({
        redis,
        store: (index) => redis.partition?.url(index === 0 ? 'near' : 'far') ?? redis.url,
      });
      return { cluster, redis };
    });

    it(
      `[E54] nothing acknowledged is lost or doubled by a partition that leaves the old master with clients, ${times(rounds.partition)}`,
      async () => {
        const { trial, redis } = made();
        const { acknowledged } = await partition(trial, redis, rounds.partition);
        expect(acknowledged).toBeGreaterThan(50);
      },
      ROUND_MS * rounds.partition,
    );

    it(
      `[E58] nor by a rolling restart of all nodes, ${times(rounds.rollingRestart)}`,
      async () => {
        const { acknowledged } = await rollingRestart(made().trial, rounds.rollingRestart);
        expect(acknowledged).toBeGreaterThan(100);
      },
      ROUND_MS * rounds.rollingRestart,
    );

    it(
      `[E53] nor by kill -9 of the master, ${times(rounds.killMaster)}, and writes go on within 5 s`,
      async () => {
        const { trial, redis } = made();
        const { acknowledged } = await killMaster(trial, redis, rounds.killMaster);
        expect(acknowledged).toBeGreaterThan(50);
      },
      ROUND_MS * rounds.killMaster,
    );
  });
}
