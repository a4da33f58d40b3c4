/**
 * The longest time without any acknowledgement between two moments, ms. `acknowledgedAt` is in order and on
 * the clock of the moments; clients must have been trying all the while.
 */
export function longestGapMs(
  acknowledgedAt: readonly number[],
  from: number,
  until: number,
): number {
  const within = acknowledgedAt.filter((at) => at > from && at < until);
  const edges = [from, ...within, until];
  return edges.slice(1).reduce((most, at, index) => Math.max(most, at - (edges[index] ?? at)), 0);
}
