import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { colleague, setUp } from './rigs/api.ts';
import type { Api } from './rigs/api.ts';
import { THEMES } from './rigs/axe.ts';
import { furnishWall, searchOf } from './rigs/furnished-wall.ts';
import type { SceneTurn } from './rigs/furnished-wall.ts';
import { openWindow } from './rigs/pages.ts';
import { pairDisplay } from './rigs/pairing.ts';
import { drawn, floorPx, unreadable } from './rigs/seen.ts';
import { done, openIncident } from './rigs/seed.ts';
import { startServer } from './rigs/server.ts';
import type { ServerRig } from './rigs/server.ts';
import { test } from './rigs/test.ts';
import { frameOf, liveChip, sceneOn } from './rigs/wall.ts';

const ELECTION = 'us-general';
/** Every scene in every layout in both themes; else each scene once in every layout. */
const isWhole = process.env['WARROOM_TESTS'] === 'faults';
/** Where pictures of all that is looked at go, for people to look at; none without. */
const pictures = process.env['WALL_PICTURES'];
/** CSS px, and device px for one of them. */
const LAYOUTS = [
  { width: 1366, height: 768, dpr: 1 },
  { width: 1920, height: 1080, dpr: 1 },
  { width: 3840, height: 2160, dpr: 1 },
  { width: 1920, height: 1080, dpr: 2 },
  { width: 1080, height: 1920, dpr: 1 },
  { width: 3440, height: 1440, dpr: 1 },
] as const;
/** The room that the wall was drawn for. */
const SEAT = { diagonalInch: 65, seatM: 7 };
const ROOM = `diagonal=${SEAT.diagonalInch}&seat=${SEAT.seatM}`;

/** No scene has this name, so that what takes over from all of them does. */
const TAKEOVER: SceneTurn = { scene: 'takeover' };

let server: ServerRig;
let ana: Api;
/** A lead who is cleared for what most walls show. */
let lea: Api;
let turns: SceneTurn[];
test.describe.configure({ timeout: isWhole ? 600_000 : 120_000 });
test.beforeAll(async () => {
  server = await startServer();
  ana = await setUp(server);
  lea = await colleague(
    server,
    ana,
    { election: ELECTION, role: 'lead', clearance: 'AMBER' },
    'Lea Berg',
  );
  turns = await furnishWall(server, ana, ELECTION);
});
test.afterAll(async () => {
  await server.stop();
});

/** Opens a scene as staff see it in the room. */
async function look(page: Page, turn: SceneTurn): Promise<void> {
  await page.goto(`/wall?election=${ELECTION}&${searchOf(turn)}&${ROOM}`);
  await expect(sceneOn(page, turn.scene)).toBeVisible();
  await expect(liveChip(page)).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
}

for (const dpr of [1, 2] as const)
  test(`[E88] in every scene and layout no text is cut and none is below 16 minutes of arc at the farthest seat, at DPR ${dpr}`, async ({
    browser,
  }) => {
    const layouts = LAYOUTS.filter((layout) => layout.dpr === dpr);
    const { page, troubles } = await openWindow(browser, server, lea.cookie, {
      viewport: layouts[0] ?? null,
      deviceScaleFactor: dpr,
    });
    for (const turn of [...turns, TAKEOVER]) {
      await look(page, turn);
      for (const layout of layouts) {
        await page.setViewportSize(layout);
        for (const theme of isWhole ? THEMES : (['dark'] as const)) {
          await wear(page, theme);
          await drawn(page);
          const where = `${searchOf(turn)}, ${layout.width} x ${layout.height}, ${theme}`;
          await expect
            .soft(async () =>
              expect(await unreadable(page, floorPx(layout, SEAT)), where).toEqual([]),
            )
            .toPass({ timeout: 2_000, intervals: [100, 300, 600] });
          expect.soft(unanswered(await frameOf(page).innerText()), where).toEqual([]);
          if (pictures !== undefined) {
            const name = [turn.scene, turn.map ?? '', layout.width, layout.height, dpr, theme];
            await page.screenshot({ path: join(pictures, `${name.join('-')}.png`) });
          }
        }
      }
    }
    expect(troubles).toEqual([]);
  });

test('[E99] with the longest label of all the frame still answers everything: who is on call does not give way', async ({
  browser,
}) => {
  const sam = await colleague(
    server,
    ana,
    { election: ELECTION, role: 'lead', clearance: 'AMBER+STRICT' },
    'Sam Osei',
  );
  const { page, troubles } = await openWindow(browser, server, sam.cookie, {
    viewport: LAYOUTS[0],
  });
  await look(page, TAKEOVER);
  for (const layout of LAYOUTS.filter(({ dpr }) => dpr === 1)) {
    await page.setViewportSize(layout);
    await drawn(page);
    const where = `${layout.width} x ${layout.height}`;
    await expect
      .soft(async () => {
        expect(await unreadable(page, floorPx(layout, SEAT)), where).toEqual([]);
        const said = await frameOf(page).innerText();
        expect(unanswered(said), where).toEqual([]);
        expect(said).toContain('TLP:AMBER+STRICT');
      })
      .toPass({ timeout: 2_000, intervals: [100, 300, 600] });
    if (pictures !== undefined)
      await page.screenshot({ path: join(pictures, `strict-${where.replaceAll(' ', '')}.png`) });
  }
  expect(troubles).toEqual([]);
});

/** The page's other theme, without loading it anew. */
function wear(page: Page, theme: string): Promise<void> {
  return page.evaluate((name) => {
    for (const element of document.querySelectorAll<HTMLElement>('[data-theme]'))
      element.dataset['theme'] = name;
  }, theme);
}

const CHANGE = '(?:[+−-]\\d+|±0|=|–)';

/** Which of the questions that one has in three seconds the frame leaves open. */
function unanswered(frame: string): string[] {
  const text = frame.replaceAll(/\s+/g, ' ');
  const questions: [string, RegExp][] = [
    ['is this live', /\bLIVE\b/],
    // In the tightest layout the shapes alone say which.
    [
      'how bad, against an hour ago',
      new RegExp(
        `\\d+ ${CHANGE}( CRIT)? \\d+ ${CHANGE}( HIGH)? \\d+ ${CHANGE}( MED)? \\d+ ${CHANGE}( LOW)?`,
      ),
    ],
    ['is a critical unowned', /UNOWNED|NO ONE TOLD|UNTOLD|No one was notified/],
    ['where', /\b(AZ|PA|MI|GA|PR)\b/],
    ['which', /\b0001\b/],
    ['what closes or opens next', /(open|close|poll)/i],
    ['when', /\d+ ?(s|min|m|h|d)\b/],
    ['who is on call', /On call \S|nobody at|none:|GAP/],
    ['what may be seen here', /TLP:[A-Z+]+ (PREVIEW|FULL|NO NAMES|REDACTED)/],
  ];
  return questions
    .filter(([, answer]) => !answer.test(text))
    .map(([question]) => `${question}? ${text}`);
}

/** A screen of this election that shows every scene for itself. */
async function paired(browser: Browser, options: { reducedMotion: 'reduce' | 'no-preference' }) {
  const display = await pairDisplay(server, ana, ELECTION, {
    clearance: 'AMBER',
    redaction: 'none',
  });
  const window = await openWindow(browser, server, display.cookie, {
    viewport: { width: 1920, height: 1080 },
    ...options,
  });
  await window.page.addInitScript(recordMotion);
  return { ...window, display };
}

for (const [reducedMotion, moves] of [
  ['no-preference', true],
  ['reduce', false],
] as const)
  test(`[E90] where less motion is wanted nothing moves as scenes change and news come: ${reducedMotion}`, async ({
    browser,
  }) => {
    const { page, display } = await paired(browser, { reducedMotion });
    const pin = (scene: string) =>
      done(ana, ELECTION, {
        type: 'wall.pin',
        target: { kind: 'display', display: display.id },
        turn: { scene, dwellS: 30 },
        forMin: 5,
      });
    await pin('ticker');
    // The criticals would have the wall otherwise.
    await acknowledgeAll();
    await page.goto('/wall');
    await expect(sceneOn(page, 'ticker')).toBeVisible();
    await openIncident(ana, ELECTION, {
      title: `News that enters, ${reducedMotion}`,
      severity: 'S3',
    });
    await expect(page.getByText(`News that enters, ${reducedMotion}`).first()).toBeVisible();
    await pin('map');
    await expect(sceneOn(page, 'map')).toBeVisible();
    await expect(page.locator('[data-scene="ticker"]')).toHaveCount(0);
    const motions = await page.evaluate(() => window.__motions ?? []);
    if (moves) expect(motions).not.toEqual([]);
    else expect(motions).toEqual([]);
  });

test('[E91] a screen reader is told the wall: landmarks, the frame’s answers, the scene by its name, the map as a list of places', async ({
  browser,
}) => {
  const { page, troubles } = await openWindow(browser, server, lea.cookie, {
    viewport: { width: 1920, height: 1080 },
  });
  for (const turn of turns) {
    await look(page, turn);
    await expect(page.getByRole('banner')).toHaveCount(1);
    await expect(page.getByRole('main')).toHaveCount(1);
    await expect(page.getByRole('main').getByRole('group').first()).toHaveAccessibleName(/\S/);
    // No picture without words, and nothing that interrupts by itself.
    const tree = await page.locator('body').ariaSnapshot();
    expect(tree, searchOf(turn)).not.toMatch(/- (img|group|region|table)(:|\s*$)/m);
    await expect(page.locator('main [aria-live="assertive"]')).toHaveCount(0);
  }
  await look(page, { scene: 'map' });
  const frame = await frameOf(page).ariaSnapshot();
  for (const answer of [
    /LIVE/,
    /CRIT/,
    /in an hour|change not known yet/,
    /UNOWNED|NO ONE TOLD|acked/,
    /TLP:/,
    /UTC/,
  ])
    expect(frame).toMatch(answer);
  const places = page.getByRole('list', { name: 'Places' }).getByRole('listitem');
  expect(await places.count()).toBeGreaterThan(50);
  await expect(places.filter({ hasText: /^Arizona, \d+ open, worst \w+, polls: / })).toHaveCount(1);
  await expect(places.filter({ hasText: /^Vermont, none open, polls: / })).toHaveCount(1);
  await expect(places.filter({ hasText: /^Puerto Rico, \d+ open/ })).toHaveCount(1);
  expect(troubles).toEqual([]);
});

async function acknowledgeAll(): Promise<void> {
  const { incidents } = await ana.snapshot(ELECTION);
  for (const { id, severity, acknowledgedAt } of incidents)
    if (severity === 'S1' && acknowledgedAt === null)
      await done(ana, ELECTION, { type: 'incident.acknowledge', incident: id });
}

declare global {
  interface Window {
    __motions?: string[];
  }
}

/** Runs in the page before all else: what moves for longer than anyone sees. */
function recordMotion(): void {
  const motions: string[] = [];
  window.__motions = motions;
  for (const kind of ['animationstart', 'transitionrun'] as const)
    document.addEventListener(
      kind,
      () => {
        for (const animation of document.getAnimations()) {
          const { duration } = animation.effect?.getComputedTiming() ?? {};
          if (Number(duration) > 10) motions.push(`${kind} ${String(duration)}`);
        }
      },
      true,
    );
}
