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
import { toast } from '../ui/toasts.ts';
import type { IncidentActionId, SignalActionId } from './actions.ts';
import type { BoardRoom } from './board-room.ts';
import { askCaret, openOverlay } from './board-ui.ts';
import { typedText } from './conflict-words.ts';
import { readDraft, writeDraft } from './drafts.ts';
import { newId } from './new-id.ts';

const CHUNK = 200;

/**
 * Sends a command and tells the person what came of it: a toast with undo, or why not. A conflict shows
 * on the incident itself; what was typed is kept as its note's draft.
 */
export async function send(
  room: BoardRoom,
  intent: Intent,
  words: string,
  more: RunOptions = {},
): Promise<CommandResult> {
  const group = more.group ?? newId();
  const result = await room.desk.run(intent, words, { ...more, group });
  if (result.kind === 'done') {
    tellDone(room, group, words);
    return result;
  }
  const incident = 'incident' in intent ? intent.incident : null;
  const isConflict = incident !== null && room.desk.store.getState().conflicts.has(incident);
  const typed = typedText(intent).trim();
  if (incident !== null && typed !== '') keepText(room, incident, typed, words);
  if (isConflict) announceNow(`Not saved: ${result.refusal.message}`);
  else toast({ text: `Not saved: ${words}`, detail: result.refusal.message, tone: 'bad' });
  return result;
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

function keepText(room: BoardRoom, incident: string, typed: string, words: string): void {
  const election = room.election.election.id;
  const before = readDraft(election, incident)?.text.trim() ?? '';
  const text = before === '' || before === typed ? typed : `${before}\n${typed}`;
  writeDraft(election, incident, text, words);
}

/** Takes back a group of deeds, or the newest. */
export async function undo(room: BoardRoom, group?: string): Promise<void> {
  const { words, results } = await room.desk.undo(group);
  if (results.length === 0) {
    toast({ id: 'undo', text: 'Nothing of yours to undo.' });
    return;
  }
  const refused = results.find((result) => result.kind === 'refused');
  if (refused?.kind === 'refused') {
    toast({ text: `Not undone: ${words}`, detail: refused.refusal.message, tone: 'bad' });
  } else toast({ id: `undo-${group ?? ''}`, text: `Undone: ${words}` });
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
  const refused: { id: string; refusal: Refusal }[] = [];
  const all = words(plural(signals.length, 'signal'));

  async function part(some: readonly string[]): Promise<void> {
    const result = await room.desk.run(intent([...some]), all, { group });
    if (result.kind === 'done') return;
    const [first] = some;
    if (some.length > 1 && OF_ONE.includes(result.refusal.kind)) {
      const half = Math.ceil(some.length / 2);
      await part(some.slice(0, half));
      await part(some.slice(half));
    } else if (first !== undefined) {
      for (const id of some) refused.push({ id, refusal: result.refusal });
    }
  }

  for (let from = 0; from < signals.length; from += CHUNK)
    await part(signals.slice(from, from + CHUNK));
  const done = signals.length - refused.length;
  if (done > 0) tellDone(room, group, words(plural(done, 'signal')));
  const [first] = refused;
  if (!first) return;
  toast({
    text: done > 0 ? `${plural(refused.length, 'signal')} left out` : `Not saved: ${all}`,
    detail: first.refusal.message,
    tone: 'bad',
  });
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
