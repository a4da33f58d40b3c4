import { formatAgeLong } from '../ui/format.ts';
import type { WallsView } from './walls-view.ts';

const MINUTE_MS = 60_000;

export interface MissingDisplay {
  id: string;
  name: string;
  /** Epoch ms, server time. */
  since: number;
}

/** The displays that are missing, the longest first. One that was revoked meanwhile is missed by nobody. */
export function missingDisplays(view: Pick<WallsView, 'walls' | 'displays'>): MissingDisplay[] {
  return Object.entries(view.walls.missing)
    .flatMap(([id, since]) => {
      const name = view.displays.find((display) => display.id === id)?.name;
      return name === undefined ? [] : [{ id, name, since }];
    })
    .toSorted((a, b) => a.since - b.since);
}

/** "North wall missing 3 min", "North wall +2 missing 3 min"; null where none is. */
export function missingWords(missing: readonly MissingDisplay[], now: number): string | null {
  const [first] = missing;
  if (first === undefined) return null;
  const more = missing.length > 1 ? ` +${missing.length - 1}` : '';
  const ageMs = Math.max(0, now - first.since);
  // A bar that changes its width every second can't be read past.
  const rough = ageMs < MINUTE_MS ? ageMs : ageMs - (ageMs % MINUTE_MS);
  return `${first.name}${more} missing ${formatAgeLong(rough)}`;
}
