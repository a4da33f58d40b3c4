import type { Journal } from '../journal.ts';
import type { SealedEvent } from '../record.ts';

/** An event as a copy keeps it: sealed, and with what else was written of its unit. */
export interface TailedEvent extends SealedEvent {
  /** On the first entry of a unit that had a key. */
  unit?: { key: string; last: number };
}

/** Where a chain stands: the hash is that of the event `seq`, hex. */
export interface ChainPoint {
  seq: number;
  hash: string;
}

/** What identifies the log that Redis holds. */
export interface RedisLogIdentity {
  /** The chain's beginning (see `genesis`): the same for all copies of one election's log. */
  journal: string;
  /** Made when the log was created or restored. */
  epoch: string;
}

/**
 * The journal on Redis. It folds only what replicas have confirmed where there are any, so nothing that a
 * failover can take back is ever shown. Beside the contract: what local copies need.
 */
export interface RedisJournal extends Journal {
  /** Another epoch than at first once the log was restored. */
  readonly identity: RedisLogIdentity;
  /** Events just delivered, before subscribers are told, in order and without a gap. */
  onTailed(listener: (events: readonly TailedEvent[]) => void): () => void;
  /**
   * At most `limit` events that follow `after`, from the stream; none where it no longer holds the next one
   * (see `firstSeq`). Their hashes follow from that of `after`, which is taken as given.
   */
  readTailed(after: ChainPoint, limit: number): Promise<TailedEvent[]>;
  /** The oldest seq still in the stream; 1 more than the head when it holds none. */
  firstSeq(): Promise<number>;
  /** Erasures done anywhere after `mark` (undefined: all), with the mark to go on from. */
  erasuresAfter(mark: string | undefined): Promise<{ mark: string; seqs: number[] }>;
  /** Also told after each reconnection, as it may have missed some. */
  onErased(listener: () => void): () => void;
  /** Tells the others how far this node's copy is durable. */
  reportCopy(copy: ChainPoint): Promise<void>;
  /** How far each node's copy was, as last reported; `at` by the server's clock. */
  copies(): Promise<{ node: string; seq: number; hash: string; at: number }[]>;
  /**
   * Drops events up to `seq` from the stream, or somewhat fewer: it ends at a chain checkpoint. Irreversible
   * there. Answers how many were dropped.
   */
  trimThrough(seq: number): Promise<number>;
}
