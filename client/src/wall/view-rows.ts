import { rankOf, type IncidentView, type PlaylistTurn, type SignalView } from '@warroom/shared';
import { pictureAt } from './picture-at.ts';
import { tickerFilter } from './ticker-filter.ts';
import type { WallData } from './wall-data.ts';

/** What a saved view finds among what the wall is shown. */
export interface ViewRows {
  title: string;
  /** In the view's own order. */
  incidents: readonly IncidentView[];
  /** The newest undecided ones, newest first; after the incidents. */
  signals: readonly SignalView[];
}

const found = new WeakMap<readonly IncidentView[], Map<string, ViewRows>>();

/** The rows of the view that a turn names, or null where it names none that there is. Searched once a picture. */
export function viewRows(data: WallData, turn: PlaylistTurn | undefined): ViewRows | null {
  const view = data.program.views.find(({ id }) => id === turn?.view);
  if (view === undefined) return null;
  const key = JSON.stringify([view, data.signals.map(({ id, version }) => [id, version])]);
  let known = found.get(data.incidents);
  if (known === undefined) {
    known = new Map();
    found.set(data.incidents, known);
  }
  const before = known.get(key);
  if (before) return before;
  const at = pictureAt(data);
  const filter = tickerFilter(view, data.compiled, () => at);
  const ranked = data.incidents
    .filter(filter.incident)
    .map((incident) => ({ incident, rank: rankOf(incident, view.sort) }));
  ranked.sort(
    (a, b) =>
      a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || (a.incident.id < b.incident.id ? -1 : 1),
  );
  const rows: ViewRows = {
    title: view.title,
    incidents: ranked.map(({ incident }) => incident),
    signals: data.signals.filter(filter.signal),
  };
  known.set(key, rows);
  return rows;
}
