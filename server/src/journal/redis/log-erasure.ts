import type { LinkTime } from '../../redis/link-time.ts';
import type { RedisClient } from '../../redis/redis-link.ts';
import { personalHash } from '../record.ts';
import type { StreamReply } from './chain.ts';
import { erasedValue, isErased, saltedOf } from './log-entry.ts';
import type { LogKeys } from './log-keys.ts';
import { runScript, script } from './script.ts';

const MOST_AT_ONCE = 1_000;
const REWRITE_EACH_MS = 60_000;

/**
 * Puts hashes in the place of texts, drops the snapshots that may hold them, refuses those that are still
 * on their way (taken before now), and tells the copies. KEYS: personal, snapshots, meta, erasures.
 * ARGV: seqs that copies must erase as JSON (or nothing), earliest seq, how and on which channel nodes
 * hear of it, then seq and what is to be left of it, in turn.
 */
const ERASE = script(`
local erased = 0
for at = 5, #ARGV, 2 do
  local there = redis.call('HGET', KEYS[1], ARGV[at])
  if there and string.sub(there, 1, 1) ~= '#' then
    redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 1])
    erased = erased + 1
  end
end
local earliest = tonumber(ARGV[2])
for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do
  local format = string.match(field, '^seq:(.*)$')
  if format and tonumber(redis.call('HGET', KEYS[2], field)) >= earliest then
    redis.call('HDEL', KEYS[2], 'seq:' .. format, 'head:' .. format, 'bytes:' .. format)
  end
end
if ARGV[1] ~= '' then
  redis.call('HSET', KEYS[3], 'erased', redis.call('HGET', KEYS[3], 'seq') or '0')
  redis.call('XADD', KEYS[4], '*', 'seqs', ARGV[1])
  redis.pcall(ARGV[3], ARGV[4], 'x')
end
return erased
`);

/**
 * Erases the texts of these events in Redis; answers how many had any there. Those that were trimmed are in
 * nodes' copies alone, which are told.
 */
export async function erasePersonal(
  client: RedisClient,
  keys: LogKeys,
  seqs: readonly number[],
  publish: string,
): Promise<number> {
  let erased = 0;
  const distinct = [...new Set(seqs)];
  for (let from = 0; from < distinct.length; from += MOST_AT_ONCE) {
    const some = distinct.slice(from, from + MOST_AT_ONCE);
    const [trimmed, values] = await Promise.all([
      client.sendCommand<string | null>(['HGET', keys.meta, 'trimmed']),
      client.sendCommand<(string | null)[]>(['HMGET', keys.personal, ...some.map(String)]),
    ]);
    const told: number[] = [];
    const left: string[] = [];
    for (const [index, seq] of some.entries()) {
      const value = values[index] ?? null;
      const hasText = value !== null && !isErased(value);
      if (hasText) left.push(String(seq), erasedValue(personalHash(saltedOf(value))));
      if (hasText || seq <= Number(trimmed ?? 0)) told.push(seq);
    }
    erased += await runScript<number>(
      client,
      ERASE,
      [keys.personal, keys.snapshots, keys.meta, keys.erasures],
      [
        told.length === 0 ? '' : JSON.stringify(told),
        String(Math.min(...some)),
        publish,
        keys.tail,
        ...left,
      ],
    );
  }
  return erased;
}

/** Has Redis forget in its file what it forgot in memory. */
export interface FileRewriter {
  /** Soon, and at most once a minute. */
  due(): void;
  close(): void;
}

/**
 * Has Redis write its append-only file anew after erasures, as the old one still holds the text. Each
 * replica has a file of its own and rewrites it when that has grown (`auto-aof-rewrite-percentage`), or
 * when told to there (`BGREWRITEAOF`); backups of files are the operator's to let run out.
 */
export function fileRewriter(
  run: (work: (client: RedisClient) => Promise<unknown>) => Promise<unknown>,
  time: LinkTime,
): FileRewriter {
  let lastAt = -Infinity;
  let callOff: (() => void) | undefined;

  function rewrite(): void {
    callOff = undefined;
    lastAt = time.monotonicMs();
    // Refused while another one is under way, which may have begun before: then again later.
    run((client) => client.sendCommand(['BGREWRITEAOF'])).catch(due);
  }

  function due(): void {
    if (callOff) return;
    callOff = time.after(Math.max(0, lastAt + REWRITE_EACH_MS - time.monotonicMs()), rewrite);
  }

  return { due, close: () => callOff?.() };
}

export async function erasuresAfter(
  client: RedisClient,
  keys: LogKeys,
  mark: string | undefined,
): Promise<{ mark: string; seqs: number[] }> {
  const found = await client.sendCommand<StreamReply>([
    'XRANGE',
    keys.erasures,
    mark === undefined ? '-' : `(${mark}`,
    '+',
  ]);
  return {
    mark: found.at(-1)?.[0] ?? mark ?? '0-0',
    seqs: found.flatMap(([, fields]) => JSON.parse(fields[1] ?? '[]') as number[]),
  };
}
