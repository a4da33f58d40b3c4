import type { UnitResult } from '../journal.ts';
import type { EncodedUnit } from '../record.ts';
import { entryTail, saltedValue } from './log-entry.ts';
import { digestOf, fieldOf, type LogKeys } from './log-keys.ts';
import { script } from './script.ts';

/**
 * Writes one batch of units by the rules of the journal (see ledger.ts), or answers why not:
 * `gone` (there is no log), `epoch` (another one), `older` (the log ends before what this node has seen),
 * `late` (a batch of this writer with a higher number was there before). While a log is being loaded,
 * the load's token stands for the epoch. A batch that is sent again is
 * answered from what was kept of it, and touches a key in any case, so that a WAIT after it counts.
 */
export const APPEND = script(`
local standing = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'loading')
if not standing[1] then return {'gone'} end
if (standing[3] or standing[1]) ~= ARGV[1] then return {'epoch'} end
local seq = tonumber(standing[2])
if seq < tonumber(ARGV[4]) then return {'older', seq} end
local kept = redis.call('GET', KEYS[4])
if kept then
  local number, base, last, results = string.match(kept, '^(%d+) (%d+) (%d+) (.*)$')
  if number == ARGV[3] then
    redis.call('SET', KEYS[4], kept, 'EX', 86400)
    return {'written', tonumber(base), tonumber(last), results}
  end
  if tonumber(number) > tonumber(ARGV[3]) then return {'late'} end
end
local base = seq
local versions, lasts, buckets, changed = {}, {}, {}, {}
local results, personal, told = {}, {}, {}
local arg, key = 8, 4
for u = 1, tonumber(ARGV[7]) do
  local unit = ARGV[arg]
  arg = arg + 1
  local count, name, names
  local split = string.find(unit, ' ', 1, true)
  if split then
    count = tonumber(string.sub(unit, 1, split - 1))
    name = string.sub(unit, split + 1)
    key = key + 1
    names = KEYS[key]
  else
    count = tonumber(unit)
  end
  local conflict
  local at = arg
  local fields, added = {}, {}, {}
  for i = 1, count do
    local head = ARGV[at]
    local field = string.sub(head, 1, 14)
    fields[i] = field
    if not versions[field] then
      local bucket = KEYS[key + i]
      local found = redis.call('HGET', bucket, field)
      if found then
        local space = string.find(found, ' ', 1, true)
        versions[field] = tonumber(string.sub(found, 1, space - 1))
        lasts[field] = string.sub(found, space + 1)
      else
        versions[field] = 0
        lasts[field] = '0'
      end
      buckets[field] = bucket
    end
    local actual = versions[field] + (added[field] or 0)
    if not conflict and #head > 14 and tonumber(string.sub(head, 15)) ~= actual then
      conflict = 'C' .. (i - 1) .. ':' .. actual
    end
    added[field] = (added[field] or 0) + 1
    at = at + (string.byte(ARGV[at + 1], -1) == 44 and 3 or 2)
  end
  local first, last = seq + 1, seq + count
  local earlier
  if name then
    -- A key that is known comes before everything else; one that is new is taken at once.
    if conflict then
      earlier = redis.call('HGET', names, name)
    elseif redis.call('HSETNX', names, name, count == 1 and first or (first .. ' ' .. last)) == 0 then
      earlier = redis.call('HGET', names, name)
    end
  end
  if earlier then
    results[u] = 'R' .. earlier
  elseif conflict then
    results[u] = conflict
  else
    results[u] = 'A'
    at = arg
    for i = 1, count do
      local field = fields[i]
      local body = ARGV[at + 1]
      seq = seq + 1
      local version = versions[field] + 1
      local line = version .. ' ' .. lasts[field]
      if i == 1 and name then line = line .. ' ' .. last end
      line = line .. body
      redis.call('XADD', KEYS[2], seq .. '-0', 'e', line)
      told[#told + 1] = line
      versions[field] = version
      lasts[field] = tostring(seq)
      changed[field] = true
      if string.byte(body, -1) == 44 then
        personal[#personal + 1] = seq
        personal[#personal + 1] = ARGV[at + 2]
        told[#told + 1] = ARGV[at + 2]
        at = at + 3
      else
        at = at + 2
      end
    end
  end
  key = key + count
  arg = at
end
for from = 1, #personal, 2000 do
  redis.call('HSET', KEYS[3], unpack(personal, from, math.min(from + 1999, #personal)))
end
for field in pairs(changed) do
  redis.call('HSET', buckets[field], field, versions[field] .. ' ' .. lasts[field])
end
if seq > base then redis.call('HSET', KEYS[1], 'seq', seq) end
local answer = table.concat(results, ';')
redis.call('SET', KEYS[4], ARGV[3] .. ' ' .. base .. ' ' .. seq .. ' ' .. answer, 'EX', 86400)
if seq > base and ARGV[5] ~= '' then
  local head = 'e ' .. ARGV[1] .. ' ' .. ARGV[4] .. ' ' .. base .. ' ' .. seq
  redis.pcall(ARGV[5], ARGV[6], head .. '\\n' .. table.concat(told, '\\n'))
end
return {'written', base, seq, answer}
`);

export type AppendReply =
  | ['written', base: number, last: number, results: string]
  | ['older', seq: number]
  | ['gone' | 'epoch' | 'late'];

/** A batch as the script takes it, made once however often it is sent. */
export interface PackedBatch {
  keys: string[];
  /** From the number of units on. */
  args: string[];
}

/** Each unit: `count` or `count keyField`; each entry: its field and expected version, tail, salted text. */
export function packBatch(units: readonly EncodedUnit[], keys: LogKeys): PackedBatch {
  const names: string[] = [];
  const args = [String(units.length)];
  for (const { key, entries } of units) {
    if (key === undefined) args.push(String(entries.length));
    else {
      const digest = digestOf(key);
      names.push(keys.unitKey(digest));
      args.push(`${entries.length} ${fieldOf(digest)}`);
    }
    for (const [index, entry] of entries.entries()) {
      const digest = digestOf(entry.aggregate);
      names.push(keys.aggregate(digest));
      args.push(
        fieldOf(digest) + (entry.expectedVersion ?? ''),
        entryTail(entry, index === 0 ? key : undefined),
      );
      if (entry.personal) args.push(saltedValue(entry.personal));
    }
  }
  return { keys: names, args };
}

/** What the script tells of each unit: `A`, `R<first> <last>`, `R<only>`, `C<entry>:<actual>`. */
export function unitResults(
  units: readonly EncodedUnit[],
  base: number,
  told: string,
): UnitResult[] {
  let last = base;
  return told.split(';').map((result, index) => {
    const unit = units[index];
    if (!unit) throw new Error('Redis answered for more units than were sent.');
    if (result === 'A') {
      const first = last + 1;
      last += unit.entries.length;
      return { kind: 'appended', first, last };
    }
    if (result.startsWith('R')) return { kind: 'repeated', ...rangeOf(result.slice(1)) };
    const [entryIndex = 0, actual = 0] = result.slice(1).split(':').map(Number);
    const entry = unit.entries[entryIndex];
    return {
      kind: 'conflict',
      aggregate: entry?.aggregate ?? '',
      expected: entry?.expectedVersion ?? 0,
      actual,
    };
  });
}

/** As it lies under a unit's key: `first last`, or one number for both. */
export function rangeOf(text: string): { first: number; last: number } {
  const [first = 0, last = first] = text.split(' ').map(Number);
  return { first, last };
}
