import type { Redaction, Tlp } from '@warroom/shared';
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
}
