import { NO_PROGRAM, type SavedView, type WallProgram, type Walls } from '@warroom/shared';
import { api } from '../api.ts';

/**
 * What a preview plays: a playlist at any hour, or nothing but its scenes; with all announcements and
 * views of the team that the person may see. Undefined when it can't be read just now; refused reads as
 * a text, the reason.
 */
export async function previewProgram(
  election: string,
  playlist: string | null,
): Promise<WallProgram | string | undefined> {
  const base = `/api/elections/${encodeURIComponent(election)}`;
  const [walls, views] = await Promise.all([
    api<{ walls: Walls }>(`${base}/walls?as=person`),
    api<{ views: SavedView[] }>(`${base}/views?as=person`),
  ]);
  if (!walls.ok || !views.ok) return undefined;
  return programOf(walls.value.walls, views.value.views, playlist);
}

/** As above, from what was read. */
export function programOf(
  walls: Pick<Walls, 'playlists' | 'announcements'>,
  views: readonly SavedView[],
  playlist: string | null,
): WallProgram | string {
  const shown = playlist === null ? undefined : walls.playlists[playlist];
  if (playlist !== null && !shown) return 'That playlist is not there (any more)';
  return {
    ...NO_PROGRAM,
    rules: shown
      ? [{ hours: null, days: null, phases: null, title: shown.title, turns: shown.turns }]
      : [],
    announcements: Object.values(walls.announcements),
    views: views
      .filter(({ scope }) => scope === 'team')
      .map(({ id, title, query, sort }) => ({ id, title, query, sort })),
  };
}
