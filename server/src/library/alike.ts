import type { SqliteDatabase } from '../journal/sqlite-driver.ts';
import { quoted } from './words.ts';

/** A word in more signals than this says nothing about any of them, and costs too much to follow. */
const COMMON = 1_000;
/** Nor one in more than this part of all signals, where there are many. */
const COMMON_PART = 0.05;
const FEW = 12;
/** Words looked up at most, and words then looked for. */
const MAX_WORDS = 24;
const MAX_SOUGHT = 8;
/** Signals taken from the index, the best by bm25. */
const MAX_HITS = 150;

/** What the word index knows of some words. */
export interface Alike {
  /** Words that tell signals apart, each with how many signals hold it. */
  rare: Map<string, number>;
  /** Signals in all. */
  total: number;
  /** Ids of incidents that signals with these words are linked to, the most alike first. */
  incidents: string[];
}

/**
 * Finds what is linked to signals that share rare words with a text: what an audience may know of it is
 * for the caller to ask. Bounded work, however many signals there are.
 */
export function alikeIn(db: SqliteDatabase): (words: readonly string[]) => Alike {
  const count = db.prepare('SELECT count(*) AS n FROM signals');
  const holding = db.prepare(
    `SELECT count(*) AS n FROM (SELECT 1 FROM signal_words WHERE signal_words MATCH ? LIMIT ${COMMON + 1})`,
  );
  const best = db.prepare(
    `SELECT s.signal FROM (SELECT rowid AS arrival, rank FROM signal_words WHERE signal_words MATCH ? ORDER BY rank LIMIT ${MAX_HITS}) h JOIN signals s ON s.arrival = h.arrival ORDER BY h.rank`,
  );
  return (words) => {
    const total = Number(count.get()?.['n'] ?? 0);
    const limit = Math.min(COMMON, Math.max(FEW, total * COMMON_PART));
    const rare = new Map<string, number>();
    for (const word of words.slice(0, MAX_WORDS)) {
      const asked = quoted(word, false);
      const n = asked === undefined ? 0 : Number(holding.get(asked)?.['n'] ?? 0);
      if (n > 0 && n <= limit) rare.set(word, n);
    }
    const sought = [...rare].toSorted((a, b) => a[1] - b[1]).slice(0, MAX_SOUGHT);
    if (sought.length === 0) return { rare, total, incidents: [] };
    const found = new Set<string>();
    for (const row of best.all(
      sought.flatMap(([word]) => quoted(word, false) ?? []).join(' OR '),
    )) {
      const { incidents } = JSON.parse(String(row['signal'])) as { incidents: string[] };
      for (const incident of incidents) found.add(incident);
    }
    return { rare, total, incidents: [...found] };
  };
}
