import { z } from 'zod';
import { Phase } from '../election/election.ts';
import { Id, text } from '../text.ts';
import type { Tlp } from '../tlp.ts';

/** Scenes that a playlist can hold. One that has nothing to say is skipped. */
export const SceneId = z.enum([
  'overview',
  'ticker',
  'map',
  'metrics',
  'narratives',
  'on-call',
  'ads',
  'partners',
  'polls',
  'view',
  'announcement',
  'incident',
]);
export type SceneId = z.infer<typeof SceneId>;

/** A scene's turn in a playlist, and what it shows where the scene alone doesn't say. */
export const PlaylistTurn = z.strictObject({
  scene: SceneId,
  dwellS: z.int().min(5).max(600),
  /** `view`: a saved view of the team. */
  view: Id.optional(),
  /** `map`: the tile grid, or true shapes. */
  map: z.enum(['tiles', 'states', 'counties']).optional(),
  /** `announcement`: which; left out: all that are current, one after the other. */
  announcement: Id.optional(),
  /** `incident`: which. */
  incident: Id.optional(),
});
export type PlaylistTurn = z.infer<typeof PlaylistTurn>;

/** Scenes in their order. */
export interface Playlist {
  id: string;
  /** The section's version when it was last changed. */
  version: number;
  title: string;
  turns: PlaylistTurn[];
  changedAt: number;
  changedBy: string;
}

/** Free text for walls. Never shown to a display whose clearance does not cover its label. */
export interface Announcement {
  id: string;
  /** The section's version when it was last changed. */
  version: number;
  title: string;
  /** Markdown; raw HTML and links are shown as text. */
  body: string;
  tlp: Tlp;
  /** May stay on a wall in visitor mode. */
  forVisitors: boolean;
  /** Epoch ms; null: from now on, or until taken down. */
  from: number | null;
  until: number | null;
  changedAt: number;
  changedBy: string;
}

/** Which displays something is for. A display belongs to at most one group. */
export const Target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('group'), group: text(1, 40) }),
  z.strictObject({ kind: z.literal('display'), display: Id }),
]);
export type Target = z.infer<typeof Target>;

const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time as 18:30');

/** When a playlist is shown where. Of the rules that hold for a display, the first in the list wins. */
export const ScheduleRule = z.strictObject({
  id: Id,
  target: Target,
  playlist: Id,
  /** Local hours of the election's zone, `until` not included; over midnight when `until` is not later. Null: all day. */
  hours: z.strictObject({ from: localTime, until: localTime }).nullable(),
  /** Local days on which the hours begin, 0 = Sunday. Null: all. */
  days: z.array(z.int().min(0).max(6)).min(1).max(7).nullable(),
  /** Calendar phases of the election. Null: all. */
  phases: z.array(Phase).min(1).nullable(),
});
export type ScheduleRule = z.infer<typeof ScheduleRule>;

/** A scene that stays until then (epoch ms; null: until taken off). */
export interface Pin {
  turn: PlaylistTurn;
  until: number | null;
  at: number;
  by: string;
}

/** What somebody put on walls by hand, over every playlist. */
export interface Control {
  target: Target;
  pin: Pin | null;
  /** Pins that this one stands over, the nearest first: who takes it back brings back the first that still holds. */
  under?: readonly Pin[];
  /** The rotation stands still at this time. Takeovers and staleness show all the same. */
  pause: { at: number; by: string } | null;
}

/** The section `wall`, one aggregate `wall:main`. */
export interface Walls {
  version: number;
  playlists: Readonly<Record<string, Playlist>>;
  announcements: Readonly<Record<string, Announcement>>;
  schedule: readonly ScheduleRule[];
  /** The section's version when the schedule was last set. */
  scheduleVersion: number;
  /** Who set it last, and when (epoch ms). Pictures of earlier versions don't say. */
  scheduleChanged?: { at: number; by: string };
  /** By `targetKey`. */
  controls: Readonly<Record<string, Control>>;
  /** Displays that are missing, and since when (epoch ms): told once by the clock. */
  missing: Readonly<Record<string, number>>;
}

/** What one display needs of all this: sent by `GET /api/displays/me` as `program`, judged there by server time. */
export interface WallProgram {
  /** The rules for this display, in order, with their playlist's turns. */
  rules: (Pick<ScheduleRule, 'hours' | 'days' | 'phases'> & {
    title: string;
    turns: PlaylistTurn[];
  })[];
  /** Of display, group, all: the nearest one's. */
  pin: { turn: PlaylistTurn; until: number | null } | null;
  pausedAt: number | null;
  /** Those that this display may show, not yet over. */
  announcements: Pick<Announcement, 'id' | 'title' | 'body' | 'tlp' | 'from' | 'until'>[];
  /** The team's views that its turns name. Found among what the display is shown. */
  views: {
    id: string;
    title: string;
    query: string;
    sort: 'severity' | 'due' | 'newest' | 'changed';
  }[];
}
