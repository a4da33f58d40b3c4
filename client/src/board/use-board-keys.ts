import { useRouter } from '@tanstack/react-router';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { incidentActions } from './actions.ts';
import type { ActionContext, IncidentActionId } from './actions.ts';
import { askCaret, openOverlay } from './board-ui.ts';
import { moveFocus } from './move-focus.ts';
import { performOnIncident, performOnSignals, undo } from './perform.ts';
import { useBoard } from './room-context.ts';
import { choose, chooseRange } from './signals-lane.tsx';
import { targetOf } from './target.ts';
import { announceNow } from '../ui/live-region.tsx';
import { toast } from '../ui/toasts.ts';

const SEQUENCE_MS = 1_500;

/** The key as it is typed, layout and all; space has a name. */
function keyOf(event: KeyboardEvent): string {
  return event.key === ' ' ? 'space' : event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

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

/** Binds the board's keys to the window. `context` is read when a key is pressed. */
export function useBoardKeys(context: ActionContext): void {
  const { room, url, go } = useBoard();
  const router = useRouter();
  const latest = useRef({ url, go, context });
  useLayoutEffect(() => {
    latest.current = { url, go, context };
  });

  useEffect(() => {
    let prefixUntil = 0;
    const { ui } = room;

    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return;
      const { overlay, keysOn } = ui.getState();
      const key = keyOf(event);
      const isMod = event.ctrlKey || event.metaKey;
      if (isMod && !event.altKey && key === 'k') {
        event.preventDefault();
        openOverlay(ui, { kind: 'palette' });
        return;
      }
      if (
        overlay !== null ||
        document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null
      )
        return;
      if (isTyping(event.target)) return;
      const done =
        isMod || event.altKey ? withModifier(key, isMod, event) : plain(key, event, keysOn);
      if (done) event.preventDefault();
    }

    function withModifier(key: string, isMod: boolean, event: KeyboardEvent): boolean {
      if (isMod && !event.altKey && key === 'a') {
        const { ids } = room.lane.store.getState();
        const isSignals =
          latest.current.url.view === 'signals' ||
          ui.getState().focus?.kind === 'signal' ||
          ui.getState().chosen.size > 0;
        if (!isSignals) return false;
        ui.setState({ chosen: new Set(ids) });
        return true;
      }
      if (!isMod && event.code === 'KeyR') return act('reopen');
      return false;
    }

    function plain(key: string, event: KeyboardEvent, keysOn: boolean): boolean {
      const state = ui.getState();
      switch (key) {
        case 'ArrowDown':
        case 'ArrowUp':
          if (!inGrid(event.target)) return false;
          move(key === 'ArrowDown' ? 1 : -1, event.shiftKey);
          return true;
        case 'Home':
        case 'End':
          if (!inGrid(event.target)) return false;
          move(key === 'Home' ? -Infinity : Infinity, false);
          return true;
        case 'PageDown':
        case 'PageUp':
          if (!inGrid(event.target)) return false;
          move(key === 'PageDown' ? 10 : -10, event.shiftKey);
          return true;
        case 'Enter': {
          if (isPressable(event.target)) return false;
          const at = state.peek ?? state.focus;
          if (at === null) return false;
          ui.setState({ peek: null });
          latest.current.go({ sel: at });
          return true;
        }
        case 'Escape':
          return back();
        case 'space':
          if (isPressable(event.target) || state.focus === null) return false;
          ui.setState({ peek: state.peek?.id === state.focus.id ? null : state.focus });
          return true;
        default:
          return keysOn && single(key, event.shiftKey);
      }
    }

    function single(key: string, shift: boolean): boolean {
      const now = performance.now();
      if (now < prefixUntil) {
        prefixUntil = 0;
        return goTo(key);
      }
      const state = ui.getState();
      switch (key) {
        case 'j':
        case 'k':
          move(key === 'j' ? 1 : -1, shift);
          return true;
        case 'x':
          if (state.focus?.kind !== 'signal') {
            toast({
              id: 'select',
              text: 'Select signals: move into their lane with j, then press x.',
            });
            return true;
          }
          choose(room, state.focus.id);
          return true;
        case '.':
          room.order.release();
          room.lane.release();
          return true;
        case '/':
          askCaret(ui, 'search');
          return true;
        case '?':
          openOverlay(ui, { kind: 'help' });
          return true;
        case 'g':
          prefixUntil = now + SEQUENCE_MS;
          return true;
        case 'z':
          void undo(room);
          return true;
        case '1':
          return onEither('acknowledge', 'claim');
        case '2':
          return onEither('merge', 'link', 'unmerge');
        case '3':
          return onEither('dismiss', 'dismiss', 'confirm-dismissal');
        case 'n': {
          const target = targetOf(state, latest.current.url);
          if (target?.kind === 'signals') return onEither(undefined, 'open');
          openOverlay(ui, { kind: 'new-signal' });
          return true;
        }
        case 'a':
          return act('assign');
        case 'i':
          return act('assign-me');
        case 's':
          return act('severity');
        case 'v':
          return act('veracity');
        case 'l':
          return act('category');
        case 'c':
          return act('note');
        case 'r':
          return act('confirm', 'resolve', 'close', 'reopen');
        default:
          return false;
      }
    }

    function goTo(key: string): boolean {
      if (key === 't') latest.current.go({ view: 'open', q: '', sel: null });
      else if (key === 'm') latest.current.go({ view: 'mine', q: '', sel: null });
      else if (key === 'w') router.history.push('/wall');
      else return false;
      return true;
    }

    function move(by: number, extends_: boolean): void {
      const before = ui.getState().focus;
      const to = moveFocus(room, latest.current.url, before, by);
      if (to === null) return;
      const isShown = latest.current.url.sel !== null || ui.getState().peek !== null;
      ui.setState({ focus: to, peek: isShown ? to : null });
      if (extends_ && to.kind === 'signal') {
        chooseRange(room, before?.kind === 'signal' ? before.id : to.id, to.id);
      }
    }

    /** Escape: what was opened last goes first. */
    function back(): boolean {
      const { chosen, peek } = ui.getState();
      if (chosen.size > 0) ui.setState({ chosen: new Set() });
      else if (peek !== null) ui.setState({ peek: null });
      else if (latest.current.url.sel !== null) latest.current.go({ sel: null });
      else return false;
      return true;
    }

    /** The first of these that is on offer for the incident at hand; says why when it can't be done. */
    function act(...ids: IncidentActionId[]): boolean {
      const target = targetOf(ui.getState(), latest.current.url);
      if (target?.kind !== 'incident') return false;
      const incident = room.incidents.get(target.id);
      if (!incident) return false;
      const offers = incidentActions(incident, latest.current.context);
      const offer = ids.flatMap((id) => offers.find((one) => one.id === id) ?? [])[0];
      if (!offer) {
        say(`${target.id} is ${incident.state}: that can't be done with it.`);
        return true;
      }
      if (offer.disabledReason !== undefined) say(`${offer.label}: ${offer.disabledReason}.`);
      else performOnIncident(room, target.id, offer.id);
      return true;
    }

    function onEither(
      incident: IncidentActionId | undefined,
      signal: 'claim' | 'link' | 'dismiss' | 'open',
      ...others: IncidentActionId[]
    ): boolean {
      const target = targetOf(ui.getState(), latest.current.url);
      if (target?.kind === 'incident') return incident !== undefined && act(incident, ...others);
      if (target === null) return false;
      if (latest.current.context.blocked !== null)
        say(`Not now: ${latest.current.context.blocked}.`);
      else performOnSignals(room, target.ids, signal);
      return true;
    }

    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [room, router]);
}

function say(text: string): void {
  toast({ id: 'not-allowed', text });
  announceNow(text);
}

function inGrid(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[role="grid"]') !== null;
}
