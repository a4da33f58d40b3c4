import type { Delta, FeedSnapshot, Refusal, SyncResult } from '@warroom/shared';
import { SnapshotRefused } from './snapshot.ts';

/** Keeps one cursor in step with the server's: snapshot, then changes, each from where the last ended. */
export interface SyncLoop {
  /** A connection was greeted: takes what changed since the cursor, or a whole picture. */
  start(): void;
  /** The connection is gone; what it still answers no longer counts. */
  stop(): void;
  /** A pushed change; one that doesn't begin at the cursor makes it ask again. */
  push(delta: Delta): void;
}

export interface SyncLoopOptions {
  /** Asks what changed since a cursor; rejects when no answer came. */
  ask(cursor: string | null): Promise<SyncResult>;
  snapshot(): Promise<FeedSnapshot>;
  pause(delayMs: number): Promise<void>;
  /** How long to wait after a fault, ms. */
  faultMs(): number;
  /** Refusals after which asking again can't help. */
  isFinal(refusal: Refusal): boolean;
  onSnapshot(snapshot: FeedSnapshot): void;
  onDelta(delta: Delta): void;
  /** In step with the server. */
  onLive(): void;
  /** Refused for good. */
  onEnd(refusal: Refusal): void;
}

const REFUSED_MS = 1_000;

/** Makes a loop without a cursor. It asks at most one question at a time. */
export function syncLoop(options: SyncLoopOptions): SyncLoop {
  let cursor: string | null = null;
  let round = 0;
  let isRunning = false;
  let isAsking = false;
  let again = false;
  // Asked for at once, so that the first picture doesn't wait for the socket.
  let early: Promise<FeedSnapshot> | null = options.snapshot();
  early.catch(() => {});

  async function sync(): Promise<void> {
    if (isAsking) {
      again = true;
      return;
    }
    isAsking = true;
    const mine = round;
    const isCurrent = (): boolean => isRunning && mine === round;
    try {
      await askOnce(isCurrent);
    } catch (error) {
      if (!isCurrent()) return;
      if (error instanceof SnapshotRefused && options.isFinal(error.refusal)) {
        options.onEnd(error.refusal);
        return;
      }
      again = true;
      await options.pause(options.faultMs());
    } finally {
      if (mine === round) isAsking = false;
    }
    if (isCurrent() && again) await sync();
  }

  async function askOnce(isCurrent: () => boolean): Promise<void> {
    if (cursor === null) await startOver();
    if (!isCurrent()) return;
    again = false;
    const answer = await options.ask(cursor);
    if (!isCurrent()) return;
    if (answer.kind === 'delta') {
      // What was pushed meanwhile was passed over; if it ran ahead of this answer, we ask once more.
      cursor = answer.delta.to;
      options.onDelta(answer.delta);
      options.onLive();
      return;
    }
    again = true;
    if (answer.kind === 'snapshot') cursor = null;
    else await options.pause(answer.refusal.retryAfterMs ?? REFUSED_MS);
  }

  async function startOver(): Promise<void> {
    const asked = early ?? options.snapshot();
    early = null;
    const snapshot = await asked;
    if (cursor !== null) return;
    cursor = snapshot.cursor;
    options.onSnapshot(snapshot);
  }

  return {
    start() {
      isRunning = true;
      void sync();
    },
    stop() {
      isRunning = false;
      isAsking = false;
      round += 1;
    },
    push(delta) {
      if (delta.from !== cursor) {
        void sync();
        return;
      }
      cursor = delta.to;
      options.onDelta(delta);
    },
  };
}
