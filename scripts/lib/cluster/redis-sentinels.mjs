import { randomBytes } from 'node:crypto';
import { REPLICATED, SAFE, addresses, quoted, secured, userInfo } from './redis-config.mjs';
import { redisFolder } from './redis-folder.mjs';
import { partitionOf, serverCables } from './redis-partition.mjs';
import { HOST, until } from './redis-process.mjs';

/** @typedef {import('./redis-servers.mjs').RedisServer} RedisServer */
/** @typedef {import('./redis-servers.mjs').SentinelOptions} SentinelOptions */

const NAME = 'warroom';

/** @type {typeof import('./redis-servers.mjs').startSentinelSet} */
export async function startSentinelSet(options = {}) {
  const { replicas = 2, password, partitionable = false, groups = ['near', 'far'] } = options;
  if (partitionable && options.dir !== undefined)
    throw new Error('A partitionable set has new ports each time, so it cannot keep a folder.');
  const folder = redisFolder(options.dir);
  return folder.whole(async () => {
    const homes = await folder.homes('redis', 1 + replicas);
    const watchHomes = await folder.homes('sentinel', options.sentinels ?? 3);
    const cables = partitionable ? await serverCables(homes) : [];
    const announced = homes.map(({ port }, i) => cables[i]?.port ?? port);
    // All at once: a replica tries each second until its master is there.
    const data = await Promise.all(
      homes.map(({ port, dir }, i) =>
        folder.start({
          role: i === 0 ? 'master' : 'replica',
          port,
          announcedPort: announced[i] ?? port,
          dir,
          password,
          config: {
            ...SAFE,
            ...(replicas > 0 ? REPLICATED : {}),
            ...secured(password),
            ...(i === 0 ? {} : { replicaof: `${HOST} ${announced[0]}` }),
            'replica-announce-ip': HOST,
            'replica-announce-port': announced[i] ?? port,
            ...options.config,
          },
        }),
      ),
    );
    const watching = sentinelLines(watchHomes, announced, options);
    const sentinels = await Promise.all(
      watchHomes.map((home, i) =>
        folder.start({
          role: 'sentinel',
          ...home,
          config: { 'protected-mode': 'no', sentinel: watching[i] ?? [] },
        }),
      ),
    );
    const current = () => masterOf(data, sentinels);
    const settled = (withinMs = 20_000) =>
      until('replicas in sync and Sentinels that agree', () => agreed(data, sentinels), withinMs);
    await settled(30_000);
    const cut = partitionable
      ? await partitionOf({ name: NAME, groups, data, cables, sentinels, password })
      : undefined;
    return {
      url: `redis+sentinel://${userInfo(password)}${addresses(sentinels)}/${NAME}`,
      servers: [...data, ...sentinels],
      data,
      sentinels,
      master: current,
      settled,
      partition: cut?.partition,
      async stop() {
        await folder.stop();
        await cut?.close();
      },
    };
  });
}

/**
 * What each Sentinel watches, and whom it knows from the start so that none waits to find the others.
 * @param {{ port: number }[]} homes
 * @param {number[]} announced ports of the data servers, the master's first
 * @param {SentinelOptions} options
 */
function sentinelLines(homes, [master, ...replicas], options) {
  const { downAfterMs = 1_000, failoverTimeoutMs = 3_000, password } = options;
  const ids = homes.map(() => randomBytes(20).toString('hex'));
  return homes.map((_, i) => [
    `myid ${ids[i]}`,
    `monitor ${NAME} ${HOST} ${master} ${Math.floor(homes.length / 2) + 1}`,
    `down-after-milliseconds ${NAME} ${downAfterMs}`,
    `failover-timeout ${NAME} ${failoverTimeoutMs}`,
    `parallel-syncs ${NAME} 2`,
    ...(password === undefined ? [] : [`auth-pass ${NAME} ${quoted(password)}`]),
    ...replicas.map((port) => `known-replica ${NAME} ${HOST} ${port}`),
    ...homes.flatMap(({ port }, other) =>
      other === i ? [] : [`known-sentinel ${NAME} ${HOST} ${port} ${ids[other]}`],
    ),
  ]);
}

/**
 * The master that more than half of all Sentinels name; rejects if there is none.
 * @param {RedisServer[]} data
 * @param {RedisServer[]} sentinels
 */
async function masterOf(data, sentinels) {
  const answers = await Promise.allSettled(
    sentinels
      .filter((sentinel) => sentinel.pid !== undefined)
      .map((sentinel) => sentinel.command('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', NAME)),
  );
  const ports = answers.map((answer) =>
    answer.status === 'fulfilled' && Array.isArray(answer.value) ? Number(answer.value[1]) : 0,
  );
  const found = data.find(
    ({ announcedPort }) =>
      ports.filter((port) => port === announcedPort).length > sentinels.length / 2,
  );
  if (found === undefined) throw new Error(`The Sentinels agree on no master: ${ports.join(', ')}`);
  return found;
}

/**
 * @param {RedisServer[]} data
 * @param {RedisServer[]} sentinels
 */
async function agreed(data, sentinels) {
  const master = await masterOf(data, sentinels);
  const others = data.filter((server) => server !== master && server.pid !== undefined);
  const watching = sentinels.filter((sentinel) => sentinel.pid !== undefined);
  const quorum = await Promise.all(
    watching.map((sentinel) => sentinel.command('SENTINEL', 'CKQUORUM', NAME)),
  );
  const copied = await Promise.all(others.map((server) => inSync(server, master)));
  const good = Number(await master.info('replication', 'min_slaves_good_slaves'));
  return (
    (await master.info('replication', 'role')) === 'master' &&
    (data.length === 1 || good >= others.length) &&
    copied.every(Boolean) &&
    quorum.every((said) => String(said).startsWith('OK'))
  );
}

/**
 * @param {RedisServer} server
 * @param {RedisServer} master
 */
async function inSync(server, master) {
  return (
    (await server.info('replication', 'master_link_status')) === 'up' &&
    Number(await server.info('replication', 'master_port')) === master.announcedPort
  );
}
