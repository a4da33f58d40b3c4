import { builtInViews, isOpen, parseQuery } from '@warroom/shared';
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
  /** Why there is no such view: it shows nothing then, so that nothing is done on another one's. */
  missing?: 'loading' | 'unread' | 'gone';
}

export interface ViewsState {
  /** In the order of the strip. */
  all: readonly View[];
  /** Whether the saved ones were read; `unread`: they could not be. */
  saved: 'loading' | 'read' | 'unread';
}

/** The views of one board: the election's own, the team's and one's own. */
export interface Views {
  store: StoreApi<ViewsState>;
  /** By the name in the URL; an empty one that is `missing` for one that isn't there (yet, or any more). */
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
  election: { election: Pick<CompiledElection['election'], 'desks'> };
  feed: Pick<Feed, 'on' | 'status'>;
  fetch(): Promise<readonly SavedView[] | null>;
}): Views {
  const { feed } = options;
  const own = builtInViews(options.election.election.desks).map((view): View => ({
    ...view,
    asks: parseQuery(view.query),
    saved: null,
  }));
  const store = createStore<ViewsState>(() => ({ all: own, saved: 'loading' }));
  let absent: View | undefined;
  let known: number | undefined;
  let generation = 0;

  async function reload(): Promise<void> {
    generation += 1;
    const mine = generation;
    const saved = await options.fetch();
    if (mine !== generation) return;
    if (saved !== null) store.setState({ all: [...own, ...saved.map(viewOfSaved)], saved: 'read' });
    // What was read before is shown on.
    else if (store.getState().saved !== 'read') store.setState({ saved: 'unread' });
  }

  /** The same one each time, as long as nothing is known anew. */
  function missing(id: string): View {
    const { saved } = store.getState();
    const why = saved === 'read' ? 'gone' : saved;
    if (absent?.id !== id || absent.missing !== why) absent = missingView(id, why);
    return absent;
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
    of: (id) => store.getState().all.find((view) => view.id === id) ?? missing(id),
    reload,
    close() {
      generation += 1;
      for (const stop of stops) stop();
    },
  };
}

/** Asks for what nothing answers. */
const NOTHING = parseQuery('state:none');
const MISSING_TITLES = {
  loading: 'Loading the view',
  unread: 'View not loaded',
  gone: 'View gone',
};

function missingView(id: string, missing: 'loading' | 'unread' | 'gone'): View {
  return {
    id,
    title: MISSING_TITLES[missing],
    query: '',
    asks: NOTHING,
    group: 'private',
    lanes: 'incidents',
    paged: null,
    saved: null,
    missing,
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
