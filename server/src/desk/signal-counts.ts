import { audienceKey } from '@warroom/shared';
import type { Audience } from '@warroom/shared';

/** How many signals answer a search, counted up to 1,000. */
export interface SignalCount {
  q: string;
  signals: number;
  /** There are more than were counted. */
  isMore: boolean;
}

const CAP = 1_000;
/** A count stands so long, whatever came in: boards ask for the same ones over and over. */
const FRESH_MS = 3_000;
const MAX_KEPT = 500;

interface Kept {
  seq: number;
  at: number;
  answer: Promise<{ count: number; isMore: boolean }>;
}

/**
 * Counts signals for searches, each at most once in 3 s for all who see the same, one after the other.
 * `count` does the counting, up to a cap.
 */
export function signalCounts(options: {
  now(): number;
  seq(): number;
  count(
    q: string,
    audience: Audience,
    me: string | null,
    cap: number,
  ): Promise<{ count: number; isMore: boolean }>;
}): (queries: readonly string[], audience: Audience, me: string | null) => Promise<SignalCount[]> {
  const kept = new Map<string, Kept>();

  function answerTo(q: string, audience: Audience, me: string | null): Kept['answer'] {
    // What is one's own differs by person, all else by audience alone.
    const whose = /\bmine\b/i.test(q) ? (me ?? '') : '';
    const key = `${audienceKey(audience)}\n${whose}\n${q}`;
    const [seq, at] = [options.seq(), options.now()];
    const known = kept.get(key);
    if (known && (known.seq === seq || at - known.at < FRESH_MS) && at - known.at < 60_000)
      return known.answer;
    const answer = options.count(q, audience, me, CAP);
    kept.delete(key);
    kept.set(key, { seq, at, answer });
    answer.catch(() => kept.delete(key));
    const oldest = kept.size > MAX_KEPT ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    return answer;
  }

  return async (queries, audience, me) => {
    const counts: SignalCount[] = [];
    for (const q of queries) {
      const { count, isMore } = await answerTo(q, audience, me);
      counts.push({ q, signals: count, isMore });
    }
    return counts;
  };
}
