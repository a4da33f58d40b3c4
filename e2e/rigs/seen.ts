import type { Page } from '@playwright/test';

/** Where a wall hangs and how far away it is read. */
export interface Seat {
  diagonalInch: number;
  seatM: number;
}

/** Height of a capital of the wall's typeface, Inter, over its font size. */
const CAPITAL = 0.727;
const MM_PER_INCH = 25.4;

/** The font size, CSS px, of which a capital subtends 16 minutes of arc from a seat: the floor of NUREG-0700. */
export function floorPx(viewport: { width: number; height: number }, room: Seat): number {
  const capitalMm = room.seatM * 1_000 * 2 * Math.tan((8 / 60) * (Math.PI / 180));
  const pxPerMm = Math.hypot(viewport.width, viewport.height) / (room.diagonalInch * MM_PER_INCH);
  return (capitalMm * pxPerMm) / CAPITAL;
}

/**
 * What is wrong with the text on a wall's screen, a line each: cut at a side, seen in part only, out of the
 * screen, over other text, run into the next cell of its grid, or set smaller than `leastPx`. Nothing is said
 * of what is wholly out of sight, of what ends in an ellipsis (a title is as long as it likes), of scenes that wait for their turn, and of words that are
 * for screen readers alone.
 */
export function unreadable(page: Page, leastPx: number): Promise<string[]> {
  return page.evaluate((least) => {
    const troubles: string[] = [];
    const seen: { element: Element; words: string; box: DOMRect }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const isShortened = (element: Element): boolean => {
      const style = getComputedStyle(element);
      return style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
    };
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const words = (node.textContent ?? '').trim();
      if (element === null || words === '') continue;
      if (element.closest('[data-scene][aria-hidden="true"], .sr-only, script, style')) continue;
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const lines = [...range.getClientRects()].filter(({ width, height }) => width * height > 0);
      /** What the boxes around it and the screen let through. */
      const hole = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
      let isCutWithMark = false;
      for (let up: Element | null = element; up !== null; up = up.parentElement) {
        const style = getComputedStyle(up);
        isCutWithMark ||= isShortened(up);
        const box = up.getBoundingClientRect();
        if (style.overflowX !== 'visible') {
          hole.left = Math.max(hole.left, box.left);
          hole.right = Math.min(hole.right, box.right);
        }
        if (style.overflowY !== 'visible') {
          hole.top = Math.max(hole.top, box.top);
          hole.bottom = Math.min(hole.bottom, box.bottom);
        }
      }
      let isSeen = false;
      for (const line of lines) {
        const wide = Math.min(line.right, hole.right) - Math.max(line.left, hole.left);
        const high = Math.min(line.bottom, hole.bottom) - Math.max(line.top, hole.top);
        // A line's box is higher than its letters: a tenth may be hidden at each end.
        if (wide <= 1 || high <= line.height * 0.1) continue;
        isSeen = true;
        if (wide >= line.width - 1.5) seen.push({ element, words, box: line });
        if (isCutWithMark) continue;
        // Letters stand a little off the ends of their boxes.
        if (wide < line.width - Math.max(1.5, line.height * 0.03))
          troubles.push(`cut by ${Math.round(line.width - wide)} px: ${words.slice(0, 60)}`);
        if (high < line.height * 0.8) troubles.push(`half seen: ${words.slice(0, 60)}`);
      }
      if (!isSeen) continue;
      const scale = element instanceof SVGElement ? scaleOf(element) : 1;
      const sizePx = Number.parseFloat(getComputedStyle(element).fontSize) * scale;
      if (sizePx < least * 0.99)
        troubles.push(`${sizePx.toFixed(1)} of ${least.toFixed(1)} px: ${words.slice(0, 60)}`);
    }
    for (const [place, one] of seen.entries())
      for (const other of seen.slice(place + 1)) {
        const level =
          Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (level < Math.min(one.box.height, other.box.height) / 2) continue;
        const apart =
          Math.max(one.box.left, other.box.left) - Math.min(one.box.right, other.box.right);
        const isOver = apart < -2 && one.element !== other.element;
        if (isOver)
          troubles.push(
            `over one another: ${one.words.slice(0, 30)} | ${other.words.slice(0, 30)}`,
          );
        if (isOver || apart > one.box.height * 0.06 || !areCells(one.element, other.element))
          continue;
        troubles.push(`no room between: ${one.words.slice(0, 30)} | ${other.words.slice(0, 30)}`);
      }
    return [...new Set(troubles)];

    /** Whether they stand in two cells of one grid. */
    function areCells(one: Element, other: Element): boolean {
      let up: Element | null = one;
      while (up !== null && !up.contains(other)) up = up.parentElement;
      return up !== null && up !== one && getComputedStyle(up).display === 'grid';
    }

    function scaleOf(svg: SVGElement): number {
      const matrix = svg instanceof SVGGraphicsElement ? svg.getScreenCTM() : null;
      return matrix === null ? 1 : Math.hypot(matrix.a, matrix.b);
    }
  }, leastPx);
}

/** Resolves when what a change of the window's size set off has been drawn. */
export function drawn(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((done) => {
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
      }),
  );
}
