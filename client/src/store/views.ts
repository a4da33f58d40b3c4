import { builtInViews, FIRST_VIEW, isOpen, parseQuery } from '@warroom/shared';
import type {
  BuiltInView,
  CompiledElection,
  IncidentView,
  Query,
  SavedView,
  Sort,
} from '@warroom/shared';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Feed } from '../feed/connection.ts';

export { nextClock, rankOf, SORTS } from '@warroom/shared';
export type { Sort } from '@warroom/shared';

/** A view as the board shows it: one that every board has, or one that someone saved. */
export interface View extends BuiltInView {
  /** Its search, parsed. */
  asks: Query;
  saved: SavedView | null;
}

export interface ViewsState {
  /** In the order of the strip. */
  all: readonly View[];
  /** True once the saved ones were read. */
  isLoaded: boolean;
}

/** The views of one board: the election's own, the team's and one's own. */
export interface Views {
  store: StoreApi<ViewsState>;
  /** By the name in the URL; "Open now" for one that isn't there (yet, or any more). */
  of(id: string): View;
  /** Reads the saved ones again. */
  reload(): Promise<void>;
  close(): void;
}

/** Whether someone still has something to do. */
export function isOpenView(incident: IncidentView): boolean {
  return isOpen(incident.state);
}

/** Views of an election; read again whenever the server says that they changed. */
export function viewsOf(options: {
  election: CompiledElection;
  feed: Feed;
  fetch(): Promise<readonly SavedView[] | null>;
}): Views {
  const { feed } = options;
  const own = builtInViews(options.election.election.desks).map((view): View => ({
    ...view,
    asks: parseQuery(view.query),
    saved: null,
  }));
  const first = own.find(({ id }) => id === FIRST_VIEW);
  if (!first) throw new Error('there is always a view "Open now"');
  const store = createStore<ViewsState>(() => ({ all: own, isLoaded: false }));
  let known: number | undefined;
  let generation = 0;

  async function reload(): Promise<void> {
    generation += 1;
    const mine = generation;
    const saved = await options.fetch();
    if (saved === null || mine !== generation) return;
    store.setState({ all: [...own, ...saved.map(viewOfSaved)], isLoaded: true });
  }

  function reloadWhenChanged(): void {
    const stamp = feed.status().hello?.stamps.view;
    if (stamp === undefined || stamp === known) return;
    known = stamp;
    void reload();
  }

  const stops = [feed.on('hello', reloadWhenChanged), feed.on('stamps', reloadWhenChanged)];
  reloadWhenChanged();
  return {
    store,
    of: (id) => store.getState().all.find((view) => view.id === id) ?? first,
    reload,
    close() {
      generation += 1;
      for (const stop of stops) stop();
    },
  };
}

function viewOfSaved(saved: SavedView): View {
  return {
    id: saved.id,
    title: saved.title,
    query: saved.query,
    asks: parseQuery(saved.query),
    group: saved.scope,
    lanes: saved.lanes,
    paged: null,
    saved,
  };
}

/** How a view is sorted unless the URL says otherwise. */
export function sortOf(view: Pick<View, 'saved'>): Sort {
  return view.saved?.sort ?? 'severity';
}
