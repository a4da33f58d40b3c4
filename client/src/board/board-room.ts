import type {
  CompiledElection,
  IncidentView,
  PersonView,
  SignalView,
  SourceView,
  TimelineEntry,
} from '@warroom/shared';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { api } from '../api.ts';
import { openFeed } from '../feed/connection.ts';
import type { Feed } from '../feed/connection.ts';
import { desk } from '../store/desk.ts';
import type { Desk } from '../store/desk.ts';
import { connectIncidents, incidentStore } from '../store/incidents.ts';
import type { IncidentStore } from '../store/incidents.ts';
import { incidentOrder } from '../store/order.ts';
import type { IncidentOrder } from '../store/order.ts';
import { parseQuery, matchesIncident, matchesSignal } from '../store/query.ts';
import type { MatchContext, Query } from '../store/query.ts';
import { signalLane } from '../store/signal-lane.ts';
import type { FetchSignals, SignalLane } from '../store/signal-lane.ts';
import { ticker } from '../store/ticker.ts';
import type { Ticker } from '../store/ticker.ts';
import { timeline } from '../store/timeline.ts';
import type { Timeline } from '../store/timeline.ts';
import { rankOf, viewOf } from '../store/views.ts';
import type { BoardUrl } from './url-state.ts';
import { boardUi } from './board-ui.ts';
import type { BoardUi } from './board-ui.ts';
import { newId } from './new-id.ts';
import { pagedIncidents } from './paged-incidents.ts';
import type { PagedIncidents } from './paged-incidents.ts';
import { viewCounts } from './view-counts.ts';
import type { ViewCounts } from './view-counts.ts';
import { namesOf } from './words.ts';
import type { Names } from './words.ts';

/** People, sources and their names, as last heard. */
export interface Lists {
  people: readonly PersonView[];
  sources: readonly SourceView[];
  names: Names;
}

/** All that one board works with: the line to the server, what is known, and what is being done. */
export interface BoardRoom {
  election: CompiledElection;
  me: string;
  feed: Feed;
  incidents: IncidentStore;
  order: IncidentOrder;
  paged: PagedIncidents;
  lane: SignalLane;
  timeline: Timeline;
  desk: Desk;
  clock: Ticker;
  counts: StoreApi<ViewCounts>;
  lists: StoreApi<Lists>;
  ui: BoardUi;
  /** Another view, search or sort. */
  show(url: BoardUrl): void;
  close(): void;
}

export interface BoardRoomOptions {
  election: CompiledElection;
  me: string;
  build: string;
  /** Given by tests. */
  feed?: Feed;
}

const RECONSIDER_MS = 5_000;
const RECENT_MS = 100;
const PAGE = 100;

/** Opens a board on an election for a person. */
export function openBoardRoom(options: BoardRoomOptions): BoardRoom {
  const { election, me, build } = options;
  const { id } = election.election;
  const base = `/api/elections/${encodeURIComponent(id)}`;
  const feed = options.feed ?? openFeed({ election: id, build });
  const incidents = incidentStore();
  const ui = boardUi();
  let url: BoardUrl = { view: 'open', q: '', sort: 'severity', sel: null };
  let query: Query = parseQuery('');
  let configured = '';

  const context = (): MatchContext => ({ me, now: feed.serverNow(), within });
  /** For judging thousands in one go: the time may be a moment old. */
  let recent = { at: -Infinity, context: context() };
  function recentContext(): MatchContext {
    const at = performance.now();
    if (at - recent.at > RECENT_MS) recent = { at, context: context() };
    return recent.context;
  }

  function within(jurisdiction: string, wanted: string): boolean {
    const target =
      election.byId.get(wanted)?.id ?? election.byCode.get(wanted.toUpperCase())?.id ?? wanted;
    const seen = new Set<string>();
    for (let at: string | undefined = jurisdiction; at !== undefined && !seen.has(at);) {
      if (at === target) return true;
      seen.add(at);
      at = election.byId.get(at)?.parent;
    }
    return false;
  }

  const rule = () => ({
    matches: (incident: IncidentView) =>
      viewOf(url.view).matches(incident, recentContext()) &&
      matchesIncident(query, incident, recentContext()),
    rank: (incident: IncidentView) => rankOf(incident, url.sort),
  });
  const order = incidentOrder({ incidents, rule: rule() });
  const lane = signalLane({});
  const paged = pagedIncidents({
    learn: incidents.learn,
    fetch: (state, before) => {
      const params = new URLSearchParams({ state, limit: String(PAGE) });
      if (query.texts.length > 0) params.set('q', query.texts.join(' '));
      if (before !== null) params.set('before', before);
      return api<{ items: IncidentView[]; next: string | null }>(
        `${base}/incidents?${params.toString()}`,
      );
    },
  });
  const counts = viewCounts({ incidents, context });
  const lists = createStore<Lists>(() => ({
    people: [],
    sources: [],
    names: namesOf(election, [], []),
  }));
  const record = timeline({
    feed,
    learn: incidents.learn,
    async fetch(incident) {
      const result = await api<{ incident: IncidentView; timeline: TimelineEntry[] }>(
        `${base}/incidents/${encodeURIComponent(incident)}`,
      );
      return result.ok ? { ok: true, ...result.value } : { ok: false, error: result.error.message };
    },
  });

  function setLists(people: readonly PersonView[], sources: readonly SourceView[]): void {
    lists.setState({ people, sources, names: namesOf(election, people, sources) });
  }

  const stops = [
    connectIncidents(incidents, feed),
    feed.on('hello', (hello) => {
      setLists(hello.people, hello.sources);
      // What came in while away is not told one by one.
      if (lane.store.getState().loaded) void lane.reload();
    }),
    feed.on('people', (people) => setLists(people, lists.getState().sources)),
    feed.on('sources', (sources) => setLists(lists.getState().people, sources)),
    feed.on('signals', (message) => lane.apply(message)),
    feed.on('snapshot', () => paged.relearn()),
  ];
  feed.watch({ signals: true });
  const reconsider = setInterval(() => {
    order.reconsider();
    counts.recount();
  }, RECONSIDER_MS);

  const fetchSignals: FetchSignals = async (before) => {
    const params = signalParams(query, election);
    if (before !== null) params.set('before', before);
    const result = await api<{ items: SignalView[]; next: string | null }>(
      `${base}/signals?${params.toString()}`,
    );
    if (!result.ok) return { ok: false, error: result.error.message };
    // What the server can't narrow down by itself (several values of a field) is left out here.
    const items = result.value.items.filter((signal) => matchesSignal(query, signal, context()));
    return { ok: true, items, next: result.value.next };
  };

  return {
    election,
    me,
    feed,
    incidents,
    order,
    paged,
    lane,
    timeline: record,
    desk: desk({ feed, incidents, signals: lane, me: () => me, newId }),
    clock: ticker({ serverNow: feed.serverNow }),
    counts: counts.store,
    lists,
    ui,
    show(next) {
      const key = JSON.stringify([next.view, next.q, next.sort]);
      const isSame = key === configured;
      const laneSame = configured !== '' && next.q === url.q;
      configured = key;
      url = next;
      if (isSame) return;
      query = parseQuery(next.q);
      order.configure(rule());
      const { paged: state } = viewOf(next.view);
      paged.open(state);
      if (laneSame) return;
      lane.configure({
        fetch: fetchSignals,
        matches: (signal) => matchesSignal(query, signal, context()),
      });
    },
    close() {
      clearInterval(reconsider);
      for (const stop of stops) stop();
      order.close();
      counts.close();
      record.close();
      feed.close();
    },
  };
}

/** What of a search the server narrows down; single values only, the rest is done here. */
function signalParams(query: Query, election: CompiledElection): URLSearchParams {
  const params = new URLSearchParams({ state: 'undecided', limit: String(PAGE) });
  const names = {
    sev: 'severity',
    in: 'jurisdiction',
    cat: 'category',
    source: 'source',
    lang: 'language',
  } as const;
  for (const { field, values } of query.terms) {
    const [value] = values;
    if (values.length !== 1 || value === undefined) continue;
    if (field === 'sev') params.set(names.sev, value.toUpperCase());
    else if (field === 'in') {
      const found = election.byId.get(value) ?? election.byCode.get(value.toUpperCase());
      // Those below it count as well, which the server's filter doesn't know.
      const hasChildren = election.election.jurisdictions.some(
        ({ parent }) => parent === found?.id,
      );
      if (found && !hasChildren) params.set(names.in, found.id);
    } else if (field === 'cat' || field === 'source') params.set(names[field], value);
    else if (field === 'lang' && value.length > 2) params.set(names.lang, value);
  }
  if (query.texts.length > 0) {
    params.set(
      'q',
      query.texts
        .map((text) => (/\s/.test(text) ? `"${text.replaceAll('"', '')}"` : text))
        .join(' '),
    );
  }
  return params;
}
