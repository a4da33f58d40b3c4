import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Channel, CommandResult, DismissReason, Severity } from '@warroom/shared';
import { areKeysOn, keepKeys, keepKeysOn, readKeptKeys } from '../ui/keys/kept-keys.ts';
import type { OwnKeys } from '../ui/keys/keymap.ts';
import type { Staged } from './bulk/staged.ts';
import type { Selected } from './url-state.ts';

/** What stands over the board. */
export type Overlay =
  | { kind: 'palette' }
  | { kind: 'help' }
  | {
      kind: 'pick';
      pick: 'assign' | 'severity' | 'veracity' | 'occurrence' | 'category' | 'tlp' | 'merge';
      incident: string;
      /** Given, it is picked for all of these. */
      incidents?: readonly string[] | undefined;
    }
  | { kind: 'pick-link'; signals: string[] }
  | { kind: 'snooze'; incidents: readonly string[] }
  | { kind: 'escalate'; incident: string }
  | { kind: 'resolve-many'; incidents: readonly string[] }
  | { kind: 'relate'; incident: string }
  /** Signals of an incident to another, or to a new one; none named: chosen in the dialog. */
  | { kind: 'move-signals'; what: 'move' | 'split'; incident: string; signals: readonly string[] }
  /** What stays on walls: an incident, or a scene to be chosen. `target` is a target's key. */
  | { kind: 'pin-wall'; incident?: string | undefined; target?: string | undefined }
  | { kind: 'walls' }
  | { kind: 'keys' }
  | { kind: 'jurisdictions'; incident: string }
  | {
      kind: 'say';
      what:
        | 'resolve'
        | 'mitigate'
        | 'close'
        | 'reopen'
        | 'keep'
        | 'release'
        | 'next-step'
        | 'title';
      incident: string;
    }
  | {
      kind: 'dismiss';
      target: { incident: string } | { incidents: readonly string[] } | { signals: string[] };
      reason?: DismissReason;
    }
  | { kind: 'new-signal'; kept?: Kept<EnteredSignal> }
  | { kind: 'open-incident'; signals: string[]; kept?: Kept<EnteredIncident> };

/** What was typed into a dialog whose command was refused. */
export interface Kept<T> {
  typed: T;
  /** Set where it is not known whether it was written: sent unchanged under this id, it is not doubled. */
  commandId?: string | undefined;
}

export interface EnteredSignal {
  text: string;
  channel: Channel;
  jurisdiction: string | null;
  category: string | null;
  severity: Severity | 'none';
}

export interface EnteredIncident {
  title: string;
  severity: Severity;
  category: string | null;
  jurisdiction: string | null;
  note: string;
}

/** What to open a dialog with again after a refusal. */
export function keptOf<T>(typed: T, refused: Extract<CommandResult, { kind: 'refused' }>): Kept<T> {
  const isUnsettled = refused.refusal.kind === 'unsettled';
  return { typed, commandId: isUnsettled ? (refused.commandId ?? undefined) : undefined };
}

/** The id to send under: that of before where nothing was changed, else a new one. */
export function keptId<T>(kept: Kept<T> | undefined, typed: T): string | undefined {
  return kept && JSON.stringify(kept.typed) === JSON.stringify(typed) ? kept.commandId : undefined;
}

export interface BoardUiState {
  /** The row that keys act on. */
  focus: Selected | null;
  /** Shown without being opened. */
  peek: Selected | null;
  /** Signals, or incidents, chosen for a bulk action: of one kind at a time. */
  chosen: ReadonlySet<string>;
  chosenKind: Selected['kind'];
  /** What is about to be done with the chosen, or was done and partly refused. */
  staged: Staged | null;
  overlay: Overlay | null;
  /** Counts up to ask for the caret: in the note, the search, a tag. */
  caret: { in: 'note' | 'search' | 'tag' | 'queue' | null; turn: number };
  /** The rail's tab, and the detail's where the rail is folded in. */
  tab: 'detail' | 'timeline' | 'notes' | 'evidence' | 'tasks';
  /** Single-character keys are on (WCAG 2.1.4). */
  keysOn: boolean;
  /** The keys that this person changed. */
  ownKeys: OwnKeys;
  /** Signals opened or peeked at: no longer unread. */
  seen: ReadonlySet<string>;
}

export type BoardUi = StoreApi<BoardUiState>;

/** The state of one board's screen. */
export function boardUi(me: string): BoardUi {
  return createStore<BoardUiState>(() => ({
    focus: null,
    peek: null,
    chosen: new Set(),
    chosenKind: 'signal',
    staged: null,
    overlay: null,
    caret: { in: null, turn: 0 },
    tab: 'detail',
    keysOn: areKeysOn(),
    ownKeys: readKeptKeys(me),
    seen: new Set(),
  }));
}

/** Turns single-character keys on or off, on this machine. */
export function setKeysOn(ui: BoardUi, keysOn: boolean): void {
  ui.setState({ keysOn });
  keepKeysOn(keysOn);
}

/** Changes this person's keys, in this browser. */
export function setOwnKeys(ui: BoardUi, me: string, ownKeys: OwnKeys): void {
  ui.setState({ ownKeys });
  keepKeys(me, ownKeys);
}

/** Puts the caret somewhere, even if it was there before. */
export function askCaret(ui: BoardUi, where: 'note' | 'search' | 'tag' | 'queue'): void {
  ui.setState(({ caret }) => ({ caret: { in: where, turn: caret.turn + 1 } }));
}

/** Opens something over the board. */
export function openOverlay(ui: BoardUi, overlay: Overlay): void {
  ui.setState({ overlay });
}

/** Closes what stands over the board. */
export function closeOverlay(ui: BoardUi): void {
  ui.setState({ overlay: null });
}
