import { isShownFor, matchesSignal, parseQuery } from '@warroom/shared';
import type { CompiledElection, IncidentView, MatchContext, SignalView } from '@warroom/shared';
import type { TickerView } from './wall-data.ts';

/** What the ticker shows of what the wall may see. */
export interface TickerFilter {
  incident(incident: IncidentView): boolean;
  signal(signal: SignalView): boolean;
}

/** The filter of a view, judged on what this wall is shown: what it is not shown, nothing finds. None: everything. */
export function tickerFilter(
  view: TickerView | null,
  compiled: CompiledElection,
  now: () => number,
): TickerFilter {
  if (view === null) return { incident: () => true, signal: () => true };
  const query = parseQuery(view.query);
  const context = (): MatchContext => ({
    me: null,
    now: now(),
    within: (id, wanted) => isWithin(compiled, id, wanted),
  });
  return {
    incident: (incident) => isShownFor(query, incident, context()),
    signal: (signal) => matchesSignal(query, signal, context()),
  };
}

function isWithin({ byId, byCode }: CompiledElection, id: string, wanted: string): boolean {
  const target = byId.get(wanted)?.id ?? byCode.get(wanted.toUpperCase())?.id ?? wanted;
  const seen = new Set<string>();
  for (let at: string | undefined = id; at !== undefined && !seen.has(at);) {
    if (at === target) return true;
    seen.add(at);
    at = byId.get(at)?.parent;
  }
  return false;
}
