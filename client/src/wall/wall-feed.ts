import {
  isOpen,
  type CompiledElection,
  type IncidentView,
  type MetricsView,
  type SignalsMessage,
  type SignalView,
  type WallProgram,
} from '@warroom/shared';
import type { Feed } from '../feed/connection.ts';
import { connectIncidents, incidentStore } from '../store/incidents.ts';
import type { Ticker } from '../store/ticker.ts';
import { tickerFilter } from './ticker-filter.ts';
import { shortNames, type TickerView, type WallData, type WallIdentity } from './wall-data.ts';

const KEEP_SIGNALS = 40;
/** Closed incidents are let go after this, so that a wall that runs for days stays small. */
const KEEP_CLOSED_MS = 30 * 60_000;
/** A wall redraws at most this often, however much changes. */
const REDRAW_MS = 500;

/** The wall's picture as it changes. */
export interface WallFeed {
  get(): WallData;
  subscribe(listener: () => void): () => void;
  /** The ticker follows another view, or none. */
  follow(view: TickerView | null): void;
  /** Another program holds. */
  play(program: WallProgram): void;
  close(): void;
}

export interface WallFeedOptions {
  feed: Feed;
  clock: Ticker;
  compiled: CompiledElection;
  /** Who the wall is until the server has said so. */
  identity: WallIdentity;
  program: WallProgram;
  /** The picture of an earlier visit, shown with its own time until the first one comes. */
  before?: Pick<WallData, 'incidents' | 'metrics' | 'sources' | 'asOf'> | undefined;
}

/** Folds what a feed tells into a picture, drawn anew at most twice a second. */
export function wallFeed({
  feed,
  clock,
  compiled,
  identity,
  program,
  before,
}: WallFeedOptions): WallFeed {
  const store = incidentStore();
  const listeners = new Set<() => void>();
  let signals: readonly SignalView[] = [];
  let follows = tickerFilter(null, compiled, clock.now);
  let metrics: MetricsView | null = before?.metrics ?? null;
  let onCall: WallData['onCall'] = null;
  let incidents: readonly IncidentView[] = before?.incidents ?? [];
  let areIncidentsDirty = false;
  let isDirty = false;
  let drawnAt = 0;
  let data: WallData = {
    compiled,
    identity,
    incidents,
    signals,
    program,
    metrics,
    onCall,
    sources: before?.sources ?? [],
    names: new Map(),
    asOf: before?.asOf ?? feed.status().asOf,
    heartbeatMs: feed.status().heartbeatMs,
    readOnly: null,
    unsafe: null,
  };

  function touch(): void {
    isDirty = true;
  }

  function draw(): void {
    if (!isDirty || Math.abs(clock.now() - drawnAt) < REDRAW_MS) return;
    isDirty = false;
    drawnAt = clock.now();
    if (areIncidentsDirty) {
      const { kept, letGo } = partedByAge([...store.values()], clock.now());
      incidents = kept;
      if (letGo.length > 0) store.apply({ upserts: [], removals: letGo });
    }
    areIncidentsDirty = false;
    const { hello, asOf, heartbeatMs, readOnly, readOnlySince, unsafe } = feed.status();
    data = {
      ...data,
      incidents,
      news: data.ticker ? incidents.filter(follows.incident) : undefined,
      signals,
      metrics,
      onCall,
      heartbeatMs,
      readOnly:
        readOnly === null || readOnlySince === null
          ? null
          : { why: readOnly, since: readOnlySince },
      unsafe,
      // A stream that has not spoken yet keeps the time of what is still on show.
      asOf: {
        incidents: asOf.incidents ?? data.asOf.incidents,
        signals: asOf.signals ?? data.asOf.signals,
        metrics: asOf.metrics ?? data.asOf.metrics,
      },
      sources: hello?.sources ?? data.sources,
      identity: hello
        ? { ...data.identity, clearance: hello.clearance, redaction: hello.redaction }
        : data.identity,
    };
    for (const listener of listeners) listener();
  }

  function readNames(people: readonly { id: string; name: string }[]): void {
    data = { ...data, names: shortNames(people) };
    touch();
  }

  const stops = [
    connectIncidents(store, feed),
    store.subscribeAll(() => {
      areIncidentsDirty = true;
      touch();
    }),
    // An empty snapshot changes no record, but it is a picture all the same.
    feed.on('snapshot', () => {
      areIncidentsDirty = true;
      touch();
    }),
    feed.on('status', touch),
    feed.on('hello', (hello) => {
      const { clearance, redaction } = data.identity;
      if (hello.clearance !== clearance || hello.redaction !== redaction) {
        // What it was told as another audience, it may no longer show.
        signals = [];
        metrics = null;
        onCall = null;
        data = { ...data, program: withoutTexts(data.program) };
      }
      readNames(hello.people);
    }),
    feed.on('people', readNames),
    feed.on('sources', touch),
    feed.on('signals', (message) => {
      signals = newestSignals(signals, {
        ...message,
        newest: message.newest.filter(follows.signal),
      });
      touch();
    }),
    feed.on('metrics', (view) => {
      metrics = view;
      touch();
    }),
    feed.on('on-call', (told) => {
      onCall = told;
      touch();
    }),
    clock.subscribe(draw),
  ];
  feed.watch({ signals: true, metrics: true, incident: null });

  return {
    get: () => data,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    follow(view) {
      const known = data.ticker ?? null;
      if (known?.query === view?.query && known?.title === view?.title) return;
      follows = tickerFilter(view, compiled, clock.now);
      signals = signals.filter(follows.signal);
      const news = view ? incidents.filter(follows.incident) : undefined;
      data = { ...data, ticker: view, news, signals };
      for (const listener of listeners) listener();
    },
    play(next) {
      if (data.program === next) return;
      data = { ...data, program: next };
      for (const listener of listeners) listener();
    },
    close() {
      for (const stop of stops) stop();
      listeners.clear();
      feed.close();
    },
  };
}

/** A program without what may be above what the display may show from now on, until it has the new one. */
export function withoutTexts(program: WallProgram): WallProgram {
  return { ...program, announcements: [], views: [] };
}

/** The newest undecided signals after a message, newest first; those decided are gone. */
function newestSignals(
  known: readonly SignalView[],
  { newest, changed, gone }: Pick<SignalsMessage, 'newest' | 'changed' | 'gone'>,
): SignalView[] {
  const byId = new Map(known.map((signal) => [signal.id, signal]));
  for (const signal of newest) byId.set(signal.id, signal);
  for (const signal of changed) if (byId.has(signal.id)) byId.set(signal.id, signal);
  for (const { id } of gone) byId.delete(id);
  return [...byId.values()]
    .filter((signal) => signal.state === 'undecided')
    .toSorted((a, b) => b.receivedAt - a.receivedAt || b.id.localeCompare(a.id))
    .slice(0, KEEP_SIGNALS);
}

/** Parts incidents into those to keep (open, or changed in the last half hour) and the ids of the rest. */
function partedByAge(
  incidents: readonly IncidentView[],
  nowMs: number,
): { kept: IncidentView[]; letGo: string[] } {
  const kept: IncidentView[] = [];
  const letGo: string[] = [];
  for (const incident of incidents) {
    if (isOpen(incident.state) || incident.changedAt > nowMs - KEEP_CLOSED_MS) kept.push(incident);
    else letGo.push(incident.id);
  }
  return { kept, letGo };
}
