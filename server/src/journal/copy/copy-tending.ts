import type { RedisJournal } from '../redis/redis-journal-types.ts';
import type { CopyFile } from './copy-file.ts';
import { trimTarget } from './trimming.ts';

const REPORT_MS = 1_000;
/** Reports grow old; one that has nothing new to say is told again. */
const RENEW_REPORTS = 300;
const TRIM_REPORTS = 10;
/** Trimming has a price; less than this is not worth a turn. */
const LEAST_TRIMMED = 1_000;

/**
 * Tells the other nodes how far this one's copy is, each second when that changed, and every ten lets go
 * of the stream's beginning as far as enough nodes hold it. All nodes do so; whoever comes second finds
 * nothing left to do.
 */
export function copyTending(options: {
  inner: RedisJournal;
  /** Undefined while it does not get on: it is then not vouched for. */
  copy(): CopyFile | undefined;
  node: string;
  copiesNeeded: number;
  keepEvents: number;
  schedule(work: () => void, delayMs: number): () => void;
}): { stop(): void } {
  const { inner, node, copiesNeeded, keepEvents, schedule } = options;
  let turns = 0;
  let told = -1;
  let toldAt = -Infinity;
  let stopped = false;
  let callOff = schedule(() => void tend(), REPORT_MS);

  async function tend(): Promise<void> {
    turns += 1;
    try {
      await report();
      if (turns % TRIM_REPORTS === 0) await trim();
    } catch {
      // Redis is away, which the journal says itself; the next turn tries again.
    }
    if (!stopped) callOff = schedule(() => void tend(), REPORT_MS);
  }

  async function report(): Promise<void> {
    const copy = options.copy();
    if (!copy) return;
    const head = copy.head();
    if (head.seq === told && turns - toldAt < RENEW_REPORTS) return;
    await inner.reportCopy(head);
    told = head.seq;
    toldAt = turns;
  }

  async function trim(): Promise<void> {
    const copy = options.copy();
    const head = inner.head().seq;
    if (!copy || head <= keepEvents || !inner.status().writable) return;
    const target = trimTarget({
      reports: await inner.copies(),
      copiesNeeded,
      keepEvents,
      head,
      own: { node, seq: copy.head().seq, hashAt: copy.hashAt },
    });
    const first = await inner.firstSeq();
    if (target - first + 1 >= Math.min(LEAST_TRIMMED, Math.max(1, keepEvents)))
      await inner.trimThrough(target);
  }

  return {
    stop() {
      stopped = true;
      callOff();
    },
  };
}
