import { randomBytes } from 'node:crypto';
import type { DurabilityChecks } from '../redis/checks.ts';
import { systemTime } from '../redis/link-time.ts';
import type { LinkTime } from '../redis/link-time.ts';
import { redisLink } from '../redis/redis-link.ts';
import type { RedisLink } from '../redis/redis-link.ts';
import { waitForReplicas } from '../redis/replicas.ts';
import type { RedisStore } from '../redis/store-url.ts';
import type { Cluster, NodeEntry } from './cluster.ts';
import { clusterKeys } from './keys.ts';
import { nodeId } from './node-id.ts';
import { redisBus } from './redis-bus.ts';
import { redisLeases } from './redis-leases.ts';
import { beat } from './redis-nodes.ts';
import { redisTable } from './redis-table.ts';
import type { RedisTable } from './redis-table.ts';

export interface ClusterOptions {
  store: RedisStore;
  dataDir: string;
  /** Where the other nodes reach this one, without a slash at the end; may change (read each 2 s). */
  readonly url: string;
  build: string;
  /** Epoch ms. */
  now(): number;
  notice(message: string, cause?: unknown): void;
  /** Start-up check of each connection (see `durabilityChecks`). */
  admit?: DurabilityChecks['admit'];
  /** How long the store may take to be there. Default 15,000. */
  readyWithinMs?: number;
  time?: LinkTime;
  random?: () => number;
}

const BEAT_EACH_MS = 2_000;
const SECRET_BYTES = 32;

/** Joins the nodes that share a store. Rejects when the store can't be reached in time. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { store, now, notice, admit, time = systemTime, random = Math.random } = options;
  const node = nodeId(options.dataDir);
  const self = {
    id: node,
    // Read anew at each beat: it is known once the node listens.
    get url() {
      return options.url;
    },
    build: options.build,
    startedAt: now(),
    process: randomBytes(9).toString('base64url'),
  };
  const keys = clusterKeys(store.prefix);
  const common = { store, slotKey: keys.nodes, time, random };
  const link = redisLink({ ...common, notice, ...(admit === undefined ? {} : { admit }) });
  // Told of by the other link.
  const listening = redisLink(common);
  const bus = redisBus({ commands: link, listening, keys, node, process: self.process, notice });
  const leases = redisLeases({ link, bus, keys, process: self.process, time, random });
  const tables = new Map<string, RedisTable>();
  const secrets = new Map<string, Promise<Buffer>>();
  let nodes: NodeEntry[] = [];
  let beatFault: string | null = null;
  let beats = 0;
  let hasToldTwin = false;
  let isClosed = false;
  let callOff: () => void = () => undefined;

  let clockOffsetMs = 0;

  async function beatOnce(): Promise<void> {
    const askedAt = now();
    const found = await beat(link, keys, { ...self, url: options.url });
    clockOffsetMs = Math.round((askedAt + now()) / 2 - found.serverNow);
    nodes = found.nodes;
    beats += 1;
    // A store that was emptied gets the secrets that this node still knows.
    if (found.before === undefined) offerSecrets();
    // Before the first beat, whoever used the id was this node's last process.
    const isTwin = found.before !== undefined && found.before !== self.process;
    if (beats > 1 && isTwin && !hasToldTwin) {
      hasToldTwin = true;
      notice(
        `Two nodes run as ${node}: ${options.dataDir} holds the node-id of another one. Each node needs a data directory of its own: delete node-id in a copied one and start that node again.`,
      );
    }
    for (const [name, table] of tables) table.seen(found.tableVersions.get(name) ?? 0);
  }

  function beatLater(): void {
    callOff = time.after(BEAT_EACH_MS * (0.9 + random() / 5), () => {
      beatOnce()
        .then(
          () => {
            beatFault = null;
          },
          (error: unknown) => {
            beatFault = error instanceof Error ? error.message : String(error);
          },
        )
        .finally(() => {
          if (!isClosed) beatLater();
        });
    });
  }

  async function end(): Promise<void> {
    isClosed = true;
    callOff();
    stopOffering();
    for (const table of tables.values()) table.close();
    await leases.close();
    bus.close();
    await Promise.all([link.close(), listening.close()]);
  }

  function offerSecrets(): void {
    for (const [name, secret] of secrets)
      secret
        .then((bytes) => sharedSecret(link, keys.secrets, name, bytes))
        // The next beat tries again where it is still needed.
        .catch(() => undefined);
  }

  const stopOffering = link.onState((state) => {
    if (state.connected) offerSecrets();
  });

  function secret(name: string): Promise<Buffer> {
    const known = secrets.get(name);
    if (known !== undefined) return known;
    const asking = link
      .ready(options.readyWithinMs ?? 15_000)
      .then(() => sharedSecret(link, keys.secrets, name, randomBytes(SECRET_BYTES)));
    secrets.set(name, asking);
    asking.catch(() => secrets.delete(name));
    return asking;
  }

  try {
    const withinMs = options.readyWithinMs ?? 15_000;
    await Promise.all([link.ready(withinMs), listening.ready(withinMs)]);
    await beatOnce();
  } catch (error) {
    await end();
    throw error;
  }
  beatLater();

  return {
    node,
    shared: true,
    bus,
    nodes: () => nodes,
    clockOffsetMs: () => clockOffsetMs,
    lease: leases.lease,
    secret,
    table(name) {
      const table = tables.get(name) ?? redisTable({ name, link, bus, keys });
      tables.set(name, table);
      return table;
    },
    fault() {
      const state = link.state();
      if (!state.connected) return state.reason;
      const heard = listening.state();
      return heard.connected ? beatFault : heard.reason;
    },
    async close() {
      if (isClosed) return;
      await link
        .run((client) => client.hDel(keys.nodes, node), { timeoutMs: 1_000 })
        // Others see it gone after 10 s then.
        .catch(() => undefined);
      await end();
    },
  };
}

/** The first that was offered wins, for all nodes. */
function sharedSecret(
  link: RedisLink,
  key: string,
  name: string,
  offered: Buffer,
): Promise<Buffer> {
  return link.run(async (client) => {
    await client.hSetNX(key, name, offered.toString('base64'));
    const kept = Buffer.from((await client.hGet(key, name)) ?? '', 'base64');
    await waitForReplicas(client, link.state());
    if (kept.length !== SECRET_BYTES)
      throw new Error(`${key} holds something else than a secret as "${name}"; delete it there.`);
    return kept;
  });
}
