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
  /** Told after every change, one's own or others', once it is in `state`. */
  onChanged(listener: (changes: readonly RecordChanged[]) => void): () => void;
  /** Null, or why writing fails just now. */
  fault(): string | null;
  close(): Promise<void>;
}
