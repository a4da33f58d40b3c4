/** The value at a share of a sorted list (nearest rank), or null when it is empty. */
export function quantile(sorted: readonly number[], share: number): number | null {
  return sorted.length === 0
    ? null
    : (sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null);
}
