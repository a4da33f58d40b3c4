import type {
  CareView,
  CommandResult,
  CompiledElection,
  IncidentMore,
  IncidentView,
  PersonView,
  SavedView,
  SignalView,
  SourceView,
  TimelineEntry,
} from '@warroom/shared';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { api } from '../api.ts';
import { openFeed } from '../feed/connection.ts';
import type { Feed } from '../feed/connection.ts';
import { looking } from '../care/looking.ts';
import type { Looking } from '../care/looking.ts';
import { desk } from '../store/desk.ts';
import type { Desk } from '../store/desk.ts';
import { connectIncidents, incidentStore } from '../store/incidents.ts';
import type { IncidentStore } from '../store/incidents.ts';
import { moreOf } from '../store/more.ts';
import type { More } from '../store/more.ts';
import { incidentOrder } from '../store/order.ts';
import type { IncidentOrder } from '../store/order.ts';
import { bothQueries, formatQuery, isShownFor, matchesSignal, parseQuery } from '../store/query.ts';
import type { MatchContext, Query } from '../store/query.ts';
import { presentStore } from '../store/present.ts';
import type { Present } from '../store/present.ts';
import { signalLane } from '../store/signal-lane.ts';
import type { FetchSignals, SignalLane } from '../store/signal-lane.ts';
import { ticker } from '../store/ticker.ts';
import type { Ticker } from '../store/ticker.ts';
import type { PostMany } from '../store/run-many.ts';
import { timeline } from '../store/timeline.ts';
import type { Timeline } from '../store/timeline.ts';
import { rankOf, viewsOf } from '../store/views.ts';
import type { Views } from '../store/views.ts';
import { batch, keptBatch } from './batch/batch.ts';
import type { Batch } from './batch/batch.ts';
import type { BoardUrl } from './url-state.ts';
import { boardUi } from './board-ui.ts';
import type { BoardUi } from './board-ui.ts';
import { newId } from './new-id.ts';
import { pagedIncidents } from './paged-incidents.ts';
import type { PagedIncidents } from './paged-incidents.ts';
import { signalCounts } from './signal-counts.ts';
import type { SignalCount, SignalCounts } from './signal-counts.ts';
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
  more: More;
  /** How long this person has looked at distressing material. */
  looking: Looking;
  desk: Desk;
  batch: Batch;
  /** Who is on which incident, for the rows. */
  present: Present;
  clock: Ticker;
  counts: StoreApi<ViewCounts>;
  /** The views there are: the election's, the team's, one's own. */
  views: Views;
  /** How many signals answer the searches of views, and the one at hand. */
  signalCounts: SignalCounts;
  /** What the view and the search ask for together. */
  asks(): Query;
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
  const ui = boardUi(me);
  let url: BoardUrl = { view: 'open', q: '', sort: 'severity', sel: null };
  /** What the view and the search ask for together, and as it is written. */
  let query: Query = parseQuery('');
  let asked = '';
  let configured = '';
  let laneAsks: string | undefined;

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
    matches: (incident: IncidentView) => isShownFor(query, incident, recentContext()),
    rank: (incident: IncidentView) => rankOf(incident, url.sort),
  });
  const order = incidentOrder({ incidents, rule: rule() });
  const lane = signalLane({});
  const paged = pagedIncidents({
    learn: incidents.learn,
    fetch: ({ state, q }, before) => {
      const params = new URLSearchParams({ state, limit: String(PAGE) });
      if (q !== '') params.set('q', q);
      if (before !== null) params.set('before', before);
      return api<{ items: IncidentView[]; next: string | null }>(
        `${base}/incidents?${params.toString()}`,
      );
    },
  });
  const views = viewsOf({
    election,
    feed,
    async fetch() {
      const result = await api<{ views?: SavedView[] }>(`${base}/views`);
      return result.ok ? (result.value.views ?? []) : null;
    },
  });
  const counts = viewCounts({ incidents, views, context });
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

  const more = moreOf({
    incidents,
    async fetch(incident) {
      const result = await api<IncidentMore>(
        `${base}/incidents/${encodeURIComponent(incident)}/more`,
      );
      return result.ok
        ? { ok: true, more: result.value }
        : { ok: false, error: result.error.message };
    },
  });
  const looks = looking({
    key: `warroom.looking.${id}.${me}`,
    isWatched: () => document.visibilityState === 'visible' && document.hasFocus(),
    async report(minutes) {
      const result = await feed.command({ type: 'care.report', commandId: newId(), minutes });
      return result.kind === 'done';
    },
    async read() {
      const result = await api<CareView>(`${base}/care`);
      return result.ok ? result.value : null;
    },
    elapsedMs: () => performance.now(),
    every(ms, run) {
      const timer = setInterval(run, ms);
      return () => clearInterval(timer);
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
    const params = new URLSearchParams({ limit: String(PAGE) });
    if (asked !== '') params.set('q', asked);
    if (before !== null) params.set('before', before);
    const result = await api<{ items: SignalView[]; next: string | null }>(
      `${base}/signals?${params.toString()}`,
    );
    if (!result.ok) return { ok: false, error: result.error.message };
    return { ok: true, ...result.value };
  };

  const hands = desk({ feed, incidents, signals: lane, me: () => me, newId, post: postTo(base) });
  const mine = batch({
    desk: hands,
    feed,
    lane,
    me,
    newId,
    kept: keptBatch(id, me),
    async fetch(signal) {
      const result = await api<SignalView>(`${base}/signals/${encodeURIComponent(signal)}`);
      return result.ok ? result.value : undefined;
    },
  });
  function configureLane(): void {
    if (mine.store.getState().isShown) lane.configure(mine.rule);
    else
      lane.configure({
        fetch: fetchSignals,
        matches: (signal) => matchesSignal(query, signal, context()),
      });
  }
  stops.push(
    mine.close,
    mine.store.subscribe((now, before) => {
      if (now.isShown !== before.isShown || (now.isShown && now.ids !== before.ids))
        configureLane();
    }),
  );
  const present = presentStore(feed);
  stops.push(present.close);

  function show(next: BoardUrl): void {
    const view = views.of(next.view);
    const key = JSON.stringify([view.id, view.missing, view.query, view.lanes, next.q, next.sort]);
    url = next;
    if (key === configured) return;
    configured = key;
    const typed = parseQuery(next.q);
    query = bothQueries(view.asks, typed);
    asked = formatQuery(query);
    order.configure(rule());
    paged.open(
      view.paged !== null
        ? { state: view.paged, q: next.q }
        : next.q.trim() === ''
          ? null
          : { state: 'all', q: next.q },
    );
    watchCounts();
    if (laneAsks === asked) return;
    laneAsks = asked;
    // Whoever searches wants the queue.
    if (mine.store.getState().isShown) mine.show(false);
    else configureLane();
  }

  /** Signals of the search at hand, of those it finds that are decided, and of views that show signals alone. */
  function watchCounts(): void {
    const shown = views.store
      .getState()
      .all.filter(({ lanes, saved }) => saved && lanes === 'signals');
    tallies.watch([
      ...(url.q.trim() === '' ? [] : [asked, decidedToo(url.q)]),
      ...shown.map(({ query: q }) => q),
    ]);
  }
  const tallies = signalCounts({
    feed,
    async fetch(queries) {
      const params = new URLSearchParams(queries.map((q) => ['q', q]));
      const result = await api<{ counts?: SignalCount[] }>(`${base}/counts?${params.toString()}`);
      return result.ok ? (result.value.counts ?? []) : null;
    },
  });
  stops.push(
    views.close,
    tallies.close,
    views.store.subscribe(() => {
      // The view at hand may be among those that were read or changed.
      if (configured !== '') show(url);
      watchCounts();
    }),
  );

  return {
    election,
    me,
    feed,
    incidents,
    order,
    paged,
    lane,
    timeline: record,
    more,
    looking: looks,
    desk: hands,
    batch: mine,
    present,
    clock: ticker({ serverNow: feed.serverNow }),
    counts: counts.store,
    views,
    signalCounts: tallies,
    asks: () => query,
    lists,
    ui,
    show,
    close() {
      clearInterval(reconsider);
      for (const stop of stops) stop();
      order.close();
      counts.close();
      record.close();
      more.close();
      looks.close();
      feed.close();
    },
  };
}

/** Posts many commands at once. Where no answer came, they may have been written. */
function postTo(base: string): PostMany {
  return async (commands) => {
    const answer = await api<{ results: CommandResult[] }>(`${base}/bulk`, { body: { commands } });
    if (answer.ok) return { ok: true, results: answer.value.results };
    const { kind, message, retryAfterMs } = answer.error;
    return { ok: false, message, retryAfterMs, isSent: kind === 'unreachable' || kind === 'fault' };
  };
}

/** A search for signals that are decided on already. */
export function decidedToo(q: string): string {
  return `${q.trim()} state:linked,dismissed`;
}
