import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { intakeKey, setUp } from './rigs/api.ts';
import type { Api } from './rigs/api.ts';
import { foundOn, inBothThemes, THEMES } from './rigs/axe.ts';
import { DESK_PAGES, furnish } from './rigs/furnished.ts';
import { openBoard, openWindow, signalRows } from './rigs/pages.ts';
import { done, openIncident, postSignals } from './rigs/seed.ts';
import { startServer } from './rigs/server.ts';
import type { ServerRig } from './rigs/server.ts';
import { test } from './rigs/test.ts';

const ELECTION = 'us-general';
let server: ServerRig;
let ana: Api;
let setUpPath: string;

test.beforeAll(async () => {
  server = await startServer();
  const [, path] = await server.waitForLine(/(\/setup#\S+)/);
  setUpPath = path ?? '';
});
test.afterAll(async () => {
  await server.stop();
});

/** Looks at the dialog that was just opened, and closes it. */
async function lookAtDialog(page: Page, name: string | RegExp): Promise<void> {
  await inBothThemes(page, `dialog ${String(name)}`, () =>
    expect(page.getByRole('dialog', { name })).toBeVisible(),
  );
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
}

test('[E25] nothing for axe on the set-up page, in both themes', async ({ browser }) => {
  const { page } = await openWindow(browser, server);
  await page.goto(setUpPath);
  await inBothThemes(page, 'set-up', () =>
    expect(page.getByRole('button', { name: /Set up and sign in/ })).toBeVisible(),
  );
});

test.describe('set up', () => {
  // Each looks at many pages in two themes, and a busy machine is slow at that.
  test.describe.configure({ timeout: 120_000 });

  test.beforeAll(async () => {
    ana = await setUp(server);
    const key = await intakeKey(ana, ELECTION, 'tips');
    await postSignals(server, ELECTION, key, [
      {
        externalId: '1',
        text: 'Polling place locked at opening time',
        severity: 'S2',
        jurisdiction: 'US-GA',
      },
      { externalId: '2', text: 'Cierran temprano', language: 'es' },
    ]);
    for (const severity of ['S1', 'S2', 'S3', 'S4', 'S5'])
      await openIncident(ana, ELECTION, {
        title: `A case of ${severity}`,
        severity,
        jurisdictions: ['US-AZ'],
      });
    await done(ana, ELECTION, { type: 'incident.acknowledge', incident: 'US28-0001' });
    await done(ana, ELECTION, {
      type: 'incident.note',
      incident: 'US28-0001',
      text: 'Called the county.',
    });
    await furnish(ana, ELECTION, 'US28-0001');
  });

  test('[E25] nothing for axe on the sign-in page, in both themes', async ({ browser }) => {
    const { page } = await openWindow(browser, server);
    await page.goto('/sign-in');
    await inBothThemes(page, 'sign-in', () =>
      expect(page.getByRole('button', { name: /Sign in/ })).toBeVisible(),
    );
  });

  for (const [path, title] of [
    ['/link', 'Open the whole link'],
    ['/link#made-up', 'Signing in by your link'],
    ['/invite', 'Open your invitation link'],
  ] as const)
    test(`[E25] nothing for axe on ${path}, in both themes`, async ({ browser }) => {
      const { page } = await openWindow(browser, server);
      await page.goto(path);
      await inBothThemes(page, path, () =>
        expect(page.getByRole('heading', { name: title })).toBeVisible(),
      );
    });

  test('[E25] nothing for axe on a taken invitation and on password and sessions, in both themes', async ({
    browser,
  }) => {
    const { token } = await ana.post<{ token: string }>('/api/admin/invitations', {
      email: 'ida@office.example',
      name: 'Ida Moen',
      election: ELECTION,
      role: 'triager',
      clearance: 'GREEN',
    });
    const { page } = await openWindow(browser, server);
    await page.goto(`/invite#${token}`);
    await inBothThemes(page, 'invitation', () =>
      expect(page.getByRole('heading', { name: /^Join/ })).toBeVisible(),
    );
    const anas = await openWindow(browser, server, ana.cookie);
    await anas.page.goto('/password');
    await inBothThemes(anas.page, 'password', () =>
      expect(anas.page.getByRole('heading', { name: 'Password and sessions' })).toBeVisible(),
    );
  });

  test('[E25] nothing for axe on the start page, in both themes', async ({ browser }) => {
    const { page } = await openWindow(browser, server, ana.cookie);
    await page.goto('/start');
    await inBothThemes(page, 'start', () =>
      expect(page.getByRole('button', { name: /Start the drill/ })).toBeVisible(),
    );
  });

  test('[E25] nothing for axe on the board, its detail and dialogs, in both themes', async ({
    browser,
  }) => {
    const { page } = await openWindow(browser, server, ana.cookie);
    await openBoard(page, ELECTION);
    await inBothThemes(page, 'board');
    await openBoard(page, ELECTION, '?sel=US28-0001');
    await inBothThemes(page, 'incident', () =>
      expect(page.getByText('Called the county.')).toBeVisible(),
    );
    for (const [key, name] of [
      ['?', 'Keys'],
      ['Control+k', 'Commands'],
      ['3', 'Dismiss'],
    ] as const) {
      await page.keyboard.press(key);
      await lookAtDialog(page, name);
    }
  });

  test('[E25] nothing for axe on the admin page and its tabs, in both themes', async ({
    browser,
  }) => {
    const { page } = await openWindow(browser, server, ana.cookie);
    for (const [tab, heading] of [
      ['people', 'People'],
      ['keys', 'Intake keys'],
      ['displays', 'Displays'],
      ['elections', 'Elections'],
    ] as const) {
      await page.goto(`/e/${ELECTION}/admin?tab=${tab}`);
      await inBothThemes(page, `admin, ${tab}`, () =>
        expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible(),
      );
    }
    for (const [tab, button] of [
      ['people', 'Invite'],
      ['keys', 'Make a key'],
      ['displays', 'Pair a display'],
    ] as const) {
      await page.goto(`/e/${ELECTION}/admin?tab=${tab}`);
      await page.getByRole('button', { name: button }).first().click();
      await inBothThemes(page, `admin, ${button}`, () =>
        expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible(),
      );
    }
  });

  test('[E25] nothing for axe on the import page, in both themes', async ({ browser }) => {
    const { page } = await openWindow(browser, server, ana.cookie);
    await page.goto(`/e/${ELECTION}/import`);
    await inBothThemes(page, 'import', () =>
      expect(page.getByRole('heading', { level: 1 })).toBeVisible(),
    );
  });

  test('[E25] nothing for axe on the wall and its pairing page, in both themes', async ({
    browser,
  }) => {
    const { page } = await openWindow(browser, server, ana.cookie);
    for (const theme of THEMES)
      for (const scene of ['overview', 'ticker', 'map', 'metrics', 'on-call']) {
        await page.goto(`/wall?election=${ELECTION}&scene=${scene}&theme=${theme}`);
        await expect(page.locator(`[data-scene="${scene}"]`)).toBeVisible();
        expect(await foundOn(page), `wall, ${scene}, ${theme}`).toEqual([]);
      }
    const screen = await openWindow(browser, server);
    await screen.page.goto('/wall');
    await expect(screen.page.getByRole('img', { name: /^Code/ })).toBeVisible();
    expect(await foundOn(screen.page), 'pairing').toEqual([]);
  });

  test('[E25] nothing for axe on the desk’s dialogs and the tabs of an incident, in both themes', async ({
    browser,
  }) => {
    const { page } = await openWindow(browser, server, ana.cookie);
    await openBoard(page, ELECTION, '?sel=US28-0001');
    await expect(page.getByText('Called the county.')).toBeVisible();
    for (const tab of ['Notes', 'Evidence', 'Tasks'] as const) {
      await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
      await inBothThemes(page, `tab ${tab}`, () =>
        expect(
          page.getByRole('tab', { name: new RegExp(`^${tab}`), selected: true }),
        ).toBeVisible(),
      );
    }
    for (const [key, name] of [
      ['h', 'Snooze US28-0001'],
      ['4', 'Escalate US28-0001'],
      ['2', 'Merge into, US28-0001'],
      ['n', 'New signal'],
    ] as const) {
      await page.keyboard.press(key);
      await lookAtDialog(page, name);
    }
  });

  test('[E25] nothing for axe on the dialogs that the palette opens, in both themes', async ({
    browser,
  }) => {
    const { page } = await openWindow(browser, server, ana.cookie);
    await openBoard(page, ELECTION, '?sel=US28-0001');
    await expect(page.getByText('Called the county.')).toBeVisible();
    for (const [words, name] of [
      ['Set jurisdictions', 'Jurisdictions of US28-0001'],
      ['Set the next step', /US28-0001$/],
      ['Relate to another', 'Relate US28-0001'],
      ['Move signals', 'Move signals of US28-0001'],
      ['Split off', 'Split off US28-0001'],
      ['Change keys', 'Change keys'],
    ] as const) {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').fill(words);
      await page.keyboard.press('Enter');
      await lookAtDialog(page, name);
    }
    await page.getByRole('button', { name: 'Save view' }).click();
    await lookAtDialog(page, 'Save view');
  });

  test('[E25] nothing for axe on a signal, an incident opened from it and what a bulk will do, in both themes', async ({
    browser,
  }) => {
    const { page } = await openWindow(browser, server, ana.cookie);
    await openBoard(page, ELECTION, '?view=signals');
    await expect(signalRows(page).first()).toBeVisible();
    for (const key of ['j', 'Enter']) await page.keyboard.press(key);
    await inBothThemes(page, 'signal', () =>
      expect(page.getByRole('region', { name: 'What was said' })).toBeVisible(),
    );
    await page.keyboard.press('n');
    await lookAtDialog(page, 'Open incident');
    for (const key of ['Escape', 'j', 'Control+a', '3']) await page.keyboard.press(key);
    await expect(page.getByRole('dialog', { name: 'Dismiss 2 signals' })).toBeVisible();
    await page.keyboard.press('1');
    await inBothThemes(page, 'bulk', () =>
      expect(page.getByRole('button', { name: /^Dismiss 2 signals/ })).toBeVisible(),
    );
  });

  test('[E25] nothing for axe on the dialogs of roster and handover, in both themes', async ({
    browser,
  }) => {
    const { page } = await openWindow(browser, server, ana.cookie);
    await page.goto(`/e/${ELECTION}/roster`);
    for (const [button, name] of [
      ['New override', 'New override'],
      [/^Edit what happens if nobody answers/, 'If nobody answers'],
      ['Decline', 'Decline the swap'],
    ] as const) {
      await page.getByRole('button', { name: button }).first().click();
      await lookAtDialog(page, name);
    }
    for (const [item, name] of [
      [/shift/i, 'New shift'],
      [/rotations/i, 'Rotations'],
      [/nobody answers/i, 'If nobody answers'],
      [/calendar/i, 'Your calendar'],
    ] as const) {
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: item }).click();
      await lookAtDialog(page, name);
    }
    await page.goto(`/e/${ELECTION}/handover`);
    await page.getByRole('button', { name: /^Sign/ }).first().click();
    await lookAtDialog(page, /Sign/);
    await page.getByRole('button', { name: /account of/ }).click();
    await inBothThemes(page, 'account menu', () =>
      expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible(),
    );
  });

  for (const [path, heading] of DESK_PAGES)
    test(`[E25] nothing for axe on ${path}, in both themes`, async ({ browser }) => {
      const { page, troubles } = await openWindow(browser, server, ana.cookie);
      await page.goto(`/e/${ELECTION}/${path}`);
      await inBothThemes(page, path, () =>
        expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible(),
      );
      expect(troubles).toEqual([]);
    });
});
