import { useEffect, useRef } from 'react';
import { askCaret } from './board-ui.ts';
import type { BoardUi } from './board-ui.ts';
import { useRoom } from './room-context.ts';

/** Gives the focus to the queue: to the row that keys act on, else to the queue as a whole. */
export function focusQueue(ui: BoardUi): void {
  document.querySelector<HTMLElement>('[data-queue]')?.focus();
  askCaret(ui, 'queue');
}

/**
 * When what stood over the board is gone and what had the focus before is gone too, the focus goes to the
 * queue: left on nothing, a screen reader would begin at the top of the page.
 */
export function useKeptFocus(hasOverlay: boolean): void {
  const room = useRoom();
  const hadOverlay = useRef(false);
  useEffect(() => {
    const isClosed = hadOverlay.current && !hasOverlay;
    hadOverlay.current = hasOverlay;
    if (!isClosed) return;
    // Two frames: a dialog gives the focus back in the first.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        if (document.activeElement !== document.body) return;
        focusQueue(room.ui);
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [room, hasOverlay]);
}
