import { afterAll, beforeAll, describe } from 'vitest';
import {
  type RedisSet,
  startRedis,
  startRedisCluster,
  startSentinelSet,
} from '../../redis/testing/redis-servers.ts';
import { journalContract } from '../contract.ts';
import { freshElection, openRedisJournal } from './testing/journal-rig.ts';

const topologies: [string, () => Promise<RedisSet>][] = [
  ['single', () => startRedis()],
  ['Sentinel', () => startSentinelSet()],
  ['Cluster', () => startRedisCluster()],
];

describe.each(topologies)('on Redis %s', (name, start) => {
  let redis: RedisSet;
  beforeAll(async () => {
    redis = await start();
  }, 60_000);
  afterAll(() => redis.stop());

  journalContract(`redis (${name})`, async (options = {}) => {
    const journal = await openRedisJournal(redis.url, { election: freshElection(), ...options });
    return { journal, release: () => journal.close() };
  });
});
