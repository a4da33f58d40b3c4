import type { RedisClient } from '../../redis/redis-link.ts';
import { genesis } from '../record.ts';
import { type LogEntry, parseEntry, sealedEntry } from './log-entry.ts';
import type { LogKeys } from './log-keys.ts';
import type { ChainPoint, TailedEvent } from './redis-journal-types.ts';

/** A checkpoint of the chain each so many events: a node that starts need not read from the beginning. */
export const CHECKPOINT_EVENTS = 4_096;
const PAGE = 1_000;

export type StreamReply = [id: string, fields: string[]][];

/** Entries after `seq` up to `last`, from the stream. Their ids are `<seq>-0`. */
export async function readEntries(
  client: RedisClient,
  keys: LogKeys,
  afterSeq: number,
  last: number,
  limit: number,
): Promise<LogEntry[]> {
  if (last <= afterSeq || limit <= 0) return [];
  const reply = await client.sendCommand<StreamReply>([
    'XRANGE',
    keys.events,
    `${afterSeq + 1}-0`,
    last === Infinity ? '+' : `${last}-0`,
    'COUNT',
    String(limit),
  ]);
  return entriesOf(reply);
}

function entriesOf(reply: StreamReply): LogEntry[] {
  return reply.map(([id, fields]) =>
    parseEntry(Number(id.slice(0, id.indexOf('-'))), fields[1] ?? ''),
  );
}

/** What lies under `personal` for those entries that have personal text, by their place. */
export async function readPersonal(
  client: RedisClient,
  keys: LogKeys,
  entries: readonly LogEntry[],
): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  const seqs = entries.filter(({ hasPersonal }) => hasPersonal).map(({ seq }) => seq);
  if (seqs.length === 0) return found;
  const values = await client.sendCommand<(string | null)[]>([
    'HMGET',
    keys.personal,
    ...seqs.map(String),
  ]);
  for (const [index, value] of values.entries()) {
    const seq = seqs[index];
    if (value !== null && seq !== undefined) found.set(seq, value);
  }
  return found;
}

/** At most `limit` events that follow `after`, up to `last`; none where the stream lacks the next one. */
export async function readSealed(
  client: RedisClient,
  keys: LogKeys,
  after: ChainPoint,
  last: number,
  limit: number,
): Promise<{ events: TailedEvent[]; lastText: string | undefined }> {
  const entries = await readEntries(client, keys, after.seq, last, limit);
  if (entries[0]?.seq !== after.seq + 1) return { events: [], lastText: undefined };
  const personal = await readPersonal(client, keys, entries);
  let { hash } = after;
  const events: TailedEvent[] = [];
  for (const entry of entries) {
    const sealed = sealedEntry(entry, personal.get(entry.seq), hash);
    hash = sealed.hash;
    events.push(sealed);
  }
  return { events, lastText: entries.at(-1)?.text };
}

/** The last checkpoint at or before `seq`; the chain's beginning where there is none. */
export async function checkpointBefore(
  client: RedisClient,
  keys: LogKeys,
  journal: string,
  seq: number,
): Promise<ChainPoint> {
  const newest = Math.floor(seq / CHECKPOINT_EVENTS);
  for (let from = newest; from > 0; from -= 64) {
    const wanted = Array.from({ length: Math.min(64, from) }, (_, n) => from - n);
    const hashes = await client.sendCommand<(string | null)[]>([
      'HMGET',
      keys.chain,
      ...wanted.map((n) => String(n * CHECKPOINT_EVENTS)),
    ]);
    for (const [index, hash] of hashes.entries()) {
      if (hash !== null) return { seq: (wanted[index] ?? 0) * CHECKPOINT_EVENTS, hash };
    }
  }
  return { seq: 0, hash: genesis(journal) };
}

/**
 * Walks the chain from a point to `seq` by what Redis holds. Undefined where the stream no longer reaches
 * back to that point. `onCheckpoint` is told of each checkpoint on the way.
 */
export async function walkChain(
  client: RedisClient,
  keys: LogKeys,
  from: ChainPoint,
  seq: number,
  onCheckpoint: (point: ChainPoint) => void = () => undefined,
): Promise<(ChainPoint & { text?: string }) | undefined> {
  let point: ChainPoint & { text?: string } = from;
  while (point.seq < seq) {
    const { events, lastText } = await readSealed(client, keys, point, seq, PAGE);
    const last = events.at(-1);
    if (!last) return undefined;
    for (const event of events) {
      if (event.seq % CHECKPOINT_EVENTS === 0) onCheckpoint({ seq: event.seq, hash: event.hash });
    }
    point = { seq: last.seq, hash: last.hash, ...(lastText !== undefined && { text: lastText }) };
  }
  return point;
}

/** The chain's hash at `seq` by what Redis holds; undefined where it can't be told any more. */
export async function hashAt(
  client: RedisClient,
  keys: LogKeys,
  journal: string,
  seq: number,
): Promise<string | undefined> {
  const from = await checkpointBefore(client, keys, journal, seq);
  return (await walkChain(client, keys, from, seq))?.hash;
}

/** Writes a checkpoint where there is none yet; answers whether the one there is the same. */
export async function putCheckpoint(
  client: RedisClient,
  keys: LogKeys,
  { seq, hash }: ChainPoint,
): Promise<boolean> {
  const [, there] = await Promise.all([
    client.sendCommand(['HSETNX', keys.chain, String(seq), hash]),
    client.sendCommand<string | null>(['HGET', keys.chain, String(seq)]),
  ]);
  return there === hash;
}
