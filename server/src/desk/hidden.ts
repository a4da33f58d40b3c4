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

/**
 * Fields of events that name another incident: where it was merged into, what it took in or gave back,
 * what it is linked to, where signals went or came from, and what it was split off from.
 */
const NAMING = ['into', 'incident', 'out', 'other', 'movedTo', 'movedFrom', 'splitFrom'];

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

/**
 * An incident that neither names the target it was merged into, nor counts links to others, where the
 * audience may not know of these.
 */
export function withoutHiddenTarget(
  situation: Situation,
  audience: Audience,
  view: IncidentView,
): IncidentView {
  const knows = (id: string): boolean => knowsIncident(situation, audience, id);
  return withoutHidden(view, situation.incidents.get(view.id)?.incident.links ?? [], knows);
}

/** The same, for whoever can tell what the audience knows. `links` are those of the incident. */
export function withoutHidden(
  view: IncidentView,
  links: readonly { incident: string }[],
  knows: (id: string) => boolean,
): IncidentView {
  if (view.mergedInto === null && view.linkCount === 0) return view;
  return {
    ...view,
    mergedInto: view.mergedInto !== null && knows(view.mergedInto) ? view.mergedInto : null,
    linkCount: links.filter(({ incident }) => knows(incident)).length,
  };
}
