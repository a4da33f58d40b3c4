import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { setUp } from '../rigs/api.ts';
import { launchBrowser } from '../rigs/browser.ts';
import { openWindow } from '../rigs/pages.ts';
import { pairDisplay } from '../rigs/pairing.ts';
import { done, doneAtVersion, openIncident } from '../rigs/seed.ts';
import { startServer } from '../rigs/server.ts';
import { liveChip } from '../rigs/wall.ts';
import type { Gate } from './gate.ts';
import { ELECTION } from './load.ts';
import { memoryMb, memoryOf } from './processes.ts';
import { loadWall, playEverywhere } from './wall-load.ts';

const MINUTES = Number(process.env['BENCH_MINUTES'] ?? 60);
const INCIDENTS = Number(process.env['BENCH_INCIDENTS'] ?? 1_000);
/** A little over 50, as incidents are opened and memory is read in between. */
const PER_SECOND = 53;
const DWELL_S = 15;
/** Changes are made in stretches of this; after each, memory is read. */
const STRETCH_S = 10;
/** A scene may be this late, ms: the wall's own beat, its fade, and the neighbours on the machine. */
const LATE_MS = 3_000;
const LONGEST_TASK_MS = 200;
const TREND_MB_H = 5;
const MEMORY_LIMIT_MB = 350;
/**
 * What is held is read no more often than this, and always while the same scene is on. In between the page's
 * memory swings by some ten MB over minutes, as collections come when V8 sees fit: a slope through that says
 * nothing in an hour.
 */
const HELD_EVERY_MS = 2 * 60_000;
/** Two readings in a row may differ by so much, MB; after so many it is taken as it is. */
const SETTLED_MB = 1;
const MOST_READINGS = 6;
/** Below this a slope says nothing. */
const JUDGED_FROM_MIN = 30;

interface Sample {
  hours: number;
  all: number;
  program: number;
  page: number;
  pageOwn: number;
  server: number;
}

/** What is left after a full collection of garbage, MB. */
interface Held {
  hours: number;
  /** Of all processes of the browser, without the program's own files. */
  all: number;
  page: number;
  /** The page's JavaScript objects alone. */
  heap: number;
  nodes: number;
  listeners: number;
  /** When it was collected and read, epoch ms: a task of that time is this measurement's own. */
  from: number;
  until: number;
}

/** What the page noted of itself, epoch ms. */
interface Noted {
  scenes: { at: number; turn: string }[];
  /** With the scenes that were mounted then. */
  tasks: { at: number; ms: number; scenes: string }[];
}

declare global {
  interface Window {
    __soak?: Noted;
  }
}

/**
 * A paired wall that plays every scene for as long as asked while 50 changes a second come in, incidents
 * are opened and dismissed. Prints a line a minute.
 */
export async function run(): Promise<Gate[]> {
  const server = await startServer({ env: { LOG_LEVEL: 'error' } });
  const browser = await launchBrowser(['--disable-gpu']);
  try {
    const ana = await setUp(server);
    const load = await loadWall(server, ana, INCIDENTS);
    await playEverywhere(ana, load.turns, DWELL_S);
    const display = await pairDisplay(server, ana, ELECTION, {
      clearance: 'AMBER',
      redaction: 'none',
    });
    const { page, troubles } = await openWindow(browser, server, display.cookie, {
      viewport: { width: 1920, height: 1080 },
    });
    await page.addInitScript(note);
    await page.goto('/wall');
    await liveChip(page).waitFor({ timeout: 20_000 });

    const startedAt = Date.now();
    const endsAt = startedAt + MINUTES * 60_000;
    // First the scripts are compiled and every scene is drawn for the first time.
    const warmUntil = startedAt + Math.min(10 * 60_000, (endsAt - startedAt) / 3);
    const samples: Sample[] = [];
    const held: Held[] = [];
    const inspector = await page.context().newCDPSession(page);
    let heldAtTurn: string | undefined;
    const taken: Noted = { scenes: [], tasks: [] };
    let changes = 0;
    for (let stretch = 0; Date.now() < endsAt; stretch += 1) {
      changes += await load.changes({ perSecond: PER_SECOND, seconds: STRETCH_S });
      const passing = await openIncident(ana, ELECTION, {
        title: `Passing trouble ${stretch}`,
        severity: 'S3',
        category: 'OPS.equipment',
        jurisdictions: ['US-NV'],
      });
      await done(ana, ELECTION, { type: 'incident.acknowledge', incident: passing });
      await doneAtVersion(ana, ELECTION, {
        type: 'incident.dismiss',
        incident: passing,
        reason: 'unfounded',
      });
      // Taken out each time, so that the notes themselves do not grow in the page.
      const noted = await page.evaluate(() => {
        const { scenes, tasks } = window.__soak ?? { scenes: [], tasks: [] };
        window.__soak = { scenes: [], tasks: [] };
        return { scenes, tasks };
      });
      taken.scenes.push(...noted.scenes);
      taken.tasks.push(...noted.tasks);
      const hours = (Date.now() - startedAt) / 3_600_000;
      samples.push({
        hours,
        ...(await memoryOf(browser)),
        server: memoryMb(server.pid),
      });
      const isDue = Date.now() - (held.at(-1)?.until ?? warmUntil - HELD_EVERY_MS) >= HELD_EVERY_MS;
      if (Date.now() >= warmUntil && isDue) {
        const turn = await turnOf(page);
        heldAtTurn ??= turn;
        if (turn === heldAtTurn) held.push(await heldBy(browser, inspector, startedAt));
      }
      if ((stretch + 1) % (60 / STRETCH_S) === 0) say(samples, held, taken, changes, startedAt);
    }
    const ended = Date.now();
    return gates({ samples, held, taken, changes, startedAt, warmUntil, ended, troubles });
  } finally {
    await browser.close();
    await server.stop();
  }
}

interface Soaked {
  samples: Sample[];
  held: Held[];
  taken: Noted;
  changes: number;
  startedAt: number;
  warmUntil: number;
  ended: number;
  troubles: string[];
}

function gates({
  samples,
  held,
  taken,
  changes,
  startedAt,
  warmUntil,
  ended,
  troubles,
}: Soaked): Gate[] {
  const minutes = (ended - startedAt) / 60_000;
  const name = `wall, ${minutes.toFixed(0)} min, ${(changes / (minutes * 60)).toFixed(0)} changes/s`;
  const row = (gate: string, ours: string, pass: boolean): Gate => ({
    gate: `${name}: ${gate}`,
    ours,
    peer: '-',
    ratio: '-',
    pass,
  });
  const warm = samples.filter(({ hours }) => startedAt + hours * 3_600_000 >= warmUntil);
  // Without the program's own files: how much of them is counted here hangs on who else runs it.
  const raw = slope(warm.map(({ hours, all, program }) => [hours, all - program]));
  const trendOf = (of: 'all' | 'page' | 'heap' | 'nodes'): { perHour: number; error: number } =>
    slope(held.map((one) => [one.hours, one[of]]));
  const [trend, pageTrend, heapTrend] = [trendOf('all'), trendOf('page'), trendOf('heap')];
  const last = samples.at(-1);
  const steady = taken.tasks
    .filter(({ at }) => at >= warmUntil)
    .filter(({ at, ms }) => !held.some(({ from, until }) => at + ms >= from && at <= until))
    .toSorted((one, other) => other.ms - one.ms);
  const [longest] = steady;
  const { due, missed } = rotation(taken.scenes, startedAt, ended);
  const isJudged = minutes >= JUDGED_FROM_MIN;
  return [
    row(
      `trend of what all processes of the browser hold after warm-up <= ${TREND_MB_H} MB/h${isJudged ? '' : ` (judged from ${JUDGED_FROM_MIN} min)`}`,
      `${rate(trend)} over ${held.length} readings; the page ${rate(pageTrend)}, its objects ${rate(heapTrend)}, ${trendOf('nodes').perHour.toFixed(0)} nodes/h; uncollected ${rate(raw)}`,
      !isJudged || trend.perHour <= TREND_MB_H,
    ),
    row(
      `memory of the page's process at the end <= ${MEMORY_LIMIT_MB} MB`,
      `${last?.page.toFixed(0)} MB; all of the browser ${last?.all.toFixed(0)}, ${last?.program.toFixed(0)} of it the program's own files; the server ${last?.server.toFixed(0)}`,
      (last?.page ?? Infinity) <= MEMORY_LIMIT_MB,
    ),
    row(
      `no long task over ${LONGEST_TASK_MS} ms after warm-up`,
      longest === undefined
        ? 'none over 50 ms'
        : `${longest.ms.toFixed(0)} ms (${longest.scenes}) in minute ${Math.ceil((longest.at - startedAt) / 60_000)}, ${steady.length} over 50 ms`,
      (longest?.ms ?? 0) <= LONGEST_TASK_MS,
    ),
    row('rotation never stops', `${missed} missed of ${due}`, missed === 0 && due > 0),
    row(
      'no dialog, no error',
      troubles.length === 0 ? 'none' : troubles.join('; '),
      troubles.length === 0,
    ),
  ];
}

/**
 * The rotation is a function of server time, and every scene has content: at each multiple of the dwell
 * another turn is due, and missed unless the wall changed then.
 */
function rotation(
  scenes: Noted['scenes'],
  from: number,
  until: number,
): { due: number; missed: number } {
  const dwellMs = DWELL_S * 1_000;
  let due = 0;
  let missed = 0;
  // The first stretch is the wall's own start.
  for (
    let at = Math.ceil(from / dwellMs + 1) * dwellMs;
    at < until - LATE_MS - STRETCH_S * 1_000;
    at += dwellMs
  ) {
    due += 1;
    if (!scenes.some((scene) => scene.at >= at - 1_000 && scene.at <= at + LATE_MS)) missed += 1;
  }
  return { due, missed };
}

/** Of the line nearest to the points by least squares, per hour, with its standard error. */
function slope(points: readonly (readonly [number, number])[]): { perHour: number; error: number } {
  const mean = (at: 0 | 1): number =>
    points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const spread = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  const perHour = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / spread;
  const off = points.reduce(
    (sum, point) => sum + (point[1] - y - perHour * (point[0] - x)) ** 2,
    0,
  );
  return { perHour, error: Math.sqrt(off / (points.length - 2) / spread) };
}

const rate = ({ perHour, error }: { perHour: number; error: number }): string =>
  `${perHour.toFixed(1)} ± ${error.toFixed(1)} MB/h`;

function turnOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const shown = document.querySelector('[data-scene]:not([aria-hidden="true"])');
    return `${shown?.getAttribute('data-scene')} ${shown?.getAttribute('data-turn')}`;
  });
}

/** Collects garbage, waits until the processes have given back what was freed, and reads what is left. */
async function heldBy(browser: Browser, inspector: CDPSession, startedAt: number): Promise<Held> {
  const from = Date.now();
  await inspector.send('HeapProfiler.collectGarbage');
  await inspector.send('HeapProfiler.collectGarbage');
  let memory = await memoryOf(browser);
  for (let reading = 1; reading < MOST_READINGS; reading += 1) {
    await sleep(1_000);
    const before = memory.all - memory.program;
    memory = await memoryOf(browser);
    if (Math.abs(memory.all - memory.program - before) <= SETTLED_MB) break;
  }
  const [{ usedSize }, { nodes, jsEventListeners }] = await Promise.all([
    inspector.send('Runtime.getHeapUsage'),
    inspector.send('Memory.getDOMCounters'),
  ]);
  const until = Date.now();
  return {
    hours: (until - startedAt) / 3_600_000,
    all: memory.all - memory.program,
    page: memory.pageOwn,
    heap: usedSize / 2 ** 20,
    nodes,
    listeners: jsEventListeners,
    from,
    until,
  };
}

function say(
  samples: readonly Sample[],
  held: readonly Held[],
  taken: Noted,
  changes: number,
  startedAt: number,
): void {
  const last = samples.at(-1);
  if (!last) return;
  const longest = Math.max(0, ...taken.tasks.map(({ ms }) => ms));
  const line = [
    `${(last.hours * 60).toFixed(0)} min`,
    `${(changes / ((Date.now() - startedAt) / 1_000)).toFixed(0)} changes/s`,
    `browser ${last.all.toFixed(0)} MB, ${(last.all - last.program).toFixed(0)} its own`,
    `page ${last.page.toFixed(0)} MB`,
    `server ${last.server.toFixed(0)} MB`,
    `longest task ${longest.toFixed(0)} ms`,
    `${taken.scenes.length} scenes`,
    ...held
      .slice(-1)
      .map(
        ({ all, page, heap, nodes, listeners }) =>
          `held ${all.toFixed(1)} MB, page ${page.toFixed(1)}, objects ${heap.toFixed(1)}, ${nodes} nodes, ${listeners} listeners`,
      ),
  ];
  process.stdout.write(`${line.join(', ')}\n`);
}

/** Runs in the page before all else: notes long tasks, and each scene as it comes on. */
function note(): void {
  window.__soak = { scenes: [], tasks: [] };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      window.__soak?.tasks.push({
        at: performance.timeOrigin + startTime,
        ms: duration,
        scenes: [...document.querySelectorAll<HTMLElement>('[data-scene]')]
          .map((scene) => scene.dataset['scene'])
          .join(' '),
      });
  }).observe({ type: 'longtask' });
  let last = '';
  setInterval(() => {
    const shown = document.querySelector('[data-scene]:not([aria-hidden="true"])');
    const turn = `${shown?.getAttribute('data-scene')} ${shown?.getAttribute('data-turn')}`;
    if (turn === last) return;
    last = turn;
    window.__soak?.scenes.push({ at: Date.now(), turn });
  }, 200);
}
