const MINUTE_MS = 60_000;

const FIRST_RETRY_MS = 5_000;
const MAX_RETRY_MS = 30 * MINUTE_MS;
/** After so long, or so many tries, a message is given up: loudly, and it can be sent again by command. */
export const MAX_AGE_MS = 24 * 60 * MINUTE_MS;
const MAX_ATTEMPTS = 60;

/**
 * How long to wait after a failed try, ms: 5 s, then twice as long each time up to 30 min, 20 % more or
 * less so that what failed together doesn't come back together; not before the receiver asked. Null:
 * give up.
 */
export function retryIn(failed: {
  /** Tries so far, this one included. */
  attempts: number;
  ageMs: number;
  gone: boolean;
  retryAfterMs: number | undefined;
  random(): number;
}): number | null {
  if (failed.gone || failed.attempts >= MAX_ATTEMPTS || failed.ageMs >= MAX_AGE_MS) return null;
  const doubled = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failed.attempts - 1, 20));
  const spread = Math.round(doubled * (0.8 + 0.4 * failed.random()));
  return Math.max(spread, Math.min(failed.retryAfterMs ?? 0, MAX_RETRY_MS));
}
