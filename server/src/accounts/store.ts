import type { AccountState, RecordChange, RecordChanged } from './records.ts';

/** What a piece of work on the accounts writes, and answers. */
export interface Work<T> {
  changes: readonly RecordChange[];
  value: T;
}

/**
 * Where account records live. `contract.ts` holds its rules as one test suite for every store.
 * Several processes may share one; each sees its own writes at once and those of others on `refresh`.
 */
export interface AccountStore {
  /** All records as last seen here. Read it anew each time: it is replaced. */
  readonly state: AccountState;
  /**
   * Runs `work` on the newest state, others' writes included, and writes what it says: all or nothing,
   * one after the other across processes, durable when it resolves. `work` is pure: it may run again.
   */
  transact<T>(work: (state: AccountState) => Work<T>): Promise<T>;
  /** Takes in what other processes wrote since. */
  refresh(): Promise<void>;
  /** Reads all records anew from where they lie, whatever is remembered. */
  reload(): Promise<void>;
  /**
   * Goes up with every change anyone makes; a store that has seen a version has all that was written
   * before it. Undefined where only processes of one machine share the store.
   */
  version?(): number;
  /** Told after every change, one's own or others', once it is in `state`. */
  onChanged(listener: (changes: readonly RecordChanged[]) => void): () => void;
  /** Null, or why writing fails just now. */
  fault(): string | null;
  close(): Promise<void>;
}

/**
 * Accounts can't be changed now. `unreachable` passes by itself, `lost` needs an operator: nothing was
 * changed. `unsettled`: it was sent and no answer came, so it may or may not have been changed.
 */
export class AccountsUnavailable extends Error {
  readonly kind: 'unreachable' | 'lost' | 'unsettled';
  constructor(kind: AccountsUnavailable['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AccountsUnavailable';
    this.kind = kind;
  }
}
