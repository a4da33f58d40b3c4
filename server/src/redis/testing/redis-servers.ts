/** Real Redis servers for the server's tests: those that the scripts use, by their own types. */
export {
  startRedis,
  startRedisCluster,
  startSentinelSet,
} from '../../../../scripts/lib/cluster/redis-servers.mjs';
export type {
  RedisClusterSet,
  RedisServer as TestRedis,
  RedisSet,
  SentinelSet,
} from '../../../../scripts/lib/cluster/redis-servers.mjs';
export { faultyProxy } from '../../../../scripts/lib/cluster/faulty-proxy.mjs';
export type { FaultyProxy } from '../../../../scripts/lib/cluster/faulty-proxy.mjs';
