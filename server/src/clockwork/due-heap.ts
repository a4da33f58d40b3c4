/** Ids in the order of when they are due. */
export interface DueHeap {
  readonly size: number;
  /** Sets when an id is due (ms by any one clock), or takes it out. O(log n). */
  set(id: string, dueAt: number | undefined): void;
  /** When an id is due. */
  dueAt(id: string): number | undefined;
  /** When the first is due; undefined when there is none. O(1). */
  nextAt(): number | undefined;
  /** Takes out at most `limit` that are due at `now`, the earliest first. */
  take(now: number, limit: number): string[];
}

/** An empty order: a binary heap that knows where each id lies, so that one can be moved without a search. */
export function dueHeap(): DueHeap {
  const ids: string[] = [];
  const dueAts: number[] = [];
  const places = new Map<string, number>();

  const dueAt = (place: number): number => dueAts[place] ?? Infinity;

  function put(place: number, id: string, at: number): void {
    ids[place] = id;
    dueAts[place] = at;
    places.set(id, place);
  }

  /** Puts an id at a place or, where it is earlier than what lies above, further up. */
  function rise(place: number, id: string, at: number): void {
    let hole = place;
    while (hole > 0) {
      const above = (hole - 1) >> 1;
      if (dueAt(above) <= at) break;
      put(hole, ids[above] ?? '', dueAt(above));
      hole = above;
    }
    put(hole, id, at);
  }

  function sink(place: number, id: string, at: number): void {
    let hole = place;
    for (;;) {
      const left = 2 * hole + 1;
      if (left >= ids.length) break;
      const below = dueAt(left + 1) < dueAt(left) ? left + 1 : left;
      if (dueAt(below) >= at) break;
      put(hole, ids[below] ?? '', dueAt(below));
      hole = below;
    }
    put(hole, id, at);
  }

  function settle(place: number, id: string, at: number): void {
    if (place > 0 && dueAt((place - 1) >> 1) > at) rise(place, id, at);
    else sink(place, id, at);
  }

  function remove(place: number): void {
    places.delete(ids[place] ?? '');
    const lastId = ids.pop();
    const lastAt = dueAts.pop();
    if (lastId === undefined || lastAt === undefined || place >= ids.length) return;
    settle(place, lastId, lastAt);
  }

  return {
    get size() {
      return ids.length;
    },
    set(id, at) {
      const place = places.get(id);
      if (at === undefined) {
        if (place !== undefined) remove(place);
      } else if (place === undefined) {
        rise(ids.length, id, at);
      } else if (dueAt(place) !== at) {
        settle(place, id, at);
      }
    },
    dueAt(id) {
      const place = places.get(id);
      return place === undefined ? undefined : dueAts[place];
    },
    nextAt: () => dueAts[0],
    take(now, limit) {
      const taken: string[] = [];
      while (taken.length < limit && dueAt(0) <= now) {
        const first = ids[0];
        if (first === undefined) break;
        taken.push(first);
        remove(0);
      }
      return taken;
    },
  };
}
