import { defineConfig } from '@playwright/test';
import base from '../playwright.config.ts';

/** `npm run pictures`: takes the README's pictures from the built product. Not part of the tests. */
export default defineConfig({
  ...base,
  testDir: '.',
  testMatch: 'take.ts',
  timeout: 600_000,
  reporter: 'line',
});
