import type { Redaction, Tlp, WallProgram } from '@warroom/shared';
import type { Room } from './sizing.ts';
import type { TickerView } from './wall-data.ts';

/** What a paired screen knows of itself: `GET /api/displays/me`. */
export interface DisplaySelf extends Room {
  id: string;
  name: string;
  election: string;
  clearance: Tlp;
  redaction: Redaction;
  /** Ids of scenes, in order; empty for all. */
  scenes: string[];
  theme: 'dark' | 'light';
  /** The view that its ticker follows; none: all that is new. */
  ticker?: TickerView | null;
  /** The schedule's playlists, pin, pause, announcements and views that are for it. */
  program: WallProgram;
  /** It sounds for criticals. */
  sound: boolean;
  /** `near`: read from at most 2 m, so that smaller type is allowed. */
  profile: 'near' | 'far';
  group: string | null;
  /** Since when (epoch ms) it is in visitor mode; null: it isn't. `redaction` says so too. */
  visitorSince: number | null;
}
