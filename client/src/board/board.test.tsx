import type { CommandResult } from '@warroom/shared';
import { afterEach, describe, expect, it } from 'vitest';
import { incidentView, NOON, signalView } from '../store/testing/records.ts';
import { drawBoard } from './testing/draw-board.tsx';
import type { World } from './testing/draw-board.tsx';
import { readDraft, writeDraft } from './drafts.ts';

let board: Awaited<ReturnType<typeof drawBoard>>;
afterEach(async () => {
  await board.end();
  writeDraft('us-general', 'US28-0042', '');
});

const open = async (world: World) => {
  board = await drawBoard(world);
  return board;
};
const INCIDENTS = [
  incidentView({
    id: 'US28-0042',
    severity: 'S1',
    state: 'active',
    assignee: 'me',
    category: 'INFO',
    title: 'Posts say polls close at 6 pm',
  }),
  incidentView({ id: 'US28-0043', severity: 'S3', title: 'Ramp blocked' }),
];
const SIGNALS = ['a', 'b', 'c'].map((id, index) =>
  signalView({ id, text: `Signal ${id}`, receivedAt: NOON - index * 1_000 }),
);
const at = (id: string): HTMLElement => board.find(`#row-${id}`);

describe('board', () => {
  it('shows incidents over signals, with counts, as ARIA grids', async () => {
    await open({ incidents: INCIDENTS, signals: SIGNALS });
    const grids = [...board.host.querySelectorAll('[role="grid"]')];
    expect(
      grids.map((grid) => [grid.getAttribute('aria-label'), grid.getAttribute('aria-rowcount')]),
    ).toEqual([
      ['Incidents', '2'],
      ['Undecided signals', '3'],
    ]);
    expect(at('US28-0042').textContent).toContain('Posts say polls close at 6 pm');
    await board.wait(
      () => board.find('[aria-label="Views"]').textContent?.includes('Open now2') ?? false,
    );
  });

  it('moves with j and k over the border of the lanes, opens with Enter, keeps it in the address', async () => {
    await open({ incidents: INCIDENTS, signals: SIGNALS });
    await board.press('j');
    expect(board.room.ui.getState().focus).toEqual({ kind: 'incident', id: 'US28-0042' });
    await board.press('j');
    await board.press('j');
    expect(board.room.ui.getState().focus).toEqual({ kind: 'signal', id: 'a' });
    await board.press('k');
    await board.press('Enter');
    expect(board.history.location.search).toBe('?sel=US28-0043');
    expect(board.find('h1').textContent).toBe('Ramp blocked');
  });

  it('names the active row to screen readers while focus stays on the grid', async () => {
    await open({ incidents: INCIDENTS });
    const grid = board.find('[role="grid"]');
    await board.doing(() => grid.focus());
    await board.press('ArrowDown');
    expect(document.activeElement).toBe(grid);
    expect(grid.getAttribute('aria-activedescendant')).toBe('row-US28-0043');
    expect(document.querySelector('#row-US28-0043')).not.toBeNull();
  });

  it('never loses the focus when others change, add and close incidents', async () => {
    await open({ incidents: INCIDENTS, signals: SIGNALS });
    const grid = board.find('[role="grid"]');
    await board.doing(() => grid.focus());
    await board.press('j');
    await board.doing(() => {
      const closed = incidentView({ id: 'US28-0043', version: 2, state: 'closed' });
      const fresh = incidentView({ id: 'US28-0044', severity: 'S1' });
      board.emit('delta', {
        from: 'c',
        to: 'd',
        asOf: NOON,
        upserts: [closed, fresh],
        removals: [],
      });
      board.room.incidents.flush();
    });
    await board.wait(() => board.room.order.store.getState().arrivals === 1);
    expect(document.activeElement).toBe(grid);
    expect(at('US28-0043').querySelector('[data-left]')).not.toBeNull();
    expect(board.text()).toContain('1 new');
    await board.press('.');
    expect(board.host.querySelector('#row-US28-0043')).toBeNull();
    expect(at('US28-0044')).toBeTruthy();
  });

  it('acknowledges with 1, shows it at once, and takes it back with z', async () => {
    await open({ incidents: INCIDENTS });
    const by = { kind: 'person', id: 'me' } as const;
    board.respondWith((command): CommandResult => ({
      kind: 'done',
      commandId: command.commandId,
      repeated: false,
      incident: incidentView({
        ...INCIDENTS[1],
        version: 2,
        state: 'triage',
        undo: { version: 2, type: 'incident.acknowledged', by, at: NOON },
      }),
      opened: null,
      signal: null,
    }));
    await board.press('j');
    await board.press('j');
    await board.press('1');
    expect(board.sent[0]).toMatchObject({ type: 'incident.acknowledge', incident: 'US28-0043' });
    expect(at('US28-0043').textContent).toContain('triage');
    expect(board.text()).toContain('Acknowledged US28-0043');
    await board.press('z');
    expect(board.sent[1]).toMatchObject({
      type: 'incident.undo',
      incident: 'US28-0043',
      version: 2,
    });
  });

  it('says why a key does nothing instead of asking the server', async () => {
    await open({ incidents: INCIDENTS });
    await board.press('j');
    await board.press('j');
    await board.press('r');
    expect(board.sent).toEqual([]);
    expect(board.text()).toContain('Confirm active: acknowledge it first (1).');
  });

  it('selects signals with x and Shift+j, shows what will happen, dismisses them in one request, undoes them as one', async () => {
    await open({ signals: SIGNALS, address: '/e/us-general?view=signals' });
    await board.press('j');
    await board.press('x');
    await board.press('J', { shiftKey: true });
    expect(board.find('h1').textContent).toBe('2 signals selected');
    await board.press('3');
    await board.wait(
      () => document.querySelector('[role="dialog"] [aria-label="Reason"]') !== null,
    );
    const reason = [...document.querySelectorAll<HTMLElement>('[role="dialog"] button')].find(
      (button) => button.textContent?.includes('Spam'),
    );
    await board.doing(() => reason?.click());
    expect(board.sent).toEqual([]);
    expect(board.text()).toContain('Dismiss 2 signals: spam');
    await board.press('Enter');
    await board.wait(() => board.sent.length === 2);
    expect(board.posted).toEqual([2]);
    expect(board.sent).toMatchObject(
      ['a', 'b'].map((id) => ({ type: 'signal.dismiss', signals: [id], reason: 'spam' })),
    );
    await board.wait(() => board.text().includes('Undo all'));
    await board.press('z');
    await board.wait(() => board.sent.length === 4);
    expect(board.posted).toEqual([2, 2]);
    expect(board.sent.slice(2)).toMatchObject(
      ['b', 'a'].map((id) => ({ type: 'signal.restore', signals: [id] })),
    );
  });

  it('does the rest when one is refused, says why, and tries that one again', async () => {
    await open({ signals: SIGNALS, address: '/e/us-general?view=signals' });
    board.respondWith((command): CommandResult => {
      const isBad = command.type === 'signal.claim' && command.signals.includes('b');
      return isBad
        ? {
            kind: 'refused',
            commandId: command.commandId,
            refusal: { kind: 'already-decided', message: 'Linked to US28-0001.' },
            current: null,
            between: [],
          }
        : {
            kind: 'done',
            commandId: command.commandId,
            repeated: false,
            incident: null,
            opened: null,
            signal: null,
          };
    });
    await board.press('j');
    await board.press('a', { ctrlKey: true });
    await board.press('1');
    expect(board.text()).toContain('Claim 3 signals');
    // Asked for twice, it is meant.
    await board.press('1');
    await board.wait(() => board.text().includes('1 signal not done'));
    expect(board.posted).toEqual([3]);
    expect(board.text()).toContain('Claimed 2 signals');
    expect(board.text()).toContain('Linked to US28-0001.');
    await board.doing(() => button('Try 1 signal again').click());
    await board.wait(() => board.posted.length === 2);
    expect(board.sent.at(-1)).toMatchObject({ type: 'signal.claim', signals: ['b'] });
  });

  it('shows HTML in a signal as text, and its address as text with a guarded link', async () => {
    const text = '<img src=x onerror=alert(1)> <script>alert(2)</script>';
    await open({
      signals: [signalView({ id: 'x', text, url: 'https://evil.example/a?b' })],
      address: '/e/us-general?sel=x',
    });
    expect(board.find('blockquote').textContent).toBe(text);
    expect(board.host.querySelector('img, script')).toBeNull();
    expect(board.host.querySelector('a[href*="evil"]')).toBeNull();
    const openIt = [...board.host.querySelectorAll('button')].find(
      (button) => button.textContent === 'Open…',
    );
    await board.doing(() => openIt?.click());
    expect(board.find('a[href*="evil"]').getAttribute('rel')).toContain('noopener');
  });

  it('explains a conflict, keeps what was typed, and adds it as a note on Ctrl+Enter', async () => {
    await open({ incidents: INCIDENTS, address: '/e/us-general?sel=US28-0042' });
    const resolved = incidentView({
      ...INCIDENTS[0],
      version: 3,
      state: 'resolved',
      changedBy: { kind: 'person', id: 'ana' },
    });
    board.respondWith((command): CommandResult =>
      command.type === 'incident.note'
        ? {
            kind: 'done',
            commandId: command.commandId,
            repeated: false,
            incident: resolved,
            opened: null,
            signal: null,
          }
        : {
            kind: 'refused',
            commandId: command.commandId,
            refusal: { kind: 'stale-version', message: 'It has changed.' },
            current: resolved,
            between: [
              {
                seq: 1,
                version: 3,
                type: 'incident.resolved',
                at: NOON - 2_000,
                by: { kind: 'person', id: 'ana' },
                via: 'board',
                data: { outcome: 'corrected' },
                texts: {},
                erased: false,
              },
            ],
          },
    );
    await board.doing(() =>
      board.room.ui.setState({ overlay: { kind: 'say', what: 'mitigate', incident: 'US28-0042' } }),
    );
    await board.wait(() => document.querySelector('[role="dialog"] textarea') !== null);
    const box = document.querySelector<HTMLTextAreaElement>('[role="dialog"] textarea');
    await board.doing(() => {
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(
        box,
        'Signs are up.',
      );
      box?.dispatchEvent(new Event('input', { bubbles: true }));
    });
    const send = [...document.querySelectorAll<HTMLElement>('[role="dialog"] button')].find(
      (button) => button.textContent?.startsWith('Mark mitigated'),
    );
    await board.doing(() => send?.click());
    const banner = board.find('[aria-label="Conflict"]');
    expect(banner.textContent).toContain('Resolved 2 s ago by Ana — reopen?');
    expect(banner.textContent).toContain('resolved it: Correct information published');
    expect(readDraft('us-general', 'US28-0042')?.text).toBe('Signs are up.');
    expect(board.text()).toContain('1 change not saved');
    await board.press('Enter', { ctrlKey: true });
    expect(board.sent.at(-1)).toMatchObject({
      type: 'incident.note',
      incident: 'US28-0042',
      text: 'Signs are up.',
    });
    expect(board.host.querySelector('[aria-label="Conflict"]')).toBeNull();
    expect(readDraft('us-general', 'US28-0042')).toBeNull();
  });

  it('keeps a note being written on this machine, and sends it on Ctrl+Enter', async () => {
    await open({ incidents: INCIDENTS, address: '/e/us-general?sel=US28-0042' });
    await board.press('c');
    const box = board.find('textarea') as HTMLTextAreaElement;
    expect(document.activeElement).toBe(box);
    await board.doing(() => {
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(
        box,
        'Dele spoke to the site lead.',
      );
      box.dispatchEvent(new Event('input', { bubbles: true }));
    });
    expect(localStorage.getItem('warroom.note.us-general.US28-0042')).toContain('Dele spoke');
    await board.press('Enter', { ctrlKey: true });
    expect(board.sent[0]).toMatchObject({
      type: 'incident.note',
      text: 'Dele spoke to the site lead.',
    });
    expect(localStorage.getItem('warroom.note.us-general.US28-0042')).toBeNull();
  });

  const UNSETTLED = (command: { commandId: string }): CommandResult => ({
    kind: 'refused',
    commandId: command.commandId,
    refusal: { kind: 'unsettled', message: 'This may or may not have been written.' },
    current: null,
    between: [],
  });
  const DONE = (command: { commandId: string }): CommandResult => ({
    kind: 'done',
    commandId: command.commandId,
    repeated: true,
    incident: null,
    opened: null,
    signal: 's-1',
  });
  const type = (box: Element, text: string) =>
    board.doing(() => {
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(box, text);
      box.dispatchEvent(new Event('input', { bubbles: true }));
    });
  const button = (words: string): HTMLElement => {
    const found = [...document.querySelectorAll('button')].find((one) =>
      one.textContent?.includes(words),
    );
    if (!found) throw new Error(`no button "${words}"`);
    return found;
  };

  it('takes "Not saved" away when the same is saved later', async () => {
    await open({ incidents: INCIDENTS, address: '/e/us-general?sel=US28-0042' });
    board.respondWith((command: { commandId: string }): CommandResult => ({
      kind: 'refused',
      commandId: command.commandId,
      refusal: { kind: 'unavailable', message: 'Nothing was changed.' },
      current: null,
      between: [],
    }));
    await board.press('c');
    await type(board.find('textarea'), 'Called the county.');
    await board.press('Enter', { ctrlKey: true });
    await board.wait(() => document.body.textContent.includes('Not saved: Noted on US28-0042'));
    board.respondWith(DONE);
    await board.press('Enter', { ctrlKey: true });
    await board.wait(() => !document.body.textContent.includes('Not saved: Noted on US28-0042'));
    expect(board.sent).toHaveLength(2);
  });

  it('says that it is not known whether a note was written, keeps it, and sends the same again without doubling it', async () => {
    await open({ incidents: INCIDENTS, address: '/e/us-general?sel=US28-0042' });
    board.respondWith(UNSETTLED);
    await board.press('c');
    await type(board.find('textarea'), 'Dele spoke to the site lead.');
    await board.press('Enter', { ctrlKey: true });
    await board.wait(() => board.text().includes('Not known whether saved: Noted on US28-0042'));
    expect(board.text()).toContain('may or may not have been written');
    expect(board.text()).toContain('Kept, perhaps sent already');
    expect(board.text()).toContain('1 change perhaps not saved');
    expect((board.find('textarea') as HTMLTextAreaElement).value).toBe(
      'Dele spoke to the site lead.',
    );
    // From the composer first, then by the toast: always the same command.
    await board.press('Enter', { ctrlKey: true });
    board.respondWith(DONE);
    await board.doing(() => button('Try again').click());
    await board.wait(() => board.text().includes('All changes saved'));
    expect(new Set(board.sent.map(({ commandId }) => commandId)).size).toBe(1);
    expect(board.sent).toHaveLength(3);
    expect((board.find('textarea') as HTMLTextAreaElement).value).toBe('');
    expect(board.text()).not.toContain('Not known whether');
  });

  it('sends a note that was changed meanwhile as a new one', async () => {
    await open({ incidents: INCIDENTS, address: '/e/us-general?sel=US28-0042' });
    board.respondWith(UNSETTLED);
    await board.press('c');
    await type(board.find('textarea'), 'First words.');
    await board.press('Enter', { ctrlKey: true });
    await board.wait(() => board.text().includes('Kept, perhaps sent already'));
    await type(board.find('textarea'), 'First words, and more.');
    await board.press('Enter', { ctrlKey: true });
    const [first, second] = board.sent;
    expect(second?.commandId).not.toBe(first?.commandId);
  });

  it('keeps a signal entered by hand when it is not known whether it was written', async () => {
    await open({ incidents: INCIDENTS });
    board.respondWith(UNSETTLED);
    await board.press('n');
    await board.wait(() => document.querySelector('[role="dialog"] textarea') !== null);
    const box = (): HTMLTextAreaElement | null =>
      document.querySelector('[role="dialog"] textarea');
    await type(box() ?? document.body, 'Long queue at the library');
    await board.doing(() => button('Enter signal').click());
    await board.wait(() => board.sent.length === 1 && box()?.value !== '');
    expect(box()?.value).toBe('Long queue at the library');
    board.respondWith(DONE);
    await board.doing(() => button('Enter signal').click());
    expect(board.sent[1]).toEqual(board.sent[0]);
    await board.wait(() => box() === null);
  });

  it('shows why nothing can be written and since when, and that what is written may be lost', async () => {
    await open({ incidents: INCIDENTS });
    await board.doing(() =>
      board.setStatus({ readOnly: 'Redis is not reached.', readOnlySince: NOON }),
    );
    expect(board.text()).toMatch(/Read only since \d\d:\d\d/);
    await board.doing(() =>
      board.setStatus({ readOnly: null, readOnlySince: null, unsafe: 'appendfsync is everysec' }),
    );
    expect(board.text()).toContain('What is saved may be lost: appendfsync is everysec');
    await board.doing(() => button('Hide').click());
    expect(board.text()).not.toContain('appendfsync');
    expect(board.text()).toContain('Not durable');
  });

  it('takes no key for itself while someone types', async () => {
    await open({ incidents: INCIDENTS, address: '/e/us-general?sel=US28-0042' });
    await board.press('c');
    await board.press('1');
    await board.press('z');
    expect(board.sent).toEqual([]);
  });

  it('leaves single-character keys alone when they are turned off', async () => {
    await open({ incidents: INCIDENTS });
    await board.doing(() => board.room.ui.setState({ keysOn: false }));
    await board.press('j');
    expect(board.room.ui.getState().focus).toBeNull();
  });

  it('offers nothing to write while offline, and says why', async () => {
    await open({ incidents: INCIDENTS, address: '/e/us-general?sel=US28-0042' });
    await board.doing(() => board.setStatus({ phase: 'offline', attempts: 4 }));
    const buttons = [...board.find('[role="toolbar"]').querySelectorAll('button')].filter(
      (button) => button.textContent !== 'More',
    );
    expect(buttons.length).toBeGreaterThan(3);
    expect(buttons.every((button) => button.getAttribute('aria-disabled') === 'true')).toBe(true);
    expect(board.text()).toContain('offline: nothing can be saved until the connection is back');
    expect(board.text()).toContain('No connection');
  });

  it('says that a newer version is there, and that the server is read only', async () => {
    await open({ incidents: INCIDENTS });
    await board.doing(() => board.setStatus({ newBuild: 'b2', readOnly: 'The disk is full.' }));
    expect(board.text()).toContain('A newer version is there');
    expect(board.text()).toContain('The disk is full.');
  });

  it('tells apart: nothing matches, none open, sources silent', async () => {
    await open({});
    expect(board.text()).toContain('None open');
    await board.doing(() => {
      board.emit('sources', [
        {
          name: 'tips',
          title: 'Tips',
          kind: 'tip',
          count: 3,
          lastAt: NOON - 660_000,
          silentAfterMs: 600_000,
        },
      ]);
    });
    expect(board.text()).toContain('Sources silent for 11 min');
    await board.doing(() => board.history.push('/e/us-general?q=sev:S1'));
    expect(board.text()).toContain('No incidents match');
  });
});
