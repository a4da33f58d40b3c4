import type { EscalationStep } from '../escalation/escalation.ts';
import type { Tlp } from '../tlp.ts';
import type { LinkKind, SnoozeCondition } from './work.ts';
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
        /** The incident that it was split off from. */
        splitFrom?: string;
      };
      personal: { title: string };
    }
  | {
      type: 'incident.signals-linked';
      data: { signals: string[]; sources: string[]; movedFrom?: string };
    }
  | {
      type: 'incident.signals-unlinked';
      data: { signals: string[]; movedTo?: string };
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
  | {
      type: 'incident.noted';
      /** `mentions` is missing in old journals. */
      data: { length: number; mentions?: string[] };
      personal: { text: string };
    }
  | {
      type: 'incident.tasks-added';
      data: { tasks: { id: string; assignee: string | null }[]; playbook: string | null };
      /** Titles by the id of the task. */
      personal: { titles: Record<string, string> };
    }
  | {
      type: 'incident.task-set';
      data: { task: string; done?: boolean; assignee?: string | null };
      personal?: { title: string };
    }
  | { type: 'incident.task-removed'; data: { task: string } }
  | { type: 'incident.related'; data: { other: string; kind: LinkKind } }
  | { type: 'incident.unrelated'; data: { other: string } }
  | { type: 'incident.watched'; data: Record<string, never> }
  | { type: 'incident.unwatched'; data: Record<string, never> }
  | {
      type: 'incident.snoozed';
      data: { until: number | null; condition: SnoozeCondition | null };
      personal?: { reason: string };
    }
  | { type: 'incident.woken'; data: { why: 'person' | 'time' | 'signals' | 'severity' | 'over' } }
  | {
      type: 'incident.evidence-added';
      data: {
        evidence: string;
        kind: 'url' | 'text' | 'file';
        sha256: string | null;
        size: number | null;
        mime: string | null;
        hasPreview: boolean;
      };
      personal: { title: string; url?: string; text?: string; name?: string };
    }
  | {
      type: 'incident.evidence-removed';
      data: { evidence: string; sha256: string | null };
      personal: { reason: string };
    }
  /** A policy's clock begins, by itself or by hand. */
  | {
      type: 'incident.escalation-started';
      /** `isTimed` false: no step comes by time, for someone has acknowledged. */
      data: { policy: string; name: string; steps: EscalationStep[]; isTimed?: boolean };
      personal?: { reason: string };
    }
  /** A step was taken: these people are paged; `reached` are those who can be told by some way. */
  | {
      type: 'incident.escalation-stepped';
      data: { step: number; people: string[]; reached: string[]; byHand: boolean };
      personal?: { reason: string };
    }
  | { type: 'incident.escalation-stopped'; data: { why: 'acknowledged' | 'over' } }
  /** A step found nobody who could be told. */
  | { type: 'incident.nobody-notified'; data: { step: number } }
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
