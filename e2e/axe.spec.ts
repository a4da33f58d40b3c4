import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { intakeKey, setUp } from './rigs/api.ts';
import type { Api } from './rigs/api.ts';
import { openBoard, openWindow } from './rigs/pages.ts';
import { done, openIncident, postSignals } from './rigs/seed.ts';
import { startServer } from './rigs/server.ts';
import type { ServerRig } from './rigs/server.ts';

const ELECTION = 'us-general';
const THEMES = ['dark', 'light'] as const;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
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

test('[E25] nothing serious to axe on the set-up page, in both themes', async ({ browser }) => {
  const { page } = await openWindow(browser, server);
  await page.goto(setUpPath);
  await inBothThemes(page, 'set-up', () =>
    expect(page.getByRole('button', { name: /Set up and sign in/ })).toBeVisible(),
  );
});

test.describe('set up', () => {
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
  });

  test('[E25] nothing serious to axe on the sign-in page, in both themes', async ({ browser }) => {
    const { page } = await openWindow(browser, server);
    await page.goto('/sign-in');
    await inBothThemes(page, 'sign-in', () =>
      expect(page.getByRole('button', { name: /Sign in/ })).toBeVisible(),
    );
  });

  test('[E25] nothing serious to axe on the start page, in both themes', async ({ browser }) => {
    const { page } = await openWindow(browser, server, ana.cookie);
    await page.goto('/start');
    await inBothThemes(page, 'start', () =>
      expect(page.getByRole('button', { name: /Start the drill/ })).toBeVisible(),
    );
  });

  test('[E25] nothing serious to axe on the board, its detail and dialogs, in both themes', async ({
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
      await inBothThemes(page, `dialog ${name}`, () =>
        expect(page.getByRole('dialog', { name })).toBeVisible(),
      );
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
  });

  test('[E25] nothing serious to axe on the admin page and its tabs, in both themes', async ({
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
  });

  test('[E25] nothing serious to axe on the import page, in both themes', async ({ browser }) => {
    const { page } = await openWindow(browser, server, ana.cookie);
    await page.goto(`/e/${ELECTION}/import`);
    await inBothThemes(page, 'import', () =>
      expect(page.getByRole('heading', { level: 1 })).toBeVisible(),
    );
  });

  test('[E25] nothing serious to axe on the wall and its pairing page, in both themes', async ({
    browser,
  }) => {
    const { page } = await openWindow(browser, server, ana.cookie);
    for (const theme of THEMES)
      for (const scene of ['overview', 'ticker', 'map', 'metrics']) {
        await page.goto(`/wall?election=${ELECTION}&scene=${scene}&theme=${theme}`);
        await expect(page.locator(`[data-scene="${scene}"]`)).toBeVisible();
        expect(await seriousOn(page), `wall, ${scene}, ${theme}`).toEqual([]);
      }
    const screen = await openWindow(browser, server);
    await screen.page.goto('/wall');
    await expect(screen.page.getByRole('img', { name: /^Code/ })).toBeVisible();
    expect(await seriousOn(screen.page), 'pairing').toEqual([]);
  });
});

/** Looks at the page as it is now in both themes; `isThere` says that it is drawn. */
async function inBothThemes(
  page: Page,
  name: string,
  isThere: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await isThere();
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    expect.soft(await seriousOn(page), `${name}, ${theme}`).toEqual([]);
  }
}

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** What axe calls serious or critical, one line an element. */
async function seriousOn(page: Page): Promise<string[]> {
  // Colours that are still on their way to another theme are nobody's.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))),
  );
  // Put in by the debugger, whom the page's Content-Security-Policy does not bind.
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(options: unknown): Promise<{ violations: Violation[] }> };
    };
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) =>
        `${id}: ${target.join(' ')} ${failureSummary}`.replaceAll(/\s+/g, ' '),
      ),
    );
}
