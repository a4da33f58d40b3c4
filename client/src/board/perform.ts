import type { CommandResult, Refusal } from '@warroom/shared';
import type { RunOptions } from '../store/desk.ts';
import type { Intent } from '../store/foresee.ts';
import { announceNow } from '../ui/live-region.tsx';
import { closeToast, toast } from '../ui/toasts.ts';
import type { IncidentActionId } from './actions.ts';
import type { BoardRoom } from './board-room.ts';
import { askCaret, openOverlay } from './board-ui.ts';
import { typedText } from './typed-text.ts';
import { readDraft, writeDraft } from './drafts.ts';
import { keyOf } from '../ui/keys/keymap.ts';
import { newId } from './new-id.ts';

/**
 * Sends a command and tells the person what came of it: a toast with undo, or why not, or that it is not
 * known, with a way to settle it. A conflict shows on the incident itself; what was typed is kept as its
 * note's draft.
 */
export async function send(
  room: BoardRoom,
  intent: Intent,
  words: string,
  more: RunOptions = {},
): Promise<CommandResult> {
  const group = more.group ?? newId();
  const result = await room.desk.run(intent, words, { ...more, group });
  const incident = 'incident' in intent ? intent.incident : null;
  const typed = typedText(intent).trim();
  if (more.commandId !== undefined) closeToast(unsettledToast(more.commandId));
  if (result.kind === 'done') {
    // Done the second time, "Not saved" is no longer true.
    closeToast(refusedToast(words));
    // What was kept while it was not known whether it was written has arrived.
    if (incident !== null && more.commandId !== undefined) dropText(room, incident, typed);
    tellDone(room, group, words);
    return result;
  }
  const isUnsettled = result.refusal.kind === 'unsettled';
  const isConflict = incident !== null && room.desk.store.getState().conflicts.has(incident);
  const noteId = isUnsettled && intent.type === 'incident.note' ? result.commandId : null;
  if (incident !== null && typed !== '') keepText(room, incident, typed, words, noteId);
  if (isUnsettled) {
    const commandId = result.commandId ?? undefined;
    tellUnsettled(`saved: ${words}`, result.refusal, unsettledToast(commandId ?? group), () => {
      void send(room, intent, words, { ...more, group, commandId });
    });
  } else if (isConflict) announceNow(`Not saved: ${result.refusal.message}`);
  else
    toast({
      id: refusedToast(words),
      text: `Not saved: ${words}`,
      detail: result.refusal.message,
      tone: 'bad',
    });
  return result;
}

/** By what was wanted, as the next attempt is a command of its own. */
const refusedToast = (words: string): string => `refused-${words}`;
const unsettledToast = (commandId: string): string => `unsettled-${commandId}`;

/** Says that nobody knows yet, and offers to send the very same again, which settles it. */
function tellUnsettled(what: string, refusal: Refusal, id: string, again: () => void): void {
  toast({
    id,
    text: `Not known whether ${what}`,
    detail: refusal.message,
    tone: 'bad',
    action: { label: 'Try again', run: again },
  });
}

/** Says that it is done, with undo where there is one. */
function tellDone(room: BoardRoom, group: string, words: string): void {
  if (!room.desk.store.getState().undoable.some((one) => one.group === group)) return;
  toast({
    id: `undo-${group}`,
    text: words,
    action: {
      label: 'Undo',
      keyHint: keyOf(room.ui.getState().ownKeys, 'undo'),
      run: () => void undo(room, group),
    },
  });
}

function dropText(room: BoardRoom, incident: string, typed: string): void {
  const election = room.election.election.id;
  if (readDraft(election, incident)?.text.trim() === typed) writeDraft(election, incident, '');
}

function keepText(
  room: BoardRoom,
  incident: string,
  typed: string,
  words: string,
  noteId: string | null,
): void {
  const election = room.election.election.id;
  const before = readDraft(election, incident)?.text.trim() ?? '';
  const text = before === '' || before === typed ? typed : `${before}\n${typed}`;
  const isAlone = text === typed && noteId !== null;
  writeDraft(election, incident, text, words, isAlone ? noteId : undefined);
}

/** Takes back a group of deeds, or the newest. */
export async function undo(room: BoardRoom, group?: string): Promise<void> {
  // By key it is the newest; its toast, which still offers undo, gives way to what came of it.
  const wanted = group ?? room.desk.store.getState().undoable.at(-1)?.group;
  const { words, results } = await room.desk.undo(wanted);
  if (results.length === 0) {
    toast({ id: 'undo', text: 'Nothing of yours to undo.' });
    return;
  }
  const refusals = results.filter((result) => result.kind === 'refused');
  const [refused] = refusals;
  if (refused?.kind === 'refused' && refused.refusal.kind === 'unsettled') {
    tellUnsettled(`undone: ${words}`, refused.refusal, `undo-${wanted ?? ''}`, () => {
      void undo(room, wanted);
    });
  } else if (refused?.kind === 'refused') {
    const part = results.length > 1 ? `${refusals.length} of ${results.length} not` : 'Not';
    toast({ text: `${part} undone: ${words}`, detail: refused.refusal.message, tone: 'bad' });
  } else toast({ id: `undo-${wanted ?? ''}`, text: `Undone: ${words}` });
}

/** Starts an action on an incident: at once, or by asking first. */
export function performOnIncident(
  room: BoardRoom,
  incident: string,
  action: IncidentActionId,
): void {
  const { ui, me } = room;
  const view = room.incidents.get(incident);
  if (!view) return;
  const pick = (
    what: 'assign' | 'severity' | 'veracity' | 'occurrence' | 'category' | 'tlp' | 'merge',
  ) => openOverlay(ui, { kind: 'pick', pick: what, incident });
  const say = (
    what: 'resolve' | 'mitigate' | 'close' | 'reopen' | 'keep' | 'release' | 'next-step' | 'title',
  ) => openOverlay(ui, { kind: 'say', what, incident });
  const plain = (
    type: 'incident.wake' | 'incident.watch' | 'incident.unwatch',
    words: string,
  ): void => void send(room, { type, incident }, words);
  switch (action) {
    case 'snooze':
      return openOverlay(ui, { kind: 'snooze', incidents: [incident] });
    case 'escalate':
      return openOverlay(ui, { kind: 'escalate', incident });
    case 'relate':
      return openOverlay(ui, { kind: 'relate', incident });
    case 'move-signals':
      return openOverlay(ui, { kind: 'move-signals', what: 'move', incident, signals: [] });
    case 'split':
      return openOverlay(ui, { kind: 'move-signals', what: 'split', incident, signals: [] });
    case 'push':
      return openOverlay(ui, { kind: 'pin-wall', incident });
    case 'wake':
      return plain('incident.wake', `Woke ${incident}`);
    case 'watch':
      return plain('incident.watch', `Watching ${incident}`);
    case 'unwatch':
      return plain('incident.unwatch', `No longer watching ${incident}`);
    case 'acknowledge':
      return void send(
        room,
        { type: 'incident.acknowledge', incident },
        `Acknowledged ${incident}`,
      );
    case 'claim':
      return void send(room, { type: 'incident.claim', incident }, `Claimed ${incident}`);
    case 'assign-me':
      return void send(
        room,
        { type: 'incident.assign', incident, assignee: me },
        `Assigned ${incident} to you`,
      );
    case 'confirm':
      return void send(
        room,
        { type: 'incident.confirm', incident },
        `Confirmed ${incident} as active`,
      );
    case 'confirm-dismissal': {
      const reason = view.dismissalRequest?.reason ?? 'unfounded';
      return void send(
        room,
        { type: 'incident.dismiss', incident, reason },
        `Dismissed ${incident}`,
      );
    }
    case 'unmerge':
      return void send(room, { type: 'incident.unmerge', incident }, `Parted ${incident} again`);
    case 'dismiss':
      return openOverlay(ui, { kind: 'dismiss', target: { incident } });
    case 'jurisdictions':
      return openOverlay(ui, { kind: 'jurisdictions', incident });
    case 'note':
      ui.setState({ tab: 'timeline' });
      return askCaret(ui, 'note');
    case 'tag':
      return askCaret(ui, 'tag');
    case 'assign':
    case 'severity':
    case 'veracity':
    case 'occurrence':
    case 'category':
    case 'tlp':
    case 'merge':
      return pick(action);
    case 'resolve':
    case 'mitigate':
    case 'close':
    case 'reopen':
    case 'keep':
    case 'release':
    case 'next-step':
    case 'title':
      return say(action);
  }
}
