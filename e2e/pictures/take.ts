import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { setUp } from '../rigs/api.ts';
import type { Api } from '../rigs/api.ts';
import { openBoard, openWindow } from '../rigs/pages.ts';
import { pairDisplay } from '../rigs/pairing.ts';
import { startServer } from '../rigs/server.ts';
import { palettePng } from './palette-png.ts';

const folder = resolve(import.meta.dirname, '../../docs/pictures');
/** By then the drill has a threat, a flooded site, a rumour and long lines, and all its sources still speak. */
const INTO_DRILL_MS = Number(process.env['PICTURES_AFTER_S'] ?? 350) * 1_000;
const MAX_KB = 300;
const BOARD = { width: 1440, height: 900 };
const WALL = { width: 1920, height: 1080 };

test('the pictures of the README, from a drill', async ({ browser }) => {
  mkdirSync(folder, { recursive: true });
  const server = await startServer({ args: ['--drill'] });
  const startedAt = Date.now();
  const admin = await setUp(server);
  const links = await Promise.all(
    ['Lead', 'Triager', 'Wall'].map(
      async (who) => (await server.waitForLine(new RegExp(`${who}\\s+(\\S+/link#\\S+)`)))[1] ?? '',
    ),
  );
  const [leadLink = '', triagerLink = '', wallLink = ''] = links;
  const lead = (await openWindow(browser, server, '', { viewport: BOARD, colorScheme: 'dark' }))
    .page;
  await lead.goto(leadLink);
  await expect(lead.getByText(/^Live, as of/)).toBeVisible();
  const election = /\/e\/([^/?]+)/.exec(lead.url())?.[1] ?? '';
  const triager = (await openWindow(browser, server, '', { viewport: BOARD })).page;
  await triager.goto(triagerLink);
  const wall = (await openWindow(browser, server, '', { viewport: WALL })).page;
  await wall.goto(wallLink);
  await expect(wall.getByRole('banner', { name: 'State of the war room' })).toBeVisible();
  await pairDisplay(server, admin, election, {
    name: 'Lobby',
    clearance: 'GREEN',
    redaction: 'visitor',
  });

  const signIn = (await openWindow(browser, server, '', { viewport: BOARD, colorScheme: 'light' }))
    .page;
  await signIn.goto('/sign-in');
  await take(signIn, 'sign-in', () =>
    expect(signIn.getByRole('button', { name: /Sign in/ })).toBeVisible(),
  );

  await expect
    .poll(() => Date.now() - startedAt, { timeout: INTO_DRILL_MS + 60_000, intervals: [5_000] })
    .toBeGreaterThan(INTO_DRILL_MS);

  for (const scene of ['overview', 'map', 'metrics', 'ticker']) {
    await wall.goto(`/wall?scene=${scene}`);
    await take(wall, `wall-${scene}`, async () => {
      await expect(wall.locator(`[data-scene="${scene}"]`)).toBeVisible();
      await expect(wall.getByRole('banner', { name: 'State of the war room' })).toContainText(
        'CRIT',
      );
      // Until the first heartbeat the age of what was loaded is not known.
      await expect(wall.getByText(/AS OF/)).toHaveCount(0, { timeout: 30_000 });
    });
  }

  const shown = await mostTold(admin, election);
  await triager.goto(`/e/${election}?sel=${shown}`);
  await openBoard(lead, election, `?sel=${shown}`);
  const isOpen = () =>
    expect(
      lead.getByRole('region', { name: 'Linked signals' }).getByRole('row').first(),
    ).toBeVisible();
  await isOpen();
  await lead.keyboard.press('.');
  await take(lead, 'board-dark', isOpen);
  await lead.emulateMedia({ colorScheme: 'light' });
  await take(lead, 'board-light', isOpen);
  await lead.emulateMedia({ colorScheme: 'dark' });
  await lead.setViewportSize({ width: 1440, height: 1000 });
  await take(lead, 'incident', isOpen, { x: 380, y: 76, width: 1060, height: 900 });

  await lead.setViewportSize(BOARD);
  await lead.keyboard.press('Control+k');
  await take(lead, 'palette-dark', () =>
    expect(lead.getByRole('dialog', { name: 'Commands' })).toBeVisible(),
  );
  await lead.goto(`/e/${election}/roster`);
  await take(lead, 'roster-dark', () =>
    expect(lead.getByRole('heading', { name: 'Roster', level: 1 })).toBeVisible(),
  );
  await lead.goto(`/e/${election}/handover`);
  await expect(lead.getByRole('button', { name: /Begin a brief|New brief/ }).first()).toBeVisible();
  await lead.keyboard.press('n');
  await lead.getByRole('combobox', { name: 'Who takes over' }).fill('Triager');
  await lead.getByRole('option', { name: /triager/i }).click();
  await lead.keyboard.press('Control+Enter');
  await lead
    .getByRole('region', { name: 'Messages' })
    .getByRole('button', { name: 'Close' })
    .click();
  await take(lead, 'handover-dark', () =>
    expect(lead.getByRole('region', { name: 'To settle before signing' })).toBeVisible(),
  );
  await lead.emulateMedia({ colorScheme: 'light' });
  await lead.goto(`/e/${election}/sitrep`);
  await take(lead, 'sitrep-light', () =>
    expect(lead.getByRole('heading', { name: 'Situation report' })).toBeVisible(),
  );

  const waiting = (await openWindow(browser, server, '', { viewport: WALL })).page;
  await waiting.goto('/wall');
  await take(waiting, 'wall-pairing', () =>
    expect(waiting.getByRole('img', { name: /^Code/ })).toBeVisible(),
  );
  const displays = (
    await openWindow(browser, server, admin.cookie, { viewport: BOARD, colorScheme: 'dark' })
  ).page;
  await displays.goto(`/e/${election}/admin?tab=displays`);
  await displays.getByRole('row', { name: /Drill wall/ }).click();
  await take(displays, 'admin-displays', () =>
    expect(displays.getByRole('heading', { name: 'Drill wall' })).toBeVisible(),
  );
  await server.stop();
});

/** Takes a picture, or a part of it, once it is there and its fonts are; small enough for a README. */
async function take(
  page: Page,
  name: string,
  isThere: () => Promise<void>,
  clip?: { x: number; y: number; width: number; height: number },
): Promise<void> {
  await isThere();
  await page.evaluate(() => document.fonts.ready);
  const png = palettePng(
    await page.screenshot({ animations: 'disabled', ...(clip === undefined ? {} : { clip }) }),
  );
  expect(png.length / 1_000, `${name}.png in kB`).toBeLessThanOrEqual(MAX_KB);
  writeFileSync(join(folder, `${name}.png`), png);
}

/** The open incident with the most signals behind it and the most written on it. */
async function mostTold(api: Api, election: string): Promise<string> {
  const { incidents } = await api.snapshot(election);
  const [first] = incidents
    .filter(({ state }) => state === 'active' || state === 'triage')
    .toSorted((a, b) => b.signalCount + 5 * b.noteCount - a.signalCount - 5 * a.noteCount);
  if (!first) throw new Error('the drill has no incident that is worked on');
  return first.id;
}
