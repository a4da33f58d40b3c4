import { formatWhole, plural } from '../ui/format.ts';
import { toast } from '../ui/toasts.ts';
import { api } from '../api.ts';
import type { BoardRoom } from './board-room.ts';
import type { BoardUrl, Selected } from './url-state.ts';

type Kind = Selected['kind'];

/** The most that one deed can be done on. */
export const MOST_CHOSEN = 500;

/** Nothing is chosen any more, and nothing about to be done with it. */
export function clearChosen(room: Pick<BoardRoom, 'ui'>): void {
  room.ui.setState({ chosen: new Set(), staged: null });
}

/** Takes what was asked for, or answered, off the screen. False when there is nothing to take. */
export function unstage(room: Pick<BoardRoom, 'ui'>): boolean {
  const { staged } = room.ui.getState();
  if (staged === null || staged.stage === 'running') return false;
  room.ui.setState({ staged: null });
  return true;
}

function setChosen(room: Pick<BoardRoom, 'ui'>, kind: Kind, ids: ReadonlySet<string>): void {
  const chosen = ids.size > MOST_CHOSEN ? new Set([...ids].slice(0, MOST_CHOSEN)) : ids;
  if (ids.size > MOST_CHOSEN)
    toast({
      id: 'most',
      text: `At most ${MOST_CHOSEN} at once: the first ${MOST_CHOSEN} are selected.`,
    });
  // What was about to be done was shown for another choice.
  room.ui.setState({ chosen, chosenKind: kind, staged: null });
}

/** What is chosen of this kind; choosing of the other kind starts anew. */
function chosenOf(room: Pick<BoardRoom, 'ui'>, kind: Kind): Set<string> {
  const { chosen, chosenKind } = room.ui.getState();
  return new Set(chosenKind === kind ? chosen : []);
}

/** Adds one to the chosen, or takes it off. */
export function choose(room: Pick<BoardRoom, 'ui'>, kind: Kind, id: string): void {
  const chosen = chosenOf(room, kind);
  if (!chosen.delete(id)) chosen.add(id);
  setChosen(room, kind, chosen);
}

/** Chooses these and no others. */
export function chooseAll(room: Pick<BoardRoom, 'ui'>, kind: Kind, ids: readonly string[]): void {
  setChosen(room, kind, new Set(ids));
}

/** The rows of a lane, as they stand. */
function rowsOf(
  room: Pick<BoardRoom, 'order' | 'paged' | 'lane' | 'views'>,
  url: Pick<BoardUrl, 'view'>,
  kind: Kind,
): readonly string[] {
  if (kind === 'signal') return room.lane.store.getState().ids;
  const store = room.views.of(url.view).paged === null ? room.order.store : room.paged.store;
  return store.getState().ids;
}

/** Adds all rows between two, both included. */
export function chooseRange(
  room: Pick<BoardRoom, 'ui' | 'order' | 'paged' | 'lane' | 'views'>,
  url: Pick<BoardUrl, 'view'>,
  kind: Kind,
  from: string,
  to: string,
): void {
  const ids = rowsOf(room, url, kind);
  const [a, b] = [ids.indexOf(from), ids.indexOf(to)].sort((x, y) => x - y);
  const chosen = chosenOf(room, kind);
  for (const id of ids.slice(Math.max(0, a ?? 0), (b ?? 0) + 1)) chosen.add(id);
  setChosen(room, kind, chosen);
}

/** The lane that "all" means: where something is chosen, else where the focus is, else what the view shows. */
function laneAtHand(
  room: Pick<BoardRoom, 'ui' | 'views'>,
  url: Pick<BoardUrl, 'view' | 'sel'>,
): Kind {
  const { chosen, chosenKind, focus } = room.ui.getState();
  if (chosen.size > 0) return chosenKind;
  const { lanes } = room.views.of(url.view);
  if (lanes !== 'both') return lanes === 'signals' ? 'signal' : 'incident';
  return focus?.kind ?? url.sel?.kind ?? 'incident';
}

/** Chooses all rows that are loaded, where the work is. */
export function chooseLoaded(room: BoardRoom, url: BoardUrl): void {
  const kind = laneAtHand(room, url);
  chooseAll(room, kind, rowsOf(room, url, kind));
}

const asking = new WeakSet<BoardRoom>();

/**
 * The second step: chooses all that match, loaded or not, at most 500, in the order of the board. Asks
 * the server for them, and says when there are more.
 */
export async function chooseMatching(room: BoardRoom, url: BoardUrl): Promise<void> {
  if (asking.has(room)) return;
  asking.add(room);
  const kind = laneAtHand(room, url);
  const params = new URLSearchParams({
    kind: `${kind}s`,
    q: url.q,
    view: url.view,
    sort: url.sort,
  });
  const base = `/api/elections/${encodeURIComponent(room.election.election.id)}`;
  const answer = await api<{ ids: string[]; total: number }>(
    `${base}/matching?${params.toString()}`,
  );
  asking.delete(room);
  if (!answer.ok) {
    toast({ id: 'matching', text: 'Not selected', detail: answer.error.message, tone: 'bad' });
    return;
  }
  const { ids, total } = answer.value;
  if (kind === 'signal') await loadSignals(room, ids);
  chooseAll(room, kind, ids);
  const what = plural(ids.length, kind);
  toast({
    id: 'matching',
    text:
      total > ids.length
        ? `Selected the first ${what} of ${formatWhole(total)} that match.`
        : `Selected all ${what} that match.`,
  });
}

/** Reads on until these are here, so that what will happen to each can be shown. */
async function loadSignals(room: BoardRoom, ids: readonly string[]): Promise<void> {
  const { lane } = room;
  for (let page = 0; page < MOST_CHOSEN / 100 + 1; page += 1) {
    const { next, ids: before } = lane.store.getState();
    if (next === null || ids.every((id) => lane.records.has(id))) return;
    await lane.loadMore();
    if (lane.store.getState().ids.length === before.length) return;
  }
}
