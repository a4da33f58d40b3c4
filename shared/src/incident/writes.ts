import { incidentAggregate } from '../decision.ts';
import type { Write } from '../decision.ts';
import type { IncidentEvent } from './events.ts';
import type { Incident } from './incident.ts';

/** Several events on one incident, to be written together, each on the version that the one before makes. */
export function writesOn(
  incident: Pick<Incident, 'id' | 'version'>,
  ...events: readonly (IncidentEvent | undefined)[]
): Write[] {
  return events
    .filter((event) => event !== undefined)
    .map((event, index) => ({
      aggregate: incidentAggregate(incident.id),
      expectedVersion: incident.version + index,
      event,
    }));
}

/** What ends an incident ends its snooze too; undefined where it isn't snoozed. */
export function wakes(
  incident: Incident,
  why: Extract<IncidentEvent, { type: 'incident.woken' }>['data']['why'],
): IncidentEvent | undefined {
  return incident.snooze ? { type: 'incident.woken', data: { why } } : undefined;
}
