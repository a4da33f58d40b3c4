import type { Room, Rooms } from '../desk/room.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { referredTo } from './references.ts';
import type { Spool } from './spool.ts';

/** An upload's token is good for 24 h: after twice that nothing can come to refer to it any more. */
export const UNUSED_MS = 48 * 3_600_000;
const EVERY_MS = 3_600_000;
const FIRST_MS = 600_000;

export interface SweepOptions {
  rooms: Pick<Rooms, 'all'>;
  store: EvidenceStore;
  spool: Spool;
  now(): number;
  /** Runs work later; answers how to call it off. */
  schedule(work: () => void, afterMs: number): () => void;
  notice(message: string, cause?: unknown): void;
}

export interface Sweep {
  /** Once, now. Answers how many files were removed. */
  run(): Promise<number>;
  stop(): void;
}

/**
 * Removes files that no incident refers to (never used, or removed from all) once they were kept for 48 h
 * and seen so at two passes an hour apart. Any number of nodes may do it: a file is removed or it is gone.
 */
export function evidenceSweep(options: SweepOptions): Sweep {
  const { rooms, store, now, notice } = options;
  let seenUnused = new Map<string, number>();
  let callOff: (() => void) | undefined;
  let isStopped = false;

  async function sweepRoom(room: Room, unused: Map<string, number>): Promise<number> {
    // A node that is behind doesn't know yet what others refer to.
    await room.caughtUp?.();
    const before = now() - UNUSED_MS;
    let removed = 0;
    for await (const { sha256, at } of store.list(room.id)) {
      if (isStopped) break;
      // Asked for each: people go on adding while this runs.
      if (at >= before || isReferredTo(room, sha256)) continue;
      const id = `${room.id}/${sha256}`;
      const since = seenUnused.get(id);
      if (since === undefined || now() - since < EVERY_MS) unused.set(id, since ?? now());
      else if (await store.removeOlder({ election: room.id, sha256 }, before)) removed += 1;
    }
    return removed;
  }

  const known = new WeakMap<Room, { seq: number; files: Set<string> }>();
  function isReferredTo(room: Room, sha256: string): boolean {
    const { seq } = room.situation;
    let files = known.get(room);
    if (files?.seq !== seq) known.set(room, (files = { seq, files: referredTo(room.situation) }));
    return files.files.has(sha256);
  }

  async function run(): Promise<number> {
    const unused = new Map<string, number>();
    let removed = 0;
    options.spool.clear();
    for (const room of rooms.all()) {
      try {
        removed += await sweepRoom(room, unused);
      } catch (error) {
        notice(`Unused evidence files of ${room.id} could not be looked for; tried again.`, error);
      }
    }
    seenUnused = unused;
    if (removed > 0)
      notice(
        `${removed} evidence file${removed === 1 ? '' : 's'} that nothing refers to: removed.`,
      );
    return removed;
  }

  function later(afterMs: number): void {
    callOff = options.schedule(() => {
      void run().finally(() => {
        if (!isStopped) later(EVERY_MS);
      });
    }, afterMs);
  }
  later(FIRST_MS);

  return {
    run,
    stop() {
      isStopped = true;
      callOff?.();
    },
  };
}
