import { clusterFaults } from './cluster-faults.ts';

clusterFaults({
  pauseMs: 15,
  killNodes: 12,
  killRedis: 10,
  killMaster: 20,
  partition: 5,
  flushAll: 3,
  freeze: 3,
  clockBack: 3,
  rollingRestart: 3,
});
