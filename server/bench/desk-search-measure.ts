import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface SearchResult {
  p50: number;
  p99: number;
  /** How long the event loop was kept at the worst, ms. */
  stallMs: number;
  found: number;
  /** What came in a second while it was searched. */
  perSecond: number;
}

const APART_MS = 25;

/** One search after the other, some ms apart, while `perSecond` come in. */
export async function measureSearches(options: {
  searches: readonly string[];
  perSecond: number;
  add(count: number): Promise<void> | void;
  search(typed: string): Promise<number> | number;
}): Promise<SearchResult> {
  const { searches, perSecond, add, search } = options;
  for (const typed of searches.slice(0, 50)) await search(typed); // warm-up
  const startedAt = performance.now();
  let added = 0;
  let adding: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) * perSecond) / 1_000) - added;
    if (due <= 0) return;
    added += due;
    adding = Promise.all([adding, add(due)]).then(() => undefined);
  }, 50);
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  const times: number[] = [];
  let found = 0;
  for (const typed of searches) {
    const at = performance.now();
    found += await search(typed);
    times.push(performance.now() - at);
    await new Promise((resolve) => setTimeout(resolve, APART_MS));
  }
  clearInterval(timer);
  loop.disable();
  await adding;
  const seconds = (performance.now() - startedAt) / 1_000;
  times.sort((a, b) => a - b);
  const at = (part: number): number => times[Math.floor(times.length * part)] ?? 0;
  return {
    p50: at(0.5),
    p99: at(0.99),
    stallMs: loop.max / 1e6,
    found,
    perSecond: added / seconds,
  };
}
