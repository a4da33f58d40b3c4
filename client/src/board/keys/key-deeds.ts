import { wallPreviewHref } from '../../desk-frame/desk-nav.ts';
import { announceNow } from '../../ui/live-region.tsx';
import { toast } from '../../ui/toasts.ts';
import { incidentActions } from '../actions.ts';
import type { ActionContext, IncidentActionId, SignalActionId } from '../actions.ts';
import { giveBackBatch, takeBatch } from '../batch/perform-batch.ts';
import type { BoardRoom } from '../board-room.ts';
import { askCaret, openOverlay } from '../board-ui.ts';
import { moveFocus } from '../move-focus.ts';
import { performOnIncident, undo } from '../perform.ts';
import { ON_MANY, performOnIncidents, performOnSignals } from '../perform-many.ts';
import { choose, chooseLoaded, chooseMatching, chooseRange } from '../selection.ts';
import { targetOf } from '../target.ts';
import type { BoardUrl } from '../url-state.ts';
import { toggleVeil } from '../veiling.ts';
import type { KeyAction } from '../../ui/keys/keymap.ts';

/** The board as it stands when a key is pressed. */
export interface KeyMoment {
  url: BoardUrl;
  go(changes: Partial<BoardUrl>, replace?: boolean): void;
  context: ActionContext;
}

/** What each key does. True: it did something, or said why not. */
export type KeyDeeds = Record<KeyAction, () => boolean> & {
  move(by: number, extend: boolean): boolean;
};

/** What the keys of a board do, whatever keys they are. */
export function keyDeeds(at: {
  room: BoardRoom;
  now(): KeyMoment;
  goTo(path: string): void;
}): KeyDeeds {
  const { room, now } = at;
  const { ui } = room;
  const base = `/e/${room.election.election.id}`;
  const done = (run: () => unknown) => (): boolean => {
    run();
    return true;
  };

  function move(by: number, extend: boolean): boolean {
    const before = ui.getState().focus;
    const { url } = now();
    const to = moveFocus(room, url, before, by);
    if (to === null) return true;
    const { peek, staged } = ui.getState();
    // What was answered has been read once one goes on.
    if (staged?.stage === 'answered') ui.setState({ staged: null });
    const isShown = url.sel !== null || peek !== null;
    ui.setState({ focus: to, peek: isShown ? to : null });
    // To the row's own lane, also from nowhere: only there it is read out.
    if (!isElsewhere()) askCaret(ui, 'queue');
    if (extend)
      chooseRange(room, url, to.kind, before?.kind === to.kind ? before.id : to.id, to.id);
    return true;
  }

  /** The first of these that is on offer for what is at hand; says why when it can't be done. */
  function act(...ids: IncidentActionId[]): boolean {
    const { url, context } = now();
    const target = targetOf(ui.getState(), url);
    if (target === null || target.kind === 'signals') return false;
    if (target.kind === 'incidents') {
      const id = ids.find((one) => ON_MANY.includes(one)) ?? ids[0];
      if (context.blocked !== null) say(`Not now: ${context.blocked}.`);
      else if (id !== undefined) performOnIncidents(room, target.ids, id, context);
      return true;
    }
    const incident = room.incidents.get(target.id);
    if (!incident) return false;
    const offers = incidentActions(incident, context);
    const offer = ids.flatMap((id) => offers.find((one) => one.id === id) ?? [])[0];
    if (!offer) say(`${target.id} is ${incident.state}: that can't be done with it.`);
    else if (offer.disabledReason !== undefined) say(`${offer.label}: ${offer.disabledReason}.`);
    else performOnIncident(room, target.id, offer.id);
    return true;
  }

  function onEither(signal: SignalActionId, ...incident: IncidentActionId[]): boolean {
    const { url, context } = now();
    const target = targetOf(ui.getState(), url);
    if (target === null) return false;
    if (target.kind !== 'signals') return act(...incident);
    if (context.blocked !== null) say(`Not now: ${context.blocked}.`);
    else performOnSignals(room, target.ids, signal, context);
    return true;
  }

  return {
    move,
    'move-down': () => move(1, false),
    'move-up': () => move(-1, false),
    'extend-down': () => move(1, true),
    'extend-up': () => move(-1, true),
    select() {
      const { focus } = ui.getState();
      if (focus === null) say('Move to a row first, then select it.');
      else choose(room, focus.kind, focus.id);
      return true;
    },
    'select-loaded': done(() => chooseLoaded(room, now().url)),
    'select-matching': done(() => void chooseMatching(room, now().url)),
    'show-new': done(() => {
      room.order.release();
      room.lane.release();
    }),
    search: done(() => askCaret(ui, 'search')),
    'next-batch': done(() => {
      const { url, go, context } = now();
      void takeBatch(room, url, go, context.blocked);
    }),
    'give-back': done(() => void giveBackBatch(room, now().context.blocked)),
    acknowledge: () => onEither('claim', 'acknowledge'),
    merge: () => onEither('link', 'merge', 'unmerge'),
    dismiss: () => onEither('dismiss', 'dismiss', 'confirm-dismissal'),
    escalate: () => act('escalate'),
    forward: () => act('confirm', 'resolve', 'close', 'reopen'),
    reopen: () => act('reopen'),
    assign: () => act('assign'),
    'assign-me': () => act('assign-me'),
    severity: () => act('severity'),
    veracity: () => act('veracity'),
    labels: () => act('category'),
    snooze: () => act('snooze', 'wake'),
    note: () => act('note'),
    push() {
      if (!act('push')) openOverlay(ui, { kind: 'walls' });
      return true;
    },
    unveil() {
      if (!toggleVeil(room, ui.getState().peek ?? now().url.sel)) say('Nothing here is veiled.');
      return true;
    },
    undo: done(() => void undo(room)),
    new() {
      const target = targetOf(ui.getState(), now().url);
      if (target?.kind === 'signals') return onEither('open');
      openOverlay(ui, { kind: 'new-signal' });
      return true;
    },
    palette: done(() => openOverlay(ui, { kind: 'palette' })),
    help: done(() => openOverlay(ui, { kind: 'help' })),
    'go-triage': done(() => now().go({ view: 'signals', q: '', sel: null })),
    'go-board': done(() => now().go({ view: 'open', q: '', sel: null })),
    'go-mine': done(() => now().go({ view: 'mine', q: '', sel: null })),
    'go-handover': done(() => at.goTo(`${base}/handover`)),
    'go-roster': done(() => at.goTo(`${base}/roster`)),
    'go-figures': done(() => at.goTo(`${base}/figures`)),
    'go-wall': done(() => at.goTo(wallPreviewHref(room.election.election.id))),
    'go-walls': done(() => at.goTo(`${base}/walls`)),
  };
}

/** Whether the focus is on something that isn't the queue. */
function isElsewhere(): boolean {
  const at = document.activeElement;
  if (at === null || at === document.body) return false;
  return !at.matches('[data-queue], [data-queue] [role="grid"]');
}

/** Why a key does nothing, shown and read out. */
function say(text: string): void {
  toast({ id: 'not-allowed', text });
  announceNow(text);
}
