/**
 * The journal: the append-only record of an election's events, with one gap-free order `seq` from 1.
 * Every store keeps this contract; `contract.ts` holds it as a test suite, SPEC.md as rules [JN..].
 */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/**
 * What a caller wants written. `personal` holds the separable personal text: it can be erased later
 * while the record stays verifiable. Numbers must be finite (JSON has no others: NaN reads back as null).
 */
export interface EventBody {
  type: string;
  data: JsonObject;
  personal?: JsonObject;
  /** Epoch milliseconds. */
  at: number;
  /** The actor. */
  by: JsonObject;
  via: string;
  commandId?: string;
}

export interface Entry {
  aggregate: string;
  /** The version the aggregate must have before this entry; 0 means it must not exist yet. */
  expectedVersion?: number;
  event: EventBody;
}

/** All or nothing. A repeated `key` writes nothing and returns the first result. At least one entry. */
export interface Unit {
  key?: string;
  entries: Entry[];
}

/** The first and last `seq` of a written unit. */
export interface SeqRange {
  first: number;
  last: number;
}

export type UnitResult =
  | { kind: 'appended' | 'repeated'; first: number; last: number }
  | { kind: 'conflict'; aggregate: string; expected: number; actual: number };

export interface StoredEvent {
  seq: number;
  aggregate: string;
  /** 1 for the aggregate's first event, then gap-free. */
  version: number;
  type: string;
  data: JsonObject;
  /** null: there was none, or it was erased (see `erased`). */
  personal: JsonObject | null;
  erased: boolean;
  at: number;
  by: JsonObject;
  via: string;
  commandId?: string;
}

/** A picture of what the journal folds to after `seq`. `format` is the version of the bytes' layout. */
export interface Snapshot {
  seq: number;
  format: number;
  bytes: Uint8Array;
}

/** A snapshot to be kept. The bytes of a large one come in pieces, so that no turn has to handle them all. */
export interface NewSnapshot extends Omit<Snapshot, 'bytes'> {
  bytes: Uint8Array | readonly Uint8Array[];
}

/** The last event's number and the hash of the chain up to it. An empty journal has seq 0. */
export interface Head {
  seq: number;
  hash: string;
}

/**
 * `unsafe` says in what respect an acknowledgement is weaker than durable, where an operator insisted.
 * `unreachable` passes by itself; `lost` needs an operator: the store came back without, or with an
 * older part of, what it had acknowledged.
 */
export type JournalStatus =
  | { writable: true; unsafe?: string }
  | { writable: false; reason: string; kind: 'disk-full' | 'failed' | 'unreachable' | 'lost' };

export interface Journal {
  /** Random, made when the journal is created or restored: a cursor of another epoch means nothing here. */
  readonly epoch: string;
  head(): Head;
  /**
   * Writes units, each all-or-nothing and independent of the others; results in order. Resolves only
   * once durable and after subscribers were told. Entries see what earlier entries wrote.
   * Rejects with JournalUnavailable, or TypeError for a unit that can never be written.
   */
  append(units: Unit[]): Promise<UnitResult[]>;
  /** What was written under this key, if anything. */
  keyed(key: string): Promise<SeqRange | undefined>;
  /** At most `limit` events with a greater seq, in order. */
  readAfter(seq: number, limit: number): Promise<StoredEvent[]>;
  /** One aggregate's events in order of version. */
  readAggregate(
    aggregate: string,
    options?: { afterVersion?: number; limit?: number },
  ): Promise<StoredEvent[]>;
  /**
   * Delivers every event after `afterSeq` in order, exactly once: first in pages of at most 5,000,
   * then live, after commit and before `append` resolves. Resolves, once live, to what ends it.
   * A listener that throws is dropped and its error surfaces as an uncaught exception.
   */
  subscribe(afterSeq: number, onEvents: (events: StoredEvent[]) => void): Promise<() => void>;
  /** Keeps a snapshot; older ones give way. RangeError when its seq is past the head. */
  saveSnapshot(snapshot: NewSnapshot): Promise<void>;
  /**
   * Whether a snapshot at `seq` is worth making here and now: not where another node has a newer one or
   * makes one just now. Where this is not told, it always is.
   */
  wantsSnapshot?(seq: number, format: number): Promise<boolean>;
  /** The newest intact snapshot of this format that belongs to this journal's history. */
  loadSnapshot(format: number): Promise<Snapshot | undefined>;
  /**
   * Erases the personal text of these events for good; answers how many had any. Snapshots that may
   * hold the text go too, so save a fresh one once the situation no longer holds it.
   */
  erasePersonal(seqs: number[]): Promise<number>;
  /**
   * Resolves when everything that anyone was acknowledged before this call has been delivered to this
   * node's subscribers: at once where there is one writer. Rejects with JournalUnavailable.
   */
  caughtUp(): Promise<void>;
  /** Whether this node hears of what is written elsewhere without delay; always so where there is one writer. */
  live(): boolean;
  /** Whether appends can succeed. Asking also tries to recover from a full disk. */
  status(): JournalStatus;
  /** Writes out what is queued, then lets go of the store. Later calls reject with kind `closed`. */
  close(): Promise<void>;
}

/**
 * The journal cannot take this now (`disk-full`, `overloaded`, `unreachable`) or any more (`closed`,
 * `failed`, `lost`): nothing was written. `unsettled`: it was sent and no answer came, so it may or may
 * not be written; the same unit with the same key tells.
 */
export class JournalUnavailable extends Error {
  readonly kind:
    | 'disk-full'
    | 'overloaded'
    | 'closed'
    | 'failed'
    | 'unreachable'
    | 'lost'
    | 'unsettled';
  constructor(kind: JournalUnavailable['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JournalUnavailable';
    this.kind = kind;
  }
}
