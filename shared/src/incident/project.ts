import { sees } from '../access.ts';
import type { Audience } from '../access.ts';
import type { Actor } from '../actor.ts';
import type { SnoozeCondition } from './work.ts';
import { nextStepAt, nobodyToldAt } from '../escalation/escalation.ts';
import { scrub } from '../redact.ts';
import type { Incident } from './incident.ts';

/** An incident as an audience gets it. */
export interface IncidentView {
  id: string;
  version: number;
  openedAt: number;
  changedAt: number;
  changedBy: Actor | null;
  drill: boolean;
  title: string;
  nextStep: string;
  state: Incident['state'];
  severity: Incident['severity'];
  veracity: Incident['veracity'];
  occurrence: Incident['occurrence'];
  category: string | null;
  jurisdictions: string[];
  tlp: Incident['tlp'];
  named: string[];
  tags: string[];
  owned: boolean;
  assignee: string | null;
  claim: Incident['claim'];
  acknowledgedAt: number | null;
  acknowledgedBy: string | null;
  mitigatedAt: number | null;
  activeAt: number | null;
  resolvedAt: number | null;
  closedAt: number | null;
  outcome: string | null;
  dismissal: Incident['dismissal'];
  dismissalRequest: Incident['dismissalRequest'];
  mergedInto: string | null;
  signalCount: number;
  sources: string[];
  noteCount: number;
  sourceResolvedAt: number | null;
  clocks: Incident['clocks'];
  taskCount: number;
  openTaskCount: number;
  evidenceCount: number;
  linkCount: number;
  watchers: string[];
  snooze: { until: number | null; condition: SnoozeCondition | null; by: string | null } | null;
  /** An escalation that is under way, or ended without anyone being reached. */
  escalation: { next: number | null; nextAt: number | null; nobodyAt: number | null } | null;
  /** The version that `incident.undo` can take back, with what it was and whose. */
  undo: { version: number; type: string; by: Actor; at: number } | null;
}

/** What erased texts read as. */
export const ERASED = '(text erased)';

/**
 * The incident as this audience may see it, or undefined when it may not know of it.
 * `names` are the staff's and partners' names, scrubbed from free text in visitor mode.
 */
export function projectIncident(
  incident: Incident,
  audience: Audience,
  names: readonly string[] = [],
): IncidentView | undefined {
  if (!sees(audience, incident)) return undefined;
  const full = audience.redaction === 'none';
  const free = (text: string | null): string =>
    text === null ? ERASED : audience.redaction === 'visitor' ? scrub(text, names) : text;
  return {
    id: incident.id,
    version: incident.version,
    openedAt: incident.openedAt,
    changedAt: incident.changedAt,
    changedBy: full ? incident.changedBy : null,
    drill: incident.drill,
    title: free(incident.title),
    nextStep: incident.nextStep === null ? '' : free(incident.nextStep),
    state: incident.state,
    severity: incident.severity,
    veracity: incident.veracity,
    occurrence: incident.occurrence,
    category: incident.category,
    jurisdictions: incident.jurisdictions,
    tlp: incident.tlp,
    named: full ? incident.named : [],
    tags: audience.redaction === 'visitor' ? [] : incident.tags,
    owned: incident.assignee !== null,
    assignee: full ? incident.assignee : null,
    claim: full ? incident.claim : null,
    acknowledgedAt: incident.acknowledgedAt,
    acknowledgedBy: full ? incident.acknowledgedBy : null,
    activeAt: incident.activeAt,
    mitigatedAt: incident.mitigatedAt,
    resolvedAt: incident.resolvedAt,
    closedAt: incident.closedAt,
    outcome: incident.outcome,
    dismissal: full ? incident.dismissal : null,
    dismissalRequest: full ? incident.dismissalRequest : null,
    mergedInto: incident.mergedInto,
    signalCount: incident.signalCount,
    sources: audience.redaction === 'visitor' ? [] : incident.sources,
    noteCount: incident.noteCount,
    sourceResolvedAt: incident.sourceResolvedAt,
    clocks: incident.clocks,
    taskCount: incident.tasks.length,
    openTaskCount: incident.tasks.filter(({ done }) => done === null).length,
    evidenceCount: incident.evidence.length,
    linkCount: incident.links.length,
    watchers: full ? [...incident.watchers] : [],
    snooze: incident.snooze && {
      until: incident.snooze.until,
      condition: incident.snooze.condition,
      by: full ? incident.snooze.by : null,
    },
    escalation: incident.escalation && {
      next: incident.escalation.stoppedAt === null ? incident.escalation.next : null,
      nextAt: nextStepAt(incident.escalation),
      nobodyAt: nobodyToldAt(incident.escalation),
    },
    undo:
      full && incident.undo
        ? {
            version: incident.undo.version,
            type: incident.undo.type,
            by: incident.undo.by,
            at: incident.undo.at,
          }
        : null,
  };
}
