import type { IncidentView, SignalView } from '@warroom/shared';

/** One line of news: an incident that was opened or a signal that came in. */
export type NewsLine =
  | { kind: 'incident'; id: string; at: number; incident: IncidentView }
  | { kind: 'signal'; id: string; at: number; signal: SignalView };

/** What a storm of signals leaves to incidents. */
const INCIDENT_LINES = 4;

/**
 * The newest incidents and undecided signals, newest first, `count` in all; up to four of them are
 * incidents however many signals came since.
 */
export function newsLines(
  incidents: readonly IncidentView[],
  signals: readonly SignalView[],
  count: number,
): NewsLine[] {
  const opened: NewsLine[] = incidents
    .filter(({ state }) => state !== 'dismissed' && state !== 'merged')
    .map((incident) => ({ kind: 'incident', id: incident.id, at: incident.openedAt, incident }));
  const received: NewsLine[] = signals.map((signal) => ({
    kind: 'signal',
    id: signal.id,
    at: signal.receivedAt,
    signal,
  }));
  const newest = (lines: NewsLine[]): NewsLine[] =>
    lines.toSorted((a, b) => b.at - a.at || b.id.localeCompare(a.id));
  const kept = newest(opened).slice(0, count);
  const reserved = kept.slice(0, Math.min(INCIDENT_LINES, count));
  const rest = newest([...kept.slice(reserved.length), ...received]).slice(
    0,
    count - reserved.length,
  );
  return newest([...reserved, ...rest]);
}

/** A signal's text on one line. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 280);
}
