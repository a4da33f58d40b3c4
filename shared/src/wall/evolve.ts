import type { SectionFold } from '../sections.ts';
import type { SectionOccurred } from '../section.ts';
import type { WallEvent } from './events.ts';
import { targetKey } from './target.ts';
import type { Announcement, Control, Playlist, Target, Walls } from './wall.ts';

/** The journal's one aggregate of the walls. */
export const WALL_AGGREGATE = 'wall:main';

/** What an erased title reads as. */
const ERASED_TITLE = '(title erased)';

/** The walls before anyone set anything up. */
export const NO_WALLS: Walls = {
  version: 0,
  playlists: {},
  announcements: {},
  schedule: [],
  scheduleVersion: 0,
  controls: {},
  missing: {},
};

/** The section before the first event, and what each event makes of it. */
export const wallSection: SectionFold<Walls> = {
  empty: () => NO_WALLS,
  evolve: (walls, _id, event) => ({
    ...walls,
    ...changesOf(walls, event as Occurred),
    version: event.version,
  }),
};

/** As the journal hands it on: what is personal may have been erased. */
type Occurred = {
  [E in WallEvent as E['type']]: Omit<SectionOccurred, 'type' | 'data' | 'personal'> & {
    type: E['type'];
    data: E['data'];
    personal: (E extends { personal?: infer P } ? P : never) | null;
  };
}[WallEvent['type']];

function changesOf(walls: Walls, event: Occurred): Partial<Walls> {
  const stamp = { version: event.version, changedAt: event.at, changedBy: event.by.id };
  switch (event.type) {
    case 'wall.playlist-saved': {
      const { playlist: id, turns } = event.data;
      const playlist: Playlist = {
        id,
        title: event.personal?.title ?? ERASED_TITLE,
        turns,
        ...stamp,
      };
      return { playlists: { ...walls.playlists, [id]: playlist } };
    }
    case 'wall.playlist-removed':
      return { playlists: without(walls.playlists, event.data.playlist) };
    case 'wall.schedule-set':
      return { schedule: event.data.rules, scheduleVersion: event.version };
    case 'wall.announcement-saved': {
      const { announcement: id, ...data } = event.data;
      const { title = ERASED_TITLE, body = '' } = event.personal ?? {};
      const announcement: Announcement = { id, title, body, ...data, ...stamp };
      return { announcements: { ...walls.announcements, [id]: announcement } };
    }
    case 'wall.announcement-removed':
      return { announcements: without(walls.announcements, event.data.announcement) };
    case 'wall.pinned': {
      const { target, turn, until } = event.data;
      return control(walls, event.at, target, {
        pin: { turn, until, at: event.at, by: event.by.id },
      });
    }
    case 'wall.unpinned':
      return control(walls, event.at, event.data.target, { pin: null });
    case 'wall.paused':
      return control(walls, event.at, event.data.target, {
        pause: { at: event.at, by: event.by.id },
      });
    case 'wall.resumed':
      return control(walls, event.at, event.data.target, { pause: null });
    case 'wall.display-missing': {
      const { display, since } = event.data;
      return { missing: { ...walls.missing, [display]: since } };
    }
    case 'wall.display-back':
      return { missing: without(walls.missing, event.data.display) };
    default:
      // Written by a later version.
      return {};
  }
}

/** With this of a target's control changed; those that hold nothing any more are let go of. */
function control(
  walls: Walls,
  at: number,
  target: Target,
  change: Partial<Control>,
): Pick<Walls, 'controls'> {
  const key = targetKey(target);
  const all = {
    ...walls.controls,
    [key]: { pin: null, pause: null, ...walls.controls[key], target, ...change },
  };
  const held = Object.entries(all).filter(
    ([, { pin, pause }]) => pause !== null || isPinnedAt(pin, at),
  );
  return { controls: Object.fromEntries(held) };
}

/** Whether a pin is there and not over. */
export function isPinnedAt<P extends { until: number | null }>(
  pin: P | null,
  now: number,
): pin is P {
  return pin !== null && (pin.until === null || pin.until > now);
}

function without<T>(all: Readonly<Record<string, T>>, id: string): Record<string, T> {
  const { [id]: _gone, ...rest } = all;
  return rest;
}
