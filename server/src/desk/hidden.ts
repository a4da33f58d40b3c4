import { sees } from '@warroom/shared';
import type { Audience, IncidentView, SignalView, Situation, TimelineEntry } from '@warroom/shared';

/** Stands where an incident is named that the audience may not know of. */
const HIDDEN = 'an incident not shared with you';

/** Whether an audience may know of an incident. */
export function knowsIncident(situation: Situation, audience: Audience, id: string): boolean {
  const incident = situation.incidents.get(id)?.incident;
  return incident !== undefined && sees(audience, incident);
}

/** A signal without the links to incidents that the audience may not know of. */
export function withoutHiddenLinks(
  situation: Situation,
  audience: Audience,
  signal: SignalView,
): SignalView {
  if (signal.incidents.every((id) => knowsIncident(situation, audience, id))) return signal;
  return {
    ...signal,
    incidents: signal.incidents.filter((id) => knowsIncident(situation, audience, id)),
  };
}

/** Fields of events that name another incident: where it was merged into, what it took in or gave back. */
const NAMING = ['into', 'incident', 'out'];

/** A timeline entry that names no incident which the audience may not know of. */
export function withoutHiddenNames(
  situation: Situation,
  audience: Audience,
  entry: TimelineEntry,
): TimelineEntry {
  const hidden = NAMING.filter((field) => {
    const id = entry.data[field];
    return typeof id === 'string' && id !== '' && !knowsIncident(situation, audience, id);
  });
  if (hidden.length === 0) return entry;
  return {
    ...entry,
    data: { ...entry.data, ...Object.fromEntries(hidden.map((field) => [field, HIDDEN])) },
  };
}

/** A merged incident that does not name its target where the audience may not know of it. */
export function withoutHiddenTarget(
  situation: Situation,
  audience: Audience,
  view: IncidentView,
): IncidentView {
  if (view.mergedInto === null || knowsIncident(situation, audience, view.mergedInto)) return view;
  return { ...view, mergedInto: null };
}
