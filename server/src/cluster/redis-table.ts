import { waitForReplicas } from '../redis/replicas.ts';
import type { RedisLink } from '../redis/redis-link.ts';
import { redisScript } from '../redis/script.ts';
import type { Bus, SharedTable } from './cluster.ts';
import type { ClusterKeys } from './keys.ts';

export interface RedisTable extends SharedTable {
  /** Tells the version that a beat has found. */
  seen(version: number): void;
  close(): void;
}

/** Each answers whether something changed, and the table's version after it. */
const ADD = redisScript(`
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 0 then return { 0, 0 } end
return { 1, redis.call('HINCRBY', KEYS[2], ARGV[3], 1) }`);
const PUT = redisScript(`
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return { 1, redis.call('HINCRBY', KEYS[2], ARGV[3], 1) }`);
const REMOVE = redisScript(`
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return { 0, 0 } end
return { 1, redis.call('HINCRBY', KEYS[2], ARGV[3], 1) }`);

/** A table as a hash. Changes are told by the bus, and found by the next beat where that was lost. */
export function redisTable(options: {
  name: string;
  link: RedisLink;
  bus: Bus;
  keys: ClusterKeys;
}): RedisTable {
  const { name, link, bus, keys } = options;
  const topic = `table-${name}`;
  const listeners = new Set<() => void>();
  /** The last version that listeners know of; changes of our own count as known. */
  let version = 0;

  function tell(): void {
    for (const listener of listeners) listener();
  }
  const stopHearing = bus.subscribe(topic, (message) => {
    const told = Number(message);
    // One that was told already by a beat, or a beat's that this one comes after.
    if (!(told > version)) return;
    version = told;
    tell();
  });

  async function change(script: typeof ADD, id: string, text: string): Promise<boolean> {
    return link.run(async (client) => {
      const reply = await script.run(
        client,
        [keys.table(name), keys.tableVersions],
        [id, text, name],
      );
      const [changed, after] = (Array.isArray(reply) ? reply : []).map(Number);
      // Also where nothing changed: it may be another's that isn't with the replicas yet.
      await waitForReplicas(client, link.state());
      if (changed !== 1 || after === undefined) return false;
      // A gap is another's change, which is to be told.
      if (version === after - 1) version = after;
      bus.publish(topic, after);
      return true;
    });
  }

  return {
    async all() {
      const rows = await link.run((client) => client.hGetAll(keys.table(name)));
      return new Map(Object.entries(rows));
    },
    add: (id, text) => change(ADD, id, text),
    put: async (id, text) => void (await change(PUT, id, text)),
    remove: async (id) => void (await change(REMOVE, id, '')),
    onChanged(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    seen(now) {
      // A smaller one: the store came back without what it had.
      if (version === now) return;
      version = now;
      tell();
    },
    close: stopHearing,
  };
}
