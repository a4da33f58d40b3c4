import { projectIncident, sees } from '@warroom/shared';
import type { Audience, IncidentMore, Situation } from '@warroom/shared';

/**
 * What the page of an incident shows besides its view, for people: whoever gets names left out gets
 * nothing of it. Links to incidents that the audience may not know of are not there.
 */
export function incidentMore(
  situation: Situation,
  id: string,
  audience: Audience,
): IncidentMore | undefined {
  const incident = situation.incidents.get(id)?.incident;
  if (!incident || !sees(audience, incident) || audience.redaction !== 'none') return undefined;
  const { version, tasks, evidence, watchers, escalation } = incident;
  const links = incident.links.flatMap((link) => {
    const other = situation.incidents.get(link.incident)?.incident;
    const view = other && projectIncident(other, audience);
    return view ? [{ ...link, title: view.title, state: view.state, severity: view.severity }] : [];
  });
  return { incident: id, version, tasks, links, evidence, watchers, escalation };
}
