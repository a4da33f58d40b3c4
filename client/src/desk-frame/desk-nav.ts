import type { Role } from '@warroom/shared';

/** The pages of an election, as the bar at the top names them. */
export type DeskPlace =
  | 'triage'
  | 'mine'
  | 'roster'
  | 'handover'
  | 'figures'
  | 'wall'
  | 'import'
  | 'messages';

interface Place {
  id: DeskPlace;
  label: string;
  /** After `/e/<election>`; the wall stands apart. */
  path: string;
  /** Pressed after g. */
  key?: string;
  /** Only for who leads. */
  isForLeads?: boolean;
}

const PLACES: readonly Place[] = [
  { id: 'triage', label: 'Triage', path: '', key: 't' },
  { id: 'mine', label: 'Mine', path: '?view=mine', key: 'm' },
  { id: 'roster', label: 'Roster', path: '/roster', key: 'r' },
  { id: 'handover', label: 'Handoff', path: '/handover', key: 'h' },
  { id: 'figures', label: 'Figures', path: '/figures', key: 'f' },
  { id: 'wall', label: 'Wall', path: '/wall', key: 'w' },
  { id: 'import', label: 'Import', path: '/import', isForLeads: true },
  { id: 'messages', label: 'Messages', path: '/messages', isForLeads: true },
];

export interface DeskLink {
  id: DeskPlace;
  label: string;
  href: string;
  /** Pressed after g; undefined where there is none. */
  key: string | undefined;
  isCurrent: boolean;
}

/** Where a person may go within an election, in the order of the bar. `current` null marks none. */
export function deskNav(election: string, role: Role, current: DeskPlace | null): DeskLink[] {
  const isLead = role === 'lead' || role === 'admin';
  return PLACES.filter((place) => place.isForLeads !== true || isLead).map((place) => ({
    id: place.id,
    label: place.label,
    href: place.id === 'wall' ? '/wall' : `/e/${encodeURIComponent(election)}${place.path}`,
    key: place.key,
    isCurrent: place.id === current,
  }));
}

/** Where `g` and then this key leads, or undefined. */
export function deskPlaceOf(election: string, role: Role, key: string): string | undefined {
  const board = `/e/${encodeURIComponent(election)}`;
  // As on the board: its signals, or all that is open.
  if (key === 't') return `${board}?view=signals`;
  if (key === 'b') return board;
  return deskNav(election, role, null).find((link) => link.key === key)?.href;
}
