import type {
  Candidate,
  Desk,
  Entered,
  EscalationPolicy,
  Gap,
  OnCall,
  Override,
  RestWarning,
  Rotation,
  Shift,
  Swap,
  Turn,
} from '@warroom/shared';

/** What `GET …/roster` answers for a time. Times are epoch ms. */
export interface RosterView {
  version: number;
  now: number;
  /** The election's: all times are told in it. */
  zone: string;
  from: number;
  until: number;
  desks: Desk[];
  turns: Turn[];
  gaps: Gap[];
  onCall: OnCall[];
  warnings: RestWarning[];
  shifts: (Shift & Entered)[];
  overrides: (Override & Entered)[];
  rotations: (Rotation & Entered)[];
  swaps: Swap[];
  policies: EscalationPolicy[];
  policiesAre: 'file' | 'roster';
  clockChanges: { at: number; day: string; hours: number }[];
}

/** Someone who could fill a gap, with why or why not in words. */
export type FillCandidate = Candidate & { words: string };

/** What `GET …/roster/fill` answers. */
export interface FillView {
  desk: string;
  from: number;
  until: number;
  candidates: FillCandidate[];
}

/** A time at a desk. */
export interface Slot {
  desk: string;
  from: number;
  until: number;
}

/** What stands over the page. */
export type Over =
  | { kind: 'turn'; turn: Turn }
  | { kind: 'cell'; desk: string; day: number }
  | { kind: 'shift'; shift: Shift | null; slot: Slot | null }
  | { kind: 'override'; slot: Slot | null; instead: string | null }
  | { kind: 'rotation'; rotation: Rotation | null }
  | { kind: 'rotations' }
  | { kind: 'swap'; turn: Turn }
  | { kind: 'decline'; swap: Swap }
  | { kind: 'fill'; candidate: FillCandidate; slot: Slot }
  | { kind: 'calendar' }
  | { kind: 'policies' };
