import type { View } from '../store/views.ts';
import type { BoardRoom } from './board-room.ts';
import type { BoardUrl, Selected } from './url-state.ts';

/** The rows in sight's order: incidents over signals, as the view shows them. */
function rowsInOrder(
  room: Pick<BoardRoom, 'order' | 'paged' | 'lane' | 'views'>,
  url: Pick<BoardUrl, 'view'>,
): {
  incidents: readonly string[];
  signals: readonly string[];
} {
  const view = room.views.of(url.view);
  const incidents = view.lanes === 'signals' ? [] : incidentRows(room, view);
  return { incidents, signals: view.lanes === 'incidents' ? [] : room.lane.store.getState().ids };
}

/** Those of the view, then what a search found beyond it. */
function incidentRows(
  room: Pick<BoardRoom, 'order' | 'paged'>,
  view: Pick<View, 'paged'>,
): readonly string[] {
  const found = room.paged.store.getState().ids;
  if (view.paged !== null) return found;
  const { ids } = room.order.store.getState();
  return found.length === 0 ? ids : [...new Set([...ids, ...found])];
}

/**
 * Where the focus goes from a row by so many rows, over the border between the lanes. From nowhere it
 * goes to the first row. Null when there are no rows.
 */
export function moveFocus(
  room: Pick<BoardRoom, 'order' | 'paged' | 'lane' | 'views'>,
  url: Pick<BoardUrl, 'view'>,
  from: Selected | null,
  by: number,
): Selected | null {
  const { incidents, signals } = rowsInOrder(room, url);
  const count = incidents.length + signals.length;
  if (count === 0) return null;
  const inIncidents = from?.kind === 'incident' ? incidents.indexOf(from.id) : -1;
  const inSignals = from?.kind === 'signal' ? signals.indexOf(from.id) : -1;
  const at = inIncidents >= 0 ? inIncidents : inSignals >= 0 ? incidents.length + inSignals : -1;
  const wanted = at < 0 ? 0 : at + by;
  // The ends of a lane, not of both: Home and End stay where one is.
  const [low, high] = Number.isFinite(by)
    ? [0, count - 1]
    : at >= incidents.length
      ? [incidents.length, count - 1]
      : [0, Math.max(0, incidents.length - 1)];
  const to = Math.max(low, Math.min(high, wanted));
  const incident = incidents[to];
  if (incident !== undefined) return { kind: 'incident', id: incident };
  const signal = signals[to - incidents.length];
  return signal === undefined ? null : { kind: 'signal', id: signal };
}
