import type { PlaylistTurn } from '@warroom/shared';
import type { WallLayout } from './sizing.ts';
import type { WallData } from './wall-data.ts';

/** What a turn shows; `scene` as in the address. */
export type PhoneTurn = Pick<PlaylistTurn, 'view' | 'map' | 'announcement' | 'incident'> & {
  scene: string;
};

/** The same turn on another screen. No secret is in it: whoever opens it signs in as themselves. */
export function phoneUrl(origin: string, election: string, turn: PhoneTurn): string {
  const url = new URL('/wall', origin);
  url.searchParams.set('election', election);
  url.searchParams.set('scene', turn.scene);
  for (const name of ['view', 'map', 'announcement', 'incident'] as const) {
    const value = turn[name];
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

/**
 * Whether a turn carries a code for phones: on walls read from close by, and where somebody pinned it so
 * that the room looks at it; only from within 2 m can it be scanned. Never in visitor mode (the press
 * would film the server's address), and not where the type needs all the room there is.
 */
export function hasPhoneLink(
  { identity, program }: Pick<WallData, 'identity' | 'program'>,
  { shape, height }: Pick<WallLayout, 'shape' | 'height'>,
  turn: PhoneTurn,
): boolean {
  if (identity.redaction === 'visitor' || shape === 'tight') return false;
  if (shape === 'near' || (shape === 'portrait' && height >= NEAR_PORTRAIT_UNITS)) return true;
  const isPinned = program.pin !== null && isSame(program.pin.turn, turn);
  return shape === 'wide' && isPinned && NARROW.has(turn.scene);
}

/** Scenes that lose nothing but width to a code; the others need the whole. */
const NARROW: ReadonlySet<string> = new Set(['announcement', 'incident', 'polls', 'view']);
const NEAR_PORTRAIT_UNITS = 2_600;

function isSame(a: PhoneTurn, b: PhoneTurn): boolean {
  return (
    a.scene === b.scene &&
    a.view === b.view &&
    a.incident === b.incident &&
    a.announcement === b.announcement &&
    a.map === b.map
  );
}
