import type { CompiledElection, PollsEvent } from './compile.ts';

/** Where a jurisdiction's polls stand; `none` where nothing is polled or the jurisdiction is unknown. */
export type PollsState = 'before' | 'open' | 'last-hour' | 'closed' | 'none';

const HOUR_MS = 3_600_000;

/**
 * The polls of a jurisdiction at `nowMs`. With several windows: `last-hour` as soon as one open
 * window closes within 60 minutes (that is where people may be turned away), `open` while any is,
 * `before` while one is still to open, `closed` after the last. A window includes its opening
 * instant and not its closing one.
 */
export function pollsState(
  compiled: CompiledElection,
  jurisdictionId: string,
  nowMs: number,
): PollsState {
  const windows = compiled.windows.get(jurisdictionId) ?? [];
  if (windows.length === 0) return 'none';
  const open = windows.filter((window) => window.opensMs <= nowMs && nowMs < window.closesMs);
  if (open.some((window) => window.closesMs - nowMs <= HOUR_MS)) return 'last-hour';
  if (open.length > 0) return 'open';
  return windows.some((window) => nowMs < window.opensMs) ? 'before' : 'closed';
}

/** The next openings and closings after `nowMs`, one entry an instant and kind, at most `limit`. */
export function nextPollsEvents(
  compiled: CompiledElection,
  nowMs: number,
  limit: number,
): PollsEvent[] {
  const next = compiled.events.findIndex((event) => event.at > nowMs);
  return next === -1 ? [] : compiled.events.slice(next, next + limit);
}
