// Real Redis servers for scripts and tests. The types are in redis-servers.d.mts, by which each part checks itself.
export { startRedisCluster } from './redis-cluster.mjs';
export { startSentinelSet } from './redis-sentinels.mjs';
export { startRedis } from './redis-single.mjs';
