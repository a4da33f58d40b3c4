import { useRouter } from '@tanstack/react-router';
import type { Role } from '@warroom/shared';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { deskPlaceOf } from './desk-nav.ts';
import { areKeysOn, isPressable, isTyping, ownsArrows, pressed } from './key-press.ts';

/** A key of a page, and what it does; shown in the sheet of keys and in the palette. */
export interface DeskKey {
  /** One or several combinations that do the same: `j`, `mod+enter`. */
  keys: readonly string[];
  /** In a few words: "assign", "sign". */
  does: string;
  /** Left out where a key is only told of (its own widget binds it). */
  run?: (() => void) | undefined;
  /** Works while one types too: for combinations with a modifier. */
  isForFields?: boolean | undefined;
  /** Why it does nothing now. */
  disabledReason?: string | undefined;
}

const ARROWS: ReadonlySet<string> = new Set(['arrowup', 'arrowdown', 'arrowleft', 'arrowright']);
const SEQUENCE_MS = 1_500;

/** Binds a page's keys to the window: its own, `g` and a place, `?` for the sheet, Ctrl k for the palette. */
export function useDeskKeys(options: {
  election: string;
  role: Role;
  keys: readonly DeskKey[];
  onHelp: () => void;
  onPalette: () => void;
}): void {
  const router = useRouter();
  const latest = useRef(options);
  useLayoutEffect(() => {
    latest.current = options;
  });

  useEffect(() => {
    let prefixUntil = 0;

    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return;
      const key = pressed(event);
      if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null)
        return;
      if (act(key, event)) event.preventDefault();
    }

    function act(key: string, event: KeyboardEvent): boolean {
      const { keys, onHelp, onPalette, election, role } = latest.current;
      if (key === 'mod+k') {
        onPalette();
        return true;
      }
      const isInField = isTyping(event.target);
      const isSingle = key.length === 1 || /^shift\+.$/.test(key);
      if (isSingle && (isInField || !areKeysOn())) return false;
      if (isSingle && performance.now() < prefixUntil) {
        prefixUntil = 0;
        const to = deskPlaceOf(election, role, key);
        if (to !== undefined) router.history.push(to);
        return to !== undefined;
      }
      if ((key === 'enter' || key === 'space') && isPressable(event.target)) return false;
      if (ARROWS.has(key) && ownsArrows(event.target)) return false;
      const own = keys.find((one) => one.run !== undefined && one.keys.includes(key));
      if (own) {
        if (isInField && own.isForFields !== true) return false;
        own.run?.();
        return true;
      }
      if (key === 'g') {
        prefixUntil = performance.now() + SEQUENCE_MS;
        return true;
      }
      if (key !== '?') return false;
      onHelp();
      return true;
    }

    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [router]);
}
