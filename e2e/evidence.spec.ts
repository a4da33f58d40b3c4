import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { intakeKey, setUp } from './rigs/api.ts';
import type { Api } from './rigs/api.ts';
import { openBoard, openWindow, signalRows } from './rigs/pages.ts';
import { openIncident, postSignals } from './rigs/seed.ts';
import { startServer } from './rigs/server.ts';
import type { ServerRig } from './rigs/server.ts';
import { test } from './rigs/test.ts';

const ELECTION = 'us-general';
/** A file that is there wherever the tests are: a picture, and not small. */
const PICTURE = fileURLToPath(new URL('../docs/pictures/sign-in.png', import.meta.url));
let server: ServerRig;
let ana: Api;

test.beforeAll(async () => {
  server = await startServer();
  ana = await setUp(server);
});
test.afterAll(async () => {
  await server.stop();
});

/** An incident open on its evidence. */
async function openEvidence(page: Page, id: string): Promise<void> {
  await openBoard(page, ELECTION, `?sel=${id}`);
  await page.getByRole('tab', { name: /^Evidence/ }).click();
  await expect(page.getByRole('button', { name: 'Add files' })).toBeEnabled();
}

const pieces = (page: Page) => page.getByRole('list', { name: 'Evidence' }).getByRole('listitem');

test('[E79] a picture is added from the browser, shows with its hash, and is downloaded as it was', async ({
  browser,
}) => {
  const id = await openIncident(ana, ELECTION, { title: 'A flyer with the wrong day' });
  const { page, troubles } = await openWindow(browser, server, ana.cookie);
  await openEvidence(page, id);
  await page.getByLabel('Files to add').setInputFiles(PICTURE);
  const piece = pieces(page).first();
  await expect(piece).toContainText('image/png');
  await expect(piece).toContainText(/SHA-256 [0-9a-f]{12}/);
  await expect(page.getByRole('tab', { name: /^Evidence 1/ })).toBeVisible();
  const shown = piece.getByRole('img');
  await expect(shown).toBeVisible();
  await expect
    .poll(() => shown.evaluate((img) => (img instanceof HTMLImageElement ? img.naturalWidth : 0)))
    .toBeGreaterThan(0);

  const download = page.waitForEvent('download');
  await piece.getByRole('link', { name: /^Download/ }).click();
  const bytes = await readFile(await (await download).path());
  expect(bytes.equals(await readFile(PICTURE))).toBe(true);
  expect(troubles).toEqual([]);
});

test('[E79] HTML as evidence is downloaded, never drawn, whatever its name says', async ({
  browser,
}) => {
  const id = await openIncident(ana, ELECTION, { title: 'A made-up results page' });
  const { page, troubles } = await openWindow(browser, server, ana.cookie);
  await openEvidence(page, id);
  const html =
    '<!doctype html><title>Results</title><script>alert(1)</script><h1 id="drawn">x</h1>';
  await page.getByLabel('Files to add').setInputFiles([
    { name: 'results.html', mimeType: 'text/html', buffer: Buffer.from(html) },
    { name: 'results.png', mimeType: 'image/png', buffer: Buffer.from(`${html}\n`) },
  ]);
  await expect(pieces(page)).toHaveCount(2);
  await expect(pieces(page).getByRole('img')).toHaveCount(0);
  for (const link of await pieces(page)
    .getByRole('link', { name: /^Download/ })
    .all()) {
    const href = (await link.getAttribute('href')) ?? '';
    const answer = await ana.fetch(href);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(answer.headers.get('content-security-policy')).toMatch(/sandbox/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-type')).not.toMatch(/html|xml|svg/);
    expect((await answer.text()).trimEnd()).toBe(html);
    expect((await ana.fetch(`${href}/preview`)).ok).toBe(false);
    // Gone to as an address, it is a download and no page.
    const other = await page.context().newPage();
    const download = other.waitForEvent('download');
    await other.goto(href).catch(() => undefined);
    expect((await (await download).path()).length).toBeGreaterThan(0);
    await expect(other.locator('#drawn')).toHaveCount(0);
    await other.close();
  }
  expect(troubles).toEqual([]);
});

test('[E80] a file cut off on its way says so, is added by trying again, and only once', async ({
  browser,
}) => {
  const id = await openIncident(ana, ELECTION, { title: 'A recording of a call' });
  const { page, troubles } = await openWindow(browser, server, ana.cookie);
  await openEvidence(page, id);
  await page.route('**/uploads', (route) => route.abort('connectionreset'), { times: 1 });
  await page.getByLabel('Files to add').setInputFiles(PICTURE);
  const going = page.getByRole('list', { name: 'Being uploaded' }).getByRole('listitem');
  await expect(going).toContainText('Not added: The file did not get through. Check the network');
  await going.getByRole('button', { name: /^Try again/ }).click();
  await expect(going).toHaveCount(0);
  await expect(pieces(page)).toHaveCount(1);
  expect(troubles).toEqual([]);
});

test('[E80] unplugged, neither a bulk nor a file is begun, and each says why; plugged in, both are', async ({
  browser,
}) => {
  const key = await intakeKey(ana, ELECTION, 'tips');
  await postSignals(
    server,
    ELECTION,
    key,
    ['one', 'two', 'three'].map((text) => ({ externalId: text, text })),
  );
  const id = await openIncident(ana, ELECTION, { title: 'Lights out' });
  const { page, troubles } = await openWindow(browser, server, ana.cookie);
  let bulks = 0;
  page.on('request', (request) => (bulks += request.url().endsWith('/bulk') ? 1 : 0));
  await openEvidence(page, id);
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(signalRows(page)).toHaveCount(3);
  for (const stroke of ['j', 'Control+a', '3']) await page.keyboard.press(stroke);
  await expect(page.getByRole('dialog', { name: 'Dismiss 3 signals' })).toBeVisible();
  await page.keyboard.press('1');
  const go = page.getByRole('button', { name: /^Dismiss 3 signals/ });
  await expect(go).toBeEnabled();

  await page.context().setOffline(true);
  await expect(page.getByText(/^Connection lost, as of/)).toBeVisible({ timeout: 30_000 });
  await expect(go).toBeDisabled();
  await expect(go).toHaveAccessibleDescription(/offline: nothing can be saved/);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Not now: offline/).first()).toBeVisible();
  expect(bulks).toBe(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.goBack();
  const add = page.getByRole('button', { name: 'Add files' });
  await expect(add).toBeDisabled();
  await expect(add).toHaveAccessibleDescription(/offline: nothing can be saved/);

  await page.context().setOffline(false);
  await expect(page.getByText(/^Live, as of/)).toBeVisible({ timeout: 30_000 });
  await expect(add).toBeEnabled();
  await page.getByLabel('Files to add').setInputFiles(PICTURE);
  await expect(pieces(page)).toHaveCount(1);
  expect(troubles).toEqual([]);
});
