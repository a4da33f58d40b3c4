import type {
  CommandResult,
  DismissReason,
  Refusal,
  RefusalKind,
  SignalView,
} from '@warroom/shared';
import type { RunOptions } from '../store/desk.ts';
import type { Intent } from '../store/foresee.ts';
import { plural } from '../ui/format.ts';
import { announceNow } from '../ui/live-region.tsx';
import { closeToast, toast } from '../ui/toasts.ts';
import type { IncidentActionId, SignalActionId } from './actions.ts';
import type { BoardRoom } from './board-room.ts';
import { askCaret, openOverlay } from './board-ui.ts';
import { typedText } from './conflict-words.ts';
import { readDraft, writeDraft } from './drafts.ts';
import { newId } from './new-id.ts';

const CHUNK = 200;

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
    action: { label: 'Undo', keyHint: 'z', run: () => void undo(room, group) },
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
  const refused = results.find((result) => result.kind === 'refused');
  if (refused?.kind === 'refused' && refused.refusal.kind === 'unsettled') {
    tellUnsettled(`undone: ${words}`, refused.refusal, `undo-${wanted ?? ''}`, () => {
      void undo(room, wanted);
    });
  } else if (refused?.kind === 'refused') {
    toast({ text: `Not undone: ${words}`, detail: refused.refusal.message, tone: 'bad' });
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
  switch (action) {
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

/** Starts an action on signals; of several, those that someone holds or has decided are left out. */
export function performOnSignals(
  room: BoardRoom,
  signals: readonly string[],
  action: SignalActionId,
): void {
  const ids = signals.length > 1 ? freeOf(room, signals) : [...signals];
  if (ids.length === 0) {
    toast({
      id: 'not-allowed',
      text: 'None of them can be worked on now: all are held or decided.',
    });
    return;
  }
  switch (action) {
    case 'claim':
      return void sendMany(
        room,
        ids,
        (some) => ({ type: 'signal.claim', signals: some }),
        (n) => `Claimed ${n}`,
      );
    case 'release':
      return void sendMany(
        room,
        ids,
        (some) => ({ type: 'signal.release', signals: some }),
        (n) => `Released ${n}`,
      );
    case 'link':
      return openOverlay(room.ui, { kind: 'pick-link', signals: ids });
    case 'dismiss':
      return openOverlay(room.ui, { kind: 'dismiss', target: { signals: ids } });
    case 'open':
      return openOverlay(room.ui, { kind: 'open-incident', signals: ids });
  }
}

function freeOf(room: BoardRoom, ids: readonly string[]): string[] {
  const known = ids.flatMap((id) => room.lane.records.get(id) ?? []);
  return sortChosen(known, room.me, room.feed.serverNow()).free.map(({ id }) => id);
}

/** Refusals that one signal among many may be the cause of. */
const OF_ONE: readonly RefusalKind[] = [
  'already-decided',
  'already-claimed',
  'already-linked',
  'not-found',
  'nothing-changes',
];

/**
 * The same for many signals: at most 200 a command, each command all or nothing. Where one stands in the
 * way the rest is sent without it, so that every signal gets its own answer. One toast, one undo.
 */
export async function sendMany(
  room: BoardRoom,
  signals: readonly string[],
  intent: (some: string[]) => Intent,
  words: (what: string) => string,
): Promise<void> {
  const group = newId();
  let refused: { id: string; refusal: Refusal }[] = [];
  let unsettled: { some: readonly string[]; commandId: string | undefined; refusal: Refusal }[] =
    [];
  const all = words(plural(signals.length, 'signal'));

  async function part(some: readonly string[], commandId?: string): Promise<void> {
    const result = await room.desk.run(intent([...some]), all, { group, commandId });
    if (result.kind === 'done') return;
    const [first] = some;
    if (result.refusal.kind === 'unsettled') {
      unsettled.push({ some, commandId: result.commandId ?? undefined, refusal: result.refusal });
    } else if (some.length > 1 && OF_ONE.includes(result.refusal.kind)) {
      const half = Math.ceil(some.length / 2);
      await part(some.slice(0, half));
      await part(some.slice(half));
    } else if (first !== undefined) {
      for (const id of some) refused.push({ id, refusal: result.refusal });
    }
  }

  function tell(of: number): void {
    const open = unsettled.reduce((sum, { some }) => sum + some.length, 0);
    const done = of - refused.length - open;
    if (done > 0) tellDone(room, group, words(plural(done, 'signal')));
    const [first] = refused;
    if (first)
      toast({
        text: done > 0 ? `${plural(refused.length, 'signal')} left out` : `Not saved: ${all}`,
        detail: first.refusal.message,
        tone: 'bad',
      });
    const [doubtful] = unsettled;
    if (doubtful)
      tellUnsettled(
        `saved: ${words(plural(open, 'signal'))}`,
        doubtful.refusal,
        unsettledToast(group),
        () => void again(open),
      );
  }

  async function again(open: number): Promise<void> {
    const parts = unsettled;
    unsettled = [];
    refused = [];
    for (const { some, commandId } of parts) await part(some, commandId);
    tell(open);
  }

  for (let from = 0; from < signals.length; from += CHUNK)
    await part(signals.slice(from, from + CHUNK));
  tell(signals.length);
}

/** Dismisses signals for a reason. */
export async function dismissSignals(
  room: BoardRoom,
  signals: readonly string[],
  reason: DismissReason,
  text: string,
): Promise<void> {
  const intent = (some: string[]): Intent => ({
    type: 'signal.dismiss',
    signals: some,
    reason,
    ...(text === '' ? {} : { text }),
  });
  room.ui.setState({ chosen: new Set() });
  await sendMany(room, signals, intent, (what) => `Dismissed ${what}`);
}

/** Those of the chosen signals that can be worked on now, and those that can't, with why. */
export function sortChosen(
  signals: readonly SignalView[],
  me: string,
  now: number,
): { free: SignalView[]; held: SignalView[]; decided: SignalView[] } {
  const decided = signals.filter((one) => one.state !== 'undecided');
  const held = signals.filter(
    (one) =>
      one.state === 'undecided' &&
      one.claim !== null &&
      one.claim.by !== me &&
      one.claim.until > now,
  );
  const free = signals.filter((one) => !decided.includes(one) && !held.includes(one));
  return { free, held, decided };
}
