import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { SignalView } from '@warroom/shared';
import { colleague, intakeKey, setUp } from './rigs/api.ts';
import type { Api } from './rigs/api.ts';
import { handsOf, watchHands } from './rigs/hands.ts';
import { keepsChanging } from './rigs/keeps-changing.ts';
import { openBoard, openWindow, signalRows } from './rigs/pages.ts';
import { realPosts } from './rigs/real-posts.ts';
import { incident, openIncident, postSignals } from './rigs/seed.ts';
import { startServer } from './rigs/server.ts';
import type { ServerRig } from './rigs/server.ts';
import { test } from './rigs/test.ts';

const ELECTION = 'us-general';
const COUNT = 300;
const BATCH = 20;
const PER_SECOND = 50;
let server: ServerRig;
let ana: Api;
let sofia: Api;

test.beforeAll(async () => {
  server = await startServer();
  ana = await setUp(server);
  sofia = await colleague(
    server,
    ana,
    { election: ELECTION, role: 'lead', clearance: 'AMBER+STRICT' },
    'Sofia Reyes',
  );
});
test.afterAll(async () => {
  await server.stop();
});

/** All signals there are, page by page. */
async function allSignals(): Promise<SignalView[]> {
  const all: SignalView[] = [];
  for (let before: string | null = ''; before !== null;) {
    const page: { items: SignalView[]; next: string | null } = await ana.get(
      `/api/elections/${ELECTION}/signals?state=all&limit=200${before === '' ? '' : `&before=${encodeURIComponent(before)}`}`,
    );
    all.push(...page.items);
    before = page.next;
  }
  return all;
}

async function inState(state: SignalView['state']): Promise<SignalView[]> {
  return (await allSignals()).filter((signal) => signal.state === state);
}

/** What a page is told to do by keys, and nothing else. */
function keysOf(page: Page) {
  const press = async (...keys: string[]): Promise<void> => {
    for (const one of keys) await page.keyboard.press(one);
  };
  const dialogGone = async (): Promise<void> => {
    await expect(page.getByRole('dialog')).toBeHidden();
    // The next frame has the focus back: nobody's fingers are faster.
    await expect(page.locator(':focus')).toHaveCount(1);
  };
  return {
    press,
    dialogGone,
    /** Types into the list that a key opened, and takes the first match. */
    async pick(opener: string, word: string): Promise<void> {
      await press(opener);
      await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
      await page.keyboard.type(word);
      await press('Enter');
      await dialogGone();
    },
    /** Opens the dialog that asks why, and takes the first reason. */
    async dismiss(): Promise<void> {
      await press('3');
      await expect(page.getByRole('dialog', { name: /^Dismiss/ })).toBeVisible();
      await press('1');
      await dialogGone();
    },
  };
}

test('[E70] a queue of 300 signals is worked by keyboard alone, and the focus is never lost while fifty changes a second come in', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const posts = realPosts(COUNT);
  expect(posts).toHaveLength(COUNT);
  const key = await intakeKey(ana, ELECTION, 'tips');
  for (let at = 0; at < COUNT; at += 100)
    await postSignals(
      server,
      ELECTION,
      key,
      posts.slice(at, at + 100).map((text, n) => ({ externalId: `post-${at + n}`, text })),
    );
  const busy: string[] = [];
  for (let n = 0; n < 20; n += 1)
    busy.push(await openIncident(sofia, ELECTION, { title: `Busy matter ${n}`, severity: 'S4' }));
  const target = await openIncident(ana, ELECTION, { title: 'What is said of closing times' });
  const { page, troubles } = await openWindow(browser, server, ana.cookie);
  await openBoard(page, ELECTION);
  await watchHands(page);
  const others = keepsChanging(sofia, ELECTION, busy, PER_SECOND);
  const { press, pick, dismiss, dialogGone } = keysOf(page);
  const said = page.getByRole('region', { name: 'What was said' });
  const lane = page.getByRole('region', { name: 'Signals' });
  const batch = page.getByRole('grid', { name: 'My batch' });
  const asItIs = (id: string) => incident(ana, ELECTION, id);

  await test.step('a look at the queue, and a peek', async () => {
    await press('g', 't');
    await expect(page).toHaveURL(/[?&]view=signals/);
    await expect(page.getByRole('grid', { name: 'Incidents' })).toBeHidden();
    await expect(signalRows(page).first()).toBeVisible();
    await press('j', 'Space');
    await expect(said).toBeVisible();
    await press('Space');
    await expect(said).toBeHidden();
  });

  await test.step('the next batch is claimed, and its first is shown', async () => {
    await press('b');
    await expect(lane.getByText(`${BATCH} left`)).toBeVisible();
    await expect(said).toBeVisible();
    await expect(batch).toBeFocused();
    const claimed = (await inState('undecided')).filter(({ claim }) => claim !== null);
    expect(claimed).toHaveLength(BATCH);
    await press('1');
    await expect(page.getByText('Claimed a signal')).toBeVisible();
  });

  await test.step('one after another is dismissed; the last one by mistake', async () => {
    for (let left = BATCH - 1; left >= BATCH - 4; left -= 1) {
      await dismiss();
      await expect(lane.getByText(`${left} left`)).toBeVisible();
      await press('j');
    }
    expect(await inState('dismissed')).toHaveLength(4);
    await press('z');
    await expect.poll(async () => (await inState('dismissed')).length).toBe(3);
  });

  await test.step('one is linked to what it belongs to', async () => {
    await pick('2', target);
    await expect.poll(async () => (await asItIs(target)).signalCount).toBe(1);
    await press('j');
  });

  const made = await test.step('of one an incident is opened', async () => {
    await press('Enter', 'n');
    const opening = page.getByRole('dialog', { name: 'Open incident' });
    await expect(opening.getByRole('textbox', { name: 'Title' })).toBeFocused();
    await press('Control+a');
    await page.keyboard.type('A made-up closing time goes round');
    await press('Control+Enter');
    await dialogGone();
    const detail = page.getByRole('region', { name: /^Incident US28-/ });
    await expect(detail).toBeVisible();
    return ((await detail.getAttribute('aria-label')) ?? '').replace('Incident ', '');
  });
  expect((await asItIs(made)).title).toBe('A made-up closing time goes round');

  await test.step('it is acknowledged, assigned, noted, snoozed and woken by undo', async () => {
    await press('i', '1');
    await expect.poll(async () => (await asItIs(made)).state).toBe('triage');
    await pick('a', 'Sofia');
    await expect.poll(async () => (await asItIs(made)).changedBy?.kind).toBe('person');
    await expect(page.getByRole('button', { name: /^Assignee/ })).toContainText('Sofia Reyes');
    await press('z');
    await expect(page.getByRole('button', { name: /^Assignee/ })).toContainText('Ana Lima');
    await press('c');
    await expect(page.getByRole('textbox', { name: `Note on ${made}` })).toBeFocused();
    await page.keyboard.type('Asked the county.');
    await press('Control+Enter', 'Escape');
    await expect.poll(async () => (await asItIs(made)).noteCount).toBe(1);
    await press('h');
    await expect(page.getByRole('dialog', { name: `Snooze ${made}` })).toBeVisible();
    await press('1');
    await dialogGone();
    await expect.poll(async () => (await asItIs(made)).snooze !== null).toBe(true);
    await press('z');
    await expect.poll(async () => (await asItIs(made)).snooze).toBeNull();
  });

  await test.step('it is graded, confirmed, resolved, and that undone', async () => {
    await pick('s', 'high');
    await pick('l', 'procedure');
    await expect.poll(async () => (await asItIs(made)).category).not.toBeNull();
    await press('r');
    await expect.poll(async () => (await asItIs(made)).state).toBe('active');
    await press('r');
    await expect(page.getByRole('dialog', { name: `Resolve ${made}` })).toBeVisible();
    await expect(page.getByRole('dialog').getByRole('button', { name: /Outcome/ })).toBeVisible();
    await press('Tab', 'Enter');
    await expect(page.getByRole('listbox')).toBeVisible();
    await press('ArrowDown', 'Enter');
    await expect(page.getByRole('listbox')).toBeHidden();
    await press('Control+Enter');
    await dialogGone();
    await expect.poll(async () => (await asItIs(made)).state).toBe('resolved');
    await press('z');
    await expect.poll(async () => (await asItIs(made)).state).toBe('active');
  });

  await test.step('it is merged into what was there, and parted again', async () => {
    await pick('2', target);
    await expect.poll(async () => (await asItIs(made)).mergedInto).toBe(target);
    await press('z');
    await expect.poll(async () => (await asItIs(made)).mergedInto).toBeNull();
  });

  await test.step('the rest is noise: batch after batch is taken and dismissed', async () => {
    await press('g', 't');
    let left = (await inState('undecided')).length;
    expect(left).toBe(COUNT - 5);
    for (let round = 0; left > 0 && round < COUNT / BATCH + 2; round += 1) {
      // Of the first batch there is a rest.
      if (round > 0) {
        await press('b');
        await expect(lane.getByText(`${Math.min(left, BATCH)} left`)).toBeVisible();
        await expect(said).toBeVisible();
      }
      // None of the last batch is among them.
      await expect(batch.locator('[data-left]')).toHaveCount(0);
      await press('Control+a');
      await dismiss();
      await expect(page.getByRole('button', { name: /^Dismiss \d+ signals?/ })).toBeVisible();
      await press('Enter');
      await expect(lane.getByText('done', { exact: true })).toBeVisible();
      await press('Escape');
      await expect(said).toBeHidden();
      // What the board foresaw at once has come true on the server.
      await expect(async () => {
        left = (await inState('undecided')).length;
        const counted = page.getByRole('link', { name: `Undecided signals ${left}` });
        await expect(counted).toBeVisible({ timeout: 500 });
      }).toPass({ timeout: 10_000 });
    }
    expect(left).toBe(0);
  });

  const { count, seconds } = await others.stop();
  expect(count / seconds).toBeGreaterThan(PER_SECOND * 0.9);
  const hands = await handsOf(page);
  expect(hands.lost).toEqual([]);
  expect(hands.pointer).toBe(0);
  expect(hands.keys).toBeGreaterThan(100);
  expect(await inState('dismissed')).toHaveLength(COUNT - 2);
  expect(await inState('linked')).toHaveLength(2);
  expect(troubles).toEqual([]);
});
