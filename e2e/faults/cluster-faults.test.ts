import { clusterFaults } from './cluster-faults.ts';

clusterFaults({
  pauseMs: 30,
  killNodes: 1,
  killRedis: 1,
  killMaster: 1,
  partition: 1,
  flushAll: 1,
  freeze: 1,
  clockBack: 1,
  rollingRestart: 1,
});
