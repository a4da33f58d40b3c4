import { expect } from '@playwright/test';
import type { Browser, BrowserContextOptions, Locator, Page } from '@playwright/test';
import type { ServerRig } from './server.ts';

/** A browser window of its own, and all in it that should never happen. */
export interface Window {
  page: Page;
  /** Dialogs, uncaught errors and breaches of the Content-Security-Policy, as they came. */
  troubles: string[];
}

/** Opens a window with nobody signed in, or with the cookies of someone who is. */
export async function openWindow(
  browser: Browser,
  server: ServerRig,
  cookie = '',
  options: BrowserContextOptions = {},
): Promise<Window> {
  const context = await browser.newContext({ baseURL: server.url, ...options });
  await context.addCookies(
    cookie.split('; ').flatMap((pair) => {
      const at = pair.indexOf('=');
      return at < 0
        ? []
        : [{ name: pair.slice(0, at), value: pair.slice(at + 1), url: server.url }];
    }),
  );
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) troubles.push(message.text());
  });
  return { page, troubles };
}

/** Opens an election's board and waits until it is live. */
export async function openBoard(page: Page, election: string, search = ''): Promise<void> {
  await page.goto(`/e/${election}${search}`);
  await expect(page.getByText(/^Live, as of/)).toBeVisible({ timeout: 20_000 });
}

/** The rows of the incidents lane, or those that hold a text. */
export function incidentRows(page: Page, text?: string | RegExp): Locator {
  const rows = page.getByRole('grid', { name: 'Incidents' }).getByRole('row');
  return text === undefined ? rows : rows.filter({ hasText: text });
}

/** The rows of the signals lane, or those that hold a text. */
export function signalRows(page: Page, text?: string | RegExp): Locator {
  const rows = page.getByRole('grid', { name: 'Undecided signals' }).getByRole('row');
  return text === undefined ? rows : rows.filter({ hasText: text });
}
