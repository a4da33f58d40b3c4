import type { Schedule } from './frame.ts';

/**
 * Records that change in place, each with its own subscribers. Immutable copies of ten thousand rows
 * cost a whole frame at 500 changes a second; here a change costs its own row.
 */
export interface LiveMap<T> {
  get(id: string): T | undefined;
  has(id: string): boolean;
  readonly size: number;
  values(): IterableIterator<T>;
  keys(): IterableIterator<string>;
  set(id: string, value: T): void;
  delete(id: string): void;
  /** Replaces everything; what is not among `entries` is gone. */
  replace(entries: Iterable<readonly [string, T]>): void;
  /** Says that what is derived from this record changed. */
  touch(id: string): void;
  /** Calls back at most once a frame when this record changed; answers how to stop. */
  subscribe(id: string, listener: () => void): () => void;
  /** Calls back at most once a frame with the ids that changed; answers how to stop. */
  subscribeAll(listener: (changed: ReadonlySet<string>) => void): () => void;
  /** Tells subscribers at once what waits for the frame; for tests and for what was done by hand. */
  flush(): void;
}

/** An empty map whose subscribers are told by `schedule`. */
export function liveMap<T>(schedule: Schedule): LiveMap<T> {
  const records = new Map<string, T>();
  const byId = new Map<string, Set<() => void>>();
  const all = new Set<(changed: ReadonlySet<string>) => void>();
  let dirty = new Set<string>();
  /** A whole new picture is news also when it holds nothing. */
  let isReplaced = false;
  let scheduled: (() => void) | null = null;

  function touch(id: string): void {
    dirty.add(id);
    scheduled ??= schedule(flush);
  }

  function flush(): void {
    scheduled?.();
    scheduled = null;
    if (dirty.size === 0 && !isReplaced) return;
    isReplaced = false;
    const changed = dirty;
    dirty = new Set();
    for (const listener of all) listener(changed);
    for (const id of changed) {
      for (const listener of byId.get(id) ?? []) listener();
    }
  }

  return {
    get: (id) => records.get(id),
    has: (id) => records.has(id),
    get size() {
      return records.size;
    },
    values: () => records.values(),
    keys: () => records.keys(),
    set(id, value) {
      records.set(id, value);
      touch(id);
    },
    delete(id) {
      if (records.delete(id)) touch(id);
    },
    replace(entries) {
      isReplaced = true;
      scheduled ??= schedule(flush);
      for (const id of records.keys()) touch(id);
      records.clear();
      for (const [id, value] of entries) {
        records.set(id, value);
        touch(id);
      }
    },
    touch,
    subscribe(id, listener) {
      const set = byId.get(id) ?? new Set();
      byId.set(id, set);
      set.add(listener);
      return () => {
        set.delete(listener);
        if (set.size === 0 && byId.get(id) === set) byId.delete(id);
      };
    },
    subscribeAll(listener) {
      all.add(listener);
      return () => void all.delete(listener);
    },
    flush,
  };
}
