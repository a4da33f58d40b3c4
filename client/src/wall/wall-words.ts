import { formatDuration } from '../ui/format.ts';

const MINUTE = 60_000;

/** An age that changes by the minute: "42 s", "66 min", "1h 56m", "2d 4h". Never negative. */
export function formatWallAge(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / 1_000))} s`;
  return ms < 100 * MINUTE ? `${Math.floor(ms / MINUTE)} min` : formatDuration(ms);
}

/** A median on a chart, as short as it can be: "42s", "2m 10s", "41m", "1h 56m". */
export function formatMedian(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 10 * MINUTE) return formatDuration(ms);
  return ms < 100 * MINUTE ? `${Math.round(ms / MINUTE)}m` : formatDuration(ms);
}
