import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { isOpen } from '@warroom/shared';
import type { FeedSnapshot } from '@warroom/shared';

/** The frame of a wall: what never leaves it. */
export const frameOf = (page: Page): Locator =>
  page.getByRole('banner', { name: 'State of the war room' });

/** The chip by itself: "NOT LIVE" holds the word as well, and on wide screens on a line of its own. */
export const liveChip = (page: Page): Locator =>
  frameOf(page)
    .filter({ hasNotText: /NOT\s*LIVE/ })
    .getByText('LIVE', { exact: true });

/** The code of a screen that waits to be paired. */
export const codeOf = (page: Page): Locator =>
  page.getByRole('img', { name: /^Code( [A-Z0-9]){6}$/ });

/** The scene on show, not one that is drawn for its turn. */
export const sceneOn = (page: Page, id: string): Locator =>
  page.locator(`[data-scene="${id}"]:not([aria-hidden="true"])`);

/** Waits until the wall says so; rejects after `withinMs`. Answers how long it took, ms, to a twentieth of a second. */
export async function says(page: Page, words: RegExp, withinMs: number): Promise<number> {
  const since = performance.now();
  await page.waitForFunction(
    ({ source, flags }) => new RegExp(source, flags).test(document.body.innerText),
    { source: words.source, flags: words.flags },
    { polling: 50, timeout: withinMs },
  );
  return performance.now() - since;
}

/** Resolves when the next heartbeat has reached the page. To be called before the page is opened. */
export function heartbeats(page: Page): { next(): Promise<void> } {
  const waiting = new Set<() => void>();
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (!String(payload).startsWith('42["heartbeat"')) return;
      for (const go of waiting) go();
      waiting.clear();
    }),
  );
  return { next: () => new Promise((go) => waiting.add(go)) };
}

/** What a wall that shows the map says of the situation. */
export interface Said {
  /** Open by severity, S1 to S4. */
  counts: number[];
  /** Open in each place that has any, by its code. */
  places: Record<string, number>;
}

/** What a fresh picture would have a wall say. */
export function expectedOf(snapshot: FeedSnapshot): Said {
  const open = snapshot.incidents.filter(({ state }) => isOpen(state));
  const places: Record<string, number> = {};
  for (const { jurisdictions } of open)
    for (const place of jurisdictions) {
      const code = place.replace('US-', '');
      places[code] = (places[code] ?? 0) + 1;
    }
  return {
    counts: ['S1', 'S2', 'S3', 'S4'].map(
      (level) => open.filter(({ severity }) => severity === level).length,
    ),
    places,
  };
}

/** Reads that from the screen: the counts of the frame, and the map's list as a screen reader has it. */
export function saidBy(page: Page): Promise<Said> {
  return page.evaluate(() => {
    const frame = document.querySelector('header')?.innerText ?? '';
    const counts = ['CRIT', 'HIGH', 'MED', 'LOW'].map((word) =>
      Number(new RegExp(`(\\d+)\\s+(?:\\S+\\s+)?${word}\\b`).exec(frame)?.[1] ?? Number.NaN),
    );
    const places: Record<string, number> = {};
    const list = document.querySelector('[data-scene="map"] ul[aria-label="Places"]');
    for (const tile of list?.querySelectorAll('li') ?? []) {
      const open = /(\d+) open/.exec(tile.querySelector('.sr-only')?.textContent ?? '')?.[1];
      const code = tile.querySelector('[aria-hidden="true"] > span')?.textContent;
      if (open !== undefined && code) places[code] = Number(open);
    }
    return { counts, places };
  });
}

/** Waits until the wall shows what a fresh picture shows; rejects after `withinMs`. */
export async function equals(
  page: Page,
  fresh: () => Promise<FeedSnapshot>,
  withinMs: number,
): Promise<void> {
  await expect
    .poll(
      async () => {
        const [said, expected] = [await saidBy(page), expectedOf(await fresh())];
        return {
          said,
          expected,
          isEqual:
            JSON.stringify(said.counts) === JSON.stringify(expected.counts) &&
            same(said.places, expected.places),
        };
      },
      { timeout: withinMs, intervals: [50] },
    )
    .toMatchObject({ isEqual: true });
}

function same(a: Record<string, number>, b: Record<string, number>): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => a[key] === b[key]);
}

/** How many hatched areas there are on the screen. */
export function hatched(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      [...document.querySelectorAll('main *')].filter(
        (element) =>
          getComputedStyle(element).backgroundImage.startsWith(
            'repeating-linear-gradient(135deg',
          ) &&
          element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
          element.getBoundingClientRect().height > innerHeight / 4,
      ).length,
  );
}
