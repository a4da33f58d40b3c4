import { defineConfig } from '@playwright/test';
import { browserFlags, findBrowser } from '../scripts/lib/browser.mjs';

const executablePath = findBrowser();
if (executablePath === undefined)
  throw new Error(
    'No Chromium: install one (Debian: apt-get install chromium) or name it in CHROMIUM_PATH.',
  );

/**
 * WARROOM_RIG=cluster runs the same tests on three nodes behind a balancer: with WARROOM_TESTS=faults all of
 * them, else those in which several people or screens meet.
 */
const onCluster = process.env['WARROOM_RIG'] === 'cluster';
const all = process.env['WARROOM_TESTS'] === 'faults';
const MEETINGS = /\[E(20|22|24|26|30|71|72|74)\]/;

export default defineConfig({
  testMatch: '**/*.spec.ts',
  outputDir: onCluster ? '../.cache/test-results-cluster' : '../.cache/test-results',
  ...(onCluster && !all ? { grep: MEETINGS } : {}),
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env['CI'] === 'true',
  retries: 0,
  // Three nodes and a Redis take their share of the machine.
  timeout: onCluster ? 120_000 : 60_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'America/New_York',
    trace: 'retain-on-failure',
    launchOptions: { executablePath, args: browserFlags },
  },
});
