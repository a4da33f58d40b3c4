import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBalancer } from '../../scripts/lib/cluster/balancer.mjs';
import type { Balancer } from '../../scripts/lib/cluster/balancer.mjs';
import { startNode } from '../../scripts/lib/cluster/nodes.mjs';
import type { WarNode } from '../../scripts/lib/cluster/nodes.mjs';
import type { RedisSet } from '../../scripts/lib/cluster/redis-servers.mjs';

/** A node under a name of its own, as reports use it. */
export type ClusterNode = WarNode & { readonly name: string };

/** Several built servers on one Redis, and a balancer before them that is sticky to none. */
export interface ClusterRig<Redis extends RedisSet | undefined = RedisSet | undefined> {
  readonly redis: Redis;
  readonly nodes: readonly ClusterNode[];
  readonly balancer: Balancer;
  /** The address people use, and the first line that matches of any node. */
  readonly front: Pick<WarNode, 'url' | 'waitForLine'>;
  /** Holds `node-1`, `node-2` …, each a node's DATA_DIR. */
  readonly dir: string;
  /** Ends nodes, balancer and Redis; answers the nodes' exit codes. Removes the data unless handed in. */
  stop(): Promise<(number | null)[]>;
}

export interface ClusterRigOptions<Redis extends RedisSet | undefined> {
  /** Undefined: one node on its embedded store, for what needs no other. It is the rig's from here on. */
  redis: Redis;
  /** Default 3. */
  nodes?: number;
  /** STORE of a node, counted from 0; default: the set's. */
  store?: (index: number) => string;
  /** Over this process's environment. */
  env?: (index: number) => Record<string, string>;
  args?: (index: number) => readonly string[];
  /** A folder to start on; default: a temporary one. */
  dir?: string;
  /** The balancer's; default: a free one. */
  port?: number;
}

/** Starts a cluster; resolves when every node is ready. Whatever goes wrong, nothing is left running. */
export async function startCluster<Redis extends RedisSet | undefined>(
  options: ClusterRigOptions<Redis>,
): Promise<ClusterRig<Redis>> {
  const { redis, env, args, store } = options;
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'warroom-cluster-')));
  const balancer = await startBalancer({
    nodes: [],
    pollMs: 200,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const nodes: ClusterNode[] = [];
  async function start(index: number): Promise<ClusterNode> {
    const name = `node-${index + 1}`;
    const started = await startNode({
      dataDir: join(dir, name),
      args: args?.(index) ?? [],
      env: { PUBLIC_URL: balancer.url, LOG_LEVEL: 'warn', ...env?.(index) },
      ...(redis ? { store: store?.(index) ?? redis.url } : {}),
    });
    const node = Object.assign(started, { name });
    nodes.push(node);
    return node;
  }
  async function stop(): Promise<(number | null)[]> {
    const codes = await Promise.all(nodes.map((node) => node.stop()));
    await balancer.close();
    await redis?.stop();
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
    return codes;
  }
  try {
    const count = redis ? (options.nodes ?? 3) : 1;
    const started = await Promise.allSettled(
      Array.from({ length: count - 1 }, (_, index) => start(index)),
    );
    for (const one of started) if (one.status === 'rejected') throw one.reason;
    // One after the others, so that its set-up link is the newest, which is the one that holds.
    const newest = await start(count - 1);
    nodes.sort((a, b) => a.name.localeCompare(b.name));
    for (const { url } of nodes) balancer.add(url);
    await balancer.ready();
    return {
      redis,
      nodes,
      balancer,
      dir,
      stop,
      front: {
        url: balancer.url,
        waitForLine: (pattern, timeoutMs) => lineOf(newest, nodes, pattern, timeoutMs),
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The first line that matches of the newest node; of any where that prints none within a second. */
function lineOf(
  newest: ClusterNode,
  nodes: readonly ClusterNode[],
  pattern: RegExp,
  timeoutMs?: number,
): Promise<RegExpMatchArray> {
  return newest
    .waitForLine(pattern, 1_000)
    .catch(() => Promise.any(nodes.map((node) => node.waitForLine(pattern, timeoutMs))));
}
