import type { IncidentView } from '@warroom/shared';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { IncidentStore } from './incidents.ts';

/** The rows of the incidents lane. */
export interface OrderState {
  /** Ids in the order shown, those that left included. */
  ids: readonly string[];
  /** Ids that no longer match and stay, struck, until the focus moves. */
  left: ReadonlySet<string>;
  /** How many match and wait to be shown. */
  arrivals: number;
  /** How many match, shown or waiting. */
  total: number;
}

/** What belongs in the lane, and where. */
export interface OrderRule {
  matches(incident: IncidentView): boolean;
  /** Smaller first; then by id. */
  rank(incident: IncidentView): readonly [number, number];
}

/** The order of a lane: no target moves under someone's hand. */
export interface IncidentOrder {
  store: StoreApi<OrderState>;
  /** Another view, filter or sort: everything is worked out anew, nothing is kept. */
  configure(rule: OrderRule): void;
  /** While held for any reason, rows keep their places, arrivals gather and what leaves is struck. */
  hold(reason: string, held: boolean): void;
  /** Shows what gathered and sorts once, held or not. */
  release(): void;
  /** The focus went to this row: struck rows elsewhere go. */
  focusMoved(id: string | null): void;
  /** Judges everything again, for rules that look at the clock. */
  reconsider(): void;
  close(): void;
}

const RESORT_MS = 250;

interface Ranked {
  id: string;
  first: number;
  second: number;
}

function byRank(a: Ranked, b: Ranked): number {
  return a.first - b.first || a.second - b.second || (a.id < b.id ? -1 : 1);
}

/** Two ordered lists as one. */
function merged(rest: readonly Ranked[], among: readonly Ranked[]): Ranked[] {
  const all: Ranked[] = [];
  let at = 0;
  for (const one of rest) {
    for (let next = among[at]; next && byRank(next, one) < 0; next = among[at]) {
      all.push(next);
      at += 1;
    }
    all.push(one);
  }
  return [...all, ...among.slice(at)];
}

function afterTimeout(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

/** An order over a store's incidents, sorted anew at most four times a second. */
export function incidentOrder(options: {
  incidents: IncidentStore;
  rule: OrderRule;
  after?: (delayMs: number, run: () => void) => () => void;
}): IncidentOrder {
  const { incidents, after = afterTimeout } = options;
  let rule = options.rule;
  const held = new Set<string>();
  /** Rank of all that match, as last seen. */
  let ranks = new Map<string, Ranked>();
  /** All of them in order, as last sorted, and those that moved since. */
  let sorted: Ranked[] = [];
  let moved = new Set<string>();
  let cancel: (() => void) | null = null;
  let stale = false;
  /** What there is was sorted; before that, one incident may be known that was asked for alone. */
  let isWhole = incidents.loaded;
  const store = createStore<OrderState>(() => ({
    ids: [],
    left: new Set(),
    arrivals: 0,
    total: 0,
  }));

  function judge(incident: IncidentView): Ranked {
    const [first, second] = rule.rank(incident);
    return { id: incident.id, first, second };
  }

  function judgeAll(): void {
    ranks = new Map();
    for (const incident of incidents.values()) {
      if (rule.matches(incident)) ranks.set(incident.id, judge(incident));
    }
    sorted = [...ranks.values()].sort(byRank);
    moved = new Set();
  }

  /** Everything in its right place; struck rows go. Only what moved is sorted, then put in between the rest. */
  function sort(): void {
    stale = false;
    if (moved.size > 0) {
      const rest = sorted.filter(({ id }) => !moved.has(id));
      const among = [...moved].flatMap((id) => ranks.get(id) ?? []).sort(byRank);
      sorted = merged(rest, among);
      moved = new Set();
    }
    const ids = sorted.map(({ id }) => id);
    store.setState({ ids, left: new Set(), arrivals: 0, total: ids.length });
  }

  /** Places stay; only what is struck and what waits is counted anew. */
  function mark(): void {
    const { ids, left: before } = store.getState();
    const left = new Set(ids.filter((id) => !ranks.has(id)));
    const same = left.size === before.size && [...left].every((id) => before.has(id));
    store.setState({
      ...(same ? {} : { left }),
      arrivals: ranks.size - (ids.length - left.size),
      total: ranks.size,
    });
  }

  function soon(): void {
    stale = true;
    cancel ??= after(RESORT_MS, () => {
      cancel = null;
      if (!stale) return;
      if (held.size > 0) mark();
      else sort();
    });
  }

  function onChanged(changed: ReadonlySet<string>): void {
    let any = false;
    for (const id of changed) {
      const incident = incidents.get(id);
      const known = ranks.get(id);
      if (incident && rule.matches(incident)) {
        const now = judge(incident);
        if (known && known.first === now.first && known.second === now.second) continue;
        ranks.set(id, now);
      } else if (known) ranks.delete(id);
      else continue;
      moved.add(id);
      any = true;
    }
    if (!any) return;
    // The first picture should not wait, whatever has been drawn of it and holds the rest.
    const isFirst = !isWhole;
    isWhole = incidents.loaded;
    if (isFirst || store.getState().ids.length === 0) sort();
    else soon();
  }

  judgeAll();
  sort();
  const stop = incidents.subscribeAll(onChanged);

  return {
    store,
    configure(next) {
      rule = next;
      judgeAll();
      sort();
    },
    hold(reason, on) {
      const before = held.size;
      if (on) held.add(reason);
      else held.delete(reason);
      if (before > 0 && held.size === 0) soon();
    },
    release: sort,
    focusMoved(id) {
      const { ids, left } = store.getState();
      if (left.size === 0 || (left.size === 1 && id !== null && left.has(id))) return;
      const kept = ids.filter((one) => one === id || !left.has(one));
      store.setState({ ids: kept, left: new Set(id !== null && left.has(id) ? [id] : []) });
    },
    reconsider() {
      const before = ranks;
      judgeAll();
      const same = before.size === ranks.size && [...ranks.keys()].every((id) => before.has(id));
      if (!same) soon();
    },
    close() {
      stop();
      cancel?.();
    },
  };
}
