import type { IncidentView } from '@warroom/shared';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { ApiResult } from '../api.ts';

/** What the feed doesn't hold, page by page: what is closed or dismissed, and what a search finds in notes. */
export interface PagedState {
  asked: Asked | null;
  ids: readonly string[];
  next: string | null;
  isLoading: boolean;
  isLoaded: boolean;
  error: string | null;
}

/** Which incidents are asked for: those of a state, or those of any that a search finds. */
export interface Asked {
  state: 'closed' | 'dismissed' | 'all';
  q: string;
}

export interface PagedIncidents {
  store: StoreApi<PagedState>;
  /** Starts over with another question; null: none. */
  open(asked: Asked | null): void;
  loadMore(): Promise<void>;
  /** A new snapshot replaced all that was known: tells the store again what these pages hold. */
  relearn(): void;
}

const NOTHING: PagedState = {
  asked: null,
  ids: [],
  next: null,
  isLoading: false,
  isLoaded: false,
  error: null,
};

/** Pages of incidents over HTTP, newest change first. */
export function pagedIncidents(options: {
  fetch(
    asked: Asked,
    before: string | null,
  ): Promise<ApiResult<{ items: IncidentView[]; next: string | null }>>;
  learn(incident: IncidentView): void;
}): PagedIncidents {
  const store = createStore<PagedState>(() => NOTHING);
  const known = new Map<string, IncidentView>();
  let generation = 0;

  async function load(before: string | null): Promise<void> {
    const { asked } = store.getState();
    if (asked === null) return;
    const mine = generation;
    store.setState({ isLoading: true, error: null });
    const result = await options.fetch(asked, before);
    if (mine !== generation) return;
    if (!result.ok) {
      store.setState({ isLoading: false, error: result.error.message });
      return;
    }
    for (const incident of result.value.items) {
      known.set(incident.id, incident);
      options.learn(incident);
    }
    const ids = result.value.items.map((incident) => incident.id);
    store.setState((now) => ({
      ids: [...new Set([...now.ids, ...ids])],
      next: result.value.next,
      isLoading: false,
      isLoaded: true,
    }));
  }

  return {
    store,
    open(asked) {
      generation += 1;
      known.clear();
      store.setState({ ...NOTHING, asked }, true);
      void load(null);
    },
    async loadMore() {
      const { next, isLoading } = store.getState();
      if (next !== null && !isLoading) await load(next);
    },
    relearn() {
      for (const incident of known.values()) options.learn(incident);
    },
  };
}
