import { hash } from 'node:crypto';
import { columnText } from '../record.ts';

/**
 * The keys of one election's log. All have one hash tag, so that one master answers for them and one
 * script may use them together.
 */
export interface LogKeys {
  /** Any of them: for finding the master. */
  readonly slotKey: string;
  /** Hash: layout, journal, epoch, seq, createdAt, trimmed; while being loaded: loading, loadedAt. */
  readonly meta: string;
  /** Stream of entries (see log-entry.ts), ids `<seq>-0`. */
  readonly events: string;
  /** Hash seq -> salted personal text, or the hash that is left of it. Apart, as streams can't forget. */
  readonly personal: string;
  /** Stream of erasures: field `seqs`. */
  readonly erasures: string;
  /** Hash seq -> chain hash, each so many events; first writer wins, everybody compares. */
  readonly chain: string;
  /** Hash of snapshots of the situation: `seq:<format>`, `head:<format>`, `bytes:<format>`. */
  readonly snapshots: string;
  /** Held by the node that makes a snapshot just now. */
  snapshotLease(format: number): string;
  /** Hash node -> how far its copy is. */
  readonly copies: string;
  /** Hash node -> how far a node's copy is that misses events in this log: then nothing is created here. */
  readonly missed: string;
  /** Counted up so that WAIT has something to wait for. */
  readonly touched: string;
  /** Last batch of a writer; runs out by itself. */
  writer(id: string): string;
  /** Channel on which nodes hear what was written, confirmed and erased (see tail-message.ts). */
  readonly tail: string;
  /** Buckets of small hashes, which Redis packs tightly. */
  aggregate(digest: string): string;
  unitKey(digest: string): string;
  /** Every key there can be, for clearing away a load that was broken off. */
  all(): Generator<string>;
}

/** Beginning of the name of each bucket: 16,384 of them stay small up to many millions of names. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const QUARTERS = 4;

/** Names that the server's other keys have in the place of an election's. */
const TAKEN = ['accounts', 'nodes'];

/** Throws where the election's name is one under which the server keeps something else. */
export function logKeys(prefix: string, election: string): LogKeys {
  if (TAKEN.includes(election)) {
    throw new Error(
      `No election can be named ${election}: Redis holds the server's own ${election} under that name.`,
    );
  }
  const tag = `{${prefix}:${election}}:`;
  const aggregates = `${tag}agg:`;
  const unitKeys = `${tag}keys:`;
  const fixed = {
    meta: `${tag}meta`,
    events: `${tag}events`,
    personal: `${tag}personal`,
    erasures: `${tag}erasures`,
    chain: `${tag}chain`,
    snapshots: `${tag}snapshots`,
    copies: `${tag}copies`,
    missed: `${tag}missed`,
    touched: `${tag}touched`,
  };
  return {
    ...fixed,
    slotKey: fixed.meta,
    snapshotLease: (format) => `${tag}snapshotter:${format}`,
    writer: (id) => `${tag}writer:${id}`,
    tail: `${tag}tail`,
    aggregate: (digest) => aggregates + bucketOf(digest),
    unitKey: (digest) => unitKeys + bucketOf(digest),
    *all() {
      yield* Object.values(fixed);
      for (const first of ALPHABET) {
        for (const second of ALPHABET) {
          for (let quarter = 0; quarter < QUARTERS; quarter += 1) {
            yield `${aggregates}${first}${second}${quarter}`;
            yield `${unitKeys}${first}${second}${quarter}`;
          }
        }
      }
    },
  };
}

/** A name's digest: 96 bits as 16 characters. The bucket is its beginning, the field in it the rest. */
export function digestOf(name: string): string {
  // As JSON, which tells lone surrogates apart that UTF-8 can't.
  return hash('sha256', columnText(name), 'base64url').slice(0, 16);
}

/** Of a digest, what its bucket's name does not say already. */
export function fieldOf(digest: string): string {
  return digest.slice(2);
}

function bucketOf(digest: string): string {
  return digest.slice(0, 2) + (ALPHABET.indexOf(digest.charAt(2)) % QUARTERS);
}
