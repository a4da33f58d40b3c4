import type { Page } from '@playwright/test';

/** What became of hands and focus in a page since it is watched. */
export interface Hands {
  /**
   * Where the focus was on nothing when a key was pressed, or for longer than a closing dialog takes to
   * hand it back: each with what had it and the last key.
   */
  lost: string[];
  /** Events of a mouse or another pointer. */
  pointer: number;
  keys: number;
}

type Watched = Window & { __hands: Hands };

/** A closing dialog hands the focus back in the next frame, or in the one after it. */
const FRAMES_TO_HAND_ON = 2;

/** Notes each time that the focus is nowhere, and every event of a pointer. */
export async function watchHands(page: Page): Promise<void> {
  await page.evaluate((framesToHandOn) => {
    const hands: Hands = { lost: [], pointer: 0, keys: 0 };
    (window as unknown as Watched).__hands = hands;
    let last = 'nothing';
    let had: string | null = null;
    const isNowhere = (): boolean =>
      document.activeElement === null || document.activeElement === document.body;
    for (const type of ['mousedown', 'mouseup', 'mousemove', 'pointerdown', 'touchstart', 'wheel'])
      window.addEventListener(type, () => (hands.pointer += 1), { capture: true, passive: true });
    window.addEventListener(
      'click',
      // Enter on a button makes a click that no pointer made.
      ({ detail }) => (hands.pointer += detail > 0 ? 1 : 0),
      true,
    );
    window.addEventListener(
      'keydown',
      ({ key }) => {
        hands.keys += 1;
        if (had !== null && isNowhere()) hands.lost.push(`by ${had}, at ${key} after ${last}`);
        last = key;
      },
      true,
    );
    let frames = 0;
    const look = (): void => {
      const at = document.activeElement;
      if (at !== null && at !== document.body) {
        frames = 0;
        had = `${at.role ?? at.tagName.toLowerCase()} ${at.ariaLabel ?? at.textContent.slice(0, 40)}`;
      } else if (had !== null) {
        // A page that was just opened has the focus nowhere; from then on it is lost.
        frames += 1;
        if (frames === framesToHandOn + 1) hands.lost.push(`by ${had}, after ${last}`);
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, FRAMES_TO_HAND_ON);
}

export function handsOf(page: Page): Promise<Hands> {
  return page.evaluate(() => (window as unknown as Watched).__hands);
}
