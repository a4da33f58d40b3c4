import { gather } from './gather.ts';
import { within } from './link-time.ts';
import type { LinkTime } from './link-time.ts';
import type { Locator } from './locator.ts';
import { openClient, storeLogin } from './redis-client.ts';
import type { RedisClient } from './redis-client.ts';
import { hostText } from './store-url.ts';
import type { RedisHost, RedisStore } from './store-url.ts';

const ASK_TIMEOUT_MS = 1_500;
const ASK_AT_ONCE = 3;
const GRACE_MS = 200;
const MOST_KNOWN = 100;

/** Who owns a slot by one server's view; the epoch rises with every failover and move. */
interface Owner {
  host: RedisHost;
  epoch: number;
  isFailing: boolean;
}

/** The master of the slot of a key, by what several servers of the Cluster say. */
export function clusterLocator(store: RedisStore, slotKey: string, time: LinkTime): Locator {
  const known = new Map(store.hosts.map((host) => [hostText(host), host]));
  let turn = 0;
  let slot: number | undefined;
  let hinted: RedisHost | undefined;

  async function askOne(host: RedisHost, signal: AbortSignal): Promise<Owner | undefined> {
    const open = await openClient({
      host,
      login: storeLogin(store),
      connectTimeoutMs: ASK_TIMEOUT_MS,
      time,
      signal,
      onLost: () => undefined,
    });
    try {
      return await within(
        time,
        ASK_TIMEOUT_MS,
        ownerBy(open.client, host),
        () => new Error(`${hostText(host)} does not answer`),
      );
    } finally {
      open.destroy();
    }
  }

  async function ownerBy(client: RedisClient, asked: RedisHost): Promise<Owner | undefined> {
    const text = await client.clusterNodes().catch((cause: unknown) => {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new Error(
        /cluster support disabled/i.test(message)
          ? `${hostText(asked)} is not part of a Redis Cluster; write STORE as redis://HOST`
          : `${hostText(asked)}: ${message}`,
        { cause },
      );
    });
    slot ??= await client.clusterKeySlot(slotKey);
    const nodes = parseNodes(text, asked, store.tls);
    for (const { host } of nodes) if (known.size < MOST_KNOWN) known.set(hostText(host), host);
    const owning = slot;
    return nodes.find((node) => node.slots.some(([from, to]) => from <= owning && owning <= to));
  }

  return {
    async locate(signal) {
      if (hinted !== undefined) {
        const host = hinted;
        hinted = undefined;
        return host;
      }
      const hosts = [...known.values()];
      const asked = Array.from(
        { length: Math.min(ASK_AT_ONCE, hosts.length) },
        (_, i) => hosts[(turn + i) % hosts.length],
      ).filter((host) => host !== undefined);
      turn = (turn + asked.length) % hosts.length;
      const { answers, reasons } = await gather(
        time,
        asked.map((host) => askOne(host, signal)),
        { enough: asked.length, graceMs: GRACE_MS },
      );
      const owners = answers.filter((owner) => owner !== undefined);
      const epoch = Math.max(...owners.map((owner) => owner.epoch));
      const newest = owners.filter((owner) => owner.epoch === epoch);
      const best = newest[0];
      if (best !== undefined) {
        // One that is cut off itself takes all others for failing.
        if (newest.filter((owner) => owner.isFailing).length * 2 < newest.length) return best.host;
        throw new Error(
          `the Redis Cluster has no working master for this slot: ${hostText(best.host)} fails and no replica has taken over yet`,
        );
      }
      throw new Error(
        answers.length > 0
          ? 'no server of the Redis Cluster has this slot; check with redis-cli --cluster check'
          : `no server of the Redis Cluster answers: ${reasons.join('; ')}`,
      );
    },
    async verify(client, info) {
      if (info.mode !== 'cluster')
        return 'it is not part of a Redis Cluster; write STORE as redis://HOST.';
      // A replica, and a master that has lost the slot, answer MOVED.
      await client.exists(slotKey);
      return info.role === 'master' ? null : 'it is a replica; a failover is under way';
    },
    probe: async (client) => void (await client.exists(slotKey)),
    hint(address) {
      const colon = address.lastIndexOf(':');
      const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
      const port = Number(address.slice(colon + 1));
      if (host !== '' && host !== '?' && port > 0) hinted = { host, port };
    },
    watch: () => () => undefined,
    close: () => undefined,
  };
}

interface ClusterNode extends Owner {
  slots: [from: number, to: number][];
}

/**
 * Reads CLUSTER NODES, lines of
 * `id ip:port@busport[,hostname] flags master ping pong epoch link slot slot …`.
 */
export function parseNodes(text: string, asked: RedisHost, isTls: boolean): ClusterNode[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const [, address = '', flagText = '', , , , epoch = '0', , ...ranges] = line
        .trim()
        .split(' ');
      const [endpoint = '', hostname = ''] = address.split(',');
      const at = /^(.*):(\d+)(?:@\d+)?$/.exec(endpoint);
      const flags = flagText.split(',');
      if (at === null || flags.includes('noaddr') || flags.includes('handshake')) return [];
      // A server that hasn't been met doesn't know its own address: it is where it was asked. A
      // certificate is for a name.
      const ip = at[1] === undefined || at[1] === '' ? asked.host : at[1];
      const host = isTls && hostname !== '' && !hostname.includes('=') ? hostname : ip;
      return [
        {
          host: { host, port: Number(at[2]) },
          epoch: Number(epoch),
          isFailing: flags.includes('fail') || flags.includes('fail?'),
          slots: ranges
            .map((range) => /^(\d+)(?:-(\d+))?$/.exec(range))
            .filter((range) => range !== null)
            .map((range): [number, number] => [Number(range[1]), Number(range[2] ?? range[1])]),
        },
      ];
    });
}
