import type { EscalationPolicy } from '../escalation/escalation.ts';
import type { Gap, Override, Rotation, Shift } from './roster.ts';

/** What happens to the roster. */
export type RosterEvent =
  | { type: 'roster.shift-added'; data: Shift }
  | { type: 'roster.shift-changed'; data: { shift: string; changes: Partial<Omit<Shift, 'id'>> } }
  | { type: 'roster.shift-removed'; data: { shift: string } }
  | { type: 'roster.override-added'; data: Override }
  | { type: 'roster.override-removed'; data: { override: string } }
  | { type: 'roster.rotation-added'; data: Rotation }
  | {
      type: 'roster.rotation-changed';
      data: { rotation: string; changes: Partial<Omit<Rotation, 'id'>> };
    }
  | { type: 'roster.rotation-removed'; data: { rotation: string } }
  | {
      type: 'roster.swap-asked';
      data: { swap: string; desk: string; person: string; from: number; until: number };
      personal?: { reason: string };
    }
  | { type: 'roster.swap-taken'; data: { swap: string; to: string } }
  /** Written together with the override that it leads to. */
  | { type: 'roster.swap-approved'; data: { swap: string; override: string } }
  | { type: 'roster.swap-declined'; data: { swap: string }; personal?: { reason: string } }
  | { type: 'roster.swap-withdrawn'; data: { swap: string } }
  | { type: 'roster.policies-set'; data: { policies: EscalationPolicy[] } }
  | { type: 'roster.policies-reset'; data: Record<string, never> }
  | { type: 'roster.feed-renewed'; data: { person: string } }
  /** The clock found a time, not long from now, when a desk has fewer people than it needs. */
  | { type: 'roster.gap-found'; data: Gap };
