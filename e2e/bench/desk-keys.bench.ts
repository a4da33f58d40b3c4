import type { Page } from '@playwright/test';
import { setUp } from '../rigs/api.ts';
import { launchBrowser } from '../rigs/browser.ts';
import { openBoard, openWindow } from '../rigs/pages.ts';
import { startServer } from '../rigs/server.ts';
import { median, quantile, spread } from './gate.ts';
import type { Gate } from './gate.ts';
import { change, ELECTION, open, staff } from './load.ts';
import type { Loaded } from './load.ts';

const INCIDENTS = Number(process.env['BENCH_INCIDENTS'] ?? 10_000);
const PER_SECOND = 200;
const SECONDS = 12;
const ROUNDS = 3;
const LIMIT_MS = 50;
/** Every fifth change is of a row between those that keys are pressed on; the others are far down. */
const NEAR_EVERY = 5;
/** As fast as somebody who knows the keys. */
const BETWEEN_KEYS_MS = 60;

interface Round {
  move: number[];
  write: number[];
}

/**
 * Keys on a board with 10,000 incidents while 200 a second change: from the press to the end of the frame
 * that shows what it did, with an incident open beside the queue. `j` moves, `i` assigns (shown before the
 * server has answered).
 */
export async function run(): Promise<Gate[]> {
  const server = await startServer({ env: { LOG_LEVEL: 'error' } });
  const browser = await launchBrowser(['--disable-gpu']);
  try {
    const people = await staff(server, await setUp(server), 8);
    const incidents = await open(server, people, INCIDENTS);
    const { page } = await openWindow(browser, server, people[0]?.cookie, {
      viewport: { width: 1440, height: 900 },
    });
    await openBoard(page, ELECTION, '?perf=1&sort=newest');
    const ids = await page.evaluate(() => [...window.__warroom!.order.store.getState().ids]);
    // Grave ones are escalated by the clock: their versions are not ours alone.
    const calm = new Set(
      await page.evaluate(() =>
        window
          .__warroom!.order.store.getState()
          .ids.filter((id) => /S[345]/.test(window.__warroom!.incidents.get(id)!.severity)),
      ),
    );
    const byId = new Map(incidents.map((incident) => [incident.id, incident]));
    const near = ids
      .slice(0, 600)
      .filter((id, place) => place % 2 === 1 && calm.has(id))
      .flatMap((id) => byId.get(id) ?? []);
    const far = ids
      .slice(600)
      .filter((id) => calm.has(id))
      .flatMap((id) => byId.get(id) ?? []);
    await watchKeys(page);
    // Opens the first: from then on every move shows another incident.
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const rounds: Round[] = [];
    let at = 0;
    // The first warms up and is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const seconds = round === 0 ? 3 : SECONDS;
      const pick = (n: number): Loaded =>
        (n % NEAR_EVERY === 0
          ? near[(Math.floor((at * near.length) / 600) + (n % 8)) % near.length]
          : far[(n * 7_919) % far.length])!;
      let isOver = false;
      const changing = change(server, people, { perSecond: PER_SECOND, seconds }, pick).finally(
        () => (isOver = true),
      );
      await page.evaluate(() => {
        window.__keys!.move = [];
        window.__keys!.write = [];
      });
      while (!isOver) {
        await page.keyboard.press('i');
        await page.waitForTimeout(BETWEEN_KEYS_MS);
        for (let step = 0; step < 2; step += 1) {
          await page.keyboard.press('j');
          await page.waitForTimeout(BETWEEN_KEYS_MS);
        }
        at += 2;
      }
      await changing;
      const counted = await page.evaluate(() => ({
        move: window.__keys!.move,
        write: window.__keys!.write,
      }));
      if (round > 0) rounds.push(counted);
    }
    return gates(rounds);
  } finally {
    await browser.close();
    await server.stop();
  }
}

function gates(rounds: readonly Round[]): Gate[] {
  const name = `desk, ${INCIDENTS.toLocaleString('en-GB')} rows, ${PER_SECOND} changes/s`;
  return (['move', 'write'] as const).map((what): Gate => {
    const p99 = rounds.map((round) => quantile(round[what], 0.99));
    const all = rounds.flatMap((round) => round[what]);
    return {
      gate: `${name}: key to paint, ${what === 'move' ? 'j' : 'i, optimistic'}, p99 <= ${LIMIT_MS} ms`,
      ours: `${spread(p99, 'ms')}, p50 ${quantile(all, 0.5).toFixed(1)}, of ${all.length}`,
      peer: '-',
      ratio: '-',
      pass: median(p99) <= LIMIT_MS && all.length > 0,
    };
  });
}

declare global {
  interface Window {
    __keys?: { move: number[]; write: number[] };
  }
}

/** Takes the time from each press to the end of the first frame in which the page shows what it did. */
function watchKeys(page: Page): Promise<void> {
  return page.evaluate(() => {
    const keys: { move: number[]; write: number[] } = { move: [], write: [] };
    window.__keys = keys;
    const focused = (): Element | null => document.querySelector('[role="grid"] [data-focus]');
    window.addEventListener(
      'keydown',
      (event) => {
        const row = focused()?.parentElement ?? null;
        const before = row?.id;
        const isShown = (): boolean =>
          event.key === 'j'
            ? focused()?.parentElement?.id !== before
            : row?.querySelector('[class*="self"]') !== null;
        // What was so before the press measures nothing.
        if (!['j', 'i'].includes(event.key) || isShown()) return;
        const { port1, port2 } = new MessageChannel();
        // A message posted from a frame is handled once that frame was painted.
        port1.addEventListener('message', () => {
          if (!isShown()) {
            requestAnimationFrame(() => port2.postMessage(null));
            return;
          }
          keys[event.key === 'j' ? 'move' : 'write'].push(performance.now() - event.timeStamp);
          port1.close();
        });
        port1.start();
        requestAnimationFrame(() => port2.postMessage(null));
      },
      { capture: true },
    );
  });
}
