import type { RedisJournal, TailedEvent } from '../redis/redis-journal-types.ts';
import type { CopyFile } from './copy-file.ts';
import { withoutPersonal } from './copy-reader.ts';

/** Erasures of the shared journal, followed in a copy and in what is on its way there. */
export interface CopyErasures {
  /** Whether some may not have been followed yet. */
  isDue(): boolean;
  /** What was told of them anew, or of another epoch: they are looked for again. */
  due(): void;
  /** Looks for those not followed yet; one look at a time. Rejects where it can't. */
  follow(): Promise<void>;
  /** The event as it may be written now. */
  cleared(event: TailedEvent): TailedEvent;
  /** Resolves once no look is under way. */
  settled(): Promise<void>;
}

export function copyErasures(options: {
  inner: Pick<RedisJournal, 'identity' | 'erasuresAfter'>;
  /** Undefined while there is none to erase from. */
  copy(): CopyFile | undefined;
  /** Told of new ones before they are erased from the copy. */
  onFound(): void;
}): CopyErasures {
  const { inner, onFound } = options;
  /** All there ever were: what comes from the stream's past or other nodes must not bring them back. */
  const erased = new Set<number>();
  let isDue = true;
  let seen: { epoch: string; mark: string } | undefined;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const copy = options.copy();
    if (!copy) return;
    isDue = false;
    const { epoch } = inner.identity;
    if (epoch !== seen?.epoch) seen = undefined;
    try {
      const { seqs, mark } = await inner.erasuresAfter(seen?.mark);
      for (const seq of seqs) erased.add(seq);
      onFound();
      if (seqs.length > 0) copy.erasePersonal(seqs);
      seen = { epoch, mark };
    } catch (error) {
      isDue = true;
      throw error;
    }
  }

  return {
    isDue: () => isDue,
    due() {
      isDue = true;
    },
    follow() {
      looking = looking.catch(() => undefined).then(look);
      return looking;
    },
    cleared: (event) => (erased.has(event.seq) ? withoutPersonal(event) : event),
    settled: () => looking.catch(() => undefined),
  };
}
