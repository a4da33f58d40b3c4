import type { SignalsMessage, SignalView } from '@warroom/shared';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Schedule } from './frame.ts';
import { nextFrame } from './frame.ts';
import { liveMap } from './live-map.ts';
import type { LiveMap } from './live-map.ts';

/** What became of a signal that left the queue. */
export interface Gone {
  how: 'linked' | 'dismissed';
  incident: string | null;
  by: string | null;
}

export interface SignalPage {
  items: SignalView[];
  next: string | null;
}

/** The rows of the signals lane, newest first. */
export interface LaneState {
  ids: readonly string[];
  /** Decided, but kept in place, struck, until the focus moves. */
  left: ReadonlyMap<string, Gone>;
  /** How many came and wait to be shown. */
  arrivals: number;
  /** Where the next page begins; null when all are loaded. */
  next: string | null;
  /** Null before the first answer, and while nothing is being fetched. */
  loading: 'first' | 'more' | null;
  loaded: boolean;
  error: string | null;
  /** All undecided signals that this audience may see, filtered or not. */
  undecided: number | null;
  oldestAt: number | null;
}

/** Asks the server for a page; refusals come as `error`, in words. */
export type FetchSignals = (
  before: string | null,
) => Promise<({ ok: true } & SignalPage) | { ok: false; error: string }>;

/** The queue of undecided signals: pages over HTTP, kept up to date by the feed. */
export interface SignalLane {
  store: StoreApi<LaneState>;
  records: LiveMap<SignalView>;
  /** Another filter: starts over. */
  configure(rule: { fetch: FetchSignals; matches(signal: SignalView): boolean }): void;
  apply(message: SignalsMessage): void;
  hold(reason: string, held: boolean): void;
  /** Shows what gathered. */
  release(): void;
  loadMore(): Promise<void>;
  focusMoved(id: string | null): void;
  /** This person decided these; struck at once, given back by `restore` when refused. */
  strike(ids: readonly string[], gone: Gone): void;
  restore(ids: readonly string[]): void;
  /** Reads the first page again, when a connection was lost for long. */
  reload(): Promise<void>;
}

/** Loaded rows beyond this are let go when the lane is not in use. */
const MAX_ROWS = 3_000;
const MAX_GATHERED = 500;
const RELOAD_EVERY_MS = 2_000;

function afterTimeout(delayMs: number, run: () => void): void {
  setTimeout(run, delayMs);
}

/** An empty lane. */
export function signalLane(options: {
  schedule?: Schedule;
  after?: (delayMs: number, run: () => void) => void;
}): SignalLane {
  const { schedule = nextFrame, after = afterTimeout } = options;
  const records = liveMap<SignalView>(schedule);
  const held = new Set<string>();
  let rule: Parameters<SignalLane['configure']>[0] | null = null;
  /** Newest first: what came while held. */
  let gathered: string[] = [];
  /** More came than we were told of: showing them means asking again. */
  let gap = false;
  let generation = 0;
  let reloadWaits = false;
  const store = createStore<LaneState>(() => ({
    ids: [],
    left: new Map(),
    arrivals: 0,
    next: null,
    loading: null,
    loaded: false,
    error: null,
    undecided: null,
    oldestAt: null,
  }));

  /** Reads the newest page; `replace` shows it even when the lane is held. */
  async function fetchFirst(replace = false): Promise<void> {
    if (!rule) return;
    generation += 1;
    const mine = generation;
    store.setState((state) => ({ loading: state.loaded ? state.loading : 'first', error: null }));
    const page = await rule.fetch(null);
    if (mine !== generation) return;
    if (!page.ok) {
      store.setState({ loading: null, error: page.error });
      return;
    }
    for (const signal of page.items) records.set(signal.id, signal);
    if (!replace && held.size > 0 && store.getState().ids.length > 0) {
      // Someone is at work in these rows: they stay, what is new waits.
      const known = new Set(store.getState().ids);
      const fresh = page.items.filter((signal) => !known.has(signal.id));
      gap = fresh.length > 0;
      gathered = fresh.map((signal) => signal.id);
      const still = new Set(page.items.map((signal) => signal.id));
      const last = page.items.at(-1);
      const left = new Map(store.getState().left);
      for (const id of store.getState().ids) {
        const signal = records.get(id);
        const covered =
          page.next === null || (last && signal && signal.receivedAt > last.receivedAt);
        if (covered && !still.has(id) && !left.has(id)) {
          left.set(id, { how: 'linked', incident: null, by: null });
        }
      }
      store.setState({ left, arrivals: gathered.length, loading: null, loaded: true });
      return;
    }
    gathered = [];
    gap = false;
    store.setState({
      ids: page.items.map((signal) => signal.id),
      left: new Map(),
      arrivals: 0,
      next: page.next,
      loading: null,
      loaded: true,
    });
    prune();
  }

  /** Forgets records that no row shows. */
  function prune(): void {
    const { ids } = store.getState();
    if (records.size <= ids.length + MAX_GATHERED) return;
    const kept = new Set([...ids, ...gathered]);
    for (const id of records.keys()) if (!kept.has(id)) records.delete(id);
  }

  function reloadSoon(): void {
    if (reloadWaits) return;
    reloadWaits = true;
    after(RELOAD_EVERY_MS, () => {
      reloadWaits = false;
      void fetchFirst();
    });
  }

  function apply(message: SignalsMessage): void {
    store.setState({ undecided: message.undecided, oldestAt: message.oldestAt });
    for (const signal of message.changed)
      if (records.has(signal.id)) records.set(signal.id, signal);
    if (!store.getState().loaded) {
      // The first page is on its way or was never asked for.
      if (message.reload) void fetchFirst();
      return;
    }
    if (message.reload) reloadSoon();
    takeGone(message.gone);
    takeBack(message.changed);
    takeNew(message);
  }

  function takeGone(gone: SignalsMessage['gone']): void {
    if (gone.length === 0) return;
    const state = store.getState();
    const left = new Map(state.left);
    const shown = new Set(state.ids);
    gathered = gathered.filter((id) => !gone.some((one) => one.id === id));
    for (const { id, how, incident, by } of gone) {
      const record = records.get(id);
      if (record)
        records.set(id, {
          ...record,
          state: how,
          incidents: incident === null ? record.incidents : [incident],
        });
      if (shown.has(id)) left.set(id, { how, incident, by });
    }
    if (held.size > 0) store.setState({ left, arrivals: gathered.length });
    else {
      store.setState({
        ids: state.ids.filter((id) => !left.has(id)),
        left: new Map(),
        arrivals: gathered.length,
      });
    }
  }

  /** What was restored or unlinked belongs to the queue again. */
  function takeBack(changed: SignalsMessage['changed']): void {
    const state = store.getState();
    const back = changed.filter(
      (signal) => state.left.has(signal.id) && signal.state === 'undecided',
    );
    if (back.length > 0) {
      const left = new Map(state.left);
      for (const signal of back) left.delete(signal.id);
      store.setState({ left });
    }
    const shown = new Set(state.ids);
    const missing = changed.filter(
      (signal) =>
        signal.state === 'undecided' && !shown.has(signal.id) && !gathered.includes(signal.id),
    );
    if (missing.length > 0) reloadSoon();
  }

  function takeNew(message: SignalsMessage): void {
    const state = store.getState();
    const shown = new Set(state.ids);
    const fresh = message.newest.filter(
      (signal) =>
        !shown.has(signal.id) && !gathered.includes(signal.id) && (rule?.matches(signal) ?? false),
    );
    if (fresh.length === 0 && message.skipped === 0) return;
    for (const signal of fresh) records.set(signal.id, signal);
    const ids = fresh.map((signal) => signal.id);
    if (held.size > 0 || message.skipped > 0) {
      gathered = [...ids, ...gathered].slice(0, MAX_GATHERED);
      gap ||= message.skipped > 0;
      store.setState({ arrivals: state.arrivals + ids.length + message.skipped });
      if (held.size === 0) reloadSoon();
      return;
    }
    store.setState({ ids: [...ids, ...state.ids] });
    if (state.ids.length > MAX_ROWS) reloadSoon();
  }

  function release(): void {
    const state = store.getState();
    if (gap || gathered.length >= MAX_GATHERED) {
      store.setState({ arrivals: 0 });
      void fetchFirst(true);
      return;
    }
    const ids = [...gathered, ...state.ids.filter((id) => !state.left.has(id))];
    gathered = [];
    store.setState({ ids, left: new Map(), arrivals: 0 });
  }

  return {
    store,
    records,
    configure(next) {
      rule = next;
      gathered = [];
      gap = false;
      store.setState({
        ids: [],
        left: new Map(),
        arrivals: 0,
        next: null,
        loaded: false,
        error: null,
      });
      void fetchFirst();
    },
    apply,
    hold(reason, on) {
      const before = held.size;
      if (on) held.add(reason);
      else held.delete(reason);
      if (
        before > 0 &&
        held.size === 0 &&
        (gathered.length > 0 || gap || store.getState().left.size > 0)
      )
        release();
    },
    release,
    async loadMore() {
      const { next, loading } = store.getState();
      if (next === null || loading !== null || !rule) return;
      const mine = generation;
      store.setState({ loading: 'more' });
      const page = await rule.fetch(next);
      if (mine !== generation) return;
      if (!page.ok) {
        store.setState({ loading: null, error: page.error });
        return;
      }
      for (const signal of page.items) records.set(signal.id, signal);
      store.setState((state) => {
        const known = new Set(state.ids);
        const more = page.items.map((signal) => signal.id).filter((id) => !known.has(id));
        return { ids: [...state.ids, ...more], next: page.next, loading: null, error: null };
      });
    },
    focusMoved(id) {
      const { ids, left } = store.getState();
      if (left.size === 0 || (left.size === 1 && id !== null && left.has(id))) return;
      const kept = id === null ? undefined : left.get(id);
      store.setState({
        ids: ids.filter((one) => one === id || !left.has(one)),
        left: new Map(id !== null && kept ? [[id, kept]] : []),
      });
    },
    strike(ids, gone) {
      const state = store.getState();
      const left = new Map(state.left);
      for (const id of ids) if (state.ids.includes(id)) left.set(id, gone);
      store.setState({ left });
    },
    restore(ids) {
      const left = new Map(store.getState().left);
      for (const id of ids) left.delete(id);
      store.setState({ left });
    },
    reload: () => fetchFirst(),
  };
}
