import { useEffect, useLayoutEffect, useRef } from 'react';
import { isTyping } from '../desk-frame/key-press.ts';
import { usualKey } from '../desk-frame/own-desk-keys.ts';
import { areKeysOn, readKeptKeys } from '../ui/keys/kept-keys.ts';
import type { KeyAction } from '../ui/keys/keymap.ts';
import { strokeOf } from '../ui/keys/strokes.ts';

/** Desks are gone through by the keys that move on the board. */
export const GRID_FOLLOWS: Readonly<Record<string, KeyAction>> = {
  j: 'move-down',
  k: 'move-up',
};

/**
 * Single keys of the page that the frame only tells of. Used above the frame, so that it listens after
 * it: what the frame took (`g` and a place) is left alone. `act` answers whether the key was its own; it
 * is told the usual key, whichever `me` has given to it.
 */
export function useGridKeys(me: string, act: (key: string) => boolean): void {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const own = readKeptKeys(me);
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing || isTyping(event.target)) return;
      if (!areKeysOn()) return;
      if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null)
        return;
      const stroke = strokeOf(event);
      const key = stroke && usualKey(stroke, GRID_FOLLOWS, own);
      if (key !== undefined && latest.current(key)) event.preventDefault();
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [me]);
}
