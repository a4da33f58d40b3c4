import {
  decodeSituation,
  emptySituation,
  fold,
  SITUATION_FORMAT,
  situationPieces,
  stillSituation,
} from '@warroom/shared';
import type { FoldEvent, Situation, Touched } from '@warroom/shared';
import type { Journal, StoredEvent } from '../journal/journal.ts';
import { textsErasedBy } from '../journal/text-erased.ts';

/** A snapshot is due after this many events, or this long after the last with anything new. */
const EVENTS_PER_SNAPSHOT = 5_000;
const MAX_SNAPSHOT_AGE_MS = 60_000;
/** Writing snapshots may take at most this share of the time. */
const SNAPSHOT_SHARE = 0.02;
/** A snapshot is encoded for so long in a turn: a command that comes in meanwhile waits for that at most. */
const SLICE_MS = 2;
/** Text that is gathered before it becomes bytes. */
const GATHERED_CHARS = 256 * 1024;

/** Taken before a test can put a fake clock in place: turns of the event loop must stay real. */
const nextTurn = setImmediate;

export interface SituationKeeper {
  readonly situation: Situation;
  /** Delivered after each batch is folded, in the journal's order. */
  onFolded(
    listener: (events: readonly StoredEvent[], touched: readonly Touched[]) => void,
  ): () => void;
  /** Saves a snapshot if there is anything new; called now and then and at the end. */
  snapshot(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Folds a journal into the situation: from its newest snapshot, then every event as it is committed.
 * Resolves when it has caught up.
 */
export async function situationKeeper(options: {
  journal: Journal;
  now(): number;
  /** Told when a snapshot could not be saved: nothing is lost, only the next start is slower. */
  notice(message: string, cause: unknown): void;
  /** Monotonic. */
  elapsedMs?(): number;
  /** Lets other work have its turn. */
  turn?(): Promise<void>;
}): Promise<SituationKeeper> {
  const { journal, now, notice } = options;
  const elapsedMs = options.elapsedMs ?? (() => performance.now());
  const turn = options.turn ?? (() => new Promise<void>((resolve) => void nextTurn(resolve)));
  const saved = await journal.loadSnapshot(SITUATION_FORMAT);
  const situation = saved
    ? decodeSituation(new TextDecoder().decode(saved.bytes))
    : emptySituation();
  const listeners = new Set<Parameters<SituationKeeper['onFolded']>[0]>();
  let savedSeq = situation.seq;
  let savedAt = now();
  let pauseMs = 0;
  let saving: Promise<void> | undefined;
  /** What is being encoded. */
  let encodingSeq = 0;
  let isAbandoned = false;
  let isReplay = true;
  /** Texts were erased that are still in this situation: no picture of it may be kept. A start folds without them. */
  let holdsErased = false;

  async function save(): Promise<void> {
    const started = now();
    let { seq } = situation;
    try {
      // Encoding is the dear part: of many nodes one does it.
      const isWanted =
        !journal.wantsSnapshot || (await journal.wantsSnapshot(seq, SITUATION_FORMAT));
      seq = situation.seq;
      if (isWanted) {
        const bytes = await encoded();
        if (!bytes || holdsErased) return;
        await journal.saveSnapshot({ seq, format: SITUATION_FORMAT, bytes });
      }
      savedSeq = seq;
    } catch (cause) {
      notice(
        'The snapshot of the situation could not be saved; the next start replays more.',
        cause,
      );
    }
    savedAt = now();
    pauseMs = (savedAt - started) / SNAPSHOT_SHARE;
  }

  /** The situation as it stands at this call, encoded slice by slice; undefined when that was given up. */
  async function encoded(): Promise<Uint8Array[] | undefined> {
    const bytes: Uint8Array[] = [];
    let gathered = '';
    let untilMs = elapsedMs() + SLICE_MS;
    encodingSeq = situation.seq;
    for (const piece of situationPieces(stillSituation(situation))) {
      gathered += piece;
      if (gathered.length >= GATHERED_CHARS) {
        bytes.push(Buffer.from(gathered));
        gathered = '';
      }
      if (elapsedMs() < untilMs) continue;
      await turn();
      if (isAbandoned) return undefined;
      untilMs = elapsedMs() + SLICE_MS;
    }
    bytes.push(Buffer.from(gathered));
    return bytes;
  }

  function snapshot(): Promise<void> {
    if (situation.seq === savedSeq || holdsErased) return Promise.resolve();
    saving ??= save().finally(() => (saving = undefined));
    return saving;
  }

  function snapshotWhenDue(): void {
    const age = now() - savedAt;
    if (age < pauseMs || situation.seq === savedSeq || holdsErased) return;
    if (situation.seq - savedSeq >= EVENTS_PER_SNAPSHOT || age >= MAX_SNAPSHOT_AGE_MS)
      void snapshot();
  }

  const unsubscribe = await journal.subscribe(situation.seq, (events) => {
    // What a snapshot is being made of is not changed in place, not even by a replay.
    const isInPlace = isReplay && saving === undefined;
    const touched = events.map((event) =>
      fold(situation, event as unknown as FoldEvent, isInPlace),
    );
    if (!isReplay && !holdsErased && events.some((event) => textsErasedBy(event).length > 0)) {
      holdsErased = true;
      notice(
        'Texts were erased from the journal. This server still holds them in memory, and keeps no snapshots until then: restart it.',
        undefined,
      );
    }
    for (const listener of listeners) listener(events, touched);
    snapshotWhenDue();
  });

  isReplay = false;

  return {
    situation,
    onFolded(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot,
    async close() {
      unsubscribe();
      isAbandoned = encodingSeq !== situation.seq;
      await saving;
      isAbandoned = false;
      await snapshot();
    },
  };
}
