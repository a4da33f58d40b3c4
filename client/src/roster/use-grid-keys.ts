import { useEffect, useLayoutEffect, useRef } from 'react';
import { areKeysOn, isTyping, pressed } from '../desk-frame/key-press.ts';

/**
 * Single keys of the page that the frame only tells of. Used above the frame, so that it listens after
 * it: what the frame took (`g` and a place) is left alone. `act` answers whether the key was its own.
 */
export function useGridKeys(act: (key: string) => boolean): void {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing || isTyping(event.target)) return;
      if (!areKeysOn()) return;
      if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null)
        return;
      if (latest.current(pressed(event))) event.preventDefault();
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
