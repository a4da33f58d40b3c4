import type { RedisClient } from '../../redis/redis-link.ts';
import type { SeqRange, StoredEvent } from '../journal.ts';
import { parseRecord, storedEvent } from '../record.ts';
import { rangeOf } from './append-script.ts';
import { readEntries, readPersonal } from './chain.ts';
import { type LogEntry, parseEntry, wholeRecord } from './log-entry.ts';
import { digestOf, fieldOf, type LogKeys } from './log-keys.ts';
import { runScript, script } from './script.ts';

/** What was asked for has been trimmed from the stream: a copy has it. */
export class EventsTrimmed extends Error {
  override readonly name = 'EventsTrimmed';
}

/** Steps of one call: Redis does nothing else meanwhile. */
const MOST_STEPS = 500;
const MOST_BYTES = 1_000_000;

/**
 * Walks an aggregate's events back from its newest, or from where the last call stopped. Answers where to
 * go on (0: done, -1: trimmed) and seq, entry and personal value of each, newest first.
 */
const WALK_BACK = script(`
local at = tonumber(ARGV[5])
if not at then
  local standing = redis.call('HGET', KEYS[2], ARGV[1])
  if not standing then return {0, {}} end
  at = tonumber(string.match(standing, ' (%d+)$'))
end
local after, upto, head = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local found, bytes = {}, 0
for _ = 1, ${MOST_STEPS} do
  if at == 0 or bytes > ${MOST_BYTES} then break end
  local entry = redis.call('XRANGE', KEYS[1], at .. '-0', at .. '-0')[1]
  if not entry then return {-1, found} end
  local text = entry[2][2]
  local version, previous = string.match(text, '^(%d+) (%d+)')
  version = tonumber(version)
  if version <= after then return {0, found} end
  if version <= upto and at <= head then
    local personal = ''
    if string.byte(text, -1) == 44 then personal = redis.call('HGET', KEYS[3], at) or '' end
    found[#found + 1] = at
    found[#found + 1] = text
    found[#found + 1] = personal
    bytes = bytes + #text + #personal
  end
  at = tonumber(previous)
  if version == after + 1 then at = 0 end
end
return {at, found}
`);

/** One aggregate's events up to `headSeq`, by version. Rejects with EventsTrimmed. */
export async function readAggregate(
  client: RedisClient,
  keys: LogKeys,
  aggregate: string,
  wanted: { afterVersion: number; limit: number; headSeq: number },
): Promise<StoredEvent[]> {
  const { afterVersion, limit, headSeq } = wanted;
  if (limit <= 0) return [];
  const digest = digestOf(aggregate);
  const upTo = Math.min(Number.MAX_SAFE_INTEGER, afterVersion + limit);
  const events: StoredEvent[] = [];
  let from = '';
  do {
    const [next, found] = await runScript<[number, (string | number)[]]>(
      client,
      WALK_BACK,
      [keys.events, keys.aggregate(digest), keys.personal],
      [fieldOf(digest), String(afterVersion), String(upTo), String(headSeq), from],
    );
    if (next < 0) {
      throw new EventsTrimmed(`Redis no longer holds all events of ${aggregate}.`);
    }
    for (let at = 0; at < found.length; at += 3) {
      const entry = parseEntry(Number(found[at]), String(found[at + 1]));
      events.push(storedOf(entry, String(found[at + 2])));
    }
    from = next === 0 ? '' : String(next);
  } while (from !== '');
  return events.toReversed();
}

/** Events after `seq` up to `headSeq`. Rejects with EventsTrimmed. */
export async function readAfter(
  client: RedisClient,
  keys: LogKeys,
  seq: number,
  headSeq: number,
  limit: number,
): Promise<StoredEvent[]> {
  const entries = await readEntries(client, keys, seq, headSeq, limit);
  if (entries.length > 0 ? entries[0]?.seq !== seq + 1 : seq < headSeq && limit > 0) {
    throw new EventsTrimmed(`Redis no longer holds event ${seq + 1}.`);
  }
  const personal = await readPersonal(client, keys, entries);
  return entries.map((entry) => storedOf(entry, personal.get(entry.seq)));
}

/** The range under a unit's key. */
export async function readKeyed(
  client: RedisClient,
  keys: LogKeys,
  key: string,
): Promise<SeqRange | undefined> {
  const digest = digestOf(key);
  const found = await client.sendCommand<string | null>([
    'HGET',
    keys.unitKey(digest),
    fieldOf(digest),
  ]);
  return found === null ? undefined : rangeOf(found);
}

function storedOf(entry: LogEntry, personal: string | undefined): StoredEvent {
  const { record, salted } = wholeRecord(entry, personal === '' ? undefined : personal);
  return storedEvent(parseRecord(record), salted?.text);
}
