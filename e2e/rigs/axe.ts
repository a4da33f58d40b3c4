import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

export const THEMES = ['dark', 'light'] as const;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Looks at the page as it is now in both themes; `isThere` says that it is drawn. */
export async function inBothThemes(
  page: Page,
  name: string,
  isThere: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await isThere();
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    expect.soft(await foundOn(page), `${name}, ${theme}`).toEqual([]);
  }
}

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** What axe finds, whatever it makes of it, one line an element. */
export async function foundOn(page: Page): Promise<string[]> {
  // Colours that are still on their way to another theme are nobody's.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))),
  );
  // Put in by the debugger, whom the page's Content-Security-Policy does not bind.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(options: unknown): Promise<{ violations: Violation[] }> };
    };
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) =>
      `${id} (${impact}): ${target.join(' ')} ${failureSummary}`.replaceAll(/\s+/g, ' '),
    ),
  );
}
