import type { Announcement, PlaylistTurn, ScheduleRule, Target } from './wall.ts';

/**
 * What happens to the walls, all on `wall:main`. Titles, texts and reasons may name people: they are kept
 * apart, so that they can be erased.
 */
export type WallEvent =
  | {
      type: 'wall.playlist-saved';
      data: { playlist: string; turns: PlaylistTurn[] };
      personal: { title: string };
    }
  | { type: 'wall.playlist-removed'; data: { playlist: string } }
  | { type: 'wall.schedule-set'; data: { rules: ScheduleRule[] } }
  | {
      type: 'wall.announcement-saved';
      data: { announcement: string } & Pick<Announcement, 'tlp' | 'forVisitors' | 'from' | 'until'>;
      personal: { title: string; body: string };
    }
  | { type: 'wall.announcement-removed'; data: { announcement: string } }
  /** `until` epoch ms; null: until taken off. `back`: what it stood over came back when a pin was taken back. */
  | {
      type: 'wall.pinned';
      data: { target: Target; turn: PlaylistTurn; until: number | null; back?: true };
      personal?: { reason: string };
    }
  | { type: 'wall.unpinned'; data: { target: Target } }
  | { type: 'wall.paused'; data: { target: Target }; personal?: { reason: string } }
  | { type: 'wall.resumed'; data: { target: Target } }
  /** The clock found that a display had not reported since then (epoch ms). */
  | { type: 'wall.display-missing'; data: { display: string; since: number } }
  | { type: 'wall.display-back'; data: { display: string } };
