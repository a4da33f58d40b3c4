import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../scripts/lib/cluster/redis-servers.mjs';
import { startCluster } from './cluster.ts';
import type { ServerOptions, ServerRig } from './server.ts';

/**
 * Three nodes on one Redis behind a balancer, in the shape of one server: its address is the balancer's,
 * its lines are those of all nodes, its data directory holds Redis and nodes, and it dies as a whole.
 */
export async function startClusterServer(options: ServerOptions): Promise<ServerRig> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'warroom-')));
  const { PORT: port = '0', ...env } = options.env ?? {};
  const redis = await startRedis({ dir: join(dataDir, 'redis') });
  const cluster = await startCluster({
    redis,
    dir: dataDir,
    port: Number(port),
    env: () => env,
    // What is started once, one node starts.
    args: (index) => (options.args ?? []).filter((arg) => arg !== '--drill' || index === 0),
  });
  const { nodes, front } = cluster;
  return {
    url: front.url,
    pid: nodes[0]?.pid ?? 0,
    dataDir,
    get lines() {
      return nodes.flatMap((node) => node.lines);
    },
    waitForLine: front.waitForLine,
    async stop() {
      const codes = await cluster.stop();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
      return codes.find((code) => code !== 0) ?? 0;
    },
    async kill9() {
      await Promise.all(nodes.map((node) => node.kill9()));
      await cluster.stop();
    },
  };
}
