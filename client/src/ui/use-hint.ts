import { useCallback, useEffect, useRef, useState } from 'react';

const GAP_PX = 6;
const EDGE_PX = 8;
const DELAY_MS = 350;

interface Box {
  top: number;
  bottom: number;
  left: number;
  width: number;
}

/** Where a hint goes, in viewport px: above its anchor and centred, below where there is no room. */
export function placeHint(
  anchor: Box,
  hint: { width: number; height: number },
  view: { width: number; height: number },
): { left: number; top: number } {
  const above = anchor.top - hint.height - GAP_PX;
  const wanted = anchor.left + anchor.width / 2 - hint.width / 2;
  return {
    top: above >= EDGE_PX ? above : Math.min(anchor.bottom + GAP_PX, view.height - hint.height),
    left: Math.max(EDGE_PX, Math.min(wanted, view.width - hint.width - EDGE_PX)),
  };
}

/**
 * Shows a `popover` element beside the first child of its anchor on hover, after a moment, and on
 * keyboard focus at once; Escape hides it. In the top layer, so that no scroll box cuts it off.
 */
export function useHint(hasHint: boolean) {
  const anchor = useRef<HTMLSpanElement>(null);
  const hint = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [isShown, setShown] = useState(false);

  const hide = useCallback(() => {
    clearTimeout(timer.current);
    setShown(false);
  }, []);
  const showSoon = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown(true), DELAY_MS);
  }, []);
  const showAtFocus = useCallback((event: { target: EventTarget }) => {
    if (event.target instanceof Element && event.target.matches(':focus-visible')) setShown(true);
  }, []);
  useEffect(() => hide, [hide]);

  const isOpen = isShown && hasHint;
  useEffect(() => {
    const box = anchor.current?.firstElementChild?.getBoundingClientRect();
    const element = hint.current;
    if (!isOpen || element === null || box === undefined) return;
    element.showPopover?.();
    const place = placeHint(box, element.getBoundingClientRect(), {
      width: window.innerWidth,
      height: window.innerHeight,
    });
    element.style.left = `${place.left}px`;
    element.style.top = `${place.top}px`;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') hide();
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('scroll', hide, { capture: true, passive: true });
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('scroll', hide, { capture: true });
    };
  }, [isOpen, hide]);

  const handlers = hasHint
    ? {
        onPointerEnter: showSoon,
        onPointerLeave: hide,
        onFocus: showAtFocus,
        onBlur: hide,
      }
    : {};
  return { anchor, hint, isOpen, handlers };
}
