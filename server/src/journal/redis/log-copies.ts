import type { RedisClient } from '../../redis/redis-link.ts';
import { CHECKPOINT_EVENTS } from './chain.ts';
import type { LogKeys } from './log-keys.ts';
import type { ChainPoint } from './redis-journal-types.ts';
import type { StreamReply } from './chain.ts';
import { runScript, script } from './script.ts';

/** Events that one call drops: Redis does nothing else meanwhile. */
const SLICE = 4_000;

const REPORT = script(`
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3] .. ' ' .. time[1] .. string.format('%03d', math.floor(time[2] / 1000)))
return 1
`);

/**
 * Drops events from the front of the stream and what belongs to them; -1 where it is another log by now, or
 * one that is being loaded. ARGV: first, last, epoch.
 */
const TRIM = script(`
if redis.call('HGET', KEYS[3], 'epoch') ~= ARGV[3] then return -1 end
local first, last = tonumber(ARGV[1]), tonumber(ARGV[2])
local fields = {}
for seq = first, last do fields[#fields + 1] = tostring(seq) end
redis.call('HDEL', KEYS[2], unpack(fields))
redis.call('HSET', KEYS[3], 'trimmed', ARGV[2])
return redis.call('XTRIM', KEYS[1], 'MINID', (last + 1) .. '-0')
`);

/** Notes how far a node's copy is durable, with the server's time. */
export async function reportCopy(
  client: RedisClient,
  keys: LogKeys,
  node: string,
  { seq, hash }: ChainPoint,
): Promise<void> {
  await runScript(client, REPORT, [keys.copies], [node, String(seq), hash]);
}

export async function readCopies(
  client: RedisClient,
  keys: LogKeys,
): Promise<{ node: string; seq: number; hash: string; at: number }[]> {
  // A map by RESP3, a list by RESP2.
  const reply = await client.sendCommand<Record<string, string> | string[]>([
    'HGETALL',
    keys.copies,
  ]);
  const pairs = Array.isArray(reply)
    ? reply.flatMap((node, at) => (at % 2 === 0 ? [[node, reply[at + 1] ?? ''] as const] : []))
    : Object.entries(reply);
  return pairs.map(([node, value]) => {
    const [seq, hash = '', at] = value.split(' ');
    return { node, seq: Number(seq), hash, at: Number(at) };
  });
}

/** The oldest seq in the stream; 1 more than the head where it holds none. */
export async function firstSeq(client: RedisClient, keys: LogKeys): Promise<number> {
  const [[first], seq] = await Promise.all([
    client.sendCommand<StreamReply>(['XRANGE', keys.events, '-', '+', 'COUNT', '1']),
    client.sendCommand<string | null>(['HGET', keys.meta, 'seq']),
  ]);
  return first ? Number(first[0].slice(0, first[0].indexOf('-'))) : Number(seq ?? 0) + 1;
}

/**
 * Drops events up to `seq` at most, in slices. It ends at a checkpoint, so that what is left can be
 * verified, and leaves the newest event in any case. Nothing is dropped of a log with another epoch.
 */
export async function trimThrough(
  run: <T>(work: (client: RedisClient) => Promise<T>) => Promise<T>,
  keys: LogKeys,
  { seq, headSeq, epoch }: { seq: number; headSeq: number; epoch: string },
): Promise<number> {
  const wanted = Math.min(seq, headSeq - 1);
  const checkpoint = Math.floor(wanted / CHECKPOINT_EVENTS) * CHECKPOINT_EVENTS;
  if (checkpoint <= 0) return 0;
  const isThere = await run((client) =>
    client.sendCommand<number>(['HEXISTS', keys.chain, String(checkpoint)]),
  );
  if (isThere !== 1) return 0;
  let dropped = 0;
  let first = await run((client) => firstSeq(client, keys));
  while (first <= checkpoint) {
    const last = Math.min(first + SLICE - 1, checkpoint);
    const range = [String(first), String(last), epoch];
    const count = await run((client) =>
      runScript<number>(client, TRIM, [keys.events, keys.personal, keys.meta], range),
    );
    if (count < 0) break;
    dropped += count;
    first = last + 1;
  }
  return dropped;
}
