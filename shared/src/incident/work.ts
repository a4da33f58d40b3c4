import { z } from 'zod';
import type { Severity } from './incident.ts';
import { EpochMs, Id } from '../text.ts';

/** A step to be done on an incident. `title` is null once erased. */
export interface Task {
  id: string;
  title: string | null;
  assignee: string | null;
  done: { by: string; at: number } | null;
  /** The playbook it came from, or null. */
  playbook: string | null;
}

/** How this incident stands to the other (this `causes` that): read from the other end it is the inverse. */
export const LinkKind = z.enum(['related', 'causes', 'caused-by', 'same-actor']);
export type LinkKind = z.infer<typeof LinkKind>;

export interface IncidentLink {
  incident: string;
  kind: LinkKind;
  by: string;
  at: number;
}

/** What backs an incident. A file is kept by the SHA-256 of its bytes (hex), apart from the journal. */
export interface Evidence {
  id: string;
  kind: 'url' | 'text' | 'file';
  /** What people typed: null once erased. */
  title: string | null;
  url: string | null;
  name: string | null;
  sha256: string | null;
  /** Bytes. */
  size: number | null;
  /** As sniffed from the bytes, never as claimed. */
  mime: string | null;
  /** An image that can be shown re-encoded. */
  hasPreview: boolean;
  by: string;
  at: number;
}

/** What ends a snooze besides its time. */
export const SnoozeCondition = z.discriminatedUnion('kind', [
  /** So many more signals linked within so many minutes. */
  z.strictObject({
    kind: z.literal('signals'),
    count: z.int().min(1).max(10_000),
    withinMin: z.number().min(1).max(1_440),
  }),
  z.strictObject({ kind: z.literal('severity-raised') }),
]);
export type SnoozeCondition = z.infer<typeof SnoozeCondition>;

/** Out of sight until a time or a condition, whichever comes first. Clocks go on. */
export interface Snooze {
  by: string;
  at: number;
  until: number | null;
  condition: SnoozeCondition | null;
  /** Severity when it was snoozed. */
  severity: Severity;
  /** Times of signals linked since, newest last, at most `condition.count`. */
  linkedAt: readonly number[];
}

export const SnoozeUntil = EpochMs;
export const EvidenceId = Id;
