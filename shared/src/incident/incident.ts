import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { EpochMs, Id } from '../text.ts';
import type { IncidentId } from '../text.ts';
import type { Tlp } from '../tlp.ts';
import type { Escalation } from '../escalation/escalation.ts';
import type { Evidence, IncidentLink, Snooze, Task } from './work.ts';

export const IncidentState = z.enum([
  'new',
  'triage',
  'active',
  'mitigated',
  'resolved',
  'closed',
  'dismissed',
  'merged',
]);
export type IncidentState = z.infer<typeof IncidentState>;

/** Harm: S1 critical, S2 high, S3 medium, S4 low, S5 info. */
export const Severity = z.enum(['S1', 'S2', 'S3', 'S4', 'S5']);

export type Severity = z.infer<typeof Severity>;

/** What we know of the claim behind it. */
export const Veracity = z.enum([
  'unverified',
  'corroborated',
  'confirmed-true',
  'confirmed-false',
  'misleading',
  'inconclusive',
]);
export type Veracity = z.infer<typeof Veracity>;

export const Occurrence = z.enum(['happened', 'happening', 'planned']);
export type Occurrence = z.infer<typeof Occurrence>;

export const DismissReason = z.enum([
  'not-election-related',
  'unfounded',
  'protected-speech',
  'insufficient',
  'other-jurisdiction',
  'duplicate',
  'spam',
]);
export type DismissReason = z.infer<typeof DismissReason>;

/** A category as `code.sub`, e.g. `INFO.procedure`. */
export const Category = z
  .string()
  .regex(/^[A-Z][A-Z_]{1,19}(\.[a-z0-9-]{1,40})?$/, 'is not a category like INFO.procedure');
export type Category = z.infer<typeof Category>;

/**
 * A lease: "I'm on this". `leaseMs` is how long it lasts without activity: what its holder does on the
 * incident renews it.
 */
export const Claim = z.strictObject({
  by: Id,
  until: EpochMs,
  leaseMs: z.int().min(0).optional(),
});
export type Claim = z.infer<typeof Claim>;

/**
 * One SLA clock; all times epoch ms. `warnedAt` and `breachedAt` say when the server noted that a limit
 * came near or was passed (later than `dueAt` where no server ran at that moment); absent before.
 */
export const SlaClock = z.strictObject({
  startedAt: EpochMs,
  warnAt: EpochMs,
  dueAt: EpochMs,
  metAt: EpochMs.nullable(),
  warnedAt: EpochMs.optional(),
  breachedAt: EpochMs.optional(),
});
export type SlaClock = z.infer<typeof SlaClock>;

export const SlaClocks = z.strictObject({
  acknowledge: SlaClock,
  act: SlaClock,
  resolve: SlaClock,
});
export type SlaClocks = z.infer<typeof SlaClocks>;
export type ClockName = keyof SlaClocks;

/** The fields that `incident.undo` puts back; a subset of the incident as it was before. */
export interface Undoable {
  version: number;
  type: string;
  by: Actor;
  at: number;
  before: Partial<Incident>;
}

/** An incident as the journal folds it. Texts are null once erased. */
export interface Incident {
  id: IncidentId;
  version: number;
  /** How many of the newest versions hold only what the clock noted; missing: none. */
  noted?: number;
  openedAt: number;
  openedBy: Actor;
  changedAt: number;
  changedBy: Actor;
  drill: boolean;
  title: string | null;
  nextStep: string | null;
  state: IncidentState;
  severity: Severity;
  veracity: Veracity;
  occurrence: Occurrence;
  category: string | null;
  jurisdictions: string[];
  tlp: Tlp;
  /** Ids of the people who may see it while it is RED. */
  named: string[];
  tags: string[];
  assignee: string | null;
  claim: Claim | null;
  acknowledgedAt: number | null;
  acknowledgedBy: string | null;
  activeAt: number | null;
  mitigatedAt: number | null;
  resolvedAt: number | null;
  outcome: string | null;
  closedAt: number | null;
  dismissal: { reason: DismissReason; by: Actor; at: number } | null;
  /** A dismissal asked for by one person and waiting for a second (S1 and S2). */
  dismissalRequest: { reason: DismissReason; by: Actor; at: number } | null;
  mergedInto: IncidentId | null;
  stateBeforeMerge: IncidentState | null;
  signalCount: number;
  /** The newest linked signals, newest first, at most 50; the rest are paged. */
  recentSignals: string[];
  sources: string[];
  noteCount: number;
  /** When the source said that its alert is over, else null. */
  sourceResolvedAt: number | null;
  clocks: SlaClocks;
  /** At most 60. */
  tasks: readonly Task[];
  /** Ids of playbooks whose tasks were ever added. */
  playbooks: readonly string[];
  /** At most 60. */
  links: readonly IncidentLink[];
  /** At most 200. */
  evidence: readonly Evidence[];
  /** Ids of people who want to hear of it, at most 200. */
  watchers: readonly string[];
  snooze: Snooze | null;
  escalation: Escalation | null;
  undo: Undoable | null;
}
