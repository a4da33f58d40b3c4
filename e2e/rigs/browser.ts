import { chromium, type Browser } from '@playwright/test';
import { browserFlags, findBrowser } from '../../scripts/lib/browser.mjs';

/** A Chromium for benches and scripts that run outside Playwright's own test runner. */
export function launchBrowser(extraFlags: string[] = []): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined)
    throw new Error('No Chromium: install one or name it in CHROMIUM_PATH.');
  return chromium.launch({ executablePath, args: [...browserFlags, ...extraFlags] });
}
