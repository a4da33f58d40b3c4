import { afterEach, describe, expect, it } from 'vitest';
import type { SavedView } from '@warroom/shared';
import { incidentView, NOON, signalView } from '../store/testing/records.ts';
import { drawBoard } from './testing/draw-board.tsx';
import type { World } from './testing/draw-board.tsx';

let board: Awaited<ReturnType<typeof drawBoard>>;
const open = async (world: World) => (board = await drawBoard(world));
afterEach(() => board.end());

const saved = (given: Partial<SavedView> = {}): SavedView => ({
  id: 'v1',
  version: 3,
  title: 'Harlow',
  query: 'tag:harlow',
  lanes: 'both',
  sort: 'severity',
  scope: 'team',
  owner: 'me',
  place: 1,
  changedAt: NOON,
  ...given,
});
const INCIDENTS = [
  incidentView({ id: 'US28-0001', title: 'One', tags: ['harlow'] }),
  incidentView({ id: 'US28-0002', title: 'Two' }),
  incidentView({
    id: 'US28-0003',
    title: 'Three',
    tags: ['harlow'],
    snooze: { until: NOON + 60_000, condition: null, by: 'me' },
  }),
];
const rows = () => board.room.order.store.getState().ids;
const link = (title: string) =>
  [...document.querySelectorAll('nav[aria-label="Views"] a')].find((one) =>
    one.textContent?.startsWith(title),
  );
const search = (): HTMLInputElement => {
  const input = document.querySelector('input[role="combobox"]');
  if (!(input instanceof HTMLInputElement)) throw new Error('there is no search');
  return input;
};

/** Types into the search as a person would. */
async function type(text: string): Promise<void> {
  const input = search();
  await board.doing(() => input.focus());
  await board.doing(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

describe('views', () => {
  it('[VW5] shows saved views with live counts, and leaves the snoozed to their own', async () => {
    await open({ incidents: INCIDENTS, answers: { '/views': { views: [saved()] } } });
    await board.wait(() => link('Harlow')?.textContent === 'Harlow1');
    expect(link('Open now')?.textContent).toBe('Open now2');
    expect(link('Snoozed')?.textContent).toBe('Snoozed1');
    expect(rows()).toEqual(['US28-0001', 'US28-0002']);
  });

  it('[VW5] is named by the address, also before it was read', async () => {
    await open({
      incidents: INCIDENTS,
      address: '/e/us-general?view=v1',
      answers: { '/views': { views: [saved()] } },
    });
    await board.wait(() => rows().length === 1);
    expect(rows()).toEqual(['US28-0001']);
    expect(link('Harlow')?.getAttribute('aria-current')).toBe('page');
    expect(document.title).toContain('Harlow');
  });

  it('[VW1] says that one is gone, and shows and selects nothing in its place', async () => {
    const answer = { views: [saved()] };
    await open({
      incidents: INCIDENTS,
      signals: [signalView()],
      address: '/e/us-general?view=v1',
      answers: { '/views': answer },
    });
    await board.wait(() => rows().length === 1);
    answer.views = [];
    await board.doing(() => board.room.views.reload());
    await board.wait(() => board.text().includes('That view is gone'));
    expect(rows()).toEqual([]);
    expect(document.title).toContain('View gone');
    expect(document.querySelector('[data-row]')).toBeNull();
    await board.press('a', { ctrlKey: true });
    expect(board.room.ui.getState().chosen.size).toBe(0);
    const toOpen = [...document.querySelectorAll('button')].find(
      ({ textContent }) => textContent === 'Show “Open now”',
    );
    await board.doing(() => toOpen?.click());
    await board.wait(() => rows().length === 2);
    expect(board.history.location.search).toBe('');
  });

  it('[QY4] narrows a view down by the search, at once, and says how much and what is not known', async () => {
    await open({ incidents: INCIDENTS, answers: { '/views': { views: [] } } });
    await type('tw sev:S9');
    await board.wait(() => board.history.location.search.includes('S9'));
    expect(rows()).toEqual([]);
    expect(board.text()).toContain('“sev:S9” is not known; sev is one of S1, S2, S3, S4, S5.');
    await type('tw');
    await board.wait(() => rows().length === 1);
    expect(rows()).toEqual(['US28-0002']);
    expect(board.text()).toContain('1 incident');
  });

  it('[QY6] offers what can follow, chosen by the arrow keys, and keeps the focus in the field', async () => {
    await open({ incidents: INCIDENTS, answers: { '/views': { views: [] } } });
    await type('is:sn');
    expect(search().getAttribute('aria-expanded')).toBe('true');
    await board.press('ArrowDown');
    const active = search().getAttribute('aria-activedescendant') ?? '';
    expect(document.getElementById(active)?.textContent).toContain('is:snoozed');
    await board.press('Enter');
    expect(document.activeElement).toBe(search());
    expect(search().value).toBe('is:snoozed ');
    expect(search().getAttribute('aria-expanded')).toBe('false');
    await board.wait(() => rows().length === 1);
    expect(rows()).toEqual(['US28-0003']);
    await board.press('Escape');
    expect(board.history.location.search).toBe('');
  });

  it('[LB4] shows what the server finds beyond the view below it', async () => {
    const closed = incidentView({ id: 'US28-0009', title: 'Long ago', state: 'closed' });
    await open({
      incidents: INCIDENTS,
      signals: [signalView()],
      answers: {
        '/views': { views: [] },
        '/incidents': { items: [closed], next: null },
        '/counts': { counts: [{ q: 'ago state:linked,dismissed', signals: 7, isMore: false }] },
      },
    });
    expect(document.querySelector('[aria-label="Closed and older"]')).toBeNull();
    await type('ago');
    await board.wait(() => document.querySelector('#row-US28-0009') !== null);
    expect(document.querySelector('[aria-label="Closed and older"]')?.textContent).toContain(
      '7 decided signals',
    );
  });

  it('[VW2] saves the view and its search under a name, by keyboard', async () => {
    await open({ incidents: INCIDENTS, answers: { '/views': { views: [] } } });
    await type('tag:harlow');
    await board.wait(() => rows().length === 1);
    const button = [...document.querySelectorAll('button')].find(
      (one) => one.textContent === 'Save view',
    );
    await board.doing(() => button?.click());
    await board.wait(() => document.querySelector('[role="dialog"] input') !== null);
    const name = document.querySelector('[role="dialog"] input');
    if (!(name instanceof HTMLInputElement)) throw new Error('there is no name to type');
    await board.doing(() => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(
        name,
        'Harlow',
      );
      name.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await board.doing(() => name.focus());
    await board.press('Enter', { ctrlKey: true });
    await board.wait(() => board.sent.some(({ type: one }) => one === 'view.save'));
    expect(board.sent.find(({ type: one }) => one === 'view.save')).toMatchObject({
      title: 'Harlow',
      query: 'tag:harlow',
      scope: 'private',
      lanes: 'both',
    });
  });
});
