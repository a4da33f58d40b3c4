import type { SectionFold } from '../sections.ts';
import type { SectionOccurred } from '../section.ts';
import type { WallEvent } from './events.ts';
import { targetKey } from './target.ts';
import type { Announcement, Control, Pin, Playlist, Target, Walls } from './wall.ts';

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
      return {
        schedule: event.data.rules,
        scheduleVersion: event.version,
        scheduleChanged: { at: event.at, by: event.by.id },
      };
    case 'wall.announcement-saved': {
      const { announcement: id, ...data } = event.data;
      const { title = ERASED_TITLE, body = '' } = event.personal ?? {};
      const announcement: Announcement = { id, title, body, ...data, ...stamp };
      return { announcements: { ...walls.announcements, [id]: announcement } };
    }
    case 'wall.announcement-removed':
      return { announcements: without(walls.announcements, event.data.announcement) };
    case 'wall.pinned': {
      const { target, turn, until, back } = event.data;
      const key = targetKey(target);
      const before = Object.hasOwn(walls.controls, key) ? walls.controls[key] : undefined;
      const pin: Pin = { turn, until, at: event.at, by: event.by.id };
      if (back !== true)
        return control(walls, event.at, target, { pin, under: covered(before, event.at) });
      // Whose it was it stays.
      const [first, ...rest] = stillUnder(before, event.at);
      return control(walls, event.at, target, { pin: first ?? pin, under: rest });
    }
    case 'wall.unpinned':
      return control(walls, event.at, event.data.target, { pin: null, under: [] });
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

/** As many pushes in a row can be taken back, one by one. */
const MOST_UNDER = 5;

/** What a new pin stands over. */
function covered(before: Control | undefined, at: number): Pin[] {
  const pin = before?.pin ?? null;
  return [...(isPinnedAt(pin, at) ? [pin] : []), ...stillUnder(before, at)].slice(0, MOST_UNDER);
}

/** The pins that a target's pin stands over and that are not over, the nearest first. */
export function stillUnder(control: Pick<Control, 'under'> | undefined, now: number): Pin[] {
  return (control?.under ?? []).filter((pin) => isPinnedAt(pin, now));
}

/** With this of a target's control changed; those that hold nothing any more are let go of. */
function control(
  walls: Walls,
  at: number,
  target: Target,
  change: Partial<Control>,
): Pick<Walls, 'controls'> {
  const key = targetKey(target);
  const { under = [], ...changed }: Control = {
    pin: null,
    pause: null,
    ...walls.controls[key],
    target,
    ...change,
  };
  const all: Record<string, Control> = {
    ...walls.controls,
    [key]: under.length === 0 ? changed : { ...changed, under },
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
