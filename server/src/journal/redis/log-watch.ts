import type { RedisClient } from '../../redis/redis-link.ts';
import type { Head } from '../journal.ts';
import { hashAt, readEntries } from './chain.ts';
import { divergedText, findLog, lostError, strandedText, whyLost } from './log-standing.ts';
import type { LogKeys } from './log-keys.ts';
import type { RedisLogIdentity } from './redis-journal-types.ts';
import type { Replicas } from './replicas.ts';

/** What this node has followed so far: each connection must lead to a log that goes on from here. */
export interface Followed {
  head: Head;
  /** The entry at the head as Redis held it; undefined for an empty log. */
  text: string | undefined;
}

/** Holds every connection against what this node knows of the log. */
export interface LogWatch {
  readonly identity: RedisLogIdentity;
  /** Why the log may not be worked with, in words for an operator. */
  lost(): string | undefined;
  /** Checks a connection once; rejects with JournalUnavailable `lost`. */
  verified(client: RedisClient): Promise<void>;
  /** Checks it now, whatever was found before; also finds out when an operator has restored the log. */
  check(client: RedisClient): Promise<void>;
  /** For who comes upon an event that can't be. Answers the error. */
  diverged(): Error;
  onChanged(listener: () => void): () => void;
}

export function logWatch(options: {
  keys: LogKeys;
  election: string;
  node: string;
  identity: RedisLogIdentity;
  followed(): Followed;
  replicas: Replicas;
  /** The log was restored and goes on from here; where nothing was followed yet, it may be any journal. */
  onAdopted(identity: RedisLogIdentity): void;
  /** It can't be told whether the log goes on from here: this node has been behind for too long. */
  onStranded(reason: string): void;
  notice(message: string): void;
}): LogWatch {
  const { keys, election, followed, notice, replicas } = options;
  let { identity } = options;
  let lost: string | undefined;
  const found = new WeakMap<RedisClient, Promise<void>>();
  const listeners = new Set<() => void>();

  function become(reason: string | undefined): void {
    if (lost === reason) return;
    lost = reason;
    notice(reason ?? `The journal of ${election} is whole again; this node goes on with it.`);
    for (const listener of listeners) listener();
  }

  async function look(client: RedisClient): Promise<void> {
    const { head, text } = followed();
    const { journal } = identity;
    await replicas.look(client);
    const standing = await findLog(client, keys);
    const why = whyLost(standing, election, { journal, seq: head.seq });
    if (why !== undefined || standing.kind !== 'there') return missing(client, why ?? '', head);
    const isAnother = standing.identity.epoch !== identity.epoch;
    if (head.seq > standing.trimmed) {
      const [entry] = await readEntries(client, keys, head.seq - 1, head.seq, 1);
      if (entry?.text !== text) return missing(client, divergedText(election, head.seq), head);
    }
    if ((isAnother || lost !== undefined) && head.seq > 0) {
      // One entry alike is no proof that all before are. Where it was trimmed meanwhile, a checkpoint tells.
      const ask = () => hashAt(client, keys, journal, head.seq);
      const hash = (await ask()) ?? (await ask());
      if (hash === undefined)
        return stranded(strandedText(election, head.seq, standing.trimmed + 1));
      if (hash !== head.hash) return missing(client, divergedText(election, head.seq), head);
    }
    if (isAnother && identity.epoch !== standing.identity.epoch) {
      identity = standing.identity;
      options.onAdopted(identity);
      notice(`The journal of ${election} was restored: this node goes on from event ${head.seq}.`);
    }
    become(undefined);
  }

  /** What this node has not followed is gone from the stream: nothing is known against the log itself. */
  function stranded(why: string): never {
    become(why);
    options.onStranded(why);
    throw lostError(why);
  }

  /** Tells the others that this node misses events here, so that nobody makes an empty log in its place. */
  async function missing(client: RedisClient, why: string, head: Head): Promise<never> {
    become(why);
    if (head.seq > 0) {
      await client
        .sendCommand(['HSET', keys.missed, options.node, `${head.seq} ${identity.journal}`])
        .catch(() => undefined);
    }
    throw lostError(why);
  }

  function verified(client: RedisClient): Promise<void> {
    const known = found.get(client);
    if (known) return known;
    const looking = look(client);
    found.set(client, looking);
    looking.catch(() => found.delete(client));
    return looking;
  }

  return {
    get identity() {
      return identity;
    },
    lost: () => lost,
    verified,
    check(client) {
      found.delete(client);
      return verified(client);
    },
    diverged() {
      become(divergedText(election, followed().head.seq));
      return lostError(lost ?? '');
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
