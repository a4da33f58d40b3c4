import type { Write } from '../decision.ts';
import type { Incident } from '../incident/incident.ts';
import { incidentAggregate } from '../decision.ts';
import type { Happening } from './message.ts';

const INCIDENT = incidentAggregate('');

/**
 * What a write makes worth telling, or undefined: a new incident, one raised in severity, a breached
 * limit. `before` is the incident as it stood.
 */
export function happeningOf(write: Write, before: Incident | undefined): Happening | undefined {
  if (!write.aggregate.startsWith(INCIDENT)) return undefined;
  const incident = write.aggregate.slice(INCIDENT.length);
  const { event } = write;
  const base = { incident, version: write.expectedVersion + 1, clock: null, dueAt: null };
  if (event.type === 'incident.opened') {
    const { severity, tlp } = event.data;
    return { ...base, kind: 'incident.opened', severity, tlp };
  }
  if (!before) return undefined;
  if (event.type === 'incident.sla-breached') {
    const { severity, tlp } = before;
    return { ...base, kind: 'sla.breach', severity, tlp, ...event.data };
  }
  const changes =
    event.type === 'incident.changed'
      ? event.data.changes
      : event.type === 'incident.undone'
        ? event.data.restores
        : undefined;
  if (changes?.severity === undefined || changes.severity >= before.severity) return undefined;
  return {
    ...base,
    kind: 'incident.raised',
    severity: changes.severity,
    tlp: changes.tlp ?? before.tlp,
  };
}
