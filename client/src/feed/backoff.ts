const FIRST_MS = 500;
const LONGEST_MS = 15_000;
/** Where a node dies, the next attempt most often reaches another: the first few follow quickly. */
const GROWTH = 1.5;

/**
 * How long to wait before the next attempt to connect, ms: half as long again each time up to 15 s, of which a
 * random half, so that screens dropped together don't come back together. `attempt` counts from 0.
 */
export function backoffMs(attempt: number, random: () => number): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * GROWTH ** Math.min(attempt, 10));
  return longest / 2 + (random() * longest) / 2;
}
