import { z } from 'zod';
import { Severity } from '../incident/incident.ts';
import { Id, text } from '../text.ts';

/** Who is paged by a step. */
export const EscalationTarget = z.discriminatedUnion('kind', [
  /** Whoever is on call at the incident's desk (by its category), or at the desk named. */
  z.strictObject({ kind: z.literal('on-call'), desk: Id.nullable().default(null) }),
  /** Everyone on shift at any desk. */
  z.strictObject({ kind: z.literal('on-shift') }),
  /** Everybody with the role of lead. */
  z.strictObject({ kind: z.literal('leads') }),
  z.strictObject({ kind: z.literal('assignee') }),
  z.strictObject({ kind: z.literal('person'), person: Id }),
]);
export type EscalationTarget = z.infer<typeof EscalationTarget>;

export const EscalationStep = z.strictObject({
  /** Minutes after the start. */
  afterMin: z.number().min(0).max(10_080),
  targets: z.array(EscalationTarget).min(1).max(20),
});
export type EscalationStep = z.infer<typeof EscalationStep>;

/** Whom to page when nobody acknowledges. */
export const EscalationPolicy = z.strictObject({
  id: Id,
  name: text(1, 80),
  /** Severities it starts for by itself when an incident opens, or is raised to one of them. */
  severities: z.array(Severity).max(5),
  steps: z.array(EscalationStep).min(1).max(10),
});
export type EscalationPolicy = z.infer<typeof EscalationPolicy>;

/** An escalation at work on an incident: the policy as it stood when it began. */
export interface Escalation {
  policy: string;
  name: string;
  steps: readonly EscalationStep[];
  startedAt: number;
  /** The incident's version when it began: tells it from another of the same millisecond. Missing in old pictures. */
  version?: number;
  /**
   * False: begun by hand on an incident that was acknowledged, so that no step comes by time. Missing:
   * true.
   */
  isTimed?: boolean;
  /** Index of the step that comes next; equal to `steps.length` when all were taken. */
  next: number;
  /** What was done: who was paged, and who of them could be reached by any way at all. */
  paged: readonly {
    step: number;
    at: number;
    people: readonly string[];
    reached: readonly string[];
  }[];
  stoppedAt: number | null;
  why: 'acknowledged' | 'over' | null;
  /**
   * When a step found nobody who could be reached, else null. Loud until somebody acknowledges, or a
   * later step reaches someone.
   */
  nobodyAt: number | null;
}

/** When the next step is due, epoch ms; null when it was stopped, all steps were taken, or none comes by time. */
export function nextStepAt(escalation: Escalation): number | null {
  const step = escalation.steps[escalation.next];
  return step === undefined || escalation.stoppedAt !== null || escalation.isTimed === false
    ? null
    : escalation.startedAt + step.afterMin * 60_000;
}

/** Since when nobody could be told and nobody has acknowledged, epoch ms, else null: to be shown loudly. */
export function nobodyToldAt({ nobodyAt, stoppedAt }: Escalation): number | null {
  return nobodyAt !== null && (stoppedAt === null || nobodyAt > stoppedAt) ? nobodyAt : null;
}
