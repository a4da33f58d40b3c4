import { matchesSignal } from '@warroom/shared';
import type { Signal, SignalText } from '@warroom/shared';
import type { SqliteDatabase, SqlValue } from '../journal/sqlite-driver.ts';
import { conditionsOf } from './conditions.ts';
import type { Conditions } from './conditions.ts';
import type { SignalFind } from './query.ts';
import { wordQuery } from './words.ts';
import type { WordQuery } from './words.ts';

/** A signal as the library keeps it. */
export interface KeptSignal {
  arrival: number;
  signal: Signal;
  texts: SignalText | null;
}

/** Arrivals looked at in one go: what takes about as long as one may keep the others waiting. */
const FIRST_SPAN = 1 << 17;
const MAX_SPAN = 1 << 22;
const SHORT_MS = 4;
const LONG_MS = 12;
/** A search that has worked so long answers with what it has: the next page goes on from there. */
const MAX_WORK_MS = 150;

export interface SignalSearch {
  /** Newest first, before `before`; `next` is where to go on, or null at the end. */
  page(
    find: SignalFind,
    limit: number,
    before: number | undefined,
    /** Looks at each as the audience sees it, where that is less than what is searched. */
    check?: (kept: KeptSignal) => boolean,
  ): Promise<{ found: KeptSignal[]; next: number | null }>;
  /** How many there are, counted up to `cap`; `isMore` when there are or may be more. */
  count(find: SignalFind, cap: number): Promise<{ count: number; isMore: boolean }>;
  /** Ids of the newest, and how many there are in all, up to `cap`. */
  ids(find: SignalFind, limit: number, cap: number): Promise<{ ids: string[]; total: number }>;
}

/**
 * Searches signals from the newest back, in ranges of arrivals that take a few ms each, giving the event
 * loop back in between: however much there is, nobody else is kept waiting.
 */
export function signalSearch(options: {
  db: SqliteDatabase;
  monotonicMs(): number;
  nextTurn(work: () => void): void;
}): SignalSearch {
  const { db, monotonicMs } = options;
  const newest = db.prepare('SELECT max(arrival) AS arrival FROM facets');
  const body = db.prepare('SELECT arrival, signal, texts FROM signals WHERE arrival = ?');

  const turn = (): Promise<void> => new Promise((resolve) => options.nextTurn(resolve));

  function keptAt(arrival: number): KeptSignal | undefined {
    const row = body.get(arrival);
    return row && keptOf(row);
  }

  /**
   * Walks back over what is found. `take` gets arrivals, newest first, and answers whether it wants more;
   * `want` says how many at most. Answers where it stopped for lack of time, or null at the end.
   */
  async function walk(
    find: SignalFind,
    before: number | undefined,
    want: number,
    take: (arrivals: readonly number[]) => boolean,
  ): Promise<number | null> {
    const conditions = conditionsOf(find);
    const words = wordQuery(find.query);
    if (find.labels.length === 0) return null;
    const ask = db.prepare(`${selectOf(conditions, words)} LIMIT ?`);
    let high = Math.min(
      before === undefined ? Infinity : before - 1,
      Number(newest.get()?.['arrival'] ?? 0),
    );
    let span = FIRST_SPAN;
    let workedMs = 0;
    while (high > 0) {
      const low = Math.max(1, high - span + 1);
      const startedAt = monotonicMs();
      const rows = ask.all(...valuesOf(conditions, words, low, high), want);
      const arrivals = rows.map((row) => Number(row['arrival']));
      const goesOn = arrivals.length === 0 || take(arrivals);
      const tookMs = monotonicMs() - startedAt;
      if (!goesOn) return null;
      // A range that holds more than was wanted is gone through again from where it was left.
      high = arrivals.length < want ? low - 1 : (arrivals.at(-1) ?? low) - 1;
      workedMs += tookMs;
      if (workedMs > MAX_WORK_MS) return high > 0 ? high + 1 : null;
      if (tookMs < SHORT_MS) span = Math.min(MAX_SPAN, span * 2);
      else if (tookMs > LONG_MS) span = Math.max(512, span >> 1);
      if (high > 0 && tookMs >= SHORT_MS) await turn();
    }
    return null;
  }

  const passes = (find: SignalFind, { signal }: KeptSignal): boolean =>
    matchesSignal(find.query, signal, find.context, true);

  return {
    async page(find, limit, before, check) {
      const { needsCheck } = conditionsOf(find);
      const found: KeptSignal[] = [];
      const stopped = await walk(find, before, limit + 1, (arrivals) => {
        for (const arrival of arrivals) {
          const kept = keptAt(arrival);
          if (!kept || (needsCheck && !passes(find, kept)) || (check && !check(kept))) continue;
          found.push(kept);
          if (found.length > limit) return false;
        }
        return true;
      });
      if (found.length <= limit) return { found, next: stopped };
      const page = found.slice(0, limit);
      return { found: page, next: page.at(-1)?.arrival ?? null };
    },
    async count(find, cap) {
      let count = 0;
      const { needsCheck } = conditionsOf(find);
      const stopped = await walk(find, undefined, Math.min(cap, 1_000) + 1, (arrivals) => {
        count += needsCheck ? passing(find, arrivals).length : arrivals.length;
        return count <= cap;
      });
      return { count: Math.min(count, cap), isMore: count > cap || stopped !== null };
    },
    async ids(find, limit, cap) {
      const { needsCheck } = conditionsOf(find);
      const arrivals: number[] = [];
      let total = 0;
      await walk(find, undefined, 1_000, (found) => {
        const passed = needsCheck ? passing(find, found) : found;
        total += passed.length;
        for (const arrival of passed) if (arrivals.length < limit) arrivals.push(arrival);
        return total < cap;
      });
      const ids = arrivals.flatMap((arrival) => keptAt(arrival)?.signal.id ?? []);
      return { ids, total: Math.min(total, cap) };
    },
  };

  function passing(find: SignalFind, arrivals: readonly number[]): number[] {
    return arrivals.filter((arrival) => {
      const kept = keptAt(arrival);
      return kept !== undefined && passes(find, kept);
    });
  }
}

/** A row of `signals`. */
export function keptOf(row: Record<string, SqlValue>): KeptSignal {
  return {
    arrival: Number(row['arrival']),
    signal: JSON.parse(String(row['signal'])) as Signal,
    texts: row['texts'] === null ? null : (JSON.parse(String(row['texts'])) as SignalText),
  };
}

function selectOf({ sql }: Conditions, { match, without }: WordQuery): string {
  const out =
    without === undefined
      ? ''
      : ' AND f.arrival NOT IN (SELECT rowid FROM signal_words WHERE signal_words MATCH ? AND rowid BETWEEN ? AND ?)';
  if (match === undefined)
    return `SELECT f.arrival FROM facets f WHERE f.arrival BETWEEN ? AND ? AND ${sql}${out} ORDER BY f.arrival DESC`;
  // The words first, then what they are narrowed down by: never the other way round.
  return `SELECT f.arrival FROM signal_words w CROSS JOIN facets f ON f.arrival = w.rowid WHERE signal_words MATCH ? AND w.rowid BETWEEN ? AND ? AND ${sql}${out} ORDER BY w.rowid DESC`;
}

function valuesOf(
  { values }: Conditions,
  { match, without }: WordQuery,
  low: number,
  high: number,
): SqlValue[] {
  return [
    ...(match === undefined ? [] : [match]),
    low,
    high,
    ...values,
    ...(without === undefined ? [] : [without, low, high]),
  ];
}
