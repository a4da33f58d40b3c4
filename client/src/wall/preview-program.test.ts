import { NO_PROGRAM, type SavedView } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { turnOf } from './looked-at.ts';
import { programOf } from './preview-program.ts';

const stamp = { version: 1, changedAt: 0, changedBy: 'ana' };
const day = { id: 'day', title: 'Day', turns: [{ scene: 'map' as const, dwellS: 10 }], ...stamp };
const walls = { playlists: { day }, announcements: {} };
const view: SavedView = {
  id: 'v1',
  version: 1,
  title: 'Ours',
  query: 'sev:S1',
  lanes: 'both',
  sort: 'due',
  scope: 'team',
  owner: 'ana',
  place: 1,
  changedAt: 0,
};

describe('a preview', () => {
  it('plays a playlist at any hour, with the views of the team', () => {
    expect(programOf(walls, [view, { ...view, id: 'own', scope: 'private' }], 'day')).toEqual({
      ...NO_PROGRAM,
      rules: [{ title: 'Day', turns: day.turns, hours: null, days: null, phases: null }],
      views: [{ id: 'v1', title: 'Ours', query: 'sev:S1', sort: 'due' }],
    });
    expect(programOf(walls, [], null)).toEqual(NO_PROGRAM);
    expect(programOf(walls, [], 'gone')).toMatch('not there');
  });

  it('keeps the turn that its address names, with what that shows', () => {
    const look = (query: string) => turnOf(new URLSearchParams(query));
    expect(look('scene=map&map=counties')).toMatchObject({ scene: 'map', map: 'counties' });
    expect(look('scene=map&map=globe')).not.toHaveProperty('map');
    expect(look('scene=overview&view=v1&incident=US28-0001')).toMatchObject({
      scene: 'overview',
      view: 'v1',
      incident: 'US28-0001',
    });
    expect(look('scene=never')).toBeNull();
    expect(look('')).toBeNull();
  });
});
