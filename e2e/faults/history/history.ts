import type { RefusalKind } from '@warroom/shared';

/** What an acknowledgement said, as far as it can be held against the journal. */
export interface Answer {
  /** Whether the server says that it had done this before; undefined where it doesn't tell. */
  repeated?: boolean;
  /** The incident that was opened. */
  opened?: string;
  /** The incident as the answer shows it. */
  incident?: { id: string; version: number };
  /** Signals that were handed out. */
  signals?: readonly string[];
}

/**
 * What became of an attempt, as its client saw it. `refused`: surely not done by this attempt; `decided`
 * when the rules said no, so that asking again changes nothing, and not the circumstances. `unknown`: cut
 * off, timed out, or told that nobody knows.
 */
export type Outcome =
  | { kind: 'acknowledged'; answer: Answer }
  | { kind: 'refused'; by: RefusalKind | 'not-sent'; decided: boolean }
  | { kind: 'unknown'; why: string };

export interface Attempt {
  /** Whom it was sent to. */
  node: string;
  /** Monotonic ms, one clock for all clients. */
  invokedAt: number;
  endedAt: number;
  outcome: Outcome;
}

/** What a client wants done. `signal.intake` is a signal posted by a source, the others are commands. */
export interface Wanted {
  type: string;
  actor: { kind: 'person' | 'source'; id: string };
  /** The command's id, or the signal's external one: asked again under it, it is the same operation. */
  id: string;
  incident?: string;
  expectedVersion?: number;
  signals?: readonly string[];
}

/** An operation and every attempt at it, in order of their beginning. */
export interface Operation extends Wanted {
  attempts: Attempt[];
}

export type History = readonly Operation[];

/** Takes down what clients do while they do it. */
export interface Recorder {
  readonly operations: readonly Operation[];
  operation(wanted: Wanted): Operation;
  /** Begins an attempt; what it answers ends it. */
  attempt(operation: Operation, node: string): (outcome: Outcome) => Outcome;
  /** How many attempts were acknowledged so far. */
  acknowledged(): number;
  /** Monotonic time of every acknowledgement, ms, in order. */
  readonly acknowledgedAt: readonly number[];
}

/** A recorder on a monotonic clock in ms. An attempt that never ends stands as unknown for ever. */
export function recorder(now: () => number): Recorder {
  const operations: Operation[] = [];
  const acknowledgedAt: number[] = [];
  return {
    operations,
    acknowledgedAt,
    operation(wanted) {
      const operation = { ...wanted, attempts: [] };
      operations.push(operation);
      return operation;
    },
    attempt(operation, node) {
      const attempt: Attempt = {
        node,
        invokedAt: now(),
        endedAt: Infinity,
        outcome: { kind: 'unknown', why: 'never answered' },
      };
      operation.attempts.push(attempt);
      return (outcome) => {
        attempt.endedAt = now();
        attempt.outcome = outcome;
        if (outcome.kind === 'acknowledged') acknowledgedAt.push(attempt.endedAt);
        return outcome;
      };
    },
    acknowledged: () => acknowledgedAt.length,
  };
}

/** Whether it is still open what became of an operation: some attempt unknown, none after it decided. */
export function isUnsettled({ attempts }: Operation): boolean {
  const last = attempts.at(-1);
  if (!last || !attempts.some(({ outcome }) => outcome.kind === 'unknown')) return false;
  const { outcome } = last;
  return outcome.kind === 'unknown' || (outcome.kind === 'refused' && !outcome.decided);
}
