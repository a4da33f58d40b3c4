import { faultyProxy } from './cable.mjs';
import { userInfo } from './redis-config.mjs';
import { HOST } from './redis-process.mjs';

/** @typedef {import('./redis-servers.mjs').RedisServer} RedisServer */
/** @typedef {import('./faulty-proxy.mjs').FaultyProxy} FaultyProxy */

/**
 * The cables by which a data server is reached by its like and by Sentinels. Made before the servers,
 * as they announce them.
 * @param {{ port: number }[]} servers where each will listen
 */
export function serverCables(servers) {
  return Promise.all(servers.map(({ port }) => faultyProxy({ to: { port } })));
}

/**
 * The cables of each group of clients, and what breaks them together.
 * @param {object} options
 * @param {string} options.name the master's, as Sentinels know it
 * @param {readonly string[]} options.groups
 * @param {RedisServer[]} options.data
 * @param {FaultyProxy[]} options.cables of the data servers, in their order
 * @param {RedisServer[]} options.sentinels
 * @param {string | undefined} options.password
 */
export async function partitionOf({ name, groups, data, cables, sentinels, password }) {
  /** @type {Map<string, { url: string, data: FaultyProxy[], sentinels: FaultyProxy[] }>} */
  const nets = new Map();
  for (const group of groups) {
    // A Sentinel names servers by what they announce; a client of this group hears its own cables.
    /** @type {Map<string, string>} */
    const answers = new Map();
    const toData = await Promise.all(data.map(({ port }) => faultyProxy({ to: { port } })));
    const toSentinels = await Promise.all(
      sentinels.map(({ port }) => faultyProxy({ to: { port }, rewrite: answers })),
    );
    for (const [i, { announcedPort }] of data.entries())
      answers.set(String(announcedPort), String(toData[i]?.port));
    for (const [i, { port }] of sentinels.entries())
      answers.set(String(port), String(toSentinels[i]?.port));
    const hosts = toSentinels.map(({ port }) => `${HOST}:${port}`).join(',');
    nets.set(group, {
      url: `redis+sentinel://${userInfo(password)}${hosts}/${name}`,
      data: toData,
      sentinels: toSentinels,
    });
  }
  const all = () => [
    ...cables,
    ...[...nets.values()].flatMap((net) => [...net.data, ...net.sentinels]),
  ];
  /** @type {import('./redis-servers.mjs').Partition} */
  const partition = {
    url(group) {
      const net = nets.get(group);
      if (net === undefined) throw new Error(`${group} is none of the groups ${groups.join(', ')}`);
      return net.url;
    },
    isolate(server, { keeps = [], how = 'freeze' } = {}) {
      const at = data.indexOf(server);
      if (at < 0) throw new Error('only a data server of this set can be isolated');
      const broken = [cables[at]];
      for (const [group, net] of nets)
        broken.push(
          ...(keeps.includes(group)
            ? [...net.data.filter((_, i) => i !== at), ...net.sentinels]
            : [net.data[at]]),
        );
      for (const cable of broken)
        if (how === 'freeze') cable?.freeze();
        else cable?.refuse();
    },
    heal() {
      for (const cable of all()) cable.pass();
    },
  };
  return { partition, close: () => Promise.all(all().map((cable) => cable.close())) };
}
