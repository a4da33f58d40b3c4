import type { CompiledElection, PlaylistTurn, Walls } from '@warroom/shared';
import { turnWords } from '../../wall-control/turns.ts';
import type { TurnNames } from '../../wall-control/turns.ts';
import type { ShownDisplay } from '../../wall-control/walls-view.ts';
import { onShowFrom } from '../walls/on-show.ts';
import { OWN_SCENES } from './display-words.ts';

type Of = Pick<ShownDisplay, 'id' | 'name' | 'group' | 'scenes'>;

export interface RotationRow {
  /** "Map, counties". */
  what: string;
  /** How long its turn lasts; null: it is pinned. */
  dwellS: number | null;
  /** "all", "all but Lobby", "Lobby, North wall". */
  where: string;
  /** It has nothing to show just now, so that its turn is skipped. */
  isSkipped: boolean;
}

/**
 * Which scenes come round on which displays at a time (epoch ms, the server's), by pins, the schedule and
 * their own settings, in the order in which they come. What is skipped is known of announcements alone.
 */
export function rotationRows(
  walls: Walls,
  displays: readonly Of[],
  election: CompiledElection,
  names: TurnNames,
  now: number,
): RotationRow[] {
  const show = onShowFrom(walls, election, now);
  const rows = new Map<string, { turn: PlaylistTurn; isPinned: boolean; on: Set<string> }>();
  for (const display of displays.toSorted((a, b) => a.name.localeCompare(b.name))) {
    const { now: shows } = show(display);
    const isPinned = shows.kind === 'pinned';
    const turns =
      shows.kind === 'pinned'
        ? [shows.turn]
        : shows.kind === 'playlist'
          ? shows.turns
          : ownTurns(display.scenes ?? []);
    for (const turn of turns) {
      const key = `${isPinned} ${JSON.stringify(turn)}`;
      const row = rows.get(key) ?? { turn, isPinned, on: new Set<string>() };
      row.on.add(display.name);
      rows.set(key, row);
    }
  }
  return [...rows.values()].map(({ turn, isPinned, on }) => ({
    what: turnWords(turn, names),
    dwellS: isPinned ? null : turn.dwellS,
    where: whereWords(
      [...on],
      displays.map(({ name }) => name),
    ),
    isSkipped: isEmpty(turn, walls, now),
  }));
}

function ownTurns(scenes: readonly string[]): PlaylistTurn[] {
  return OWN_SCENES.filter(({ id }) => scenes.length === 0 || scenes.includes(id)).map(
    ({ id, dwellS }) => ({ scene: id, dwellS }),
  );
}

function whereWords(on: readonly string[], all: readonly string[]): string {
  const without = all.filter((name) => !on.includes(name));
  if (without.length === 0) return 'all';
  if (on.length > 2 && without.length <= 2) return `all but ${without.join(', ')}`;
  return on.length > 3 ? `${on.slice(0, 2).join(', ')} and ${on.length - 2} more` : on.join(', ');
}

function isEmpty({ scene, announcement }: PlaylistTurn, walls: Walls, now: number): boolean {
  if (scene !== 'announcement') return false;
  return !Object.values(walls.announcements).some(
    ({ id, from, until }) =>
      (announcement === undefined || announcement === id) &&
      (from === null || from <= now) &&
      (until === null || until > now),
  );
}
