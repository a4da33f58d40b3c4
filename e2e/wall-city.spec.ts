import { join } from 'node:path';
import { expect } from '@playwright/test';
import { intakeKey, setUp } from './rigs/api.ts';
import type { Api } from './rigs/api.ts';
import { THEMES } from './rigs/axe.ts';
import { furnish } from './rigs/furnished.ts';
import { searchOf } from './rigs/furnished-wall.ts';
import type { SceneTurn } from './rigs/furnished-wall.ts';
import { openWindow } from './rigs/pages.ts';
import { drawn, floorPx, unreadable } from './rigs/seen.ts';
import { done, openIncident, postSignals } from './rigs/seed.ts';
import { startServer } from './rigs/server.ts';
import type { ServerRig } from './rigs/server.ts';
import { test } from './rigs/test.ts';
import { frameOf, liveChip, sceneOn } from './rigs/wall.ts';

/** One zone, four districts, no states. */
const CITY = 'example-city';
const isWhole = process.env['WARROOM_TESTS'] === 'faults';
const pictures = process.env['WALL_PICTURES'];
const LAYOUTS = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
  { width: 1080, height: 1920 },
  { width: 3440, height: 1440 },
] as const;
const SEAT = { diagonalInch: 65, seatM: 7 };

let server: ServerRig;
let ana: Api;
let turns: SceneTurn[];
test.describe.configure({ timeout: 300_000 });
test.beforeAll(async () => {
  server = await startServer();
  ana = await setUp(server);
  turns = await furnishCity();
});
test.afterAll(async () => {
  await server.stop();
});

/** An ordinary evening: no critical waits, so that scenes have all the room there is. */
async function furnishCity(): Promise<SceneTurn[]> {
  const ids: string[] = [];
  for (const [title, severity, place] of [
    ['Wahllokal Grundschule am Hafen öffnet nicht', 'S1', 'BRK-HAF'],
    ['Falscher Aushang nennt 16 Uhr als Ende der Wahl', 'S2', 'BRK-ALT'],
    ['Stimmzettel in zwei Wahlbezirken fast aufgebraucht', 'S3', 'BRK-MUL'],
    ['Lange Schlangen vor der Turnhalle', 'S3', 'BRK-HAF'],
    ['Ein Aufzug steht', 'S4', 'BRK'],
  ] as const)
    ids.push(
      await openIncident(ana, CITY, {
        title,
        severity,
        category: 'OPS.supplies',
        jurisdictions: [place],
      }),
    );
  await done(ana, CITY, { type: 'incident.acknowledge', incident: ids[0] });
  const key = await intakeKey(ana, CITY, 'tips');
  await postSignals(server, CITY, key, [
    { externalId: 'one', text: 'Am Rodenfeld ist die Tür zu', jurisdiction: 'BRK-ROD' },
  ]);
  await furnish(ana, CITY, ids[3] ?? '');
  return [
    { scene: 'overview' },
    { scene: 'ticker' },
    { scene: 'map' },
    // It has no true shapes: the grid stands in.
    { scene: 'map', map: 'states' },
    { scene: 'metrics' },
    { scene: 'on-call' },
    { scene: 'polls' },
    { scene: 'incident', incident: ids[1] ?? '' },
  ];
}

test('[E102] a small city’s wall of one zone is as readable, and every district stands on its map', async ({
  browser,
}) => {
  const { page, troubles } = await openWindow(browser, server, ana.cookie, {
    viewport: LAYOUTS[0],
  });
  for (const turn of turns) {
    await page.goto(
      `/wall?election=${CITY}&${searchOf(turn)}&diagonal=${SEAT.diagonalInch}&seat=${SEAT.seatM}`,
    );
    await expect(sceneOn(page, turn.scene)).toBeVisible();
    await expect(liveChip(page)).toBeVisible();
    await page.evaluate(() => document.fonts.ready);
    for (const layout of LAYOUTS) {
      await page.setViewportSize(layout);
      for (const theme of isWhole ? THEMES : (['dark'] as const)) {
        await page.evaluate((name) => {
          for (const element of document.querySelectorAll<HTMLElement>('[data-theme]'))
            element.dataset['theme'] = name;
        }, theme);
        await drawn(page);
        const where = `${searchOf(turn)}, ${layout.width} x ${layout.height}, ${theme}`;
        await expect
          .soft(async () =>
            expect(await unreadable(page, floorPx(layout, SEAT)), where).toEqual([]),
          )
          .toPass({ timeout: 2_000, intervals: [100, 300, 600] });
        const said = (await frameOf(page).innerText()).replaceAll(/\s+/g, ' ');
        expect.soft(said, where).toMatch(/\bHAF\b/);
        expect.soft(said, where).toMatch(/On call \S/);
        if (turn.scene === 'map')
          for (const code of ['ALT', 'HAF', 'MUL', 'ROD'])
            await expect
              .soft(sceneOn(page, 'map').getByText(code, { exact: true }))
              .toBeInViewport();
        if (pictures !== undefined) {
          const name = ['city', turn.scene, turn.map ?? '', layout.width, layout.height, 1, theme];
          await page.screenshot({ path: join(pictures, `${name.join('-')}.png`) });
        }
      }
    }
  }
  expect(troubles).toEqual([]);
});
