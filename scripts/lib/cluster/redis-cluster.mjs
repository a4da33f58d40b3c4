import { freePort } from './children.mjs';
import { REPLICATED, SAFE, addresses, secured, userInfo } from './redis-config.mjs';
import { redisFolder } from './redis-folder.mjs';
import { HOST, until } from './redis-process.mjs';

/** @typedef {import('./redis-servers.mjs').RedisServer} RedisServer */

const SLOTS = 16_384;

/** @type {typeof import('./redis-servers.mjs').startRedisCluster} */
export async function startRedisCluster(options = {}) {
  const { masters = 3, replicasEach = 1, nodeTimeoutMs = 2_000, password } = options;
  const folder = redisFolder(options.dir);
  return folder.whole(async () => {
    const homes = await folder.homes('redis', masters * (1 + replicasEach));
    const servers = await Promise.all(
      homes.map(async (home, i) =>
        folder.start({
          role: i < masters ? 'master' : 'replica',
          ...home,
          password,
          config: {
            ...SAFE,
            ...(replicasEach > 0 ? REPLICATED : {}),
            ...secured(password),
            'cluster-enabled': 'yes',
            'cluster-port': await freePort(),
            'cluster-config-file': 'nodes.conf',
            'cluster-node-timeout': nodeTimeoutMs,
            ...options.config,
          },
        }),
      ),
    );
    if (!(await knowEachOther(servers))) await form(servers, masters);
    const settled = (withinMs = 20_000) =>
      until('a whole cluster', () => isWhole(servers), withinMs);
    await settled(30_000);
    return {
      url: `redis+cluster://${userInfo(password)}${addresses(servers)}`,
      servers,
      master: (key = '{wr:accounts}') => masterOf(servers, key),
      settled,
      stop: folder.stop,
    };
  });
}

/**
 * Makes one cluster of servers that know nobody yet: slots in equal parts, replicas in turn.
 * @param {RedisServer[]} servers masters first
 * @param {number} masters
 */
async function form(servers, masters) {
  const [first] = servers;
  const busPort = await first?.command('CONFIG', 'GET', 'cluster-port');
  for (const [i, server] of servers.entries()) {
    await server.command('CLUSTER', 'SET-CONFIG-EPOCH', i + 1);
    const slot = (/** @type {number} */ n) => Math.floor((SLOTS * n) / masters);
    if (i < masters) await server.command('CLUSTER', 'ADDSLOTSRANGE', slot(i), slot(i + 1) - 1);
    if (server !== first && Array.isArray(busPort))
      await server.command('CLUSTER', 'MEET', HOST, first?.port ?? 0, String(busPort[1]));
  }
  await until('the servers of a cluster to know each other', () => knowEachOther(servers));
  for (const [i, server] of servers.entries()) {
    if (i < masters) continue;
    const id = String(await servers[i % masters]?.command('CLUSTER', 'MYID'));
    await server.command('CLUSTER', 'REPLICATE', id);
  }
}

/** @param {RedisServer[]} servers */
async function knowEachOther(servers) {
  const views = await Promise.all(
    servers.map(async (server) => String(await server.command('CLUSTER', 'NODES'))),
  );
  return views.every(
    (view) => view.trim().split('\n').length === servers.length && !/handshake|noaddr/.test(view),
  );
}

/** @param {RedisServer[]} servers */
async function isWhole(servers) {
  const running = servers.filter((server) => server.pid !== undefined);
  const good = await Promise.all(
    running.map(async (server) => {
      const state = String(await server.command('CLUSTER', 'INFO'));
      const master = (await server.info('replication', 'role')) === 'master';
      return (
        state.includes('cluster_state:ok') &&
        (master
          ? (await server.info('replication', 'min_slaves_good_slaves')) !== '0'
          : (await server.info('replication', 'master_link_status')) === 'up')
      );
    }),
  );
  const views = new Set(await Promise.all(running.map(viewOf)));
  return good.every(Boolean) && views.size === 1;
}

/**
 * The master of a key's slot that more than half of the servers name; rejects if there is none.
 * @param {RedisServer[]} servers
 * @param {string} key
 */
async function masterOf(servers, key) {
  const answers = await Promise.allSettled(
    servers.filter((server) => server.pid !== undefined).map((server) => ownerOf(server, key)),
  );
  const ports = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 0));
  const found = servers.find(
    ({ port }) => ports.filter((one) => one === port).length > servers.length / 2,
  );
  if (found === undefined) throw new Error(`The cluster agrees on no master for ${key}.`);
  return found;
}

/**
 * @param {RedisServer} server
 * @param {string} key
 * @returns {Promise<number>} the port of the master of the key's slot, as this server sees it
 */
async function ownerOf(server, key) {
  const slot = Number(await server.command('CLUSTER', 'KEYSLOT', key));
  const ranges = /** @type {[number, number, [string, number], ...unknown[]][]} */ (
    await server.command('CLUSTER', 'SLOTS')
  );
  return ranges.find(([from, to]) => from <= slot && slot <= to)?.[2][1] ?? 0;
}

/**
 * Who has which slots and whose replica each is, as one server sees it.
 * @param {RedisServer} server
 */
async function viewOf(server) {
  const text = String(await server.command('CLUSTER', 'NODES'));
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [id, , flags = '', master, , , , , ...slots] = line.split(' ');
      const role = flags.replace(/myself,?/, '');
      return [id, role, master, ...slots].join(' ');
    })
    .toSorted()
    .join('\n');
}
