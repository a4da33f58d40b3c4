import { type RedisClient } from '../../redis/redis-link.ts';
import { JournalUnavailable } from '../journal.ts';
import type { LogKeys } from './log-keys.ts';
import type { RedisLogIdentity } from './redis-journal-types.ts';
import { runScript, script } from './script.ts';

/** The layout of the keys; a log of a newer one is refused. */
export const LAYOUT = 1;

/** What Redis says that it holds. */
export type LogStanding =
  | { kind: 'there'; identity: RedisLogIdentity; seq: number; trimmed: number; isNew: boolean }
  /** Nothing, and nothing says that there was anything. */
  | { kind: 'none' }
  /** Nothing, but nodes hold copies of what was: `missed` of its events at least. */
  | { kind: 'gone'; missed: number }
  | { kind: 'loading'; seq: number }
  | { kind: 'newer'; layout: number };

/** Finds the log, or makes one where there is none and nobody misses one: of many at once, one wins. */
const FIND_OR_CREATE = script(`
local m = redis.call('HMGET', KEYS[1], 'layout', 'journal', 'epoch', 'seq', 'trimmed', 'loading')
if m[6] then return {'loading', m[4] or '0'} end
if m[1] and tonumber(m[1]) > tonumber(ARGV[1]) then return {'newer', m[1]} end
if m[2] then return {'there', m[2], m[3], m[4], m[5] or '0'} end
local missed = 0
for _, key in ipairs({KEYS[3], KEYS[4]}) do
  for _, value in ipairs(redis.call('HVALS', key)) do
    missed = math.max(missed, tonumber(string.match(value, '^%d+')) or 0)
  end
end
if redis.call('EXISTS', KEYS[2]) == 1 or missed > 0 then return {'gone', tostring(missed)} end
if ARGV[2] == '' then return {'none'} end
redis.call('HSET', KEYS[1], 'layout', ARGV[1], 'journal', ARGV[2], 'epoch', ARGV[3], 'seq', '0', 'createdAt', ARGV[4])
return {'new', ARGV[2], ARGV[3], '0', '0'}
`);

/** Asks what the log is; makes an empty one with the identity given, where there is none. */
export async function findLog(
  client: RedisClient,
  keys: LogKeys,
  create?: RedisLogIdentity & { at: number },
): Promise<LogStanding> {
  const [kind, ...told] = await runScript<string[]>(
    client,
    FIND_OR_CREATE,
    [keys.meta, keys.events, keys.copies, keys.missed],
    [String(LAYOUT), create?.journal ?? '', create?.epoch ?? '', String(create?.at ?? 0)],
  );
  switch (kind) {
    case 'loading':
      return { kind, seq: Number(told[0]) };
    case 'newer':
      return { kind, layout: Number(told[0]) };
    case 'gone':
      return { kind, missed: Number(told[0]) };
    case 'there':
    case 'new': {
      const [journal = '', epoch = '', seq, trimmed] = told;
      return {
        kind: 'there',
        identity: { journal, epoch },
        seq: Number(seq),
        trimmed: Number(trimmed),
        isNew: kind === 'new',
      };
    }
    default:
      return { kind: 'none' };
  }
}

/** What the operator of an election must read when Redis is not what it was. */
export function lostError(what: string): JournalUnavailable {
  return new JournalUnavailable('lost', what);
}

/** Why a standing is none that a node which holds `seq` events may go on with; undefined if it may. */
export function whyLost(
  standing: LogStanding,
  election: string,
  own: { journal?: string | undefined; seq: number },
): string | undefined {
  const redo = `run "warroom restore --election ${election}" on the node with the longest copy`;
  const here = `; this node holds up to event ${own.seq}`;
  switch (standing.kind) {
    case 'none':
      return `Redis lost its data: it came back without the journal of ${election}: ${redo}${here}.`;
    case 'gone':
      return `Redis lost its data: it no longer has the journal of ${election}, which had ${Math.max(standing.missed, own.seq)} events or more: ${redo}${here}.`;
    case 'loading':
      return `The journal of ${election} is being loaded into Redis (${standing.seq} events so far). If that was broken off, do it again: until it ends nobody can write.`;
    case 'newer':
      return `The journal of ${election} in Redis has layout ${standing.layout}; this version knows up to ${LAYOUT}. Start a newer version.`;
    case 'there':
      if (own.seq > 0 && standing.identity.journal !== own.journal) {
        return `Redis holds another journal under the name ${election} than this node's (${standing.identity.journal}, not ${own.journal}): if this node's is right, empty Redis of it and ${redo}${here}.`;
      }
      if (standing.seq < own.seq) {
        return `Redis lost data: it came back with ${standing.seq} of the ${own.seq} events of ${election} or more: ${redo}${here}.`;
      }
      return undefined;
    default:
      return undefined;
  }
}

/** Of a node that followed up to `seq` only, while all before `next` has been dropped from the stream. */
export function strandedText(election: string, seq: number, next: number): string {
  return `Redis no longer holds events ${seq + 1} to ${next - 1} of ${election}, which this node has not followed yet: start it again, so that it begins from a newer snapshot.`;
}

export function divergedText(election: string, seq: number): string {
  return `Redis holds another history of ${election} than this node has followed up to event ${seq}: it was altered, or brought back from elsewhere. Run "warroom verify" on the nodes' copies and "warroom restore --election ${election}" on the node with the longest sound one.`;
}
