import { isOpen, type Election } from '@warroom/shared';
import type { DisplaySelf } from './display.ts';
import type { WallData } from './wall-data.ts';

/** What a wall shows, with its own time, when it is started while the server is away. */
export interface LastPicture {
  display: DisplaySelf;
  election: Election;
  picture: Pick<WallData, 'incidents' | 'metrics' | 'sources' | 'asOf'>;
}

const KEY = 'warroom.wall.1';
const MAX_INCIDENTS = 200;
const MAX_CHARACTERS = 1_500_000;

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Keeps the picture in this browser: open incidents only, at most 200, and nothing at all when it is too large. */
export function keepPicture(store: Store, last: LastPicture): void {
  const incidents = last.picture.incidents
    .filter(({ state }) => isOpen(state))
    .toSorted((a, b) => a.severity.localeCompare(b.severity) || b.openedAt - a.openedAt)
    .slice(0, MAX_INCIDENTS);
  const text = JSON.stringify({ ...last, picture: { ...last.picture, incidents } });
  try {
    if (text.length <= MAX_CHARACTERS) store.setItem(KEY, text);
  } catch {
    // The store is full or forbidden: the wall works without it.
  }
}

/** The picture kept, or undefined where there is none that can be read. */
export function keptPicture(store: Store): LastPicture | undefined {
  try {
    const kept = JSON.parse(store.getItem(KEY) ?? 'null') as Partial<LastPicture> | null;
    return kept?.display && kept.election && kept.picture?.asOf ? (kept as LastPicture) : undefined;
  } catch {
    return undefined;
  }
}

/** Leaves nothing behind: the screen is no longer this election's. */
export function forgetPicture(store: Store): void {
  try {
    store.removeItem(KEY);
  } catch {
    // Nothing could be kept either.
  }
}
