import type { MatchContext, Query, SignalState, Tlp } from '@warroom/shared';

/** Which signals are asked for; `before` is the `next` of the page before. */
export interface SignalQuery {
  /** Without, as the search says; else the undecided. */
  state?: SignalState | 'all' | undefined;
  /** A search as typed. */
  q?: string | undefined;
  source?: string | undefined;
  jurisdiction?: string | undefined;
  category?: string | undefined;
  severity?: string | undefined;
  language?: string | undefined;
  incident?: string | undefined;
  before?: string | undefined;
  limit: number;
  /** Whose "mine" is meant. */
  me?: string | null;
}

/** Which incidents are asked for. */
export interface IncidentQuery {
  /** Without, as the search says; else the open ones. */
  state?: 'open' | 'resolved' | 'closed' | 'dismissed' | 'merged' | 'all' | undefined;
  /** A search as typed. */
  q?: string | undefined;
  severity?: string | undefined;
  jurisdiction?: string | undefined;
  category?: string | undefined;
  before?: string | undefined;
  limit: number;
  /** Whose "mine" is meant. */
  me?: string | null;
}

/** Some items, and where the next page begins, or null. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** What is looked for among signals, within what may be found. */
export interface SignalFind {
  query: Query;
  /** Labels that may be found. */
  labels: readonly Tlp[];
  /** Undefined: all. */
  state?: SignalState | undefined;
  /** Only those linked to any of these incidents. */
  incidents?: readonly string[] | undefined;
  context: MatchContext;
  /** Ids of a jurisdiction, by id or code, and of all within it. */
  placesIn(wanted: string): readonly string[];
}
