import { expect } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { faultyProxy } from '../scripts/lib/cluster/faulty-proxy.mjs';
import type { FaultyProxy } from '../scripts/lib/cluster/faulty-proxy.mjs';
import { setUp } from './rigs/api.ts';
import type { Api } from './rigs/api.ts';
import { nextBuild } from './rigs/next-build.ts';
import { openWindow } from './rigs/pages.ts';
import type { Window } from './rigs/pages.ts';
import { pairDisplay } from './rigs/pairing.ts';
import type { Display } from './rigs/pairing.ts';
import { floorPx, unreadable } from './rigs/seen.ts';
import { done, doneAtVersion, openIncident } from './rigs/seed.ts';
import { startOneServer, startServer } from './rigs/server.ts';
import type { ServerRig } from './rigs/server.ts';
import { test } from './rigs/test.ts';
import { codeOf, equals, frameOf, hatched, heartbeats, liveChip } from './rigs/wall.ts';

const ELECTION = 'us-general';
const PLACES = ['US-AZ', 'US-PA', 'US-MI', 'US-GA', 'US-NV'];
/** What breaks lasts as long as it says, not as long as a test likes to wait. */
const isLong = process.env['WARROOM_TESTS'] === 'faults';
const HOUR_MS = 3_600_000;
/** The room that the wall was drawn for. */
const SEAT = { diagonalInch: 65, seatM: 7 };

/** A server, a screen paired with it, and between the two a cable that can be broken. */
interface Room {
  server: ServerRig;
  ana: Api;
  display: Display;
  cable: FaultyProxy;
  incidents: string[];
  /** The server as this wall reaches it. */
  through: ServerRig;
}

async function roomOf(server: ServerRig): Promise<Room> {
  const ana = await setUp(server);
  const incidents: string[] = [];
  for (let n = 0; n < 12; n += 1)
    incidents.push(
      await openIncident(ana, ELECTION, {
        title: `Poll books are down (${n + 1})`,
        severity: `S${2 + (n % 3)}`,
        category: 'OPS.equipment',
        jurisdictions: [PLACES[n % PLACES.length]],
      }),
    );
  const display = await pairDisplay(server, ana, ELECTION, {
    clearance: 'AMBER',
    redaction: 'none',
    diagonalInch: SEAT.diagonalInch,
    farthestSeatM: SEAT.seatM,
  });
  const cable = await faultyProxy({ to: { port: Number(new URL(server.url).port) } });
  const through = { ...server, url: `http://${cable.host}:${cable.port}` };
  return { server, ana, display, cable, incidents, through };
}

/** What goes on while a wall is away: some come, one goes, one gets worse. */
async function goesOn({ ana, incidents }: Room): Promise<void> {
  for (const place of PLACES.slice(0, 3))
    await openIncident(ana, ELECTION, {
      title: 'Came while the wall was away',
      severity: 'S3',
      category: 'OPS.equipment',
      jurisdictions: [place],
    });
  const [dismissed = '', worse = ''] = incidents.splice(0, 2);
  await doneAtVersion(ana, ELECTION, {
    type: 'incident.dismiss',
    incident: dismissed,
    reason: 'unfounded',
  });
  await doneAtVersion(ana, ELECTION, {
    type: 'incident.change',
    incident: worse,
    changes: { severity: 'S2' },
  });
}

/** A wall of a room, live. Its heartbeats can be waited for. */
async function openWall(
  browser: Browser,
  { display, through }: Room,
  path: string,
  before: (page: Page) => Promise<unknown> = () => Promise.resolve(),
): Promise<Window & { beats: ReturnType<typeof heartbeats> }> {
  const window = await openWindow(browser, through, display.cookie, {
    viewport: { width: 1920, height: 1080 },
  });
  const beats = heartbeats(window.page);
  await before(window.page);
  await window.page.goto(path);
  await expect(liveChip(window.page)).toBeVisible({ timeout: 20_000 });
  return { ...window, beats };
}

/** Waits until the frame reads so; answers after how many ms. The limit is the caller's to judge. */
async function frameSays(page: Page, words: RegExp, since: number): Promise<number> {
  await page.waitForFunction(
    (source) => new RegExp(source).test(document.querySelector('header')?.innerText ?? ''),
    words.source,
    { polling: 50, timeout: 40_000 },
  );
  return performance.now() - since;
}

const isOldPlate = (page: Page) =>
  page
    .locator('main')
    .getByText(/^AS OF \d/)
    .first();

test.describe('one server', () => {
  let room: Room;
  test.beforeAll(async () => {
    room = await roomOf(await startServer());
  });
  test.afterAll(async () => {
    await room.cable.close();
    await room.server.stop();
  });

  test('[E82] cut off without a word, a wall wears a stale badge within 10 s, and is equal to a fresh picture within 3 s of being back', async ({
    browser,
  }) => {
    const { page, troubles, beats } = await openWall(browser, room, '/wall?scene=map');
    await equals(page, () => room.display.api.snapshot(ELECTION), 10_000);
    // The worst moment for it: the picture was just confirmed.
    await beats.next();
    const cutAt = performance.now();
    room.cable.freeze();
    await goesOn(room);
    expect(await frameSays(page, /LATE|STALE/, cutAt)).toBeLessThanOrEqual(10_000);
    await expect(isOldPlate(page)).toBeVisible();
    expect(await hatched(page)).toBe(1);
    room.cable.pass();
    const backAt = performance.now();
    await equals(page, () => room.display.api.snapshot(ELECTION), 3_000);
    await expect(liveChip(page)).toBeVisible({ timeout: 3_000 });
    await expect(isOldPlate(page)).toBeHidden({ timeout: 3_000 });
    expect(performance.now() - backAt).toBeLessThanOrEqual(3_000);
    expect(troubles).toEqual([]);
  });

  test('[E86] the clock of the screen may be wrong by an hour: countdowns, clocks and ages are right', async ({
    browser,
  }) => {
    const walls = await Promise.all(
      [0, HOUR_MS, -HOUR_MS].map((shiftMs) =>
        openWall(browser, room, '/wall?scene=overview', (page) =>
          page.addInitScript(shiftDate, shiftMs),
        ),
      ),
    );
    const [right, ...wrong] = walls.map(({ page }) => page);
    if (!right) throw new Error('three were opened');
    for (const [index, page] of wrong.entries())
      expect(
        Math.abs((await page.evaluate(() => Date.now())) - Date.now()),
        'the clock is wrong',
      ).toBeGreaterThan(HOUR_MS - 60_000 - index);
    // All that the frame says: the clocks, the countdown to the second, how old the oldest critical is.
    const words = () => Promise.all(walls.map(({ page }) => frameOf(page).innerText()));
    await expect
      .poll(async () => new Set(await words()).size, { intervals: [150], timeout: 10_000 })
      .toBe(1);
    expect((await words())[0]).toMatch(/\d\s*(s|min|h|d)\b/);
    const minutesOff = async (page: Page): Promise<number> => {
      const said = /(\d\d):(\d\d) UTC/.exec(await frameOf(page).innerText());
      const minutes = Number(said?.[1]) * 60 + Number(said?.[2]);
      const off = Math.abs(minutes - Math.floor((Date.now() / 60_000) % 1_440));
      return Math.min(off, 1_440 - off);
    };
    for (const { page } of walls) expect(await minutesOff(page)).toBeLessThanOrEqual(1);
    for (const { page, troubles } of walls) {
      await expect(isOldPlate(page)).toBeHidden();
      expect(troubles).toEqual([]);
    }
  });

  test('[E87] loaded anew without a network, a wall shows its last picture, hatched, with its time; then that it is not live', async ({
    browser,
  }) => {
    const { page } = await openWall(browser, room, '/wall?scene=overview', (opened) =>
      opened.clock.install(),
    );
    const title = page.locator('main').getByText(/Poll books are down/);
    await expect(title.first()).toBeVisible();
    // A picture is kept each half minute: this one is over at once.
    await page.clock.fastForward(31_000);
    await expect
      .poll(() => page.evaluate(() => Object.keys(localStorage)), { timeout: 5_000 })
      .toContain('warroom.wall.1');
    await page.route('**/api/**', (route) => route.abort('internetdisconnected'));
    await page.routeWebSocket(/\/socket\.io\//, (socket) => socket.close());
    await page.reload();
    await expect(title.first()).toBeVisible();
    await expect(isOldPlate(page)).toBeVisible({ timeout: 15_000 });
    expect(await hatched(page)).toBeGreaterThan(0);
    await expect(liveChip(page)).toHaveCount(0);
    await page.clock.fastForward(70_000);
    await expect(page.getByRole('main', { name: 'Not live' })).toBeVisible();
    await page.unrouteAll();
  });

  test('[E85] a wall whose session is revoked while it is looked at is blank and shows a code within 2 s, and nothing is kept', async ({
    browser,
  }) => {
    const guest = await pairDisplay(room.server, room.ana, ELECTION, {
      clearance: 'AMBER',
      redaction: 'none',
    });
    const { page, troubles } = await openWall(
      browser,
      { ...room, display: guest },
      '/wall?scene=overview',
    );
    await expect(page.getByText(/Poll books are down/).first()).toBeVisible();
    const revokedAt = performance.now();
    const answer = await room.ana.fetch(`/api/admin/elections/${ELECTION}/displays/${guest.id}`, {
      method: 'DELETE',
    });
    expect(answer.ok).toBe(true);
    await page.waitForFunction(
      () => document.querySelector('[role="img"][aria-label^="Code "]') !== null,
      undefined,
      { polling: 50, timeout: 10_000 },
    );
    expect(performance.now() - revokedAt).toBeLessThanOrEqual(2_000);
    await expect(codeOf(page)).toBeVisible();
    await expect(page.getByText(/Poll books are down/)).toHaveCount(0);
    expect(await page.evaluate(() => localStorage.getItem('warroom.wall.1'))).toBeNull();
    await page.reload();
    await expect(codeOf(page)).toBeVisible();
    expect(troubles).toEqual([]);
  });
});

test('[E81] a wall whose server stands still while the socket stays open is hatched within 20 s, and equal to a fresh picture within 3 s of its going on', async ({
  browser,
}) => {
  const server = await startOneServer();
  const room = await roomOf(server);
  try {
    const { page, troubles, beats } = await openWall(browser, room, '/wall?scene=map');
    const sockets: string[] = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    await beats.next();
    // The kernel goes on for it: connections stay, what is sent is taken.
    process.kill(server.pid, 'SIGSTOP');
    const stoppedAt = performance.now();
    await frameSays(page, /LATE|STALE/, stoppedAt);
    await expect(isOldPlate(page)).toBeVisible();
    expect(await hatched(page)).toBe(1);
    expect(performance.now() - stoppedAt).toBeLessThanOrEqual(20_000);
    expect(sockets, 'the socket stood all the while').toEqual([]);
    process.kill(server.pid, 'SIGCONT');
    const backAt = performance.now();
    await goesOn(room);
    await equals(page, () => room.display.api.snapshot(ELECTION), 3_000);
    await expect(liveChip(page)).toBeVisible({ timeout: 3_000 });
    expect(performance.now() - backAt).toBeLessThanOrEqual(3_000);
    expect(troubles).toEqual([]);
  } finally {
    process.kill(server.pid, 'SIGCONT');
    await room.cable.close();
    await server.stop();
  }
});

test('[E83] after an update a wall loads itself anew once: not while a critical waits, and not while the server has no page', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const next = await nextBuild();
  let server = await startOneServer();
  const { dataDir } = server;
  const port = new URL(server.url).port;
  const room = await roomOf(server);
  const critical = await openIncident(room.ana, ELECTION, {
    title: 'Fire at the county depot',
    severity: 'S1',
  });
  try {
    const { page, beats } = await openWall(
      browser,
      { ...room, through: server },
      '/wall',
      async (opened) => {
        await opened.clock.install();
        // Of the two minutes at random that a wall waits, so that not all go dark at once: three seconds.
        await opened.addInitScript(() => (Math.random = () => 0.025));
      },
    );
    let loads = 0;
    page.on('load', () => (loads += 1));
    const takeover = page.getByText('Fire at the county depot').first();
    await expect(takeover).toBeVisible();
    let asked = 0;
    let isWell = false;
    await page.route('**/healthz', async (route) => {
      asked += 1;
      if (isWell) await route.continue();
      else await route.fulfill({ status: 503, body: 'starting' });
    });
    await server.kill9();
    server = await startOneServer({ dataDir, env: { PORT: port }, entry: next.entry });
    await expect(liveChip(page)).toBeVisible({ timeout: 20_000 });
    // Each tells of the other build.
    await beats.next();
    await beats.next();
    expect([loads, asked], 'not while a critical waits').toEqual([0, 0]);
    await expect(takeover).toBeVisible();

    await done(room.ana, ELECTION, { type: 'incident.acknowledge', incident: critical });
    await expect.poll(() => asked).toBe(1);
    await beats.next();
    expect(loads, 'not into an error page').toBe(0);
    await expect(liveChip(page)).toBeVisible();

    isWell = true;
    // It asks again after half a minute.
    await page.clock.fastForward(31_000);
    await expect.poll(() => loads, { timeout: 10_000 }).toBe(1);
    await expect(liveChip(page)).toBeVisible({ timeout: 20_000 });
    await expect
      .poll(() => buildTold(room.ana, room.display.id), { timeout: 15_000 })
      .toBe(next.id);
    await beats.next();
    await beats.next();
    expect(loads, 'once').toBe(1);
  } finally {
    await room.cable.close();
    await server.stop();
    await next.remove();
  }
});

test('[E84] a wall whose server is down for ten minutes says NOT LIVE, since when and why, and is back by itself', async ({
  browser,
}) => {
  test.setTimeout(isLong ? 900_000 : 90_000);
  let server = await startServer();
  const { dataDir } = server;
  const port = new URL(server.url).port;
  const room = await roomOf(server);
  try {
    const { page, troubles } = await openWall(
      browser,
      { ...room, through: server },
      '/wall?scene=map',
      (opened) => opened.clock.install(),
    );
    await server.kill9();
    // The page's clocks alone jump, as on a machine that slept; the long form waits.
    if (!isLong) await page.clock.fastForward('10:00');
    const said = page.getByRole('main', { name: 'Not live' });
    await expect(said).toBeVisible({ timeout: 90_000 });
    await expect(said).toContainText('10 min', { timeout: 700_000 });
    await expect(said).toContainText(/NOT\s*LIVE/);
    await expect(said).toContainText('Server does not answer');
    await expect(frameOf(page)).toBeHidden();
    expect(await unreadable(page, floorPx({ width: 1920, height: 1080 }, SEAT))).toEqual([]);
    server = await startServer({ dataDir, env: { PORT: port } });
    await expect(liveChip(page)).toBeVisible({ timeout: 20_000 });
    await equals(page, () => room.display.api.snapshot(ELECTION), 3_000);
    expect(troubles).toEqual([]);
  } finally {
    await room.cable.close();
    await server.stop();
  }
});

/** The build that a display says it runs. */
async function buildTold(api: Api, display: string): Promise<string | undefined> {
  const { displays } = await api.get<{
    displays: { id: string; lastReport: { build: string } | null }[];
  }>(`/api/elections/${ELECTION}/walls`);
  return displays.find(({ id }) => id === display)?.lastReport?.build;
}

/** Runs in the page before all else: its wall clock is wrong, its timers are not. */
function shiftDate(shiftMs: number): void {
  const Real = Date;
  const now = (): number => Real.now() + shiftMs;
  globalThis.Date = new Proxy(Real, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  });
}
