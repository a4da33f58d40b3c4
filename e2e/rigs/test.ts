import { test as base } from '@playwright/test';

/**
 * Playwright's test, which also closes the windows that a test opened. Left open they would go on drawing and
 * asking for as long as the worker lives, and what is timed later would be timed beside all of them. Windows
 * that a file opens before its tests stay.
 */
export const test = base.extend<{ closesWindows: undefined }>({
  closesWindows: [
    async ({ browser }, use) => {
      const before = new Set(browser.contexts());
      await use(undefined);
      const opened = browser.contexts().filter((context) => !before.has(context));
      await Promise.all(opened.map((context) => context.close()));
    },
    { auto: true },
  ],
});
