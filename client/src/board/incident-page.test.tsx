import type { CommandResult, TimelineEntry } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setCare } from '../care/settings.ts';
import { incidentView, NOON, signalView } from '../store/testing/records.ts';
import { drawBoard } from './testing/draw-board.tsx';
import type { World } from './testing/draw-board.tsx';

const ID = 'US28-0042';
const address = `/e/us-general?sel=${ID}`;
let board: Awaited<ReturnType<typeof drawBoard>>;

async function open(world: World): Promise<void> {
  board = await drawBoard({ address, ...world });
  await board.wait(() => board.room.more.store.getState().more !== null);
}
beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
});
afterEach(() => board.end());

const incident = (more: Parameters<typeof incidentView>[0] = {}) =>
  incidentView({ id: ID, title: 'Polls close early?', state: 'triage', ...more });
const named = (words: string, role = 'button'): HTMLElement => {
  const found = [...document.querySelectorAll<HTMLElement>(`${role}, [role="${role}"]`)].find(
    (one) => (one.getAttribute('aria-label') ?? one.textContent ?? '').startsWith(words),
  );
  if (!found) throw new Error(`No ${role} "${words}"`);
  return found;
};
const type = (box: Element, text: string) =>
  board.doing(() => {
    const proto =
      box instanceof HTMLTextAreaElement
        ? HTMLTextAreaElement.prototype
        : HTMLInputElement.prototype;
    Object.getOwnPropertyDescriptor(proto, 'value')?.set?.call(box, text);
    (box as HTMLTextAreaElement).setSelectionRange(text.length, text.length);
    box.dispatchEvent(new Event('input', { bubbles: true }));
  });
const REFUSED = (command: { commandId: string }): CommandResult => ({
  kind: 'refused',
  commandId: command.commandId,
  refusal: { kind: 'forbidden', message: 'Ana may not see this incident.' },
  current: null,
  between: [],
});
const entry = (seq: number, type_: string, more: Partial<TimelineEntry> = {}): TimelineEntry => ({
  seq,
  version: seq,
  type: type_,
  at: NOON,
  by: { kind: 'person', id: 'ana' },
  via: 'board',
  data: {},
  texts: {},
  erased: false,
  ...more,
});

describe('the bar of actions', () => {
  it.each([
    ['has a place for assigning where all fits', false],
    ['has it behind “More” where not all fits, with all that has no place in the bar', true],
  ])('%s', async (_title, isTight) => {
    vi.stubGlobal('matchMedia', (query: string) => ({
      matches: isTight && query.includes('1420'),
      addEventListener: () => {},
      removeEventListener: () => {},
    }));
    await open({ incidents: [incident()] });
    const words = (of: Element) => [...of.querySelectorAll('button')].map((one) => one.textContent);
    expect(words(named('Actions on', 'toolbar')).some((one) => one?.startsWith('Assign'))).toBe(
      !isTight,
    );
    await board.doing(() => named('More').click());
    await board.wait(() => document.querySelector('[role="menuitem"]') !== null);
    const items = [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')];
    expect(items.filter(({ textContent }) => /^Assign(?! to me)/.test(textContent))).toHaveLength(
      isTight ? 1 : 0,
    );
    expect(items.at(-1)?.textContent).toContain('Every command');
    if (!isTight) return;
    await board.doing(() =>
      items.find(({ textContent }) => textContent.startsWith('Assign'))?.click(),
    );
    expect(board.room.ui.getState().overlay).toMatchObject({ kind: 'pick', pick: 'assign' });
  });
});

describe('the record of an incident', () => {
  it('shows one kind at a time', async () => {
    const clockwork = { kind: 'system', id: 'clockwork' } as const;
    await open({
      incidents: [incident()],
      timeline: [
        entry(1, 'incident.signals-linked', { data: { signals: ['a'], sources: [] } }),
        entry(2, 'incident.noted', { data: { length: 2 }, texts: { text: 'Hi' } }),
        entry(3, 'incident.sla-breached', { by: clockwork, data: { clock: 'act', dueAt: 1 } }),
      ],
    });
    await board.wait(() => board.text().includes('linked 1 signal'));
    const lines = (): number => document.querySelectorAll('aside li').length;
    expect(lines()).toBe(3);
    await board.doing(() => board.find('input[value="clocks"]').click());
    expect(lines()).toBe(1);
    expect(board.find('aside li').textContent).toContain('the limit to act on it has passed');
    await board.doing(() => board.find('input[value="evidence"]').click());
    expect(board.text()).toContain('No evidence yet.');
  });

  it('marks those whom a note told, and nobody who merely stands in its text', async () => {
    const text = 'Ask @Ana, not @Marit';
    await open({
      incidents: [incident({ noteCount: 1 })],
      timeline: [
        entry(1, 'incident.noted', { data: { length: 9, mentions: ['ana'] }, texts: { text } }),
      ],
    });
    await board.wait(() => board.text().includes('Ask @Ana'));
    const marked = [...document.querySelectorAll('aside li div b')].map((one) => one.textContent);
    expect(marked).toContain('@Ana');
    expect(marked).not.toContain('@Marit');
  });
});

describe('a note that names people', () => {
  it('offers them after an @, takes one with Enter, and says whom it names', async () => {
    await open({ incidents: [incident()] });
    await board.press('c');
    const box = board.find('textarea') as HTMLTextAreaElement;
    await type(box, 'Ask @an');
    const option = board.find('[role="option"]');
    expect(option.textContent).toContain('Ana');
    expect(box.getAttribute('aria-activedescendant')).toBe(option.id);
    await board.press('Enter');
    expect(box.value).toBe('Ask @Ana ');
    expect(box.selectionStart).toBe(9);
    expect(board.host.querySelector('[role="listbox"]')).toBeNull();
    await board.press('Enter', { ctrlKey: true });
    expect(board.sent[0]).toMatchObject({
      type: 'incident.note',
      text: 'Ask @Ana',
      mentions: ['ana'],
    });
  });

  it('offers them again in the next note, and takes no second space out of habit', async () => {
    await open({ incidents: [incident()] });
    await board.press('c');
    const box = board.find('textarea') as HTMLTextAreaElement;
    for (const round of [1, 2]) {
      await type(box, '@an');
      await board.press('Enter');
      expect(box.value).toBe('@Ana ');
      const habit = new KeyboardEvent('keydown', { key: ' ', bubbles: true, cancelable: true });
      await board.doing(() => box.dispatchEvent(habit));
      expect(habit.defaultPrevented).toBe(true);
      await board.press('Enter', { ctrlKey: true });
      await board.wait(() => board.sent.length === round);
      expect(box.value).toBe('');
    }
  });

  it('is never cut: too long a one stays, with by how much, and goes once it is shorter', async () => {
    await open({ incidents: [incident()] });
    await board.press('c');
    const box = board.find('textarea') as HTMLTextAreaElement;
    expect(box.maxLength).toBeLessThan(0);
    await type(box, 'x'.repeat(8_012));
    expect(board.text()).toContain('12 too many');
    await board.press('Enter', { ctrlKey: true });
    expect(board.text()).toContain('12 characters too long: a note has at most 8,000');
    expect(board.sent).toEqual([]);
    expect(box.value).toHaveLength(8_012);
    await type(box, 'x'.repeat(8_000));
    await board.press('Enter', { ctrlKey: true });
    await board.wait(() => board.sent.length === 1);
    expect(board.text()).not.toContain('Not sent; your text is kept here');
  });

  it('puts the list away with Escape and keeps the caret in the text', async () => {
    await open({ incidents: [incident()] });
    await board.press('c');
    const box = board.find('textarea');
    await type(box, '@');
    expect(board.host.querySelectorAll('[role="option"]').length).toBeGreaterThan(1);
    await board.press('Escape');
    expect(board.host.querySelector('[role="listbox"]')).toBeNull();
    expect(document.activeElement).toBe(box);
  });

  it('keeps the text when the server refuses whom it names, and says why', async () => {
    await open({ incidents: [incident()] });
    board.respondWith(REFUSED);
    await board.press('c');
    const box = board.find('textarea') as HTMLTextAreaElement;
    await type(box, 'See this, @Ana');
    await board.press('Enter', { ctrlKey: true });
    await board.wait(() => box.value !== '');
    expect(box.value).toBe('See this, @Ana');
    expect(board.text()).toContain('Ana may not see this incident.');
  });
});

describe('tasks', () => {
  const tasks = [
    { id: 't1', title: 'Call the county', assignee: 'ana', done: null, playbook: null },
    { id: 't2', title: 'Post the hours', assignee: null, done: null, playbook: null },
  ];
  const world: World = {
    incidents: [incident({ taskCount: 2, openTaskCount: 2, category: 'INFO.procedure' })],
    more: { tasks },
    election: {
      playbooks: [
        { id: 'leak', title: 'Leaked data', categories: ['CYBER.leak'], tasks: ['Ask'] },
        { id: 'rumour', title: 'Rumour', categories: ['INFO.procedure'], tasks: ['Ask', 'Tell'] },
      ],
    },
  };
  async function openTasks(): Promise<void> {
    await open(world);
    await board.doing(() => named('Tasks', 'tab').click());
    await board.wait(() => document.querySelector('ul[aria-label="Tasks"]') !== null);
  }
  const ticks = (): HTMLInputElement[] => [
    ...document.querySelectorAll<HTMLInputElement>('ul[aria-label="Tasks"] input[type=checkbox]'),
  ];

  it('are counted on their tab and ticked at once; a refusal takes it back', async () => {
    await openTasks();
    expect(named('Tasks', 'tab').textContent).toBe('Tasks0/2');
    let answer: (result: CommandResult) => void = () => {};
    board.respondWith(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await board.doing(() => ticks()[0]?.click());
    expect(board.sent[0]).toMatchObject({ type: 'incident.task-set', task: 't1', done: true });
    expect(ticks()[0]?.checked).toBe(true);
    expect(board.text()).toContain('done by Marit');
    await board.doing(() => answer(REFUSED({ commandId: 'x' })));
    expect(ticks()[0]?.checked).toBe(false);
  });

  it('are reached by keys: arrows move, Space stays with the tick', async () => {
    await openTasks();
    await board.press('j');
    await board.doing(() => ticks()[0]?.focus());
    await board.press('ArrowDown');
    expect(document.activeElement).toBe(ticks()[1]);
    const { peek } = board.room.ui.getState();
    await board.press(' ');
    expect(board.room.ui.getState().peek).toBe(peek);
  });

  it('are added by hand, and kept in the field when refused', async () => {
    await openTasks();
    const field = document.querySelector<HTMLInputElement>('input[placeholder="Add a task"]');
    if (!field) throw new Error('no field');
    await type(field, 'Ring Dele');
    board.respondWith(REFUSED);
    await board.doing(() => field.form?.requestSubmit());
    expect(board.sent[0]).toMatchObject({
      type: 'incident.task-add',
      title: 'Ring Dele',
      assignee: null,
    });
    await board.wait(() => field.value === 'Ring Dele');
  });

  it('come from a playbook, the one that fits its category first', async () => {
    await openTasks();
    expect(board.text()).toContain('Add Rumour');
    expect(board.text()).not.toContain('Add Leaked data');
    await board.doing(() => named('1 more').click());
    expect(board.text()).toContain('Add Leaked data');
    await board.doing(() => named('Add Rumour').click());
    expect(board.sent[0]).toMatchObject({ type: 'incident.playbook', playbook: 'rumour' });
  });
});

describe('around an incident', () => {
  it('names related incidents, opens one, and takes a link off', async () => {
    await open({
      incidents: [incident({ linkCount: 1 })],
      more: {
        links: [
          {
            incident: 'US28-0007',
            kind: 'caused-by',
            by: 'ana',
            at: NOON,
            title: 'Results site down',
            state: 'active',
            severity: 'S1',
          },
        ],
      },
    });
    await board.wait(() => board.text().includes('caused by'));
    const section = (): HTMLElement => board.find('[aria-label="Related incidents"]');
    expect(section().textContent).toContain('caused byUS28-0007');
    await board.doing(() => named('Take off the link to US28-0007').click());
    expect(board.sent[0]).toMatchObject({ type: 'incident.unrelate', other: 'US28-0007' });
    expect(section().textContent).not.toContain('US28-0007');
  });

  it('says until when or what it is snoozed, how far that is, and wakes it', async () => {
    const condition = { kind: 'signals', count: 100, withinMin: 60 } as const;
    const snooze = { until: NOON + 1_800_000, condition, by: 'ana' };
    await open({
      incidents: [incident({ snooze })],
      timeline: [
        entry(1, 'incident.snoozed', { data: { until: snooze.until, condition } }),
        entry(2, 'incident.signals-linked', { data: { signals: ['a', 'b'], sources: [] } }),
      ],
    });
    await board.wait(() => board.text().includes('2 of 100 so far'));
    expect(board.text()).toContain('(30 min left) or until 100 more signals in 1 h');
    expect(board.text()).toContain('By Ana. Its clocks go on.');
    await board.doing(() => named('Wake').click());
    expect(board.sent[0]).toMatchObject({ type: 'incident.wake', incident: ID });
  });

  it('is loud when no one was notified, and shows who was paged and what comes next', async () => {
    await open({
      incidents: [
        incident({
          state: 'new',
          escalation: { next: 1, nextAt: NOON + 300_000, nobodyAt: NOON - 1_000 },
        }),
      ],
      more: {
        escalation: {
          policy: 'p',
          name: 'Critical',
          steps: [
            { afterMin: 0, targets: [{ kind: 'on-call', desk: null }] },
            { afterMin: 10, targets: [{ kind: 'leads' }, { kind: 'person', person: 'ana' }] },
          ],
          startedAt: NOON - 300_000,
          next: 1,
          paged: [{ step: 0, at: NOON - 300_000, people: ['ana'], reached: [] }],
          stoppedAt: null,
          why: null,
          nobodyAt: NOON - 1_000,
        },
      },
    });
    expect(board.text()).toContain('No one was notified');
    await board.wait(() => board.host.querySelector('[aria-label="Escalation"]') !== null);
    const section = board.find('[aria-label="Escalation"]').textContent;
    expect(section).toContain('nobody reached: Ana');
    expect(section).toContain('leads and Ana');
    expect(section).toContain('step 2 in 5:00');
  });

  it('says who watches, and lets one join', async () => {
    await open({ incidents: [incident({ watchers: ['ana'] })] });
    await board.doing(() => named('Watched by Ana').click());
    expect(board.sent[0]).toMatchObject({ type: 'incident.watch', incident: ID });
  });

  it('moves, splits or unlinks the signals that were ticked', async () => {
    await open({
      incidents: [incident({ signalCount: 2 })],
      linked: [
        signalView({ id: 'a', incidents: [ID] }),
        signalView({ id: 'b', incidents: [ID, 'US28-0007'] }),
      ],
    });
    await board.wait(() => document.querySelector('[aria-label="Select: Text of b"]') !== null);
    expect(board.text()).toContain('also in US28-0007');
    await board.doing(() => board.find('[aria-label="Select: Text of b"]').click());
    await board.doing(() => named('Move to…').click());
    expect(board.room.ui.getState().overlay).toEqual({
      kind: 'move-signals',
      what: 'move',
      incident: ID,
      signals: ['b'],
    });
    await board.doing(() => board.room.ui.setState({ overlay: null }));
    await board.doing(() => named('Unlink').click());
    expect(board.sent[0]).toMatchObject({ type: 'incident.unlink', signals: ['b'] });
  });
});

describe('what may distress', () => {
  const threat = signalView({ id: 'x', text: 'They will be waiting.', category: 'SAFETY.threat' });
  const next = signalView({ id: 'y', text: 'With guns.', category: 'SAFETY.armed' });
  async function openSignal(): Promise<void> {
    board = await drawBoard({ signals: [threat, next], address: '/e/us-general?sel=x' });
    await board.wait(() => document.querySelector('blockquote') !== null);
  }
  const isVeiled = (): boolean => document.querySelector('blockquote')?.closest('[inert]') !== null;

  it('is kept from eyes, carets and screen readers until asked, one item at a time', async () => {
    await openSignal();
    expect(isVeiled()).toBe(true);
    expect(board.find('blockquote').closest('[aria-hidden="true"]')).not.toBeNull();
    expect(document.title).not.toContain('waiting');
    const row = [...document.querySelectorAll('[role="gridcell"]')][0];
    expect(row?.querySelector('.sr-only')?.textContent).toBe('Veiled, may distress');
    await board.press('u');
    expect(isVeiled()).toBe(false);
    await board.doing(() => board.history.push('/e/us-general?sel=y'));
    await board.wait(() => board.find('blockquote').textContent === 'With guns.');
    expect(isVeiled()).toBe(true);
    await board.doing(() => named('Show').click());
    expect(isVeiled()).toBe(false);
    await board.press('u');
    expect(isVeiled()).toBe(true);
  });

  it('is shown at once to whoever wants it so', async () => {
    setCare('me', { veil: false });
    await openSignal();
    expect(isVeiled()).toBe(false);
    await board.doing(() => setCare('me', { veil: true }));
    expect(isVeiled()).toBe(true);
  });

  it('leaves what does not distress alone', async () => {
    board = await drawBoard({
      signals: [signalView({ id: 'z', text: 'A queue.' })],
      address: '/e/us-general?sel=z',
    });
    await board.wait(() => document.querySelector('blockquote') !== null);
    expect(isVeiled()).toBe(false);
  });
});
