import type { IncidentView, SignalView } from '@warroom/shared';

export interface Likely {
  incident: IncidentView;
  /** In words: "same place, 3 words". */
  why: string;
}

const OPEN: readonly IncidentView['state'][] = ['new', 'triage', 'active', 'mitigated'];
const WORD = /[\p{L}\p{N}]{4,}/gu;

/** Open incidents that a signal may belong to, best first: by place, category and words in common. */
export function likelyIncidents(
  signal: Pick<SignalView, 'text' | 'jurisdiction' | 'category'>,
  incidents: Iterable<IncidentView>,
  limit: number,
): Likely[] {
  const words = wordsOf(signal.text);
  const found: (Likely & { score: number })[] = [];
  for (const incident of incidents) {
    if (!OPEN.includes(incident.state)) continue;
    const place =
      signal.jurisdiction !== null && incident.jurisdictions.includes(signal.jurisdiction);
    const category = signal.category !== null && incident.category === signal.category;
    const common = [...wordsOf(incident.title)].filter((word) => words.has(word)).length;
    const score = (place ? 2 : 0) + (category ? 2 : 0) + common;
    if (score < 2) continue;
    const why = [
      place ? 'same place' : '',
      category ? 'same category' : '',
      common > 0 ? `${common} ${common === 1 ? 'word' : 'words'}` : '',
    ]
      .filter((part) => part !== '')
      .join(', ');
    found.push({ incident, why, score });
  }
  return found
    .toSorted((a, b) => b.score - a.score || a.incident.severity.localeCompare(b.incident.severity))
    .slice(0, limit)
    .map(({ incident, why }) => ({ incident, why }));
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLocaleLowerCase().match(WORD) ?? []);
}
