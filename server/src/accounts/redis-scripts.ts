import { createHash } from 'node:crypto';
import type { RedisClient } from '../redis/redis-link.ts';

/**
 * The scripts of the account store. Each is one step that Redis does as a whole; all keys have one hash
 * tag, so one master holds them.
 *
 * `meta` (hash): layout, id (of these accounts, for good), epoch (made when they were created or restored
 * here), version (of the last change), stamp (of the last change: who made it).
 * `records` (hash): `<kind>/<id>` -> `<place>:<JSON>`; places keep the order in which records came.
 * `changes` (stream, bounded): `<version>-<part>` -> stamp and what changed, as `<kind>/<id>` -> JSON or ''.
 */
export interface AccountKeys {
  meta: string;
  records: string;
  changes: string;
}

/** The keys below a prefix. */
export function accountKeys(prefix: string): AccountKeys {
  const tag = `{${prefix}:accounts}`;
  return { meta: `${tag}:meta`, records: `${tag}:records`, changes: `${tag}:changes` };
}

export interface Script {
  text: string;
  sha: string;
}

const script = (text: string): Script => ({
  text,
  sha: createHash('sha1').update(text).digest('hex'),
});

/**
 * ARGV: id, epoch, and the epoch and version of what may be replaced, both '' for nothing. Makes empty
 * accounts where there are none, or only those. Answers whether it did.
 */
export const CREATE = script(`
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'version')
if meta[1] and (meta[1] ~= ARGV[3] or meta[2] ~= ARGV[4]) then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'layout', '1', 'id', ARGV[1], 'epoch', ARGV[2], 'version', '0', 'stamp', '')
redis.call('DEL', KEYS[2], KEYS[3])
return 1`);

/** ARGV: a version. Answers meta, the stamp of that version if it is remembered, and all records. */
export const LOAD = script(`
local meta = redis.call('HMGET', KEYS[1], 'id', 'epoch', 'version', 'stamp', 'layout')
if not meta[2] then return {'none'} end
local kept = redis.call('XRANGE', KEYS[3], ARGV[1] .. '-0', ARGV[1] .. '-0')
return {'all', meta[1], meta[2], meta[3], meta[4], meta[5],
  kept[1] and kept[1][2][2] or '', redis.call('HGETALL', KEYS[2])}`);

/**
 * ARGV: epoch, version and stamp last seen. `same`, or `changes` with what came after, or `other` where
 * that can't be told: no such accounts, another epoch, another history, or too long ago.
 */
export const CHANGES = script(`
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'stamp')
if meta[1] ~= ARGV[1] then return {'other'} end
if meta[2] == ARGV[2] and meta[3] == ARGV[3] then return {'same'} end
if tonumber(meta[2]) <= tonumber(ARGV[2]) then return {'other'} end
local from = ARGV[2] == '0' and '1-0' or ARGV[2] .. '-0'
local entries = redis.call('XRANGE', KEYS[3], from, '+', 'COUNT', 1000)
if #entries == 0 or #entries == 1000 or entries[1][1] ~= from then return {'other'} end
if ARGV[2] ~= '0' and entries[1][2][2] ~= ARGV[3] then return {'other'} end
return {'changes', meta[2], meta[3], entries}`);

/**
 * ARGV: epoch, version and stamp last seen, stamp of this change, how many changes to remember, then
 * pairs of `<kind>/<id>` and JSON, '' to take it away. `done` with the version; also when this very
 * change was done before. `stale`: somebody else was first. `other`: not these accounts.
 */
export const WRITE = script(`
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'stamp')
if meta[1] ~= ARGV[1] then return {'other'} end
local version = tonumber(ARGV[2]) + 1
local id = string.format('%d', version)
local before = redis.call('XRANGE', KEYS[3], id .. '-0', id .. '-0')
if before[1] and before[1][2][2] == ARGV[4] then return {'done', id} end
if meta[2] ~= ARGV[2] or meta[3] ~= ARGV[3] then return {'stale'} end
local part = 0
local entry = {'s', ARGV[4]}
for i = 6, #ARGV, 2 do
  local field, body = ARGV[i], ARGV[i + 1]
  if body == '' then
    redis.call('HDEL', KEYS[2], field)
  else
    local known = redis.call('HGET', KEYS[2], field)
    local place = known and string.match(known, '^[^:]*') or string.format('%d.%06d', version, i)
    redis.call('HSET', KEYS[2], field, place .. ':' .. body)
  end
  entry[#entry + 1] = field
  entry[#entry + 1] = body
  if #entry >= 2000 then
    redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[5], id .. '-' .. part, unpack(entry))
    part = part + 1
    entry = {'s', ARGV[4]}
  end
end
if #entry > 2 or part == 0 then
  redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[5], id .. '-' .. part, unpack(entry))
end
redis.call('HSET', KEYS[1], 'version', id, 'stamp', ARGV[4])
return {'done', id}`);

/**
 * ARGV: epoch, version, stamp. Writes a little, so that the WAIT after it on the same connection answers
 * for all that was written before. 0 when that version isn't there (any more) as it was seen.
 */
export const CONFIRM = script(`
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'stamp')
if meta[1] ~= ARGV[1] or tonumber(meta[2]) < tonumber(ARGV[2]) then return 0 end
if meta[2] == ARGV[2] and meta[3] ~= ARGV[3] then return 0 end
if ARGV[2] ~= '0' and meta[2] ~= ARGV[2] then
  local kept = redis.call('XRANGE', KEYS[3], ARGV[2] .. '-0', ARGV[2] .. '-0')
  if kept[1] and kept[1][2][2] ~= ARGV[3] then return 0 end
end
redis.call('HSET', KEYS[1], 'layout', '1')
return 1`);

/** Runs a script by its digest, and by its text where the server doesn't know it yet. */
export async function runScript(
  client: RedisClient,
  { text, sha }: Script,
  { meta, records, changes }: AccountKeys,
  args: readonly string[],
): Promise<unknown> {
  const rest = ['3', meta, records, changes, ...args];
  try {
    return await client.sendCommand(['EVALSHA', sha, ...rest]);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return client.sendCommand(['EVAL', text, ...rest]);
  }
}
