import type { Redaction } from '../access.ts';
import { scrub } from '../redact.ts';
import type { Sections } from '../section.ts';
import { covers } from '../tlp.ts';
import type { Tlp } from '../tlp.ts';
import { teamView } from '../view/visible.ts';
import { isPinnedAt } from './evolve.ts';
import { isTargeted, keysOf } from './target.ts';
import type { PlaylistTurn, WallProgram, Walls } from './wall.ts';

/** What of a display its program depends on. */
export interface ProgramFor {
  id: string;
  group: string | null;
  clearance: Tlp;
  /** As it holds now, visitor mode included. */
  redaction: Redaction;
}

export interface ProgramMore {
  /** Epoch ms, by which pins and announcements are over. Left out: none is. */
  now?: number;
  /** Whether the display may know of an incident; left out: of all. */
  maySee?(incident: string): boolean;
  /** Left out of titles in visitor mode, besides addresses and the like. */
  names?: readonly string[];
}

/** Stands for an announcement that a display may not show. */
const HIDDEN = 'hidden';

/**
 * What one display needs of the walls. Nothing in it tells of what the display may not show: neither an
 * announcement above its clearance, nor in visitor mode one that is not for visitors, nor the number of a
 * hidden incident. A turn whose incident is hidden stays, empty, so that walls with the same playlist agree.
 */
export function programFor(
  walls: Walls,
  display: ProgramFor,
  views: Sections['view'],
  { now = Number.NEGATIVE_INFINITY, maySee = () => true, names = [] }: ProgramMore = {},
): WallProgram {
  const isVisited = display.redaction === 'visitor';
  const said = (title: string): string => (isVisited ? scrub(title, names) : title);
  const announcements = Object.values(walls.announcements)
    .filter(
      ({ tlp, forVisitors, until }) =>
        tlp !== 'RED' &&
        covers(display.clearance, tlp) &&
        (forVisitors || !isVisited) &&
        (until === null || until > now),
    )
    .toSorted((a, b) => (a.from ?? 0) - (b.from ?? 0) || (a.id < b.id ? -1 : 1));
  const shown = new Set(announcements.map(({ id }) => id));
  const seen = (turn: PlaylistTurn): PlaylistTurn => {
    const { incident, announcement, ...rest } = turn;
    return {
      ...rest,
      ...(incident !== undefined && maySee(incident) ? { incident } : {}),
      // Without a name the turn would mean all announcements: a hidden one's is replaced.
      ...(announcement === undefined
        ? {}
        : { announcement: shown.has(announcement) ? announcement : HIDDEN }),
    };
  };
  const controls = keysOf(display).flatMap((key) =>
    Object.hasOwn(walls.controls, key) ? (walls.controls[key] ?? []) : [],
  );
  const pin = controls.map((one) => one.pin).find((one) => isPinnedAt(one, now));
  const pause = controls.map((one) => one.pause).find((one) => one !== null);
  const rules = walls.schedule.flatMap(({ target, playlist: id, hours, days, phases }) => {
    const playlist = Object.hasOwn(walls.playlists, id) ? walls.playlists[id] : undefined;
    if (!playlist || !isTargeted(target, display)) return [];
    return [{ hours, days, phases, title: said(playlist.title), turns: playlist.turns.map(seen) }];
  });
  const pinned = pin ? { turn: seen(pin.turn), until: pin.until } : null;
  const turns = [...rules.flatMap((rule) => rule.turns), ...(pinned ? [pinned.turn] : [])];
  const named = new Set(turns.flatMap(({ view }) => view ?? []));
  return {
    rules,
    pin: pinned,
    pausedAt: pause?.at ?? null,
    announcements: announcements.map(({ id, title, body, tlp, from, until }) => ({
      id,
      title,
      body,
      tlp,
      from,
      until,
    })),
    views: [...named].flatMap((id) => {
      const view = teamView(views, id);
      return view ? [{ id, title: said(view.title), query: view.query, sort: view.sort }] : [];
    }),
  };
}
