/** How old a stream's picture is, judged from the server's `asOf` alone, never from the connection. */
export type Freshness = 'fresh' | 'late' | 'stale' | 'lost' | 'never';

const STALE_MS = 20_000;
const LOST_MS = 60_000;

/**
 * Judges a stream by the age of what it last said of itself. `intervalMs` is how often the server
 * speaks: late after two intervals, stale after four or 20 s, whichever is sooner, lost after 60 s,
 * never without any `asOf`. A picture from the future (the clock was corrected) is fresh.
 */
export function freshness(asOf: number | null, nowMs: number, intervalMs: number): Freshness {
  if (asOf === null) return 'never';
  const ageMs = nowMs - asOf;
  const staleMs = Math.min(4 * intervalMs, STALE_MS);
  if (ageMs > LOST_MS) return 'lost';
  if (ageMs > staleMs) return 'stale';
  // With a slow heartbeat, late must still come before stale.
  return ageMs > Math.min(2 * intervalMs, staleMs / 2) ? 'late' : 'fresh';
}

const ORDER: readonly Freshness[] = ['fresh', 'late', 'stale', 'lost', 'never'];

/** The worst of several, for a screen that shows them together; fresh when there are none. */
export function worstFreshness(all: readonly Freshness[]): Freshness {
  return ORDER[Math.max(0, ...all.map((one) => ORDER.indexOf(one)))] ?? 'fresh';
}
