import { useRouter } from '@tanstack/react-router';
import type { Role } from '@warroom/shared';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { areKeysOn } from '../ui/keys/kept-keys.ts';
import type { KeyAction, OwnKeys } from '../ui/keys/keymap.ts';
import { strokeOf } from '../ui/keys/strokes.ts';
import { deskPlaceOf } from './desk-nav.ts';
import { isPressable, isTyping, ownsArrows } from './key-press.ts';
import { keysEverywhere } from './own-desk-keys.ts';

/** A key of a page, and what it does; shown in the sheet of keys and in the palette. */
export interface DeskKey {
  /** One or several combinations that do the same: `j`, `mod+enter`. */
  keys: readonly string[];
  /** By key: what it does on the board too. It is wherever the person has put that. */
  follows?: Readonly<Record<string, KeyAction>> | undefined;
  /** In a few words: "assign", "sign". */
  does: string;
  /** Left out where a key is only told of (its own widget binds it). */
  run?: (() => void) | undefined;
  /** Works while one types too: for combinations with a modifier. */
  isForFields?: boolean | undefined;
  /** Why it does nothing now. */
  disabledReason?: string | undefined;
}

const ARROWS: ReadonlySet<string> = new Set(['up', 'down', 'left', 'right']);
const SEQUENCE_MS = 1_500;

/** Binds a page's keys to the window: its own, and those of every page, as this person has them. */
export function useDeskKeys(options: {
  election: string;
  role: Role;
  /** What this person changed. */
  own: OwnKeys;
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
    /** The first of two keys, and until when the second is waited for. */
    let begun = '';
    let begunUntil = 0;

    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return;
      const stroke = strokeOf(event);
      if (stroke === undefined) return;
      if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null)
        return;
      if (act(stroke, event)) event.preventDefault();
    }

    function act(stroke: string, event: KeyboardEvent): boolean {
      const { keys, own } = latest.current;
      const { actions, starts } = keysEverywhere(own);
      const isCharacter = /^(?:shift\+)?.$/u.test(stroke);
      const isInField = isTyping(event.target);
      if (isCharacter && (isInField || !areKeysOn())) return false;
      const action = actions.get(stroke);
      // The palette opens from anywhere, also while typing.
      if (action === 'palette') return go(action);
      if (isCharacter && performance.now() < begunUntil) {
        begunUntil = 0;
        const second = actions.get(`${begun} ${stroke}`);
        return second !== undefined && go(second);
      }
      if ((stroke === 'enter' || stroke === 'space') && isPressable(event.target)) return false;
      if (ARROWS.has(stroke) && ownsArrows(event.target)) return false;
      const deed = keys.find((one) => one.run !== undefined && one.keys.includes(stroke));
      if (deed) {
        if (isInField && deed.isForFields !== true) return false;
        deed.run?.();
        return true;
      }
      if (starts.has(stroke)) {
        begun = stroke;
        begunUntil = performance.now() + SEQUENCE_MS;
        return true;
      }
      return action !== undefined && !isInField && go(action);
    }

    function go(action: KeyAction): boolean {
      const { onHelp, onPalette, election, role } = latest.current;
      if (action === 'palette') onPalette();
      else if (action === 'help') onHelp();
      else {
        const to = deskPlaceOf(election, role, action);
        if (to === undefined) return false;
        router.history.push(to);
      }
      return true;
    }

    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [router]);
}
