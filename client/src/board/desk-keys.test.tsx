import type { Command, CommandResult } from '@warroom/shared';
import { afterEach, describe, expect, it } from 'vitest';
import { incidentView, NOON, signalView } from '../store/testing/records.ts';
import { drawBoard } from './testing/draw-board.tsx';
import type { World } from './testing/draw-board.tsx';

let board: Awaited<ReturnType<typeof drawBoard>>;
afterEach(async () => {
  await board.end();
  localStorage.clear();
  sessionStorage.clear();
});
const open = async (world: World) => {
  board = await drawBoard(world);
  return board;
};
const INCIDENTS = ['US28-0041', 'US28-0042', 'US28-0043'].map((id, n) =>
  incidentView({ id, title: `Lines at school ${n}`, openedAt: NOON - n }),
);
const SIGNALS = ['a', 'b', 'c'].map((id, n) =>
  signalView({ id, text: `Signal ${id}`, receivedAt: NOON - n * 1_000 }),
);
const done = (command: Command, more: Partial<Extract<CommandResult, { kind: 'done' }>> = {}) =>
  ({
    kind: 'done',
    commandId: command.commandId,
    repeated: false,
    incident: null,
    opened: null,
    signal: null,
    ...more,
  }) as const;
const types = (): string[] => board.sent.map(({ type }) => type);
const dialog = (): HTMLElement | null => document.querySelector('[role="dialog"]');
const inDialog = (words: string): HTMLElement => {
  const found = [
    ...document.querySelectorAll<HTMLElement>('[role="dialog"] button, [role="option"]'),
  ].find((one) => one.textContent?.includes(words));
  if (!found) throw new Error(`nothing says "${words}" in ${dialog()?.textContent ?? 'no dialog'}`);
  return found;
};

describe('keys of the desk', () => {
  it('select incidents with x and Shift+j, merge many into one, and undo it as one', async () => {
    await open({ incidents: INCIDENTS, answers: { '/suggestions': [] } });
    for (const key of ['j', 'x']) await board.press(key);
    await board.press('J', { shiftKey: true });
    await board.press('J', { shiftKey: true });
    await board.wait(() => board.text().includes('3 incidents selected'));
    await board.press('2');
    await board.wait(() => dialog() !== null);
    await board.doing(() => inDialog('US28-0041').click());
    expect(board.text()).toContain('Merge 2 incidents into US28-0041');
    expect(board.text()).toContain('stays: the others come to it: left out');
    await board.press('Enter');
    await board.wait(() => board.sent.length === 2);
    expect(board.posted).toEqual([2]);
    expect(board.sent).toMatchObject([
      { type: 'incident.merge', incident: 'US28-0042', into: 'US28-0041', expectedVersion: 1 },
      { type: 'incident.merge', incident: 'US28-0043', into: 'US28-0041', expectedVersion: 1 },
    ]);
    await board.wait(() => board.text().includes('Undo all'));
    await board.press('z');
    await board.wait(() => board.sent.length === 4);
    expect(types().slice(2)).toEqual(['incident.unmerge', 'incident.unmerge']);
  });

  it('open lists that are called by what they ask, and of which incident', async () => {
    await open({ incidents: INCIDENTS, answers: { '/suggestions': [] } });
    await board.press('j');
    for (const [key, name] of [
      ['2', 'Merge into, US28-0041'],
      ['s', 'Set severity, US28-0041'],
    ] as const) {
      await board.press(key);
      await board.wait(() => dialog() !== null);
      expect(dialog()?.getAttribute('aria-label')).toBe(name);
      await board.doing(() => board.room.ui.setState({ overlay: null }));
      expect(dialog()).toBeNull();
    }
    await board.press('k', { ctrlKey: true });
    await board.wait(() => dialog() !== null);
    expect(dialog()?.getAttribute('aria-label')).toBe('Commands');
  });

  it('link the selected to several incidents, one after another', async () => {
    await open({ incidents: INCIDENTS, signals: SIGNALS, address: '/e/us-general?view=signals' });
    await board.press('j');
    await board.press('a', { ctrlKey: true });
    for (const id of ['US28-0041', 'US28-0043']) {
      await board.press('2');
      await board.wait(() => dialog() !== null);
      await board.doing(() => inDialog(id).click());
      await board.wait(() => dialog() === null);
    }
    expect(board.text()).toContain('Link 3 signals to US28-0041 and US28-0043');
    await board.press('Enter');
    await board.wait(() => board.sent.length === 2);
    expect(board.sent).toMatchObject([
      { type: 'incident.link', incident: 'US28-0041', signals: ['a', 'b', 'c'] },
      { type: 'incident.link', incident: 'US28-0043', signals: ['a', 'b', 'c'] },
    ]);
  });

  it('select all that match only as a second step of its own', async () => {
    const ids = INCIDENTS.map(({ id }) => id);
    await open({ incidents: INCIDENTS, answers: { '/matching': { ids, total: 1_712 } } });
    await board.press('j');
    await board.press('x');
    await board.press('A', { shiftKey: true });
    await board.wait(() => board.text().includes('Selected the first 3 incidents of 1,712'));
    expect(board.room.ui.getState().chosen.size).toBe(3);
    await board.press('Escape');
    expect(board.room.ui.getState().chosen.size).toBe(0);
  });

  it('take the next batch and go to its first, renewable and given back at once', async () => {
    const batch = ['c', 'b'].map((id) =>
      signalView({ id, text: `Signal ${id}`, claim: { by: 'me', until: NOON + 900_000 } }),
    );
    await open({ incidents: INCIDENTS, signals: [...SIGNALS.slice(0, 1), ...batch] });
    board.respondWith((command) =>
      command.type === 'signal.claim-next' ? done(command, { signals: ['c', 'b'] }) : done(command),
    );
    await board.press('b');
    await board.wait(() => board.host.querySelector('[aria-label="My batch"]') !== null);
    await board.wait(() => board.text().includes('2 left · 15:00'));
    expect(board.sent[0]).toMatchObject({ type: 'signal.claim-next', count: 20 });
    expect(board.room.ui.getState().focus).toEqual({ kind: 'signal', id: 'c' });
    const rows = [...board.host.querySelectorAll('[aria-label="My batch"] [role="row"]')];
    expect(rows.map(({ id }) => id)).toEqual(['row-c', 'row-b']);
    expect(rows[0]?.textContent).toContain('yours 15:00');
    await board.press('B', { shiftKey: true });
    await board.wait(() => types().includes('signal.release'));
    expect(board.sent.at(-1)).toMatchObject({ signals: ['c', 'b'] });
  });

  it('say of a batch whose claims ran out that they did, not that it is done', async () => {
    const late = signalView({ id: 'c', text: 'Signal c', claim: { by: 'me', until: NOON - 1 } });
    await open({ signals: [late] });
    board.respondWith((command) => done(command, { signals: ['c'] }));
    await board.press('b');
    const head = () => board.host.querySelector('[aria-label="Signals"] header')?.textContent;
    await board.wait(() => head()?.includes('My batch') ?? false);
    expect(head()).toContain('ran out');
  });

  it('snooze with one more key, and wake by undo', async () => {
    await open({ incidents: INCIDENTS });
    board.respondWith((command) => done(command));
    await board.press('j');
    await board.press('h');
    await board.wait(() => dialog() !== null);
    await board.doing(() => inDialog('30 minutes').click());
    expect(board.sent[0]).toMatchObject({
      type: 'incident.snooze',
      incident: 'US28-0041',
      until: NOON + 1_800_000,
      condition: null,
    });
    await board.press('z');
    await board.wait(() => types().length === 2);
    expect(types()[1]).toBe('incident.wake');
  });

  it('escalate after showing who is paged next', async () => {
    await open({
      incidents: INCIDENTS,
      more: {
        escalation: {
          policy: 'p',
          name: 'Critical',
          steps: [
            { afterMin: 0, targets: [{ kind: 'on-call', desk: null }] },
            { afterMin: 5, targets: [{ kind: 'leads' }] },
          ],
          startedAt: NOON,
          next: 1,
          paged: [{ step: 0, at: NOON, people: ['ana'], reached: [] }],
          stoppedAt: null,
          why: null,
          nobodyAt: NOON,
        },
      },
    });
    await board.press('j');
    await board.press('4');
    await board.wait(() => dialog()?.textContent?.includes('all leads') ?? false);
    expect(dialog()?.textContent).toContain('Critical, step 2 of 2');
    expect(dialog()?.textContent).toContain('no one was notified');
    await board.doing(() => inDialog('Page them now').click());
    expect(board.sent[0]).toMatchObject({ type: 'incident.escalate', incident: 'US28-0041' });
  });

  it('escalate by the policies in force, anew where one was stopped and taken back', async () => {
    const policy = (name: string, severities: string[]) => ({
      id: name,
      name,
      severities,
      steps: [{ afterMin: 0, targets: [{ kind: 'person', person: name }] }],
    });
    await open({
      incidents: INCIDENTS,
      answers: { '/roster': { policies: [policy('first', ['S1']), policy('last', [])] } },
      more: {
        escalation: {
          policy: 'old',
          name: 'Old',
          steps: [
            { afterMin: 0, targets: [{ kind: 'leads' }] },
            { afterMin: 5, targets: [{ kind: 'leads' }] },
          ],
          startedAt: NOON,
          next: 1,
          paged: [],
          stoppedAt: NOON,
          why: 'acknowledged',
          nobodyAt: null,
        },
      },
    });
    await board.press('j');
    await board.press('4');
    await board.wait(() => dialog()?.textContent?.includes('step 1 of 1') ?? false);
    expect(dialog()?.textContent).toContain('last, step 1 of 1');
  });

  it('do once what a double click asks for, whatever stands there after the first', async () => {
    await open({ incidents: INCIDENTS, address: '/e/us-general?sel=US28-0042' });
    const click = (detail: number) =>
      board.doing(() => {
        const button = board.find('[role="toolbar"] button');
        button.dispatchEvent(new MouseEvent('click', { bubbles: true, detail }));
      });
    await click(1);
    await board.wait(() => board.sent.length === 1);
    await click(2);
    expect(types()).toEqual(['incident.acknowledge']);
    await click(1);
    expect(types()).toHaveLength(2);
  });

  it('are the person’s own: changed, switched off, kept, shown wherever keys are shown', async () => {
    localStorage.setItem('warroom.keymap.me', '{"acknowledge":"d","note":null,"go-mine":"m m"}');
    await open({ incidents: INCIDENTS, address: '/e/us-general?sel=US28-0041' });
    await board.press('1');
    expect(board.sent).toEqual([]);
    const bar = board.find('[role="toolbar"]');
    expect(bar.textContent).toContain('Acknowledged');
    await board.press('d');
    expect(types()).toEqual(['incident.acknowledge']);
    await board.press('m');
    await board.press('m');
    expect(board.history.location.search).toContain('view=mine');
    await board.press('?');
    await board.wait(() => dialog() !== null);
    expect(dialog()?.textContent).toContain('notenone');
  });

  it('are changed by pressing them, with the reason when one is taken', async () => {
    await open({ incidents: INCIDENTS });
    await board.doing(() => board.room.ui.setState({ overlay: { kind: 'keys' } }));
    await board.wait(() => dialog() !== null);
    const change = (): HTMLElement => {
      const found = document.querySelector<HTMLElement>('button[aria-label^="note: "]');
      if (!found) throw new Error('no button for the note');
      return found;
    };
    await board.doing(() => change().click());
    const listening = document.querySelector<HTMLElement>('[data-listening]');
    await board.doing(() =>
      listening?.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'a', ctrlKey: true, bubbles: true, cancelable: true }),
      ),
    );
    expect(dialog()?.textContent).toContain('mod+a: taken: select all loaded');
    await board.doing(() => change().click());
    const again = document.querySelector<HTMLElement>('[data-listening]');
    await board.doing(() =>
      again?.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'e', ctrlKey: true, bubbles: true, cancelable: true }),
      ),
    );
    expect(localStorage.getItem('warroom.keymap.me')).toBe('{"note":"mod+e"}');
    expect(change().getAttribute('aria-label')).toContain('note: Ctrl e');
  });
});

describe('rows', () => {
  it('show who is on them, that nobody was notified, and that they are snoozed, in words', async () => {
    await open({
      incidents: [
        incidentView({
          id: 'US28-0041',
          escalation: { next: 1, nextAt: NOON + 60_000, nobodyAt: NOON },
          snooze: { until: null, condition: { kind: 'severity-raised' }, by: 'ana' },
        }),
        incidentView({
          id: 'US28-0042',
          escalation: { next: 1, nextAt: NOON + 60_000, nobodyAt: null },
          snooze: { until: NOON + 3_600_000, condition: null, by: 'ana' },
        }),
      ],
      // What is snoozed is out of sight elsewhere.
      address: '/e/us-general?q=is:snoozed',
    });
    await board.doing(() =>
      board.emit('present', {
        incidents: { 'US28-0041': { viewing: ['ana', 'me'], editing: ['ana'] } },
      }),
    );
    const row = (id: string): HTMLElement => board.find(`#row-${id}`);
    await board.wait(() => row('US28-0041').querySelector('[aria-label="Ana editing"]') !== null);
    expect(row('US28-0041').textContent).toContain('no one was notified');
    expect(row('US28-0041').textContent).toContain('snoozed until severity raised');
    expect(row('US28-0042').textContent).toContain('escalating');
    expect(row('US28-0042').textContent).toContain('snoozed until');
    await board.doing(() => board.emit('present', { incidents: {} }));
    await board.wait(() => row('US28-0041').querySelector('[aria-label^="Ana"]') === null);
  });

  it('tell whom an escalation reached, and who was assigned one by somebody else', async () => {
    const paged = { step: 0, at: NOON, people: ['me'], reached: ['me'] };
    await open({
      incidents: INCIDENTS,
      more: {
        escalation: {
          policy: 'p',
          name: 'P',
          steps: [],
          startedAt: NOON,
          next: 1,
          paged: [paged],
          stoppedAt: null,
          why: null,
          nobodyAt: null,
        },
      },
    });
    const change = (given: Parameters<typeof incidentView>[0]): Promise<void> =>
      board.doing(() => {
        board.emit('delta', {
          from: 'c',
          to: 'd',
          asOf: NOON,
          upserts: [incidentView({ ...given, version: 2 })],
          removals: [],
        });
        board.room.incidents.flush();
      });
    await change({ id: 'US28-0042', escalation: { next: 1, nextAt: null, nobodyAt: null } });
    await board.wait(() => board.text().includes('US28-0042 pages you'));
    await change({ id: 'US28-0043', assignee: 'me' });
    await board.wait(() => board.text().includes('US28-0043 is assigned to you'));
    expect(board.text()).not.toContain('US28-0041 pages you');
  });

  it('do not tell someone of what they took themselves, though the server wrote last', async () => {
    await open({ incidents: INCIDENTS });
    const change = (given: Parameters<typeof incidentView>[0]): Promise<void> =>
      board.doing(() => {
        const upserts = [
          incidentView({ ...given, version: 2, changedBy: { kind: 'system', id: 'automation' } }),
        ];
        board.emit('delta', { from: 'c', to: 'd', asOf: NOON, upserts, removals: [] });
        board.room.incidents.flush();
      });
    await change({ id: 'US28-0042', assignee: 'me', claim: { by: 'me', until: NOON + 60_000 } });
    await change({ id: 'US28-0043', assignee: 'me' });
    await board.wait(() => board.text().includes('US28-0043 is assigned to you'));
    expect(board.text()).not.toContain('US28-0042 is assigned to you');
  });
});
