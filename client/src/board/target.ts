import type { BoardUiState } from './board-ui.ts';
import type { BoardUrl } from './url-state.ts';

/** What keys and the palette act on. */
export type Target =
  | { kind: 'incident'; id: string }
  | { kind: 'incidents'; ids: string[] }
  | { kind: 'signals'; ids: string[] };

/** The chosen first, then what is peeked at, what has the focus, what is open. */
export function targetOf(
  ui: Pick<BoardUiState, 'chosen' | 'chosenKind' | 'peek' | 'focus'>,
  url: Pick<BoardUrl, 'sel'>,
): Target | null {
  if (ui.chosen.size > 0)
    return { kind: ui.chosenKind === 'signal' ? 'signals' : 'incidents', ids: [...ui.chosen] };
  const one = ui.peek ?? url.sel ?? ui.focus;
  if (one === null) return null;
  return one.kind === 'incident'
    ? { kind: 'incident', id: one.id }
    : { kind: 'signals', ids: [one.id] };
}
