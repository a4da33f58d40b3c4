import type { Walls } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HELLO } from '../../feed/testing/fake-server.ts';
import { incidentView, NOON } from '../../store/testing/records.ts';
import { toastStore } from '../../ui/toasts.ts';
import type { WallsView } from '../../wall-control/walls-view.ts';
import { drawBoard } from '../testing/draw-board.tsx';

const WALLS: Walls = {
  version: 1,
  playlists: {},
  announcements: {},
  schedule: [],
  scheduleVersion: 0,
  controls: {},
  missing: {},
};
const view = (walls: Partial<Walls> = {}): WallsView => ({
  walls: { ...WALLS, ...walls },
  displays: [
    {
      id: 'd1',
      name: 'Lobby',
      group: null,
      clearance: 'GREEN',
      redaction: 'none',
      visitorSince: null,
      lastReport: null,
      isConnected: true,
    },
  ],
  groups: [],
});

describe('walls from the board', () => {
  let board: Awaited<ReturnType<typeof drawBoard>>;

  async function show(walls: Partial<Walls> = {}, sel = 'US28-0001'): Promise<void> {
    board = await drawBoard({
      incidents: [incidentView({ id: 'US28-0001', title: 'Doors shut', tlp: 'AMBER' })],
      address: `/e/us-general${sel === '' ? '' : `?sel=${sel}`}`,
      answers: { '/walls': view(walls) },
    });
  }

  const button = (words: string): HTMLElement => {
    const scope = document.querySelector('[role="dialog"]') ?? document.body;
    const found = [...scope.querySelectorAll<HTMLElement>('button')].find((each) =>
      each.textContent.startsWith(words),
    );
    if (!found) throw new Error(`no button "${words}" in ${scope.textContent}`);
    return found;
  };

  beforeEach(() => toastStore.setState({ toasts: [] }));
  afterEach(() => board.end());

  it('pushes the open incident by p, says which displays will not show it, and takes it off by undo', async () => {
    await show();
    await board.press('p');
    await board.wait(() => board.text().includes('Push US28-0001 to walls'));
    await board.wait(() => board.text().includes('will not show it'));
    expect(board.text()).toContain('cleared below TLP:AMBER: Lobby');
    await board.doing(() => button('Push it').click());
    expect(board.sent).toMatchObject([
      {
        type: 'wall.pin',
        target: { kind: 'all' },
        turn: { scene: 'incident', incident: 'US28-0001' },
        forMin: 15,
      },
    ]);
    const [toast] = toastStore.getState().toasts;
    expect(toast?.text).toBe('Incident US28-0001 is on all displays for 15 min');
    await board.doing(() => toast?.action?.run());
    expect(board.sent[1]).toMatchObject({
      type: 'wall.unpin',
      target: { kind: 'all' },
      undo: true,
    });
  });

  it('opens what can be done with walls by p where nothing is open, and takes off what is pinned', async () => {
    const target = { kind: 'all' } as const;
    const pin = { turn: { scene: 'map' as const, dwellS: 40 }, until: null, at: NOON, by: 'ana' };
    await show({ controls: { all: { target, pin, pause: null } } }, '');
    await board.press('p');
    await board.wait(() => board.text().includes('by Ana, until taken off'));
    await board.doing(() => button('Take it off').click());
    expect(board.sent).toMatchObject([{ type: 'wall.unpin', target: { kind: 'all' } }]);
  });

  it('says in the bar which display is missing, and since when, with the way to it', async () => {
    await show({ missing: { d1: NOON - 180_000, gone: NOON } });
    await board.wait(() => board.text().includes('Lobby missing 3 min'));
    expect(board.find('header a[href="/e/us-general/walls"][title]').textContent).toContain(
      'Lobby missing 3 min',
    );
  });

  it('does not ask what walls show for who may not work on them', async () => {
    await show({ missing: { d1: NOON } });
    const subject = { kind: 'person' as const, id: 'me', role: 'viewer' as const, name: 'Marit' };
    await board.doing(() => board.setStatus({ hello: { ...HELLO, subject } }));
    expect(board.text()).not.toContain('Lobby missing');
  });
});
