import type { Tlp } from '../tlp.ts';
import type {
  ClockName,
  DismissReason,
  Incident,
  IncidentState,
  Occurrence,
  Severity,
  SlaClocks,
  Veracity,
} from './incident.ts';

/** Fields of `incident.changed` that hold no personal text. */
export interface PublicChanges {
  severity?: Severity;
  veracity?: Veracity;
  occurrence?: Occurrence;
  category?: string | null;
  jurisdictions?: string[];
  tlp?: Tlp;
  named?: string[];
}

/** Fields of `incident.changed` that people type freely: kept apart, so that they can be erased. */
export interface TextChanges {
  title?: string;
  nextStep?: string;
}

/**
 * What happens to incidents: `data` is chained and kept, `personal` can be erased.
 * Never change the meaning of one: add a new type, old journals must fold as before.
 */
export type IncidentEvent =
  | {
      type: 'incident.opened';
      data: {
        severity: Severity;
        category: string | null;
        jurisdictions: string[];
        tlp: Tlp;
        occurrence: Occurrence;
        veracity: Veracity;
        signals: string[];
        sources: string[];
        drill: boolean;
        clocks: SlaClocks;
        named: string[];
      };
      personal: { title: string };
    }
  | { type: 'incident.signals-linked'; data: { signals: string[]; sources: string[] } }
  | {
      type: 'incident.signals-unlinked';
      data: { signals: string[] };
      personal?: { reason: string };
    }
  | { type: 'incident.claimed'; data: { until: number } }
  | { type: 'incident.acknowledged'; data: { until: number; again: boolean; assigns: boolean } }
  | {
      type: 'incident.released';
      /** `expired` when nobody released it: its holder did nothing on it until then. */
      data: { claimOnly: boolean; expired?: { holder: string; until: number } };
      personal?: { reason: string };
    }
  | { type: 'incident.assigned'; data: { from: string | null; to: string | null } }
  | {
      type: 'incident.changed';
      data: { changes: PublicChanges; before: PublicChanges; clocks?: SlaClocks };
      personal?: TextChanges & { reason?: string };
    }
  | { type: 'incident.tagged'; data: { add: string[]; remove: string[] } }
  | { type: 'incident.noted'; data: { length: number }; personal: { text: string } }
  | {
      type: 'incident.dismissal-requested';
      data: { reason: DismissReason };
      personal?: { text: string };
    }
  | {
      type: 'incident.dismissal-declined';
      data: { reason: DismissReason };
      personal?: { text: string };
    }
  | {
      type: 'incident.dismissed';
      data: { reason: DismissReason; requestedBy: string | null };
      personal?: { text: string };
    }
  | { type: 'incident.confirmed'; data: Record<string, never> }
  | { type: 'incident.mitigated'; data: Record<string, never>; personal?: { text: string } }
  | { type: 'incident.resolved'; data: { outcome: string }; personal?: { text: string } }
  | {
      type: 'incident.closed';
      data: { review: 'done' | 'waived' | 'source-resolved' };
      personal?: { text: string };
    }
  | { type: 'incident.reopened'; data: { from: IncidentState }; personal: { reason: string } }
  | { type: 'incident.merged'; data: { into: string; from: IncidentState } }
  | {
      type: 'incident.absorbed';
      data: { incident: string; signals: string[]; signalCount: number };
    }
  | { type: 'incident.unmerged'; data: { to: IncidentState; out: string } }
  | { type: 'incident.parted'; data: { incident: string; signalCount: number } }
  | { type: 'incident.source-resolved'; data: { signal: string } }
  /** A clock's limit comes near. */
  | { type: 'incident.sla-warned'; data: { clock: ClockName; warnAt: number; dueAt: number } }
  /** A clock's limit has passed; recorded late where no server ran at `dueAt`. */
  | { type: 'incident.sla-breached'; data: { clock: ClockName; dueAt: number } }
  | {
      type: 'incident.undone';
      data: {
        version: number;
        what: string;
        restores: Partial<Omit<Incident, 'title' | 'nextStep'>>;
      };
      personal?: TextChanges;
    };
export type IncidentEventType = IncidentEvent['type'];
