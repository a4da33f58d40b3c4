import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { setUp } from '../rigs/api.ts';
import type { Api } from '../rigs/api.ts';
import { launchBrowser } from '../rigs/browser.ts';
import { searchOf } from '../rigs/furnished-wall.ts';
import type { SceneTurn } from '../rigs/furnished-wall.ts';
import { openWindow } from '../rigs/pages.ts';
import { pairDisplay } from '../rigs/pairing.ts';
import type { Display } from '../rigs/pairing.ts';
import { openIncident } from '../rigs/seed.ts';
import { startServer } from '../rigs/server.ts';
import type { ServerRig } from '../rigs/server.ts';
import { equals, liveChip, sceneOn } from '../rigs/wall.ts';
import { cpuMs, median, spread } from './gate.ts';
import type { Gate } from './gate.ts';
import { ELECTION } from './load.ts';
import { busiest, mainThreads, memoryOf } from './processes.ts';
import { loadWall, playEverywhere } from './wall-load.ts';
import type { WallLoad } from './wall-load.ts';

const INCIDENTS = Number(process.env['BENCH_INCIDENTS'] ?? 2_000);
const PER_SECOND = 50;
const SECONDS = 6;
const ROUNDS = 5;
const SIZES = [
  { width: 1920, height: 1080, limit: 10 },
  { width: 3840, height: 2160, limit: 25 },
] as const;
const WALLS = 100;
const MEMORY_LIMIT_MB = 350;

/** Walls in Chromium, paired and on the built server, while 50 changes a second come in. */
export async function run(): Promise<Gate[]> {
  const server = await startServer({ env: { LOG_LEVEL: 'error' } });
  const browser = await launchBrowser(['--disable-gpu']);
  const rigs = { server, browser };
  try {
    const ana = await setUp(server);
    const load = await loadWall(server, ana, INCIDENTS);
    // A view is there for walls that have a turn with it.
    await playEverywhere(ana, load.turns, 20);
    const settings = { clearance: 'AMBER', redaction: 'none' };
    const display = await pairDisplay(server, ana, ELECTION, settings);
    const gates: Gate[] = [];
    for (const size of SIZES) gates.push(await busyIn(rigs, display, load, size));
    gates.push(await memoryIn(rigs, display, load));
    gates.push(await navigation(rigs, display));
    const others = await Promise.all(
      [1, 2].map(() => pairDisplay(server, ana, ELECTION, settings)),
    );
    gates.push(await manyWalls(server, [display, ...others], load));
    gates.push(await restarts(rigs, ana, display));
    return gates;
  } finally {
    await browser.close();
    await rigs.server.stop();
  }
}

interface Rigs {
  server: ServerRig;
  browser: Browser;
}

const row = (gate: string, ours: string, pass: boolean): Gate => ({
  gate: `wall, ${gate}`,
  ours,
  peer: '-',
  ratio: '-',
  pass,
});

/** Every scene for itself: how much of a core the page's main thread uses. */
async function busyIn(
  { server, browser }: Rigs,
  display: Display,
  load: WallLoad,
  { width, height, limit }: (typeof SIZES)[number],
): Promise<Gate> {
  const { page } = await openWindow(browser, server, display.cookie, {
    viewport: { width, height },
  });
  const busy: { scene: string; share: number }[] = [];
  for (const turn of load.turns) {
    await page.goto(`/wall?${searchOf(turn)}`);
    await live(page, turn);
    await load.changes({ perSecond: PER_SECOND, seconds: 2 });
    const before = await mainThreads(browser);
    const startedAt = performance.now();
    await load.changes({ perSecond: PER_SECOND, seconds: SECONDS });
    const forMs = performance.now() - startedAt;
    const share = (busiest(before, await mainThreads(browser)) / forMs) * 100;
    busy.push({ scene: turn.map ? `${turn.scene} (${turn.map})` : turn.scene, share });
  }
  await page.context().close();
  busy.sort((a, b) => b.share - a.share);
  const worst = busy[0]?.share ?? Number.NaN;
  return row(
    `${width} x ${height}, ${INCIDENTS.toLocaleString('en-GB')} incidents, ${PER_SECOND} changes/s: main thread busy <= ${limit} % in every scene`,
    busy.map(({ scene, share }) => `${scene} ${share.toFixed(1)}`).join(', '),
    worst <= limit,
  );
}

async function live(page: Page, { scene }: SceneTurn): Promise<void> {
  await sceneOn(page, scene).waitFor({ timeout: 20_000 });
  await liveChip(page).waitFor({ timeout: 20_000 });
}

/** What the browser has of the machine with one wall that plays every scene; the hour is the soak's. */
async function memoryIn(
  { server, browser }: Rigs,
  display: Display,
  load: WallLoad,
): Promise<Gate> {
  const { page } = await openWindow(browser, server, display.cookie, {
    viewport: { width: 1920, height: 1080 },
  });
  await page.goto('/wall');
  await liveChip(page).waitFor({ timeout: 20_000 });
  await load.changes({ perSecond: PER_SECOND, seconds: 3 * SECONDS });
  const { all, program, page: pageMb } = await memoryOf(browser);
  await page.context().close();
  return row(
    `memory of the page's process <= ${MEMORY_LIMIT_MB} MB`,
    `${pageMb.toFixed(0)} MB; all of the browser ${all.toFixed(0)}, ${program.toFixed(0)} of it the program's own files`,
    pageMb > 0 && pageMb <= MEMORY_LIMIT_MB,
  );
}

declare global {
  interface Window {
    __trueMs?: number;
  }
}

/** From the navigation, nothing cached, to the frame that shows a live picture with its incidents. */
async function navigation({ server, browser }: Rigs, display: Display): Promise<Gate> {
  const taken: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const { page } = await openWindow(browser, server, display.cookie, {
      viewport: { width: 1920, height: 1080 },
    });
    await page.addInitScript(() => {
      const look = (): void => {
        const frame = document.querySelector('header')?.innerText ?? '';
        const isTrue =
          document.querySelector('main [data-scene="overview"] li') !== null &&
          /\bLIVE\b/.test(frame) &&
          !/NOT\s+LIVE/.test(frame);
        requestAnimationFrame(isTrue ? () => (window.__trueMs = performance.now()) : look);
      };
      look();
    });
    await page.goto('/wall?scene=overview');
    const handle = await page.waitForFunction(() => window.__trueMs, undefined, { polling: 100 });
    if (round > 0) taken.push((await handle.jsonValue()) ?? Number.NaN);
    await page.context().close();
  }
  return row(
    'navigation to first true picture on loopback <= 1.5 s',
    spread(taken, 'ms', 0),
    median(taken) <= 1_500,
  );
}

/** What walls cost the server: as sockets that watch what a wall watches. */
async function manyWalls(
  server: ServerRig,
  displays: readonly Display[],
  load: WallLoad,
): Promise<Gate> {
  const clients = fork(fileURLToPath(new URL('./live-clients.js', import.meta.url)));
  try {
    clients.send({
      connect: {
        url: server.url,
        cookies: displays.map(({ cookie }) => cookie),
        count: WALLS,
        watch: { signals: true, metrics: true, incident: null },
      },
    });
    await once(clients, 'message');
    const cores: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const [before, startedAt] = [cpuMs(server.pid), performance.now()];
      await load.changes({ perSecond: 10, seconds: round === 0 ? 2 : 8 });
      const used = (cpuMs(server.pid) - before) / (performance.now() - startedAt);
      if (round > 0) cores.push(used);
    }
    return row(
      `${WALLS} at once, 10 changes/s: server CPU <= 1 % of a core each`,
      `${spread(
        cores.map((core) => (core * 100) / WALLS),
        '%',
        3,
      )}, ${(median(cores) * 100).toFixed(1)} % in all`,
      (median(cores) * 100) / WALLS <= 1,
    );
  } finally {
    clients.kill();
  }
}

/** From the server's first word after a restart to a wall that is equal to a fresh picture. */
async function restarts(rigs: Rigs, ana: Api, display: Display): Promise<Gate> {
  const { dataDir } = rigs.server;
  const port = new URL(rigs.server.url).port;
  const { page } = await openWindow(rigs.browser, rigs.server, display.cookie, {
    viewport: { width: 1920, height: 1080 },
  });
  await page.goto('/wall?scene=map');
  await live(page, { scene: 'map' });
  const taken: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    await rigs.server.kill9();
    rigs.server = await startServer({ dataDir, env: { PORT: port, LOG_LEVEL: 'error' } });
    const since = performance.now();
    await openIncident(ana, ELECTION, {
      title: 'After the restart',
      severity: 'S3',
      jurisdictions: ['US-NV'],
    });
    const fresh = await display.api.snapshot(ELECTION);
    await equals(page, () => Promise.resolve(fresh), 30_000);
    await liveChip(page).waitFor();
    taken.push(performance.now() - since);
  }
  return row(
    'from a restart of the server to equal <= 3 s',
    spread(taken, 'ms', 0),
    Math.max(...taken) <= 3_000,
  );
}
