import type { WallHappening, Walls } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawDesk } from '../../desk-frame/testing/draw-desk.tsx';
import type { DeskWorld } from '../../desk-frame/testing/draw-desk.tsx';
import { HELLO } from '../../feed/testing/fake-server.ts';
import { NOON } from '../../store/testing/records.ts';
import { typeInto } from '../../ui/testing/draw.tsx';
import { toastStore } from '../../ui/toasts.ts';
import type { ShownDisplay, WallsView } from '../../wall-control/walls-view.ts';
import { WallsDesk } from './walls-desk.tsx';

const display = (id: string, given: Partial<ShownDisplay> = {}): ShownDisplay => ({
  id,
  name: id,
  group: 'North',
  clearance: 'GREEN',
  redaction: 'none',
  visitorSince: null,
  lastReport: null,
  isConnected: true,
  ...given,
});
const night = {
  id: 'night',
  title: 'Night',
  turns: [
    { scene: 'overview' as const, dwellS: 40 },
    { scene: 'map' as const, dwellS: 30 },
  ],
  version: 3,
  changedAt: NOON,
  changedBy: 'noor',
};
const PEOPLE = [
  { id: 'me', name: 'Marit', role: 'lead' as const },
  { id: 'noor', name: 'Noor', role: 'lead' as const },
];
const WALLS: Walls = {
  version: 9,
  playlists: { night },
  announcements: {},
  schedule: [],
  scheduleVersion: 0,
  controls: {},
  missing: {},
};

describe('the page of what walls show', () => {
  let page: Awaited<ReturnType<typeof drawDesk>>;
  let view: WallsView;
  let history: WallHappening[];

  async function show(tab: string, role: DeskWorld['role'] = 'lead', given: Partial<Walls> = {}) {
    view = {
      walls: { ...WALLS, ...given },
      displays: [display('Lobby'), display('Atrium', { group: null })],
      groups: ['North'],
    };
    page = await drawDesk(<WallsDesk />, {
      role,
      people: PEOPLE,
      address: `/e/us-general/walls?tab=${tab}`,
      answer: (path) =>
        path === 'walls'
          ? view
          : path === 'walls/history'
            ? { happenings: history }
            : path === 'views'
              ? { views: [] }
              : undefined,
    });
    await page.wait(() => page.text().includes('On show'));
    // Parts of the page that load later are there.
    await page.wait(() => !page.text().includes('Loading'));
  }

  /** What another person changed, as the server tells of it. */
  async function changed(walls: Partial<Walls>): Promise<void> {
    view = { ...view, walls: { ...view.walls, ...walls } };
    const stamps = { ...HELLO.stamps, wall: (view.walls.version += 1) };
    await page.doing(() => {
      const subject = { kind: 'person' as const, id: 'me', role: 'lead' as const, name: 'Marit' };
      page.setStatus({ hello: { ...HELLO, subject, people: PEOPLE, stamps } });
      page.emit('stamps', stamps);
    });
  }

  const button = (words: string): HTMLElement => {
    const scope = document.querySelector('[role="dialog"], [role="alertdialog"]') ?? document.body;
    const found = [...scope.querySelectorAll<HTMLElement>('button')].find(
      (each) => each.getAttribute('aria-label') === words || each.textContent.startsWith(words),
    );
    if (!found) throw new Error(`no button "${words}" in ${document.body.textContent}`);
    return found;
  };
  const click = (words: string): Promise<void> => page.doing(() => button(words).click());
  const field = (label: string): HTMLInputElement => {
    const of = [...document.querySelectorAll('label')].find((each) =>
      each.textContent.startsWith(label),
    );
    const found = of && document.getElementById(of.htmlFor);
    if (!(found instanceof HTMLInputElement)) throw new Error(`no field "${label}"`);
    return found;
  };

  beforeEach(() => {
    toastStore.setState({ toasts: [] });
    history = [];
  });
  afterEach(() => page.end());

  it('puts a missing display first, loudly, and says what each shows and will show', async () => {
    const rule = {
      id: 'r1',
      target: { kind: 'group', group: 'North' } as const,
      playlist: 'night',
      hours: null,
      days: null,
      phases: null,
    };
    await show('show', 'triager', { schedule: [rule], missing: { Lobby: NOON - 180_000 } });
    expect(page.text()).toContain('Lobby is missing for 3 min');
    const rows = [...page.host.querySelectorAll('tbody tr')].map((row) => row.textContent);
    expect(rows[0]).toContain('Lobby');
    expect(rows[0]).toContain('Night');
    expect(rows[1]).toContain('its own scenes');
  });

  it('saves a playlist whose turns were moved by button, with the version that was seen', async () => {
    await show('playlists');
    await click('Move down: turn 1, Overview');
    await click('Save');
    expect(page.sent).toMatchObject([
      {
        type: 'wall.playlist-save',
        playlist: 'night',
        title: 'Night',
        turns: [{ scene: 'map' }, { scene: 'overview' }],
        expectedVersion: 3,
      },
    ]);
    expect(toastStore.getState().toasts[0]?.text).toBe('Saved the playlist Night');
  });

  it('keeps what was typed when someone else was quicker, says who, and saves over theirs only when told to', async () => {
    await show('playlists');
    await page.doing(() => typeInto(field('Title'), 'Late night'));
    await changed({ playlists: { night: { ...night, title: 'Evening', version: 4 } } });
    await page.wait(() => page.text().includes('Noor changed this playlist'));
    expect(field('Title').value).toBe('Late night');
    expect(page.text()).toContain('Theirs: Evening, 2 scenes');
    page.respondWith(({ commandId }) => ({
      kind: 'refused',
      commandId,
      refusal: { kind: 'stale-version', message: 'Someone changed it meanwhile.' },
      current: null,
      between: [],
    }));
    await click('Save');
    expect(page.sent.at(-1)).toMatchObject({ title: 'Late night', expectedVersion: 3 });
    expect(field('Title').value).toBe('Late night');
    await click('Keep mine');
    await click('Save');
    expect(page.sent.at(-1)).toMatchObject({ title: 'Late night', expectedVersion: 4 });
  });

  it('follows what others save while nothing was typed', async () => {
    await show('playlists');
    await changed({ playlists: { night: { ...night, title: 'Evening', version: 4 } } });
    await page.wait(() => field('Title').value === 'Evening');
    expect(page.text()).not.toContain('while you were at it');
  });

  it('keeps a playlist that someone removed while it was open, and makes it anew', async () => {
    await show('playlists');
    await page.doing(() => typeInto(field('Title'), 'Late night'));
    await changed({ playlists: {} });
    await page.wait(() => page.text().includes('Someone removed this playlist'));
    await click('Save');
    const sent = page.sent.at(-1);
    expect(sent).toMatchObject({ type: 'wall.playlist-save', playlist: 'night' });
    expect(sent).not.toHaveProperty('expectedVersion');
  });

  it('writes a rule for all displays and shows what would come of it before it is saved', async () => {
    await show('schedule');
    expect(page.text()).toContain('What shows');
    await click('Add a rule');
    expect(page.text()).toContain('What would show, once saved');
    expect(page.find('aside').textContent).toContain('Night');
    await click('Save the schedule');
    expect(page.sent).toMatchObject([
      {
        type: 'wall.schedule-set',
        rules: [{ playlist: 'night', target: { kind: 'all' }, hours: null }],
        expectedVersion: 0,
      },
    ]);
  });

  it('says who set the schedule meanwhile, and when', async () => {
    await show('schedule');
    await click('Add a rule');
    await changed({
      schedule: [
        {
          id: 'theirs',
          target: { kind: 'all' },
          playlist: 'night',
          hours: { from: '18:00', until: '06:00' },
          days: null,
          phases: null,
        },
      ],
      scheduleVersion: 10,
      scheduleChanged: { at: NOON, by: 'noor' },
    });
    await page.wait(() => page.text().includes('Noor changed the schedule at'));
    expect(page.text()).toContain('Theirs: Night on all displays, 18:00–06:00');
  });

  it('tells what comes round, and what happened to walls within a day', async () => {
    history = [
      {
        seq: 9,
        at: NOON - 60_000,
        by: { kind: 'person', id: 'noor' },
        target: { kind: 'display', display: 'Lobby' },
        what: { kind: 'visitors', on: true },
        reason: 'Press on site',
      },
      {
        seq: 2,
        at: NOON - 25 * 3_600_000,
        by: { kind: 'person', id: 'noor' },
        target: { kind: 'all' },
        what: { kind: 'paused' },
        reason: null,
      },
    ];
    await show('show');
    await page.wait(() => page.text().includes('Press on site'));
    const table = page.find('table[aria-label="Last 24 hours"]');
    expect(table.textContent).toContain('LobbyNoor: visitor mode on“Press on site”');
    expect(table.querySelectorAll('tbody tr')).toHaveLength(1);
    const rotation = page.find('table[aria-label="Rotation"]').textContent;
    expect(rotation).toContain('Overview40 sall');
    expect(rotation).toContain('skipped, nothing to show');
  });

  it('sends why something is paused, once', async () => {
    await show('show', 'triager');
    await page.doing(() => typeInto(field('Why, if you like'), 'Briefing'));
    await click('Pause');
    expect(page.sent.at(-1)).toMatchObject({ type: 'wall.pause', reason: 'Briefing' });
    expect(field('Why, if you like').value).toBe('');
  });

  it('lets a triager look at playlists but not change them, and says why', async () => {
    await show('playlists', 'triager');
    expect(button('Save').getAttribute('aria-disabled')).toBe('true');
    expect(page.text()).toContain('Only leads and admins set up what walls show');
    await click('Save');
    expect(page.sent).toEqual([]);
  });

  it('pins a scene for a quarter of an hour unless told otherwise', async () => {
    await show('show', 'triager');
    await click('Pin a scene…');
    await page.wait(() => document.querySelector('[role="dialog"]') !== null);
    await click('Pin it');
    expect(page.sent).toMatchObject([
      { type: 'wall.pin', target: { kind: 'all' }, turn: { scene: 'overview' }, forMin: 15 },
    ]);
  });

  it('shows an announcement as it will read while it is typed', async () => {
    await show('announcements');
    await click('New announcement');
    const area = page.find('textarea') as HTMLTextAreaElement;
    await page.doing(() => {
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(
        area,
        '# Doors\n\nUse the **north** door.',
      );
      area.dispatchEvent(new Event('input', { bubbles: true }));
    });
    const preview = page.find('[aria-label="How it reads on a wall"]');
    expect(preview.querySelector('b, strong')?.textContent).toBe('north');
    await page.doing(() => typeInto(field('Title'), 'Doors'));
    await click('Save');
    expect(page.sent).toMatchObject([
      { type: 'wall.announcement-save', title: 'Doors', tlp: 'GREEN', forVisitors: false },
    ]);
  });
});
