import type { IncidentView } from '@warroom/shared';
import { openIncidents } from './picks.ts';
import { severityWord } from './words.ts';

/** So many are offered by a list: the rest is reached by its number in the palette. */
const MOST = 300;

/** Open incidents to choose from, without these; the gravest first. */
export function incidentOptions(
  incidents: Iterable<IncidentView>,
  without: readonly string[],
): { id: string; label: string; detail: string }[] {
  return openIncidents(incidents)
    .filter(({ id }) => !without.includes(id))
    .slice(0, MOST)
    .map(({ id, title, severity, state }) => ({
      id,
      label: `${id} ${title}`,
      detail: `${severityWord(severity)}, ${state}`,
    }));
}
