import type { ClockName, IncidentView } from '@warroom/shared';
import { formatDuration } from '../ui/format.ts';
import { ownerOf, type WallData } from './wall-data.ts';

/** A dated fact of an incident, in words for everyone who may see it. */
export interface Fact {
  at: number;
  words: string;
}

/** What is known of an incident's course, the latest first. Only what this wall's audience was sent. */
export function incidentFacts(incident: IncidentView, names: WallData['names']): Fact[] {
  const { acknowledgedAt, acknowledgedBy, activeAt, mitigatedAt, resolvedAt, closedAt } = incident;
  const by = acknowledgedBy === null ? undefined : names.get(acknowledgedBy);
  const facts: (Fact | null)[] = [
    closedAt === null ? null : { at: closedAt, words: 'closed' },
    resolvedAt === null ? null : { at: resolvedAt, words: 'resolved' },
    mitigatedAt === null ? null : { at: mitigatedAt, words: 'mitigated' },
    activeAt === null ? null : { at: activeAt, words: 'work began' },
    acknowledgedAt === null
      ? null
      : { at: acknowledgedAt, words: by === undefined ? 'acknowledged' : `acknowledged by ${by}` },
    incident.escalation?.nobodyAt == null
      ? null
      : { at: incident.escalation.nobodyAt, words: 'no one was notified' },
    incident.sourceResolvedAt === null
      ? null
      : { at: incident.sourceResolvedAt, words: 'its source says it is over' },
    { at: incident.openedAt, words: openedWords(incident) },
  ];
  return facts.filter((fact) => fact !== null).toSorted((a, b) => b.at - a.at);
}

function openedWords({ signalCount }: IncidentView): string {
  return signalCount > 1 ? `opened, ${signalCount} signals by now` : 'opened';
}

const STATES: Record<IncidentView['state'], string> = {
  new: 'new',
  triage: 'in triage',
  active: 'being worked on',
  mitigated: 'mitigated',
  resolved: 'resolved',
  closed: 'closed',
  dismissed: 'dismissed',
  merged: 'merged',
};

/** The state in a word or two. */
export function stateWords(state: IncidentView['state']): string {
  return STATES[state];
}

/** A clock of an incident at an instant: what it is for, how it stands in words, and whether it ran out. */
export interface ClockWords {
  name: ClockName;
  title: string;
  words: string;
  isOverdue: boolean;
  isMet: boolean;
}

const TITLES: readonly (readonly [ClockName, string])[] = [
  ['acknowledge', 'Acknowledge'],
  ['act', 'Act'],
  ['resolve', 'Resolve'],
];

/** The three clocks as they stand at `nowMs`. */
export function clockWords({ clocks }: Pick<IncidentView, 'clocks'>, nowMs: number): ClockWords[] {
  return TITLES.map(([name, title]) => {
    const { metAt, startedAt, dueAt } = clocks[name];
    if (metAt !== null) {
      const took = formatDuration(metAt - startedAt);
      const isOverdue = metAt > dueAt;
      return { name, title, words: `after ${took}`, isOverdue, isMet: true };
    }
    const leftMs = Math.ceil((dueAt - nowMs) / 1_000) * 1_000;
    const isOverdue = leftMs < 0;
    const words = isOverdue ? `${formatDuration(-leftMs)} over` : `in ${formatDuration(leftMs)}`;
    return { name, title, words, isOverdue, isMet: false };
  });
}

/** The owner in a word: the short name, "owned", or UNOWNED. */
export function ownerWords(incident: IncidentView, names: WallData['names']): string {
  return ownerOf(incident, names) ?? 'UNOWNED';
}
