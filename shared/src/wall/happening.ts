import type { Actor } from '../actor.ts';
import type { WallEvent } from './events.ts';
import type { PlaylistTurn, Target } from './wall.ts';

/** What happened to walls, or was done to them. */
export type WallDeedDone =
  /** Nothing was heard from the display since then (epoch ms); `backAt`: until then, null while it is away. */
  | { kind: 'missing'; since: number; backAt: number | null }
  | { kind: 'pinned'; turn: PlaylistTurn; until: number | null }
  | { kind: 'unpinned' }
  | { kind: 'paused' }
  | { kind: 'resumed' }
  | { kind: 'schedule-set'; rules: number }
  | { kind: 'visitors'; on: boolean }
  | { kind: 'paired' }
  | { kind: 'changed' }
  | { kind: 'revoked' };

/** One line of what happened to walls: when, by whom, to which, and why where that was said. */
export interface WallHappening {
  /** The event's number in the record. */
  seq: number;
  /** Epoch ms. */
  at: number;
  by: Actor;
  target: Target;
  what: WallDeedDone;
  reason: string | null;
}

/** An event as the journal hands it on. */
export interface WallRecord {
  seq: number;
  type: string;
  data: Readonly<Record<string, unknown>>;
  /** Null: there was none, or it was erased. */
  personal: Readonly<Record<string, unknown>> | null;
  at: number;
  by: Actor;
}

/** What is noted of displays outside of the walls' own section, beside the rights of people. */
interface Noted {
  type: `account.display-${'paired' | 'changed' | 'revoked' | 'redacted'}`;
  data: { display: string; on?: boolean };
}

type Known = Noted | { [E in WallEvent as E['type']]: Pick<E, 'type' | 'data'> }[WallEvent['type']];

const ALL: Target = { kind: 'all' };

/**
 * What happened to walls, the newest first, from records in their order. A display that came back is told
 * in the line that it was away. Records of other things, and titles and texts, are left out.
 */
export function wallHappenings(records: readonly WallRecord[]): WallHappening[] {
  const lines: WallHappening[] = [];
  const away = new Map<string, number>();
  for (const record of records) {
    const { seq, at, by } = record;
    // As it was written here; of other types nothing is read.
    const known = record as unknown as Known;
    if (known.type === 'wall.display-back') {
      const index = away.get(known.data.display);
      const line = index === undefined ? undefined : lines[index];
      if (index !== undefined && line?.what.kind === 'missing')
        lines[index] = { ...line, what: { ...line.what, backAt: at } };
      away.delete(known.data.display);
      continue;
    }
    const told = toldOf(known);
    if (told === undefined) continue;
    if (known.type === 'wall.display-missing') away.set(known.data.display, lines.length);
    lines.push({ seq, at, by, ...told, reason: reasonOf(record) });
  }
  return lines.toReversed();
}

function toldOf(event: Known): Pick<WallHappening, 'target' | 'what'> | undefined {
  const display = (what: WallDeedDone, id: string): Pick<WallHappening, 'target' | 'what'> => ({
    target: { kind: 'display', display: id },
    what,
  });
  switch (event.type) {
    case 'wall.display-missing': {
      const { display: id, since } = event.data;
      return display({ kind: 'missing', since, backAt: null }, id);
    }
    case 'wall.pinned': {
      const { target, turn, until } = event.data;
      return { target, what: { kind: 'pinned', turn, until } };
    }
    case 'wall.unpinned':
      return { target: event.data.target, what: { kind: 'unpinned' } };
    case 'wall.paused':
      return { target: event.data.target, what: { kind: 'paused' } };
    case 'wall.resumed':
      return { target: event.data.target, what: { kind: 'resumed' } };
    case 'wall.schedule-set':
      return { target: ALL, what: { kind: 'schedule-set', rules: event.data.rules.length } };
    case 'account.display-redacted':
      return display({ kind: 'visitors', on: event.data.on ?? true }, event.data.display);
    case 'account.display-paired':
      return display({ kind: 'paired' }, event.data.display);
    case 'account.display-changed':
      return display({ kind: 'changed' }, event.data.display);
    case 'account.display-revoked':
      return display({ kind: 'revoked' }, event.data.display);
    default:
      return undefined;
  }
}

/** Kept apart, so that it can be erased. */
function reasonOf({ personal }: WallRecord): string | null {
  const reason = personal?.['reason'];
  return typeof reason === 'string' && reason !== '' ? reason : null;
}
