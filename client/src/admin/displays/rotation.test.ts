import { compileElection } from '@warroom/shared';
import type { Walls } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { NO_WALLS } from '@warroom/shared';
import { deskElection } from '../../desk-frame/testing/draw-desk.tsx';
import { rotationRows } from './rotation.ts';

const election = compileElection(deskElection());
const NOW = Date.UTC(2028, 10, 7, 17);
const names = { views: [], announcements: {} };
const display = (name: string, group: string | null = null, scenes: string[] = ['map']) => ({
  id: name,
  name,
  group,
  scenes,
});
const displays = [display('Atrium', 'North'), display('Lobby', 'North'), display('Press')];
const rows = (walls: Partial<Walls>, of = displays) =>
  rotationRows({ ...NO_WALLS, ...walls }, of, election, names, NOW).map(
    ({ what, dwellS, where, isSkipped }) => [what, dwellS, isSkipped ? 'skipped' : where],
  );
const stamp = { version: 1, changedAt: NOW, changedBy: 'ana' };

describe('what comes round on walls', () => {
  it('is each display’s own scenes where no rule holds, in their usual order', () => {
    const of = [display('Atrium', null, ['map', 'overview']), display('Lobby', null, ['map'])];
    expect(rows({}, of)).toEqual([
      ['Overview', 40, 'Atrium'],
      ['Map', 40, 'all'],
    ]);
  });

  it('is the schedule’s playlist where a rule holds, and a pin above it', () => {
    const north = { kind: 'group', group: 'North' } as const;
    const lobby = { kind: 'display', display: 'Lobby' } as const;
    const rule = { id: 'r', target: north, playlist: 'day', hours: null, days: null, phases: null };
    const day = {
      id: 'day',
      title: 'Day',
      turns: [
        { scene: 'ticker' as const, dwellS: 20 },
        { scene: 'announcement' as const, dwellS: 10 },
      ],
      ...stamp,
    };
    const pin = { turn: { scene: 'polls' as const, dwellS: 25 }, until: null, at: NOW, by: 'ana' };
    expect(
      rows({
        playlists: { day },
        schedule: [rule],
        controls: { 'display:Lobby': { target: lobby, pin, pause: null } },
      }),
    ).toEqual([
      ['Ticker', 20, 'Atrium'],
      ['Announcements that are current', 10, 'skipped'],
      ['Polls', null, 'Lobby'],
      ['Map', 40, 'Press'],
    ]);
  });

  it('names those it leaves out where they are few', () => {
    const of = [...displays, display('Roof', null, ['ticker'])];
    expect(rows({}, of)).toEqual([
      ['Map', 40, 'all but Roof'],
      ['Ticker', 30, 'Roof'],
    ]);
  });
});
