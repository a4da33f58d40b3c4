import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { intakeKey, setUp } from './rigs/api.ts';
import type { Api } from './rigs/api.ts';
import { incidentRows, openWindow } from './rigs/pages.ts';
import { done, openIncident, postSignals } from './rigs/seed.ts';
import { pairDisplay } from './rigs/pairing.ts';
import { startServer } from './rigs/server.ts';
import type { ServerRig } from './rigs/server.ts';
import { test } from './rigs/test.ts';
import { codeOf, frameOf, liveChip } from './rigs/wall.ts';

const ELECTION = 'us-general';
const SCREENS = [
  [1366, 768],
  [1920, 1080],
  [3840, 2160],
  [1080, 1920],
] as const;
const LONG =
  'Voters at several polling places report that poll books do not load and that provisional ballots have run out';
test.describe('one server', () => {
  let server: ServerRig;
  let ana: Api;
  test.beforeAll(async () => {
    server = await startServer();
    ana = await setUp(server);
    await fill(server, ana);
  });
  test.afterAll(async () => {
    await server.stop();
  });

  test('[E30] a screen shows a code, an admin confirms it, and the wall shows; revoked, it is blank and shows another code within 2 s', async ({
    browser,
  }) => {
    const screen = await openWindow(browser, server, '', {
      viewport: { width: 1920, height: 1080 },
    });
    await screen.page.goto('/wall');
    await expect(codeOf(screen.page)).toBeVisible();
    const shown = await codeShown(screen.page);
    await expect(screen.page.getByText('US28')).toHaveCount(0);

    const admin = await openWindow(browser, server, ana.cookie);
    await admin.page.goto(`/e/${ELECTION}/admin?tab=displays`);
    const card = admin.page
      .getByRole('list', { name: 'Screens that wait to be paired' })
      .getByRole('listitem')
      .filter({ hasText: shown });
    await expect(card).toContainText('Compare code, colour and word');
    await card.getByRole('button', { name: 'Confirm and set up' }).click();
    await admin.page.getByRole('textbox', { name: 'Name' }).fill('Floor, north wall');
    await admin.page.getByRole('button', { name: 'Pair it' }).click();

    await expect(frameOf(screen.page)).toBeVisible();
    await expect(liveChip(screen.page)).toBeVisible();
    await expect(frameOf(screen.page)).toContainText('TLP:');
    await expect(admin.page.getByRole('heading', { name: 'Floor, north wall' })).toBeVisible();

    await admin.page.getByRole('button', { name: 'Identify' }).click();
    await expect(screen.page.getByText('Floor, north wall')).toBeVisible();

    await admin.page.getByRole('button', { name: 'Revoke…' }).click();
    await admin.page
      .getByRole('alertdialog')
      .getByRole('button', { name: 'Revoke', exact: true })
      .click();
    await expect(codeOf(screen.page)).toBeVisible({ timeout: 2_000 });
    await expect(frameOf(screen.page)).toBeHidden();
    await expect(screen.page.getByText('US28')).toHaveCount(0);
    expect(await codeShown(screen.page)).not.toBe(shown);
    expect([...screen.troubles, ...admin.troubles]).toEqual([]);
  });

  for (const [width, height] of SCREENS)
    test(`[E32] nothing in the frame is cut and no line is half seen at ${width} x ${height}, in any scene and room`, async ({
      browser,
    }) => {
      const { page, troubles } = await openWindow(browser, server, ana.cookie, {
        viewport: { width, height },
      });
      await inEveryRoom(page);
      expect(troubles).toEqual([]);
    });

  test('[E32] nor in a flood', async ({ browser }) => {
    test.setTimeout(120_000);
    await openMany(ana, 'S2', 20);
    for (const [width, height] of [SCREENS[0], SCREENS[3]]) {
      const { page } = await openWindow(browser, server, ana.cookie, {
        viewport: { width, height },
      });
      await inEveryRoom(page, true);
    }
  });
});

/** Looks at every scene in rooms near and far; in a flood the banner may stand for the scene. */
async function inEveryRoom(page: Page, isFlood = false): Promise<void> {
  for (const room of ['diagonal=65&seat=7', 'diagonal=55&seat=10', 'diagonal=14&seat=0.7'])
    for (const scene of ['overview', 'ticker', 'map', 'metrics']) {
      await page.goto(`/wall?election=${ELECTION}&scene=${scene}&${room}`);
      const shown = isFlood ? page.getByText('FLOOD') : page.locator(`[data-scene="${scene}"]`);
      await expect(shown).toBeVisible();
      await expect(liveChip(page)).toBeVisible();
      await page.evaluate(() => document.fonts.ready);
      const size = page.viewportSize();
      const where = `${scene}, ${room}, ${size?.width} x ${size?.height}`;
      await expect
        .soft(async () => expect(await cutElements(page), where).toEqual([]))
        .toPass({ timeout: 3_000 });
    }
}

test('[E33] a wall whose server is gone says LATE, then STALE with the time, and is live again by itself', async ({
  browser,
}) => {
  let server = await startServer();
  const { dataDir } = server;
  const port = new URL(server.url).port;
  const ana = await setUp(server);
  await openIncident(ana, ELECTION, { title: 'Power cut at the county depot', severity: 'S2' });
  const display = await pairDisplay(server, ana, ELECTION, {
    clearance: 'AMBER',
    redaction: 'none',
  });
  const { page, troubles } = await openWindow(browser, server, display.cookie, {
    viewport: { width: 1920, height: 1080 },
  });
  await page.goto('/wall?scene=overview');
  await expect(liveChip(page)).toBeVisible();
  await server.kill9();
  await expect(frameOf(page)).toContainText('LATE', { timeout: 15_000 });
  await expect(frameOf(page)).toContainText('STALE', { timeout: 25_000 });
  await expect(liveChip(page)).toHaveCount(0);
  await expect(page.getByText(/AS OF/).first()).toBeVisible();
  await expect(page.getByText('Power cut at the county depot')).toBeVisible();
  server = await startServer({ dataDir, env: { PORT: port } });
  await expect(liveChip(page)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(/AS OF/)).toHaveCount(0);
  expect(troubles).toEqual([]);
  await server.stop();
});

test("[E31] with --drill the lead's board, the triager's board and the wall move by themselves", async ({
  browser,
}) => {
  test.setTimeout(150_000);
  const server = await startServer({ args: ['--drill'] });
  const links = await Promise.all(
    ['Lead', 'Triager', 'Wall'].map(
      async (who) => (await server.waitForLine(new RegExp(`${who}\\s+(\\S+/link#\\S+)`)))[1] ?? '',
    ),
  );
  const [lead, triager, wall] = await Promise.all(
    links.map(async (link) => {
      const window = await openWindow(browser, server);
      await window.page.goto(link);
      return window;
    }),
  );
  if (!lead || !triager || !wall) throw new Error('three links were printed, three windows opened');
  for (const { page } of [lead, triager]) {
    await expect(page.getByText('EXERCISE', { exact: true }).first()).toBeVisible();
    await expect.poll(() => undecided(page), { timeout: 60_000 }).toBeGreaterThan(0);
    const before = await undecided(page);
    await expect.poll(() => undecided(page), { timeout: 60_000 }).toBeGreaterThan(before + 4);
    await expect(incidentRows(page).first()).toBeVisible({ timeout: 90_000 });
  }
  await expect(liveChip(wall.page)).toBeVisible();
  await expect(wall.page.getByRole('img', { name: 'Exercise' })).toBeVisible();
  const counts = () => frameOf(wall.page).innerText();
  await expect.poll(counts, { timeout: 30_000 }).toMatch(/(^|\n)\s*[1-9]/);
  const numbers = await incidentRows(lead.page).count();
  expect(numbers).toBeGreaterThan(0);
  await expect.poll(() => incidentRows(triager.page).count()).toBeGreaterThanOrEqual(numbers);
  expect([...lead.troubles, ...triager.troubles, ...wall.troubles]).toEqual([]);
  await server.stop();
});

/** As many and as long as a bad hour brings, short of a flood: three-digit counts, long titles. */
async function fill(server: ServerRig, api: Api): Promise<void> {
  const key = await intakeKey(api, ELECTION, 'tips');
  await openMany(api, 'S1', 2);
  await openMany(api, 'S2', 6);
  await openMany(api, 'S3', 104);
  await openMany(api, 'S4', 12);
  await postSignals(
    server,
    ELECTION,
    key,
    Array.from({ length: 30 }, (_, n) => ({
      externalId: `fill-${n}`,
      text: `${LONG}, says caller ${n}`,
      jurisdiction: 'US-NV',
    })),
  );
}

async function openMany(api: Api, severity: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const id = await openIncident(api, ELECTION, {
      title: `${LONG} (${n + 1})`,
      severity,
      category: 'OPS.equipment',
      jurisdictions: [['US-AZ', 'US-PA', 'US-MI', 'US-GA', 'US-PR'][n % 5]],
    });
    if (n % 3 === 1) await done(api, ELECTION, { type: 'incident.acknowledge', incident: id });
  }
}

async function codeShown(page: Page): Promise<string> {
  const name = (await codeOf(page).getAttribute('aria-label')) ?? '';
  const letters = name.replace('Code ', '').replaceAll(' ', '');
  return `${letters.slice(0, 3)}-${letters.slice(3)}`;
}

/** What is cut off in the frame, and what of any text is seen in part only. */
function cutElements(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const words = (element: Element): string =>
      `${(element.getAttribute('class') ?? '').slice(0, 40)}: ${(element.textContent ?? '').slice(0, 60)}`;
    const frame = document.querySelector('header');
    if (frame === null) return ['there is no frame'];
    const cut = [...frame.querySelectorAll<HTMLElement>('*')]
      .filter(({ clientWidth, scrollWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
      .map((element) => `frame, cut: ${words(element)}`);
    /** How much of an element its ancestors and the screen let through, from top to bottom, px. */
    const seen = (element: Element): number => {
      let { top, bottom } = element.getBoundingClientRect();
      for (let up = element.parentElement; up !== null; up = up.parentElement) {
        if (getComputedStyle(up).overflowY === 'visible') continue;
        const box = up.getBoundingClientRect();
        top = Math.max(top, box.top);
        bottom = Math.min(bottom, box.bottom);
      }
      return Math.min(bottom, innerHeight) - Math.max(top, 0);
    };
    const half = [...document.querySelectorAll('header *, [data-scene] *')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .filter((element) => element.closest('[aria-hidden="true"]') === null)
      .filter((element) => element.children.length === 0 && element.textContent?.trim() !== '')
      .filter((element) => {
        const { height } = element.getBoundingClientRect();
        const part = seen(element) / height;
        return height > 0 && part > 0.1 && part < 0.8;
      })
      .map((element) => `half seen: ${words(element)}`);
    const bar = frame.getBoundingClientRect();
    const out = [...frame.querySelectorAll('*')]
      .filter((element) => element.children.length === 0 && element.textContent?.trim() !== '')
      .filter((element) => element.getBoundingClientRect().right > bar.right + 1)
      .map((element) => `out of the frame: ${words(element)}`);
    return [...cut, ...out, ...half];
  });
}

/** How many signals wait, as the board says. */
async function undecided(page: Page): Promise<number> {
  const words = await page.getByText(/^[\d,]+ undecided$/).textContent();
  return Number((words ?? '0').replaceAll(/\D/g, ''));
}
