/** Gathers the first few of many, in an order, without sorting all. */
export interface FirstOf<T> {
  add(one: T): void;
  /** In order, at most as many as were asked. */
  all(): T[];
}

/** The first `count` by `compare`. */
export function firstOf<T>(count: number, compare: (a: T, b: T) => number): FirstOf<T> {
  let kept: T[] = [];
  let last: T | undefined;

  function cut(): void {
    kept = kept.sort(compare).slice(0, count);
    last = kept.length === count ? kept.at(-1) : undefined;
  }

  return {
    add(one) {
      if (last !== undefined && compare(one, last) > 0) return;
      kept.push(one);
      if (kept.length >= 4 * count + 64) cut();
    },
    all() {
      cut();
      return kept;
    },
  };
}
