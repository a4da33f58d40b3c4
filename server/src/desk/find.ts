import {
  bothQueries,
  builtInViews,
  isOpen,
  matchesIncident,
  matchesSignal,
  parseQuery,
  projectIncident,
  projectSignal,
  rankOf,
  saysSignalState,
  sees,
  staysInSight,
  TLP_ORDER,
  viewsFor,
} from '@warroom/shared';
import type {
  Audience,
  CompiledElection,
  Incident,
  IncidentFacts,
  IncidentView,
  MatchContext,
  Query,
  QueryField,
  SignalView,
  Situation,
  Sort,
} from '@warroom/shared';
import type { Library } from '../library/library.ts';
import type { IncidentQuery, Page, SignalFind, SignalQuery } from '../library/query.ts';
import type { KeptSignal } from '../library/signal-search.ts';
import { placesOf } from './places.ts';
import { docOf } from '../library/incident-words.ts';
import { firstOf } from './first-of.ts';
import { knowsIncident, withoutHiddenLinks, withoutHiddenTarget } from './hidden.ts';
import { signalCounts } from './signal-counts.ts';
import type { SignalCount } from './signal-counts.ts';

/** What can be chosen in one go. */
const MOST_MATCHING = 500;
/** Signals that match are counted so far. */
const MOST_COUNTED = 10_000;
/** A search does not wait longer for what came in just now: in a flood it would wait for ever. */
const CATCH_UP_MS = 250;

/** A search within a view of the board, by someone. */
export interface Matching {
  kind: 'incidents' | 'signals';
  q: string;
  /** Id of a built-in view, or of a saved one that `me` may use. */
  view: string;
  sort?: Sort | undefined;
  me: string | null;
}

/** All searching in an election. Nothing is found, counted or told apart that the audience may not see. */
export interface Finder {
  signalPage(query: SignalQuery, audience: Audience): Promise<Page<SignalView>>;
  /** Newest change first; `before` is `<changedAt>_<id>` of the last item seen. */
  incidentPage(query: IncidentQuery, audience: Audience): Promise<Page<IncidentView>>;
  /**
   * Ids of what the board would show, in its order, at most 500, and how many there are (signals: up to
   * 10,000). Undefined: there is no such view for them (any more); what another one holds is not meant.
   */
  matching(
    ask: Matching,
    audience: Audience,
  ): Promise<{ ids: string[]; total: number } | undefined>;
  /** How many signals answer each search, up to 1,000. */
  counts(queries: readonly string[], audience: Audience, me: string | null): Promise<SignalCount[]>;
}

export interface FinderOptions {
  election: CompiledElection;
  situation: Situation;
  library: Library;
  now(): number;
  /** Names to leave out of free text for visitors. */
  names(): readonly string[];
}

/** The finder of one election. */
export function finderOn(options: FinderOptions): Finder {
  const { situation, library, names } = options;
  const places = placesOf(options.election);
  const builtIn = builtInViews(options.election.election.desks);

  const contextFor = (me: string | null): MatchContext => ({
    me,
    now: options.now(),
    within: (id, wanted) => places.in(wanted).has(id),
  });
  const caughtUp = (): Promise<void> => library.reached(situation.seq, CATCH_UP_MS);

  function signalFind(query: Query, audience: Audience, me: string | null): SignalFind {
    return {
      query,
      labels: TLP_ORDER.filter((tlp) => tlp !== 'RED' && sees(audience, { tlp })),
      state: saysSignalState(query) ? undefined : 'undecided',
      context: contextFor(me),
      placesIn: (wanted) => [...places.in(wanted)],
    };
  }

  const counts = signalCounts({
    now: options.now,
    seq: () => situation.seq,
    count: (q, audience, me, cap) =>
      library.search.count(signalFind(parseQuery(q), audience, me), cap),
  });

  /** What is left out for some is not found by them either: they search what they are shown. */
  function shownTo(query: Query, find: SignalFind, audience: Audience) {
    if (audience.redaction === 'none') return undefined;
    return ({ signal, texts }: KeptSignal): boolean => {
      const view = projectSignal(signal, texts, audience, names());
      return view !== undefined && matchesSignal(query, view, find.context);
    };
  }

  function viewFor(incident: Incident, audience: Audience): IncidentView | undefined {
    const view = projectIncident(incident, audience, names());
    return view && withoutHiddenTarget(situation, audience, view);
  }

  /** An incident and all that were merged into it, whose signals are its own, as far as they may be known of. */
  function withMerged(id: string, audience: Audience): string[] {
    const all = [id];
    for (const one of all)
      for (const { incident } of situation.incidents.values())
        if (incident.mergedInto === one && sees(audience, incident)) all.push(incident.id);
    return all;
  }

  /** Each incident that the audience may see and that answers a search; `isWanted` says so more cheaply, first. */
  function eachIncident(
    query: Query,
    audience: Audience,
    me: string | null,
    isWanted: (incident: Incident) => boolean,
    take: (incident: Incident) => void,
  ): void {
    const context = contextFor(me);
    const isWhole = audience.redaction === 'none';
    const found = isWhole ? library.incidentsWith(query) : undefined;
    const knows = (id: string): boolean => knowsIncident(situation, audience, id);
    for (const { incident } of situation.incidents.values()) {
      if (found && !found.has(docOf(incident.id))) continue;
      if (!sees(audience, incident) || !isWanted(incident)) continue;
      if (!isWhole || query.terms.length > 0 || !found) {
        const facts = isWhole ? factsOf(incident, knows) : viewFor(incident, audience);
        if (!facts || !matchesIncident(query, facts, context, found !== undefined)) continue;
      }
      take(incident);
    }
  }

  return {
    async signalPage(asked, audience) {
      await caughtUp();
      if (asked.incident !== undefined && !knowsIncident(situation, audience, asked.incident))
        return { items: [], next: null };
      const query = queryOf(asked);
      const find = signalFind(query, audience, asked.me ?? null);
      const { state = asked.incident === undefined ? find.state : 'all' } = asked;
      const { found, next } = await library.search.page(
        {
          ...find,
          state: state === 'all' ? undefined : state,
          incidents:
            asked.incident === undefined ? undefined : withMerged(asked.incident, audience),
        },
        asked.limit,
        asked.before === undefined ? undefined : cursorOf(asked.before),
        shownTo(query, find, audience),
      );
      const items = found.flatMap(({ signal, texts }) => {
        const view = projectSignal(signal, texts, audience, names());
        return view ? withoutHiddenLinks(situation, audience, view) : [];
      });
      return { items, next: next === null ? null : String(next) };
    },

    async incidentPage(asked, audience) {
      const query = queryOf(asked);
      if (query.texts.length + query.without.length > 0) await caughtUp();
      const state = asked.state ?? (staysInSight(query) ? 'open' : 'all');
      const [beforeAt, beforeId] =
        asked.before === undefined ? [Infinity, '~'] : splitCursor(asked.before);
      const newest = firstOf<Incident>(
        asked.limit + 1,
        (a, b) => b.changedAt - a.changedAt || (a.id < b.id ? 1 : -1),
      );
      eachIncident(
        query,
        audience,
        asked.me ?? null,
        ({ id, changedAt, state: has }) =>
          (changedAt < beforeAt || (changedAt === beforeAt && id < beforeId)) &&
          (state === 'all' || (state === 'open' ? isOpen(has) : has === state)),
        newest.add,
      );
      const matching = newest.all();
      const items = matching.slice(0, asked.limit);
      const last = matching.length > asked.limit ? items.at(-1) : undefined;
      return {
        items: items.flatMap((incident) => viewFor(incident, audience) ?? []),
        next: last ? `${last.changedAt}_${last.id}` : null,
      };
    },

    async matching(ask, audience) {
      await caughtUp();
      const view =
        builtIn.find(({ id }) => id === ask.view) ??
        viewsFor(situation.sections.view, ask.me ?? '').find(({ id }) => id === ask.view);
      if (!view) return undefined;
      const query = bothQueries(parseQuery(view.query), parseQuery(ask.q));
      if (ask.kind === 'signals') {
        const find = signalFind(query, audience, ask.me);
        return library.search.ids(find, MOST_MATCHING, MOST_COUNTED);
      }
      const own = 'sort' in view ? view.sort : undefined;
      const paged = 'paged' in view && view.paged !== null;
      const sort = paged ? 'changed' : (ask.sort ?? own ?? 'severity');
      const inSight = staysInSight(query);
      const ranked: { id: string; rank: readonly [number, number] }[] = [];
      eachIncident(
        query,
        audience,
        ask.me,
        ({ state, snooze }) => !inSight || (isOpen(state) && snooze === null),
        (incident) => ranked.push({ id: incident.id, rank: rankOf(incident, sort) }),
      );
      ranked.sort(
        (a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || (a.id < b.id ? -1 : 1),
      );
      return { ids: ranked.slice(0, MOST_MATCHING).map(({ id }) => id), total: ranked.length };
    },

    async counts(queries, audience, me) {
      await caughtUp();
      return counts(queries, audience, me);
    },
  };
}

/** What the search and the single parameters ask for together. */
function queryOf(asked: SignalQuery | IncidentQuery): Query {
  const query = parseQuery(asked.q ?? '');
  const more: [QueryField, string | undefined][] = [
    ['sev', asked.severity],
    ['in', asked.jurisdiction],
    ['cat', asked.category],
    ['source', 'source' in asked ? asked.source : undefined],
    ['lang', 'language' in asked ? asked.language : undefined],
  ];
  for (const [field, value] of more)
    if (value !== undefined) query.terms.push({ field, values: [value] });
  return query;
}

/** What a search looks at, without the pains of projecting thousands that don't answer it. */
function factsOf(incident: Incident, knows: (id: string) => boolean): IncidentFacts {
  const { escalation, links } = incident;
  const stopped = escalation === null || escalation.stoppedAt !== null;
  return {
    id: incident.id,
    title: incident.title ?? '',
    nextStep: incident.nextStep ?? '',
    tags: incident.tags,
    severity: incident.severity,
    state: incident.state,
    jurisdictions: incident.jurisdictions,
    category: incident.category,
    sources: incident.sources,
    assignee: incident.assignee,
    owned: incident.assignee !== null,
    veracity: incident.veracity,
    tlp: incident.tlp,
    claim: incident.claim,
    acknowledgedAt: incident.acknowledgedAt,
    openedAt: incident.openedAt,
    changedAt: incident.changedAt,
    clocks: incident.clocks,
    watchers: incident.watchers as string[],
    snooze: incident.snooze,
    evidenceCount: incident.evidence.length,
    taskCount: incident.tasks.length,
    linkCount: links.length === 0 ? 0 : links.filter((link) => knows(link.incident)).length,
    noteCount: incident.noteCount,
    escalation: stopped
      ? null
      : { next: escalation.next, nextAt: null, nobodyAt: escalation.nobodyAt },
  };
}

function cursorOf(before: string): number | undefined {
  const arrival = Number(before);
  return Number.isSafeInteger(arrival) && arrival >= 0 ? arrival : undefined;
}

function splitCursor(cursor: string): [number, string] {
  const cut = cursor.indexOf('_');
  return [Number(cursor.slice(0, cut)), cursor.slice(cut + 1)];
}
