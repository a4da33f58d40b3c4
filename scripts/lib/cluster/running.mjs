import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startBalancer } from './balancing.mjs';
import { startNodes } from './node-process.mjs';
import { startRedisCluster } from './redis-cluster.mjs';
import { startSentinelSet } from './redis-sentinels.mjs';
import { startRedis } from './redis-single.mjs';

/** @typedef {import('./redis-servers.mjs').RedisSet} RedisSet */
/** @typedef {import('./nodes.mjs').WarNode} WarNode */
/** @typedef {{ name: string, port: number, pid: () => number | undefined, restart: () => Promise<void> }} Part */

const LOOK_MS = 1_000;
const RESTART_AFTER_MS = 10_000;

/**
 * Everything of a war room with many nodes, as processes of this machine. What ends by itself, or is
 * killed, is started again after 10 s, as a supervisor would.
 * @param {object} options
 * @param {'single' | 'sentinel' | 'cluster'} options.kind
 * @param {string} [options.store] a Redis that runs already; then none is started
 * @param {number} options.count of nodes
 * @param {number} options.port of the balancer
 * @param {string} options.dir where all keep their files
 * @param {boolean} options.kept whether `dir` outlives this process
 * @param {boolean} options.drill
 * @param {(line: string) => void} options.say
 */
export async function runningCluster({ kind, store, count, port, dir, kept, drill, say }) {
  const balancer = await startBalancer({ nodes: [], port }).catch((error) => {
    throw new Error(
      error.code === 'EADDRINUSE'
        ? `Port ${port} is taken; stop what uses it, or choose another with PORT=8081 npm run cluster.`
        : error.message,
    );
  });
  // Each kind of store has folders of its own: what a node keeps belongs to one journal.
  const home = join(dir, store === undefined ? kind : 'store');
  mkdirSync(home, { recursive: true });
  /** @type {RedisSet | undefined} */
  let redis;
  /** @type {WarNode[]} */
  let nodes = [];
  let stopping = false;
  async function stop() {
    stopping = true;
    await Promise.all(nodes.map((node) => node.stop()));
    await balancer.close();
    await redis?.stop();
  }
  try {
    if (store === undefined) redis = await startStore(kind, kept ? home : undefined);
    nodes = await startNodes(count, {
      store: store ?? redis?.url ?? '',
      dir: home,
      env: {
        TRUST_PROXY: '1',
        PUBLIC_URL: process.env['PUBLIC_URL'] ?? balancer.url,
      },
      // Nobody needs the same exercise three times.
      args: (index) => (drill && index === 0 ? ['--drill'] : []),
      onLine: logFiles(home),
    });
    for (const node of nodes) balancer.add(node.url);
    await nodes[0]?.waitForLine(/Ctrl-C stops it/, 60_000);
    await balancer.ready(count, 60_000);
  } catch (error) {
    await stop();
    throw error;
  }
  const parts = [...nodes.map(nodePart), ...(redis === undefined ? [] : redisParts(redis))];
  say('\nElection War Room, many nodes on one machine\n');
  say(row('part', 'port', 'pid'));
  say(row('balancer', balancer.port, process.pid));
  for (const part of parts) say(row(part.name, part.port, part.pid()));
  say(`\nSTORE=${withoutPassword(store ?? redis?.url ?? '')}`);
  say(`Logs of the nodes: ${join(home, 'node-*.log')}`);
  say(`Listening on ${balancer.url}`);
  for (const line of links(nodes.map((node) => node.lines))) say(line);
  say(
    `\nBreak it: kill -9 a pid above (a node${redis === undefined ? '' : ', or redis-1, a master now'}) and watch the board.`,
  );
  say(
    'What is killed is started again after 10 s. Not yet dead but deaf: kill -STOP, then kill -CONT.',
  );
  say(
    kept
      ? `\nCtrl-C stops it all; the data stays in ${dir}.\n`
      : '\nCtrl-C stops it all and removes the data; --data DIR keeps it.\n',
  );
  setInterval(
    watcher(parts, redis, say, () => stopping),
    LOOK_MS,
  );
  return { url: balancer.url, nodes, redis, balancer, stop };
}

/**
 * @param {'single' | 'sentinel' | 'cluster'} kind
 * @param {string | undefined} dir
 * @returns {Promise<RedisSet>}
 */
function startStore(kind, dir) {
  const options = dir === undefined ? {} : { dir };
  if (kind === 'single') return startRedis(options);
  // With one replica each, a master that took over would have none and so take no writes.
  return kind === 'sentinel'
    ? startSentinelSet(options)
    : startRedisCluster({ ...options, replicasEach: 2 });
}

/** @param {string} home */
function logFiles(home) {
  /** @type {Map<number, import('node:fs').WriteStream>} */
  const files = new Map();
  return (/** @type {string} */ line, /** @type {number} */ index) => {
    let file = files.get(index);
    if (file === undefined) {
      file = createWriteStream(join(home, `node-${index + 1}.log`), { flags: 'a' });
      file.on('error', () => {});
      files.set(index, file);
    }
    file.write(`${line}\n`);
  };
}

/**
 * @param {WarNode} node
 * @param {number} i
 * @returns {Part}
 */
function nodePart(node, i) {
  return {
    name: `node-${i + 1}`,
    port: node.port,
    pid: () => node.pid,
    // An exercise runs once, not again with each start.
    restart: () => node.restart({ args: [] }),
  };
}

/**
 * @param {RedisSet} redis
 * @returns {Part[]}
 */
function redisParts(redis) {
  let sentinels = 0;
  let data = 0;
  return redis.servers.map((server) => ({
    name:
      server.role === 'sentinel'
        ? `sentinel-${(sentinels += 1)}`
        : `redis-${(data += 1)} (${server.role})`,
    port: server.port,
    pid: () => server.pid,
    restart: () => server.restart(),
  }));
}

/**
 * Says what ended, starts it again in time, and says who is master when that changes.
 * @param {Part[]} parts
 * @param {RedisSet | undefined} redis
 * @param {(line: string) => void} say
 * @param {() => boolean} stopping
 */
function watcher(parts, redis, say, stopping) {
  /** @type {Map<Part, number>} */
  const goneSince = new Map();
  /** @type {Set<Part>} */
  const starting = new Set();
  /** @type {number | undefined} */
  let masterPort;
  let looking = false;
  /** @param {Part} part */
  const again = async (part) => {
    starting.add(part);
    try {
      await part.restart();
      if (!stopping()) say(`${clock()} ${shortName(part)} runs again, pid ${part.pid()}`);
    } catch (error) {
      if (!stopping())
        say(`${clock()} ${shortName(part)} did not start: ${String(error).split('\n')[0]}`);
    } finally {
      starting.delete(part);
    }
  };
  const look = async () => {
    for (const part of parts) {
      const since = goneSince.get(part);
      if (starting.has(part)) continue;
      if (part.pid() !== undefined) goneSince.delete(part);
      else if (since === undefined) {
        goneSince.set(part, performance.now());
        say(`${clock()} ${shortName(part)} is gone`);
      } else if (performance.now() - since > RESTART_AFTER_MS) {
        goneSince.delete(part);
        // A node waits for Redis, so one must not wait for the other here.
        void again(part);
      }
    }
    const master = await redis?.master().catch(() => undefined);
    if (master === undefined || master.port === masterPort) return;
    const at = parts.find((part) => part.port === master.port);
    if (masterPort !== undefined)
      say(`${clock()} ${at && shortName(at)} at port ${master.port} is master now`);
    masterPort = master.port;
  };
  return () => {
    if (looking || stopping()) return;
    looking = true;
    void look().finally(() => (looking = false));
  };
}

/**
 * What nodes print for people: the first one's links of the exercise, and the set-up link of whichever
 * node made one.
 * @param {readonly (readonly string[])[]} ofNodes
 */
function links([first = [], ...others]) {
  const from = first.findIndex((line) => line.startsWith('Listening on')) + 1;
  const to = first.findIndex((line) => line.startsWith('Ctrl-C stops it'));
  const made = [first, ...others].flat().find((line) => line.startsWith('Set up (the first admin'));
  const rest = first
    .slice(from, to)
    .filter((line) => line !== '' && !line.startsWith('{') && !line.startsWith('Set up'));
  return made === undefined ? rest : [made, ...rest];
}

/** @param {(string | number | undefined)[]} cells */
function row(...cells) {
  const [name = '', port = '', pid = ''] = cells.map((cell) => String(cell ?? ''));
  return `  ${name.padEnd(20)}${port.padStart(6)}${pid.padStart(9)}`;
}

/**
 * Without the role, which a failover changes.
 * @param {Part} part
 */
function shortName({ name }) {
  return name.split(' ')[0];
}

/** @param {string} url */
function withoutPassword(url) {
  return url.replace(/:[^:@/]*@/, ':…@');
}

function clock() {
  return new Date().toTimeString().slice(0, 8);
}
