import { expect } from '@playwright/test';
import { ADMIN, colleague, setUp } from './rigs/api.ts';
import type { Api } from './rigs/api.ts';
import { openBoard, openWindow } from './rigs/pages.ts';
import { pairDisplay } from './rigs/pairing.ts';
import { startServer } from './rigs/server.ts';
import type { ServerRig } from './rigs/server.ts';
import { test } from './rigs/test.ts';
import { codeOf, frameOf, liveChip, sceneOn } from './rigs/wall.ts';

const ELECTION = 'us-general';
/** What a code on a wall holds: see phone-link.ts. */
const CODE = `/wall?election=${ELECTION}&scene=map&map=states`;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

let server: ServerRig;
let ana: Api;
let lea: Api;
test.beforeAll(async () => {
  server = await startServer();
  ana = await setUp(server);
  lea = await colleague(
    server,
    ana,
    { election: ELECTION, role: 'lead', clearance: 'AMBER' },
    'Lea Berg',
  );
});
test.afterAll(async () => {
  await server.stop();
});

test('[E100] a phone that reads a wall’s code and is not signed in signs in, and is brought to the same view', async ({
  browser,
}) => {
  const { page, troubles } = await openWindow(browser, server, '', PHONE);
  await page.goto(CODE);
  await page.getByRole('textbox', { name: 'E-mail' }).fill(ADMIN.email);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(sceneOn(page, 'map')).toBeVisible();
  await expect(liveChip(page)).toBeVisible();
  const { pathname, search } = new URL(page.url());
  expect(pathname + search).toBe(CODE);
  // On a phone there is no other way out than what a finger brings up.
  await page.touchscreen.tap(195, 500);
  await page.getByRole('link', { name: 'Back to the desk' }).click();
  await expect(page).toHaveURL(new RegExp(`/e/${ELECTION}`));
  expect(troubles).toEqual([]);
});

test('[E100] whose election it is not is told so, with a way on', async ({ browser }) => {
  const { page } = await openWindow(browser, server, lea.cookie, PHONE);
  await page.goto('/wall?election=example-city&scene=map');
  await expect(
    page.getByRole('heading', { name: 'This election is not yours to see' }),
  ).toBeVisible();
  await page.getByRole('link', { name: 'To your desk' }).click();
  await expect(page).toHaveURL(new RegExp(`/e/${ELECTION}`));
});

test('[E101] from the desk the wall is the preview of its election, with a way to the pairing page', async ({
  browser,
}) => {
  const { page, troubles } = await openWindow(browser, server, lea.cookie);
  await openBoard(page, ELECTION);
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await expect(frameOf(page)).toContainText('PREVIEW');
  await expect(liveChip(page)).toBeVisible();
  await page.mouse.move(300, 300);
  await page.mouse.move(320, 320);
  await page.getByRole('link', { name: 'Pair this screen' }).click();
  await expect(codeOf(page)).toBeVisible();
  // The bare address is a screen's; who is signed in looks at the wall by it.
  await page.goto('/wall');
  await expect(frameOf(page)).toContainText('PREVIEW');
  expect(new URL(page.url()).searchParams.get('election')).toBe(ELECTION);
  expect(troubles).toEqual([]);
});

test('[E101] a paired screen is the display whoever is signed in on it, and once revoked shows a code, not what they may see', async ({
  browser,
}) => {
  const display = await pairDisplay(server, ana, ELECTION, {
    clearance: 'GREEN',
    redaction: 'none',
  });
  const { page } = await openWindow(browser, server, `${display.cookie}; ${lea.cookie}`);
  await page.goto('/wall');
  await expect(frameOf(page)).toContainText('TLP:GREEN');
  await expect(frameOf(page)).not.toContainText('PREVIEW');
  const revoked = await ana.fetch(`/api/admin/elections/${ELECTION}/displays/${display.id}`, {
    method: 'DELETE',
  });
  expect(revoked.ok).toBe(true);
  await expect(codeOf(page)).toBeVisible();
  await page.reload();
  await expect(codeOf(page)).toBeVisible();
  await expect(frameOf(page)).toHaveCount(0);
});
