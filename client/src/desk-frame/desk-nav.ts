import type { Role } from '@warroom/shared';
import type { KeyAction } from '../ui/keys/keymap.ts';

/** The pages of an election, as the bar at the top names them. */
export type DeskPlace =
  | 'triage'
  | 'mine'
  | 'roster'
  | 'handover'
  | 'figures'
  | 'wall'
  | 'walls'
  | 'import'
  | 'messages';

interface Place {
  id: DeskPlace;
  label: string;
  /** After `/e/<election>`; the wall stands apart: see below. */
  path: string;
  /** What its key is kept under. */
  action?: KeyAction;
  /** Only for who leads. */
  isForLeads?: boolean;
  /** Only for who triages or leads. */
  isForStaff?: boolean;
}

const PLACES: readonly Place[] = [
  { id: 'triage', label: 'Triage', path: '', action: 'go-triage' },
  { id: 'mine', label: 'Mine', path: '?view=mine', action: 'go-mine' },
  { id: 'roster', label: 'Roster', path: '/roster', action: 'go-roster' },
  { id: 'handover', label: 'Handoff', path: '/handover', action: 'go-handover' },
  { id: 'figures', label: 'Figures', path: '/figures', action: 'go-figures' },
  { id: 'wall', label: 'Wall', path: '/wall', action: 'go-wall' },
  { id: 'walls', label: 'Displays', path: '/walls', action: 'go-walls', isForStaff: true },
  { id: 'import', label: 'Import', path: '/import', isForLeads: true },
  { id: 'messages', label: 'Messages', path: '/messages', isForLeads: true },
];

export interface DeskLink {
  id: DeskPlace;
  label: string;
  href: string;
  /** What its key is kept under; undefined where there is none. */
  action: KeyAction | undefined;
  isCurrent: boolean;
}

/** The wall as one's own session sees it; `/wall` alone is a screen's. */
export function wallPreviewHref(election: string): string {
  return `/wall?election=${encodeURIComponent(election)}`;
}

/** Where a person may go within an election, in the order of the bar. `current` null marks none. */
export function deskNav(election: string, role: Role, current: DeskPlace | null): DeskLink[] {
  const isLead = role === 'lead' || role === 'admin';
  const isStaff = isLead || role === 'triager';
  return PLACES.filter(
    ({ isForLeads, isForStaff }) =>
      (isForLeads !== true || isLead) && (isForStaff !== true || isStaff),
  ).map((place) => ({
    id: place.id,
    label: place.label,
    href:
      place.id === 'wall'
        ? wallPreviewHref(election)
        : `/e/${encodeURIComponent(election)}${place.path}`,
    action: place.action,
    isCurrent: place.id === current,
  }));
}

/** Where a key that goes somewhere leads; undefined for one that doesn't. */
export function deskPlaceOf(election: string, role: Role, action: KeyAction): string | undefined {
  const board = `/e/${encodeURIComponent(election)}`;
  // As on the board: its signals, or all that is open.
  if (action === 'go-triage') return `${board}?view=signals`;
  if (action === 'go-board') return board;
  return deskNav(election, role, null).find((link) => link.action === action)?.href;
}
