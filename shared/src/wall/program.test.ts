import { describe, expect, it } from 'vitest';
import type { SavedView } from '../view/view.ts';
import { NO_WALLS } from './evolve.ts';
import { programFor, type ProgramFor } from './program.ts';
import type { Announcement, Control, Playlist, PlaylistTurn, ScheduleRule, Walls } from './wall.ts';

const NOW = 1_800_000_000_000;
const stamp = { version: 1, changedAt: NOW, changedBy: 'ana' };
const display: ProgramFor = { id: 'd-1', group: 'North', clearance: 'GREEN', redaction: 'none' };
const turn = (scene: PlaylistTurn['scene'], more: Partial<PlaylistTurn> = {}): PlaylistTurn => ({
  scene,
  dwellS: 10,
  ...more,
});
const announcement = (id: string, more: Partial<Announcement> = {}): Announcement => ({
  id,
  title: `Title ${id}`,
  body: `Body ${id}`,
  tlp: 'CLEAR',
  forVisitors: false,
  from: null,
  until: null,
  ...stamp,
  ...more,
});
const list = (id: string, ...turns: PlaylistTurn[]): Playlist => ({
  id,
  title: `List of Ana ${id}`,
  turns,
  ...stamp,
});
const rule = (playlist: string, target: ScheduleRule['target']): ScheduleRule => ({
  id: playlist,
  playlist,
  target,
  hours: null,
  days: null,
  phases: null,
});
const by = <T extends { id: string }>(...all: T[]) =>
  Object.fromEntries(all.map((one) => [one.id, one]));
const view = (id: string, more: Partial<SavedView> = {}): SavedView => ({
  id,
  version: 1,
  title: `View of Ana ${id}`,
  query: 'sev:S1',
  lanes: 'both',
  sort: 'due',
  scope: 'team',
  owner: 'ana',
  place: 1,
  changedAt: NOW,
  ...more,
});
const ids = (walls: Walls, who: ProgramFor = display, more = {}) =>
  programFor(walls, who, {}, more).announcements.map(({ id }) => id);

describe('the program of a display', () => {
  it('[WP6] holds announcements that its clearance covers, and none that is over', () => {
    const walls: Walls = {
      ...NO_WALLS,
      announcements: by(
        announcement('later', { from: NOW + 2 }),
        announcement('clear'),
        announcement('green', { tlp: 'GREEN', from: NOW + 1 }),
        announcement('amber', { tlp: 'AMBER' }),
        announcement('red', { tlp: 'RED' }),
        announcement('over', { until: NOW }),
      ),
    };
    expect(ids(walls, display, { now: NOW })).toEqual(['clear', 'green', 'later']);
    expect(ids(walls, { ...display, clearance: 'RED' }, { now: NOW })).not.toContain('red');
    expect(ids(walls, { ...display, clearance: 'CLEAR' }, { now: NOW })).toEqual([
      'clear',
      'later',
    ]);
  });

  it('[WP6] tells not even the id of an announcement that it may not show', () => {
    const ask = (id: string) => turn('announcement', { announcement: id });
    const walls: Walls = {
      ...NO_WALLS,
      announcements: by(announcement('open'), announcement('raid-at-9', { tlp: 'AMBER' })),
      playlists: by(list('day', ask('open'), ask('raid-at-9'), turn('announcement'))),
      schedule: [rule('day', { kind: 'all' })],
    };
    expect(programFor(walls, display, {}).rules[0]?.turns).toEqual([
      ask('open'),
      ask('hidden'),
      turn('announcement'),
    ]);
  });

  it('[WP6] in visitor mode holds only announcements for visitors, and no names in titles', () => {
    const walls: Walls = {
      ...NO_WALLS,
      announcements: by(announcement('press', { forVisitors: true }), announcement('staff')),
      playlists: by(list('day', turn('view', { view: 'v1' }))),
      schedule: [rule('day', { kind: 'all' })],
    };
    const visited = { ...display, redaction: 'visitor' as const };
    const program = programFor(walls, visited, by(view('v1')), { names: ['Ana'] });
    expect(program.announcements.map(({ id }) => id)).toEqual(['press']);
    expect(JSON.stringify(program)).not.toContain('Ana');
    expect(program.views).toHaveLength(1);
    expect(
      JSON.stringify(programFor(walls, display, by(view('v1')), { names: ['Ana'] })),
    ).toContain('Ana');
  });

  it('[WP6] never names an incident that it may not show; its turn stays, so that walls agree', () => {
    const incident = 'EX-0001';
    const walls: Walls = {
      ...NO_WALLS,
      playlists: by(list('day', turn('map'), turn('incident', { incident }))),
      schedule: [rule('day', { kind: 'all' })],
      controls: {
        all: {
          target: { kind: 'all' },
          pin: { turn: turn('incident', { incident }), until: null, at: NOW, by: 'ana' },
          pause: null,
        },
      },
    };
    const hidden = programFor(walls, display, {}, { maySee: () => false });
    expect(JSON.stringify(hidden)).not.toContain(incident);
    expect(hidden.rules[0]?.turns).toEqual([turn('map'), turn('incident')]);
    expect(hidden.pin?.turn).toEqual(turn('incident'));
    const shown = programFor(walls, display, {}, { maySee: (id) => id === incident });
    expect(shown.rules[0]?.turns).toEqual([turn('map'), turn('incident', { incident })]);
  });

  it('[WP6] holds views of the team that its turns name, never a private one’s', () => {
    const walls: Walls = {
      ...NO_WALLS,
      playlists: by(
        list('day', turn('view', { view: 'team' }), turn('view', { view: 'own' })),
        list('other', turn('view', { view: 'else' })),
      ),
      schedule: [rule('day', { kind: 'all' }), rule('other', { kind: 'group', group: 'South' })],
    };
    const views = by(view('team'), view('own', { scope: 'private' }), view('else'), view('unused'));
    expect(programFor(walls, display, views).views).toEqual([
      { id: 'team', title: 'View of Ana team', query: 'sev:S1', sort: 'due' },
    ]);
  });

  it('[WP8] holds the rules for it, its group and all, in their order', () => {
    const walls: Walls = {
      ...NO_WALLS,
      playlists: by(...['a', 'b', 'c', 'd', 'e'].map((id) => list(id, turn('map')))),
      schedule: [
        rule('a', { kind: 'all' }),
        rule('b', { kind: 'display', display: 'd-2' }),
        rule('c', { kind: 'group', group: 'North' }),
        rule('d', { kind: 'group', group: 'South' }),
        rule('e', { kind: 'display', display: 'd-1' }),
        rule('gone', { kind: 'all' }),
      ],
    };
    const titles = (who: ProgramFor) =>
      programFor(walls, who, {}).rules.map(({ title }) => title.at(-1));
    expect(titles(display)).toEqual(['a', 'c', 'e']);
    expect(titles({ ...display, group: null })).toEqual(['a', 'e']);
  });

  it('[WP7] takes the nearest pin that is not over, and the nearest pause', () => {
    const control = (
      target: Control['target'],
      scene: PlaylistTurn['scene'],
      until: number | null,
    ) => ({
      target,
      pin: { turn: turn(scene), until, at: NOW, by: 'ana' },
      pause: { at: until ?? 0, by: 'ana' },
    });
    const walls: Walls = {
      ...NO_WALLS,
      controls: {
        all: control({ kind: 'all' }, 'map', null),
        'group:North': control({ kind: 'group', group: 'North' }, 'ticker', NOW + 10),
        'display:d-1': control({ kind: 'display', display: 'd-1' }, 'polls', NOW + 5),
        'group:South': control({ kind: 'group', group: 'South' }, 'ads', null),
      },
    };
    const pinAt = (now: number) => programFor(walls, display, {}, { now }).pin?.turn.scene;
    expect([NOW, NOW + 5, NOW + 10].map(pinAt)).toEqual(['polls', 'ticker', 'map']);
    expect(programFor(walls, display, {}).pausedAt).toBe(NOW + 5);
    expect(programFor(walls, { ...display, id: 'd-9', group: null }, {}).pausedAt).toBe(0);
  });
});
