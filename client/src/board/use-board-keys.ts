import { useRouter } from '@tanstack/react-router';
import { useEffect, useLayoutEffect, useRef } from 'react';
import type { ActionContext } from './actions.ts';
import { runStaged } from './bulk/lazy.ts';
import type { KeyDeeds } from './keys/key-deeds.ts';
import { boundKeys, isSingleCharacter } from '../ui/keys/keymap.ts';
import { strokeOf } from '../ui/keys/strokes.ts';
import { useBoard } from './room-context.ts';
import { unstage } from './selection.ts';

/** Two keys in turn belong together when the second comes within this. */
const SEQUENCE_MS = 1_500;

/** Whether a key belongs to the field it is typed in. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)) &&
    !(target instanceof HTMLInputElement && target.type === 'checkbox')
  );
}

/** Enter and Space belong to a button or link that has the focus. */
function isPressable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('button, a, summary, [role="tab"]') !== null
  );
}

function inGrid(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[role="grid"]') !== null;
}

/** Binds the board's keys, as this person has them, to the window. `context` is read when a key is pressed. */
export function useBoardKeys(context: ActionContext): void {
  const { room, url, go } = useBoard();
  const router = useRouter();
  const latest = useRef({ url, go, context });
  useLayoutEffect(() => {
    latest.current = { url, go, context };
  });

  useEffect(() => {
    /** The first of two keys, and until when the second is waited for. */
    let begun = '';
    let begunUntil = 0;
    let bound = boundKeys(room.ui.getState().ownKeys);
    let boundFor = room.ui.getState().ownKeys;
    const { ui } = room;
    let deeds: KeyDeeds | null = null;
    // Right after the first picture; who presses a key before that waits for it.
    const loading = import('./keys/key-deeds.ts').then(({ keyDeeds }) => {
      deeds = keyDeeds({
        room,
        now: () => latest.current,
        goTo: (path) => router.history.push(path),
      });
      return deeds;
    });

    function run(deed: (all: KeyDeeds) => boolean): boolean {
      if (deeds !== null) return deed(deeds);
      loading.then(deed, () => {});
      return true;
    }

    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return;
      const stroke = strokeOf(event);
      if (stroke === undefined) return;
      const { overlay, keysOn, ownKeys } = ui.getState();
      if (ownKeys !== boundFor) {
        bound = boundKeys(ownKeys);
        boundFor = ownKeys;
      }
      const isOver =
        overlay !== null ||
        document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]:not([hidden])') !==
          null;
      // The palette opens from anywhere, also while typing.
      if (bound.actions.get(stroke) === 'palette' && !isSingleCharacter(stroke)) {
        event.preventDefault();
        run((all) => all.palette());
        return;
      }
      if (isOver || isTyping(event.target)) return;
      if (fixed(stroke, event) || given(stroke, keysOn)) event.preventDefault();
    }

    /** A key that the person can give to something else. */
    function given(stroke: string, keysOn: boolean): boolean {
      if (!keysOn && isSingleCharacter(stroke)) return false;
      const now = performance.now();
      const isSecond = now < begunUntil;
      const key = isSecond ? `${begun} ${stroke}` : stroke;
      begunUntil = 0;
      if (!isSecond && bound.starts.has(stroke)) {
        begun = stroke;
        begunUntil = now + SEQUENCE_MS;
        return true;
      }
      const action = bound.actions.get(key);
      return action !== undefined && run((all) => all[action]());
    }

    /** Keys of lists, which stay as they are. */
    function fixed(stroke: string, event: KeyboardEvent): boolean {
      const state = ui.getState();
      switch (stroke) {
        case 'down':
        case 'up':
        case 'shift+down':
        case 'shift+up':
          if (!inGrid(event.target)) return false;
          run((all) => all.move(stroke.endsWith('down') ? 1 : -1, event.shiftKey));
          return true;
        case 'home':
        case 'end':
          if (!inGrid(event.target)) return false;
          run((all) => all.move(stroke === 'home' ? -Infinity : Infinity, false));
          return true;
        case 'pagedown':
        case 'pageup':
        case 'shift+pagedown':
        case 'shift+pageup':
          if (!inGrid(event.target)) return false;
          run((all) => all.move(stroke.endsWith('down') ? 10 : -10, event.shiftKey));
          return true;
        case 'enter':
        case 'mod+enter': {
          if (isPressable(event.target)) return false;
          if (state.staged?.stage === 'asked') {
            runStaged(room, latest.current.context);
            return true;
          }
          const at = state.peek ?? state.focus;
          if (at === null || stroke !== 'enter') return false;
          ui.setState({ peek: null });
          latest.current.go({ sel: at });
          return true;
        }
        case 'escape':
          return back();
        case 'space':
          if (isPressable(event.target) || state.focus === null) return false;
          ui.setState({ peek: state.peek?.id === state.focus.id ? null : state.focus });
          return true;
        default:
          return false;
      }
    }

    /** Escape: what was opened last goes first. */
    function back(): boolean {
      if (unstage(room)) return true;
      const { chosen, peek } = ui.getState();
      if (chosen.size > 0) ui.setState({ chosen: new Set() });
      else if (peek !== null) ui.setState({ peek: null });
      else if (latest.current.url.sel !== null) latest.current.go({ sel: null });
      else return false;
      return true;
    }

    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [room, router]);
}
