import { z } from 'zod';
import type { RedisLink } from '../redis/redis-link.ts';
import { redisScript } from '../redis/script.ts';
import type { NodeEntry } from './cluster.ts';
import type { ClusterKeys } from './keys.ts';

/** What a beat brings back. */
export interface Beat {
  /** The server's clock, epoch ms. */
  serverNow: number;
  nodes: NodeEntry[];
  tableVersions: Map<string, number>;
  /** The process that used this node's id before; undefined when the store knew of none. */
  before: string | undefined;
}

interface Self {
  id: string;
  url: string;
  build: string;
  startedAt: number;
  process: string;
}

const SEEN_WITHIN_MS = 10_000;
const FORGOTTEN_AFTER_MS = 60_000;

const Entry = z.object({
  url: z.string(),
  build: z.string(),
  startedAt: z.number(),
  seenAt: z.number(),
  process: z.string(),
});

/** Notes this node with the server's time, forgets those long gone, answers all and the tables' versions. */
const BEAT = redisScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local before = redis.call('HGET', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ',"seenAt":' .. string.format('%d', now) .. '}')
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local ok, entry = pcall(cjson.decode, all[i + 1])
  -- Also what is said to be yet to come: the clock was set back since.
  if not ok or type(entry) ~= 'table' or math.abs(now - (tonumber(entry.seenAt) or 0)) > tonumber(ARGV[3]) then
    redis.call('HDEL', KEYS[1], all[i])
  end
end
return { string.format('%d', now), before or '', redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', KEYS[2]) }`);

export async function beat(link: RedisLink, keys: ClusterKeys, self: Self): Promise<Beat> {
  const { id, ...entry } = self;
  const reply = await link.run((client) =>
    BEAT.run(
      client,
      [keys.nodes, keys.tableVersions],
      // Without its closing brace, as the server's time comes after it.
      [id, JSON.stringify(entry).slice(0, -1), String(FORGOTTEN_AFTER_MS)],
    ),
  );
  const [now, before, nodes, versions] = z
    .tuple([z.string(), z.string(), z.array(z.string()), z.array(z.string())])
    .parse(reply);
  return {
    serverNow: Number(now),
    nodes: pairs(nodes).flatMap(([nodeId, text]) => {
      const read = parseEntry(text);
      if (read === undefined || Math.abs(Number(now) - read.seenAt) > SEEN_WITHIN_MS) return [];
      const { url, build, startedAt, seenAt } = read;
      return [{ id: nodeId, url, build, startedAt, seenAt }];
    }),
    tableVersions: new Map(pairs(versions).map(([name, version]) => [name, Number(version)])),
    before: parseEntry(before)?.process,
  };
}

function parseEntry(text: string): z.infer<typeof Entry> | undefined {
  if (text === '') return undefined;
  try {
    const read = Entry.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

function pairs(flat: string[]): [string, string][] {
  return flat.flatMap((key, i): [string, string][] => {
    const value = flat[i + 1];
    return i % 2 === 0 && value !== undefined ? [[key, value]] : [];
  });
}
