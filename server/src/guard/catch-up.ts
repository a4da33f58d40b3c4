import { coalesced } from './coalesced.ts';

export interface CatchUpOptions {
  /** At the least so long from the beginning of one refresh to the next. Default 50: 20 a second. */
  apartMs?: number;
  /** Nobody waits longer. Default 1,000. */
  withinMs?: number;
  after?(ms: number, work: () => void): () => void;
}

/**
 * For looking again before saying no: takes in what other nodes wrote before it was asked. One refresh at
 * a time serves all who ask meanwhile, so that made-up tokens can't hammer the store. Never rejects:
 * where it fails or takes too long, what is known here has to do.
 */
export function catchUpWith(
  refresh: () => Promise<void>,
  options: CatchUpOptions = {},
): () => Promise<void> {
  const { apartMs = 50, withinMs = 1_000, after = systemAfter } = options;
  let rested: Promise<void> = Promise.resolve();
  const next = coalesced(async () => {
    await rested;
    if (apartMs > 0) rested = new Promise((resolve) => after(apartMs, resolve));
    await refresh();
  });
  return () =>
    new Promise<void>((resolve) => {
      const stop = after(withinMs, resolve);
      next()
        .catch(() => undefined)
        .finally(() => {
          stop();
          resolve();
        });
    });
}

function systemAfter(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms).unref();
  return () => clearTimeout(timer);
}
