/** Which signals are asked for; `before` is the `next` of the page before. */
export interface SignalQuery {
  state: 'undecided' | 'linked' | 'dismissed' | 'all';
  text?: string | undefined;
  source?: string | undefined;
  jurisdiction?: string | undefined;
  category?: string | undefined;
  severity?: string | undefined;
  language?: string | undefined;
  incident?: string | undefined;
  before?: string | undefined;
  limit: number;
}

/** Which incidents are asked for. */
export interface IncidentQuery {
  state: 'open' | 'resolved' | 'closed' | 'dismissed' | 'merged' | 'all';
  text?: string | undefined;
  severity?: string | undefined;
  jurisdiction?: string | undefined;
  category?: string | undefined;
  before?: string | undefined;
  limit: number;
}

/** Some items, and where the next page begins, or null. */
export interface Page<T> {
  items: T[];
  next: string | null;
}
