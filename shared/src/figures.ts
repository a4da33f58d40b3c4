import { sees } from './access.ts';
import type { Audience } from './access.ts';
import { deskForCategory } from './escalation/policy.ts';
import type { Desk } from './election/election.ts';
import type { ClockName, Incident, Severity } from './incident/incident.ts';
import { isOpen } from './incident/states.ts';
import { quantile } from './quantile.ts';
import type { Situation } from './situation.ts';
import { signalsBetween } from './rollup-counts.ts';
import type { SignalCounts } from './rollup-counts.ts';

/**
 * How long something took: median and 90th percentile (nearest rank) of what it was measured on, and why
 * the rest was left out. `count` and all of `leftOut` add up to the incidents asked about.
 */
export interface Measured {
  medianMs: number | null;
  p90Ms: number | null;
  count: number;
  leftOut: {
    /** Not there yet, and still open. */
    waiting: number;
    /** Ended some other way: dismissed, or closed because its source said so. */
    ended: number;
    /** Counted where it was merged into. */
    merged: number;
    /** An exercise within a real election. */
    drill: number;
  };
}

/** Figures of some incidents. `key` is a severity, a desk's id, a category's heading, or `all`. */
export interface FigureRow {
  key: string;
  /** How many were opened in the time asked about, whatever became of them. */
  opened: number;
  /** From opened to first acknowledgement (MTTA). */
  acknowledge: Measured;
  /** From opened to resolved (MTTR). */
  resolve: Measured;
  /** How many missed each limit. */
  breached: Record<ClockName, number>;
}

export interface HourFigures {
  /** Where the hour begins, epoch ms. */
  at: number;
  opened: number;
  /** Median of those opened in that hour, or null. */
  acknowledgeMs: number | null;
  resolveMs: number | null;
  breached: number;
}

/** `GET …/figures`. Times are epoch ms; RED is left out for all. */
export interface FiguresView {
  from: number;
  until: number;
  asOf: number;
  total: FigureRow;
  bySeverity: FigureRow[];
  byDesk: FigureRow[];
  byCategory: FigureRow[];
  byHour: HourFigures[];
  signals: SignalCounts;
}

const HOUR_MS = 3_600_000;
const CLOCKS: readonly ClockName[] = ['acknowledge', 'act', 'resolve'];
const SEVERITIES: readonly Severity[] = ['S1', 'S2', 'S3', 'S4', 'S5'];

export interface FiguresQuestion {
  /** Incidents opened from this instant on… */
  from: number;
  /** …and before this one. */
  until: number;
  now: number;
  /** In an exercise its incidents count; elsewhere they are left out. */
  isDrill: boolean;
  desks: readonly Desk[];
}

/** Figures of all that an audience may count, opened within a time. */
export function figuresFor(
  situation: Situation,
  audience: Audience,
  question: FiguresQuestion,
): FiguresView {
  const { from, until, now, desks } = question;
  const incidents: Incident[] = [];
  for (const { incident } of situation.incidents.values()) {
    if (incident.tlp === 'RED' || !sees(audience, incident)) continue;
    if (incident.openedAt >= from && incident.openedAt < until) incidents.push(incident);
  }
  const row = (key: string, some: readonly Incident[]): FigureRow => figureRow(key, some, question);
  const by = (keyOf: (incident: Incident) => string): Map<string, Incident[]> =>
    grouped(incidents, keyOf);
  const severities = by(({ severity }) => severity);
  const byDesk = by(({ category }) => deskForCategory(category, desks)?.id ?? '');
  const categories = by(({ category }) => category?.split('.')[0] ?? 'none');
  return {
    from,
    until,
    asOf: now,
    total: row('all', incidents),
    bySeverity: SEVERITIES.map((severity) => row(severity, severities.get(severity) ?? [])),
    byDesk: desks.map(({ id }) => row(id, byDesk.get(id) ?? [])),
    byCategory: [...categories]
      .map(([key, some]) => row(key, some))
      .toSorted((a, b) => b.opened - a.opened || (a.key < b.key ? -1 : 1)),
    byHour: hoursOf(incidents, question),
    signals: signalsBetween(situation, audience, from, until),
  };
}

/** Figures of these incidents. */
export function figureRow(
  key: string,
  incidents: readonly Incident[],
  given: Pick<FiguresQuestion, 'now' | 'isDrill'>,
): FigureRow {
  const breached: Record<ClockName, number> = { acknowledge: 0, act: 0, resolve: 0 };
  for (const incident of incidents) {
    if (isLeftOut(incident, given.isDrill)) continue;
    for (const clock of CLOCKS) if (isBreached(incident, clock, given.now)) breached[clock] += 1;
  }
  return {
    key,
    opened: incidents.length,
    acknowledge: measured(incidents, ({ acknowledgedAt }) => acknowledgedAt, given.isDrill),
    resolve: measured(incidents, ({ resolvedAt }) => resolvedAt, given.isDrill),
    breached,
  };
}

/** Whether an incident missed a limit: met too late, or not met when it had passed. */
export function isBreached(incident: Incident, clock: ClockName, now: number): boolean {
  const { dueAt, metAt, breachedAt } = incident.clocks[clock];
  if (metAt !== null) return metAt > dueAt;
  return breachedAt !== undefined || (isOpen(incident.state) && dueAt <= now);
}

function isLeftOut(incident: Incident, isDrill: boolean): boolean {
  return incident.state === 'merged' || (incident.drill && !isDrill);
}

function measured(
  incidents: readonly Incident[],
  reachedAt: (incident: Incident) => number | null,
  isDrill: boolean,
): Measured {
  const leftOut = { waiting: 0, ended: 0, merged: 0, drill: 0 };
  const tookMs: number[] = [];
  for (const incident of incidents) {
    const at = reachedAt(incident);
    if (incident.drill && !isDrill) leftOut.drill += 1;
    else if (incident.state === 'merged') leftOut.merged += 1;
    else if (at !== null) tookMs.push(Math.max(0, at - incident.openedAt));
    else if (isOpen(incident.state)) leftOut.waiting += 1;
    else leftOut.ended += 1;
  }
  const sorted = tookMs.toSorted((a, b) => a - b);
  return {
    medianMs: quantile(sorted, 0.5),
    p90Ms: quantile(sorted, 0.9),
    count: sorted.length,
    leftOut,
  };
}

/** Hour by hour, without gaps, at most 14 days of them. */
function hoursOf(incidents: readonly Incident[], question: FiguresQuestion): HourFigures[] {
  const { from, until, now, isDrill } = question;
  const byHour = grouped(incidents, ({ openedAt }) => Math.floor(openedAt / HOUR_MS));
  const first = Math.floor(from / HOUR_MS);
  const last = Math.floor((Math.min(until, now + 1) - 1) / HOUR_MS);
  const hours: HourFigures[] = [];
  for (let hour = Math.max(first, last - 14 * 24 + 1); hour <= last; hour += 1) {
    const some = byHour.get(hour) ?? [];
    const row = figureRow('', some, { now, isDrill });
    hours.push({
      at: hour * HOUR_MS,
      opened: some.length,
      acknowledgeMs: row.acknowledge.medianMs,
      resolveMs: row.resolve.medianMs,
      breached: some.filter(
        (incident) =>
          !isLeftOut(incident, isDrill) && CLOCKS.some((clock) => isBreached(incident, clock, now)),
      ).length,
    });
  }
  return hours;
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
