import { defineConfig } from '@playwright/test';
import { browserFlags, findBrowser } from '../scripts/lib/browser.mjs';

const executablePath = findBrowser();
if (executablePath === undefined)
  throw new Error(
    'No Chromium: install one (Debian: apt-get install chromium) or name it in CHROMIUM_PATH.',
  );

export default defineConfig({
  testMatch: '**/*.spec.ts',
  outputDir: '../.cache/test-results',
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env['CI'] === 'true',
  retries: 0,
  timeout: 60_000,
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
