import type { Escalation } from '../escalation/escalation.ts';
import type { IncidentState, Severity } from './incident.ts';
import type { Evidence, IncidentLink, Task } from './work.ts';

/** What the page of an incident shows besides its view and timeline: `GET …/incidents/:id/more`, for people only. */
export interface IncidentMore {
  incident: string;
  version: number;
  tasks: readonly Task[];
  /** Only those whose other end the reader may know of. */
  links: readonly (IncidentLink & { title: string; state: IncidentState; severity: Severity })[];
  evidence: readonly Evidence[];
  watchers: readonly string[];
  escalation: Escalation | null;
}

/** Another incident that may be the same, and why: `GET …/incidents/:id/suggestions`. Best first. */
export interface MergeSuggestion {
  incident: string;
  title: string;
  state: IncidentState;
  severity: Severity;
  /** 0 to 1. */
  score: number;
  /** In words: "5 signals in common", "same place and category", "shares “drop box”". */
  why: readonly string[];
}
