import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gunzip } from 'node:zlib';
import { hash } from 'node:crypto';
import { RESP_TYPES } from 'redis';
import type { RedisClient } from '../../redis/redis-link.ts';
import type { NewSnapshot, Snapshot } from '../journal.ts';
import { piecesOf, sha256Of } from '../snapshot-pieces.ts';
import type { LogKeys } from './log-keys.ts';
import { isNoScript, runScript, script } from './script.ts';

/** Asynchronous: it works on another thread. */
const decompress = promisify(gunzip);

/** How long others leave it to the one who said that it makes a snapshot. */
const LEASE_MS = 10_000;

/**
 * Keeps a snapshot unless a newer one is there, or text was erased since it was taken. KEYS: snapshots,
 * meta. ARGV: format, seq, chain hash, sha256 of the bytes, bytes.
 */
const SAVE = script(`
local seq = tonumber(ARGV[2])
local kept = tonumber(redis.call('HGET', KEYS[1], 'seq:' .. ARGV[1]) or '-1')
local erased = tonumber(redis.call('HGET', KEYS[2], 'erased') or '-1')
if kept > seq or erased > seq then return 0 end
redis.call('HSET', KEYS[1], 'seq:' .. ARGV[1], ARGV[2], 'head:' .. ARGV[1], ARGV[3] .. ' ' .. ARGV[4], 'bytes:' .. ARGV[1], ARGV[5])
return 1
`);

/** KEYS: snapshots, lease. ARGV: format, seq, node, lease ms. */
const WANTS = script(`
local kept = tonumber(redis.call('HGET', KEYS[1], 'seq:' .. ARGV[1]) or '-1')
if kept >= tonumber(ARGV[2]) then return 0 end
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[3] then return 0 end
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
return 1
`);

const PACKED_PIECE_BYTES = 256 * 1024;

/** A snapshot made ready piece by piece on another thread, so that sending it is all that is left. */
export async function packSnapshot(
  snapshot: NewSnapshot,
): Promise<{ packed: Buffer; sum: string }> {
  const packed: Buffer[] = [];
  const zip = createGzip({ level: 1, chunkSize: PACKED_PIECE_BYTES });
  await pipeline(Readable.from(piecesOf(snapshot)), zip, async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) packed.push(piece);
  });
  return { packed: Buffer.concat(packed), sum: await sha256Of(packed) };
}

export async function saveSnapshot(
  client: RedisClient,
  keys: LogKeys,
  { seq, format }: NewSnapshot,
  chainHash: string,
  { packed, sum }: { packed: Buffer; sum: string },
): Promise<void> {
  const rest = ['2', keys.snapshots, keys.meta, String(format), String(seq), chainHash, sum];
  try {
    await client.sendCommand(['EVALSHA', SAVE.sha, ...rest, packed]);
  } catch (error) {
    if (!isNoScript(error)) throw error;
    await client.sendCommand(['EVAL', SAVE.source, ...rest, packed]);
  }
}

/** The snapshot of a format, if it is whole and its place in the chain is the one that `hashAt` tells. */
export async function loadSnapshot(
  client: RedisClient,
  keys: LogKeys,
  format: number,
  hashAt: (seq: number) => Promise<string | undefined>,
): Promise<Snapshot | undefined> {
  const [seqText, head, packed] = await client.sendCommand<[Buffer, Buffer, Buffer] | null[]>(
    ['HMGET', keys.snapshots, `seq:${format}`, `head:${format}`, `bytes:${format}`],
    { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
  );
  if (!seqText || !head || !packed) return undefined;
  const seq = Number(seqText.toString());
  const [chainHash, sum] = head.toString().split(' ');
  if (hash('sha256', packed, 'hex') !== sum || (await hashAt(seq)) !== chainHash) return undefined;
  return { seq, format, bytes: new Uint8Array(await decompress(packed)) };
}

/** Whether this node is the one to make a snapshot at `seq`: nobody else has, or is about to. */
export async function wantsSnapshot(
  client: RedisClient,
  keys: LogKeys,
  node: string,
  seq: number,
  format: number,
): Promise<boolean> {
  const answer = await runScript<number>(
    client,
    WANTS,
    [keys.snapshots, keys.snapshotLease(format)],
    [String(format), String(seq), node, String(LEASE_MS)],
  );
  return answer === 1;
}
