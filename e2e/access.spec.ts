import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { intakeKey, setUp } from './rigs/api.ts';
import type { Api } from './rigs/api.ts';
import { DESK_PAGES, furnish } from './rigs/furnished.ts';
import { openBoard, openWindow } from './rigs/pages.ts';
import { done, openIncident, postSignals } from './rigs/seed.ts';
import { startServer } from './rigs/server.ts';
import type { ServerRig } from './rigs/server.ts';
import { test } from './rigs/test.ts';

const ELECTION = 'us-general';
let server: ServerRig;
let ana: Api;
let id: string;

test.beforeAll(async () => {
  server = await startServer();
  ana = await setUp(server);
  const key = await intakeKey(ana, ELECTION, 'tips');
  await postSignals(server, ELECTION, key, [
    { externalId: '1', text: 'Polling place locked at opening time', jurisdiction: 'US-GA' },
    { externalId: '2', text: 'Cierran temprano', language: 'es' },
  ]);
  id = await openIncident(ana, ELECTION, {
    title: 'Polls close early, says a post',
    severity: 'S2',
    jurisdictions: ['US-AZ'],
  });
  await done(ana, ELECTION, { type: 'incident.note', incident: id, text: 'Called the county.' });
  await furnish(ana, ELECTION, id);
});
test.afterAll(async () => {
  await server.stop();
});

/** Something that Tab stopped at. */
interface Stop {
  name: string;
  /** Whether what has the focus can be seen to have it. */
  isMarked: boolean;
  /** Whether some of it is in sight. */
  isInSight: boolean;
}

const MOST_STOPS = 400;

/**
 * Goes through a page by Tab, from its beginning until it comes around. Answers the stops, and the
 * controls that a pointer could use but Tab never came to. Groups that arrows go through (tabs, radios,
 * grids, menus) count as one stop, as the ARIA practices have them.
 */
async function tabThrough(page: Page): Promise<{ stops: Stop[]; missed: string[] }> {
  await page.evaluate(() => {
    const seen = new Set<Element>();
    (window as unknown as { __seen: Set<Element> }).__seen = seen;
    (document.activeElement as HTMLElement | null)?.blur();
    window.getSelection()?.removeAllRanges();
  });
  const stops: Stop[] = [];
  for (let count = 0; count < MOST_STOPS; count += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const { __seen: seen } = window as unknown as { __seen: Set<Element> };
      const at = document.activeElement;
      if (at === null || at === document.body || seen.has(at)) return null;
      seen.add(at);
      // The ring may be drawn around it or in it: on a label, a frame, the row that a grid is at.
      const row = document.getElementById(at.getAttribute('aria-activedescendant') ?? '');
      const near = [
        at,
        at.parentElement,
        at.parentElement?.parentElement,
        ...at.children,
        row?.firstElementChild,
      ];
      const isMarked = near.some((one) => {
        if (!(one instanceof Element)) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
        return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
      });
      const box = at.getBoundingClientRect();
      return {
        name: `${at.role ?? at.tagName.toLowerCase()} “${(at.ariaLabel ?? at.textContent).trim().slice(0, 60)}”`,
        isMarked,
        isInSight:
          box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
      };
    });
    if (stop === null) break;
    stops.push(stop);
  }
  expect(stops.length, 'Tab comes around: it is caught nowhere').toBeLessThan(MOST_STOPS);
  const missed = await page.evaluate(() => {
    const { __seen: seen } = window as unknown as { __seen: Set<Element> };
    const controls = document.querySelectorAll(
      'a[href], button, input, select, textarea, summary, [role="tab"], [role="button"], [role="radio"], [role="checkbox"]',
    );
    const isArrowed = (one: Element): boolean =>
      one.closest(
        '[role="tablist"], [role="radiogroup"], [role="grid"], [role="menu"], [role="toolbar"]',
      ) !== null ||
      (one instanceof HTMLInputElement && one.type === 'radio') ||
      // The arrow of a combo box: its field opens the list by keys.
      one.matches('[aria-haspopup="listbox"][tabindex="-1"]');
    return [...controls]
      .filter((one) => !seen.has(one) && !isArrowed(one))
      .filter(
        (one) =>
          !one.matches(':disabled') &&
          one.closest('[inert], [aria-hidden="true"], [hidden]') === null,
      )
      .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .map(
        (one) =>
          `${one.tagName.toLowerCase()} “${(one.ariaLabel ?? one.textContent).trim().slice(0, 60)}”`,
      );
  });
  return { stops, missed };
}

async function expectWalkable(page: Page, least: number): Promise<void> {
  const { stops, missed } = await tabThrough(page);
  expect(stops.length).toBeGreaterThanOrEqual(least);
  expect
    .soft(
      stops.filter(({ isMarked }) => !isMarked).map(({ name }) => name),
      'focus not to be seen',
    )
    .toEqual([]);
  expect
    .soft(
      stops.filter(({ isInSight }) => !isInSight).map(({ name }) => name),
      'focus out of sight',
    )
    .toEqual([]);
  expect.soft(missed, 'Tab never comes to').toEqual([]);
}

test('[E77] Tab reaches every control of the board and the open incident, marked, and is caught nowhere', async ({
  browser,
}) => {
  const { page } = await openWindow(browser, server, ana.cookie);
  await openBoard(page, ELECTION, `?sel=${id}`);
  await expect(page.getByText('Called the county.')).toBeVisible();
  await expectWalkable(page, 30);
});

for (const [path, heading] of DESK_PAGES)
  test(`[E77] Tab reaches every control of ${path}, marked, and is caught nowhere`, async ({
    browser,
  }) => {
    const { page } = await openWindow(browser, server, ana.cookie);
    await page.goto(`/e/${ELECTION}/${path}`);
    await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
    await expectWalkable(page, 8);
  });

test('[E78] a screen reader finds board, incident and roster by landmarks, headings, names and states', async ({
  browser,
}) => {
  const { page } = await openWindow(browser, server, ana.cookie);
  await openBoard(page, ELECTION, `?sel=${id}`);
  await expect(page.getByText('Called the county.')).toBeVisible();
  await expect(page.locator('body')).toMatchAriaSnapshot(`
    - link "To the content"
    - banner:
      - navigation "Main":
        - link "Triage"
        - link "Roster"
        - link "Handoff"
    - navigation "Views":
      - link /Open now \\d+/
      - link /Undecided signals \\d+/
    - main:
      - region "Queue":
        - search:
          - combobox /Search incidents and signals/
        - region "Incidents":
          - heading "Incidents" [level=2]
          - grid "Incidents":
            - row /${id} Polls close early, says a post/:
              - gridcell /2 HIGH ${id} Polls close early, says a post .* AZ/
        - region "Signals":
          - heading "Signals" [level=2]
          - grid "Undecided signals":
            - row /Cierran temprano/
            - row /Polling place locked at opening time/
      - region "Incident ${id}":
        - heading "Polls close early, says a post" [level=1]
        - list "State":
          - listitem: /new/
        - toolbar:
          - button "Acknowledge"
      - complementary "Record of ${id}":
        - tablist "Record":
          - tab "Timeline" [selected]
          - tab /Notes 1/
          - tab /Evidence 1/
          - tab /Tasks 0\\/1/
        - tabpanel "Timeline"
  `);
  // Where the keys are, is told: the row by the grid that has the focus.
  await page.keyboard.press('j');
  const grid = page.getByRole('grid', { name: 'Incidents' });
  await expect(grid).toBeFocused();
  await expect(grid).toHaveAttribute('aria-activedescendant', `row-${id}`);
  await expect(page.locator(`[id="row-${id}"]`)).toHaveRole('row');

  await page.goto(`/e/${ELECTION}/roster`);
  await expect(page.getByRole('heading', { name: 'Roster', level: 1 })).toBeVisible();
  await expect(page.locator('body')).toMatchAriaSnapshot(`
    - link "To the content"
    - banner:
      - navigation "Main":
        - link "Roster"
    - main:
      - region "Week":
        - heading "Roster" [level=1]
        - button "Week before"
        - button "Week after"
        - button "New override"
        - button "Fill the gap"
        - grid "Who is on call when":
          - row /^Desk Sun/:
            - columnheader "Desk"
            - columnheader /Sat/
          - row /^Lead/:
            - rowheader /Lead/
            - gridcell /Ana Lima, Lead, .* yours/:
              - button /Ana Lima, Lead/
              - button /Gap. 1 of 2 on the Lead desk/
      - complementary "On call and what to do":
        - region "On call now":
          - heading "On call now" [level=2]
          - list:
            - listitem: /Lead Ana/
        - region "Swap requests":
          - heading "Swap requests" [level=2]
          - list:
            - listitem:
              - button "Withdraw"
  `);
});
