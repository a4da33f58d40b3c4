import type { WallHappening } from '@warroom/shared';
import { formatAgeLong, formatMoment, plural } from '../ui/format.ts';
import { targetWords } from './targets.ts';
import { turnWords } from './turns.ts';
import type { TurnNames } from './turns.ts';

/** What the words need to know. */
export interface HappeningNames {
  displays: readonly { id: string; name: string }[];
  names: TurnNames;
  person: (id: string) => string;
  /** Epoch ms, server time. */
  now: number;
  zone: string;
}

export interface HappeningLine {
  /** "Lobby", "group North", "all displays". */
  where: string;
  /** Who did it; null where it happened by itself. */
  who: string | null;
  /** "Map, pinned until 18:30". */
  what: string;
  reason: string | null;
  tone: 'bad' | 'key' | 'plain';
}

/** What happened to walls, in words: where, by whom, what and why. */
export function happeningLine(happening: WallHappening, around: HappeningNames): HappeningLine {
  const { target, reason, what } = happening;
  return {
    where: targetWords(target, around),
    who: whoWords(happening, around),
    what: whatWords(happening, around),
    reason,
    tone:
      what.kind === 'missing' && what.backAt === null
        ? 'bad'
        : what.kind === 'visitors' || what.kind === 'revoked'
          ? 'key'
          : 'plain',
  };
}

function whoWords({ by, target, what }: WallHappening, { person }: HappeningNames): string | null {
  if (what.kind === 'missing') return null;
  if (by.kind === 'person') return person(by.id);
  if (target.kind === 'display' && by.id === target.display) return 'a key at the wall';
  return by.kind === 'source' ? by.id : 'the server';
}

function whatWords({ what }: WallHappening, { names, now, zone }: HappeningNames): string {
  switch (what.kind) {
    case 'missing':
      return what.backAt === null
        ? `no report since ${formatMoment(what.since, now, zone)}, still missing`
        : `no report for ${formatAgeLong(what.backAt - what.since)}, back ${formatMoment(what.backAt, now, zone)}`;
    case 'pinned': {
      const until =
        what.until === null ? 'until taken off' : `until ${formatMoment(what.until, now, zone)}`;
      return `${turnWords(what.turn, names)}, pinned ${until}`;
    }
    case 'unpinned':
      return 'pin taken off';
    case 'paused':
      return 'paused';
    case 'resumed':
      return 'resumed';
    case 'schedule-set':
      return `schedule set: ${what.rules === 0 ? 'no rules' : plural(what.rules, 'rule')}`;
    case 'visitors':
      return `visitor mode ${what.on ? 'on' : 'off'}`;
    case 'paired':
      return 'paired';
    case 'changed':
      return 'settings changed';
    case 'revoked':
      return 'revoked';
  }
}
