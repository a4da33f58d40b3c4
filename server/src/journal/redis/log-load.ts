import { randomUUID } from 'node:crypto';
import type { RedisLink } from '../../redis/redis-link.ts';
import { checkFollows } from '../copy/check-events.ts';
import { genesis } from '../record.ts';
import { APPEND, type AppendReply } from './append-script.ts';
import { CHECKPOINT_EVENTS } from './chain.ts';
import { sealedTail } from './log-entry.ts';
import { digestOf, fieldOf, logKeys, type LogKeys } from './log-keys.ts';
import { LAYOUT } from './log-standing.ts';
import type { ChainPoint, RedisLogIdentity, TailedEvent } from './redis-journal-types.ts';
import { seenReplicas } from './replicas.ts';
import { runScript, script } from './script.ts';

/** The events can't be loaded, or not now; in words for an operator. */
export class LoadRefused extends Error {
  override readonly name = 'LoadRefused';
}

const BATCH_EVENTS = 500;
const CLEAR_KEYS = 1_000;
const ERASED_AT_ONCE = 1_000;
/** A load that was not heard of for so long was broken off. */
const BROKEN_OFF_MS = 10_000;

/**
 * Takes the log for a load, unless it holds events or another load is under way. Appends of others are
 * refused from then on, as the token stands in the place of the epoch. KEYS: meta. ARGV: token, ms.
 */
const BEGIN = script(`
local m = redis.call('HMGET', KEYS[1], 'seq', 'loading', 'loadedAt')
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if m[2] then
  local ago = now - tonumber(m[3] or '0')
  if m[2] ~= ARGV[1] and ago < tonumber(ARGV[2]) then return {'busy', ago} end
elseif m[1] and m[1] ~= '0' then
  return {'full', tonumber(m[1])}
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'loading', ARGV[1], 'loadedAt', now, 'epoch', ARGV[1], 'seq', '0')
return {'begun', 0}
`);

/** Says that the load goes on, or (with 0) that it was broken off. KEYS: meta. ARGV: token, 1 or 0. */
const GOES_ON = script(`
if redis.call('HGET', KEYS[1], 'loading') ~= ARGV[1] then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], 'loadedAt', ARGV[2] == '1' and now or 0)
return 1
`);

/** KEYS: meta, missed. ARGV: token, layout, journal, epoch, created at. */
const FINISH = script(`
if redis.call('HGET', KEYS[1], 'loading') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[1], 'layout', ARGV[2], 'journal', ARGV[3], 'epoch', ARGV[4], 'createdAt', ARGV[5])
redis.call('HDEL', KEYS[1], 'loading', 'loadedAt')
return 1
`);

/**
 * Loads a whole history into Redis: for `restore` (a new epoch, the same journal) and for moving an
 * election from another store. Only where there are no events yet. Until it ends, nodes see that a load
 * is under way; one that was broken off can be done again, and begins anew. The events are checked
 * against the chain on the way. Answers where it ended. Rejects with LoadRefused.
 */
export async function loadIntoRedis(options: {
  link: RedisLink;
  prefix: string;
  election: string;
  identity: RedisLogIdentity;
  /** From the first on, in order and whole. */
  events: AsyncIterable<readonly TailedEvent[]> | Iterable<readonly TailedEvent[]>;
  now(): number;
  onLoaded?(seq: number): void;
}): Promise<ChainPoint> {
  const { link, election, identity } = options;
  const keys = logKeys(options.prefix, election);
  const token = randomUUID();
  await begin(link, keys, election, token);
  try {
    await clear(link, keys);
    let end: ChainPoint = { seq: 0, hash: genesis(identity.journal) };
    let waiting: TailedEvent[] = [];
    for await (const page of options.events) {
      waiting.push(...page);
      for (let batch = takeBatch(waiting); batch.length > 0; batch = takeBatch(waiting)) {
        waiting = waiting.slice(batch.length);
        end = await loadBatch(link, keys, token, end, batch);
        options.onLoaded?.(end.seq);
      }
    }
    if (waiting.length > 0)
      throw new LoadRefused(`The last unit, from event ${waiting[0]?.seq} on, is not whole.`);
    await finish(link, keys, token, identity, options.now());
    return end;
  } catch (error) {
    await link
      .run((client) => runScript(client, GOES_ON, [keys.meta], [token, '0']))
      .catch(() => undefined);
    throw error;
  }
}

async function begin(
  link: RedisLink,
  keys: LogKeys,
  election: string,
  token: string,
): Promise<void> {
  const [kind, count] = await link.run((client) =>
    runScript<[string, number]>(client, BEGIN, [keys.meta], [token, String(BROKEN_OFF_MS)]),
  );
  if (kind === 'full') {
    throw new LoadRefused(
      `Redis already holds ${count} events of ${election}. Nothing was changed: to replace them, first delete them there (the keys that begin with ${keys.slotKey.replace(/meta$/, '')}) while no node runs.`,
    );
  }
  if (kind === 'busy') {
    throw new LoadRefused(
      `Somebody else is loading ${election} into Redis (heard of ${count} ms ago). Wait for it to end; if it was broken off, try again in ${BROKEN_OFF_MS / 1000} s.`,
    );
  }
}

/** All that may be left of a load that was broken off. */
async function clear(link: RedisLink, keys: LogKeys): Promise<void> {
  let some: string[] = [];
  for (const key of keys.all()) {
    if (key === keys.meta || key === keys.missed) continue;
    some.push(key);
    if (some.length < CLEAR_KEYS) continue;
    const chunk = some;
    await link.run((client) => client.sendCommand(['UNLINK', ...chunk]));
    some = [];
  }
  const rest = some;
  if (rest.length > 0) await link.run((client) => client.sendCommand(['UNLINK', ...rest]));
}

/** The whole units at the beginning, about 500 events; none where it may be that more of one is to come. */
function takeBatch(events: readonly TailedEvent[]): readonly TailedEvent[] {
  let whole = 0;
  while (whole < events.length && whole < BATCH_EVENTS) {
    const next = whole + unitLength(events[whole]);
    if (next > events.length) break;
    whole = next;
  }
  return events.slice(0, whole);
}

function unitLength(first: TailedEvent | undefined): number {
  return first?.unit ? first.unit.last - first.seq + 1 : 1;
}

/** By the very script that appends, so that indexes come out as they would have. */
async function loadBatch(
  link: RedisLink,
  keys: LogKeys,
  token: string,
  after: ChainPoint,
  batch: readonly TailedEvent[],
): Promise<ChainPoint> {
  checkFollows(after, batch);
  const end = batch.at(-1) ?? after;
  const names: string[] = [];
  const args: string[] = [];
  const erased: number[] = [];
  let units = 0;
  for (let at = 0; at < batch.length;) {
    const count = unitLength(batch[at]);
    const key = batch[at]?.unit?.key;
    const digest = key === undefined ? undefined : digestOf(key);
    if (digest !== undefined) names.push(keys.unitKey(digest));
    args.push(digest === undefined ? String(count) : `${count} ${fieldOf(digest)}`);
    for (const event of batch.slice(at, at + count)) {
      const aggregate = digestOf(event.aggregate);
      const { tail, personal } = sealedTail(event);
      names.push(keys.aggregate(aggregate));
      args.push(`${fieldOf(aggregate)}${event.version - 1}`, tail);
      if (personal !== undefined) args.push(personal);
      if (personal !== undefined && !event.personal) erased.push(event.seq);
    }
    units += 1;
    at += count;
  }
  const fixed = [keys.meta, keys.events, keys.personal, keys.writer(token)];
  const reply = await link.run(async (client) => {
    const [answer] = await Promise.all([
      runScript<AppendReply>(
        client,
        APPEND,
        [...fixed, ...names],
        [token, token, String(end.seq), String(after.seq), '', '', String(units), ...args],
      ),
      runScript(client, GOES_ON, [keys.meta], [token, '1']),
      ...batch
        .filter(({ seq }) => seq % CHECKPOINT_EVENTS === 0)
        .map(({ seq, hash }) => client.sendCommand(['HSET', keys.chain, String(seq), hash])),
    ]);
    // So that copies which still hold a text hear that it was erased.
    for (let from = 0; from < erased.length; from += ERASED_AT_ONCE) {
      const seqs = JSON.stringify(erased.slice(from, from + ERASED_AT_ONCE));
      await client.sendCommand(['XADD', keys.erasures, '*', 'seqs', seqs]);
    }
    return answer;
  });
  if (reply[0] !== 'written') {
    throw new LoadRefused('Another load took over, or Redis lost its data: do it again.');
  }
  if (reply[1] !== after.seq || reply[2] !== end.seq) {
    throw new LoadRefused(
      `Events ${after.seq + 1} to ${end.seq} do not fit together: a version or a key among them comes twice or is left out.`,
    );
  }
  return { seq: end.seq, hash: end.hash };
}

async function finish(
  link: RedisLink,
  keys: LogKeys,
  token: string,
  identity: RedisLogIdentity,
  now: number,
): Promise<void> {
  const replicas = seenReplicas(keys);
  const isOurs = await link.run(async (client) => {
    await replicas.look(client);
    return runScript<number>(
      client,
      FINISH,
      [keys.meta, keys.missed],
      [token, String(LAYOUT), identity.journal, identity.epoch, String(now)],
    );
  });
  if (isOurs !== 1) throw new LoadRefused('Another load took over meanwhile.');
  const isConfirmed = await link.run(async (client) => {
    const state = link.state();
    return state.connected && replicas.touch(client, state.server);
  });
  if (!isConfirmed) {
    throw new LoadRefused(
      `All is loaded, but ${replicas.fault() ?? 'the replicas did not confirm it.'} Wait until they are in sync before anything is written.`,
    );
  }
}
