import { isOpen, type IncidentView } from '@warroom/shared';

/** Criticals that someone still has to do something about. */
export interface Criticals {
  /** Not acknowledged by anyone, oldest first: these take the wall over. */
  waiting: readonly IncidentView[];
  /** Acknowledged and open, oldest first: pinned in the frame until resolved. */
  pinned: readonly IncidentView[];
}

/** The open criticals among what the wall may see. */
export function criticalsOf(incidents: Iterable<IncidentView>): Criticals {
  const open: IncidentView[] = [];
  for (const incident of incidents) {
    if (incident.severity === 'S1' && isOpen(incident.state)) open.push(incident);
  }
  open.sort((a, b) => a.openedAt - b.openedAt || a.id.localeCompare(b.id));
  return {
    waiting: open.filter((incident) => incident.acknowledgedAt === null),
    pinned: open.filter((incident) => incident.acknowledgedAt !== null),
  };
}

const RANK = { S1: 0, S2: 1, S3: 2, S4: 3, S5: 4 } as const;

/** Open incidents, the most pressing first: by severity, unacknowledged before acknowledged, then oldest. */
export function mostPressing(incidents: Iterable<IncidentView>): IncidentView[] {
  return [...incidents]
    .filter((incident) => isOpen(incident.state))
    .toSorted(
      (a, b) =>
        RANK[a.severity] - RANK[b.severity] ||
        Number(a.acknowledgedAt !== null) - Number(b.acknowledgedAt !== null) ||
        a.openedAt - b.openedAt ||
        a.id.localeCompare(b.id),
    );
}

/** Open incidents by severity, S1 to S5. */
export function openBySeverity(incidents: Iterable<IncidentView>): number[] {
  const counts = [0, 0, 0, 0, 0];
  for (const incident of incidents) {
    const place = RANK[incident.severity];
    if (isOpen(incident.state)) counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}
