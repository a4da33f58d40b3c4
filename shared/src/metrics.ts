import { sees } from './access.ts';
import type { Audience } from './access.ts';
import { isOpen } from './incident/states.ts';
import type { ClockName } from './incident/incident.ts';
import { quantile } from './quantile.ts';
import type { RollupCell, Rollups } from './rollups.ts';
import type { Situation } from './situation.ts';
import { covers, TLP_ORDER } from './tlp.ts';
import type { Tlp } from './tlp.ts';

/** Median and p90 of how long something took, with the ground they stand on. */
export interface Durations {
  medianMs: number | null;
  p90Ms: number | null;
  count: number;
  /** Left out: not there yet, merged, or beyond what is kept. */
  excluded: number;
}

/** Server-made series for boards and walls: at most 300 points each. Times are epoch ms. */
export interface MetricsView {
  asOf: number;
  /** Open incidents by severity, S1…S5, at the end of each step. */
  open: { at: number; counts: number[] }[];
  signalsPerMinute: { at: number; value: number }[];
  perQuarterHour: { at: number; opened: number; resolved: number }[];
  acknowledge: Durations & { series: { at: number; medianMs: number | null }[] };
  resolve: Durations & { series: { at: number; medianMs: number | null }[] };
  byCategory: { code: string; open: number }[];
  /** Open incidents by severity S1…S5 now, and an hour ago (null when the record is younger). */
  now: number[];
  hourAgo: number[] | null;
  undecided: number;
  oldestUndecidedAt: number | null;
  overdue: Record<ClockName, number>;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;

interface Minute {
  at: number;
  signals: number;
  opened: number;
  resolved: number;
  ackMs: number[];
  resolveMs: number[];
  open: number[];
}

/**
 * What an audience may count, over `windowMs` (default 6 h) up to `now`. RED is left out for all: its
 * numbers would tell of it. The series are drawn per minute and thinned to at most 300 points.
 */
export function metricsFor(
  situation: Situation,
  audience: Audience,
  now: number,
  windowMs = 6 * HOUR,
): MetricsView {
  const labels = TLP_ORDER.filter((tlp) => tlp !== 'RED' && covers(audience.clearance, tlp));
  const minutes = minutesOf(situation.rollups, labels, now, windowMs);
  const step = Math.max(1, Math.ceil(minutes.length / 300));
  const thinned = minutes.filter((_, index) => (minutes.length - 1 - index) % step === 0);
  const quarters = inBuckets(minutes, 15 * MINUTE);
  const hourAgo =
    situation.rollups.minutes[0] && situation.rollups.minutes[0].minute * MINUTE <= now - HOUR
      ? minutes.at(-61)
      : undefined;
  const overdue: Record<ClockName, number> = { acknowledge: 0, act: 0, resolve: 0 };
  const categories = new Map<string, number>();
  const counts = [0, 0, 0, 0, 0];
  let excluded = 0;
  for (const { incident } of situation.incidents.values()) {
    if (!sees(audience, incident) || incident.tlp === 'RED') continue;
    if (incident.state === 'merged') excluded += 1;
    if (!isOpen(incident.state)) continue;
    const place = Number(incident.severity.slice(1)) - 1;
    counts[place] = (counts[place] ?? 0) + 1;
    const code = incident.category?.split('.')[0] ?? 'none';
    categories.set(code, (categories.get(code) ?? 0) + 1);
    for (const name of ['acknowledge', 'act', 'resolve'] as const) {
      if (incident.clocks[name].metAt === null && incident.clocks[name].dueAt <= now)
        overdue[name] += 1;
    }
  }
  let undecided = 0;
  let oldest: number | null = null;
  for (const { signal } of situation.signals.values()) {
    if (!sees(audience, signal)) continue;
    undecided += 1;
    if (oldest === null || signal.receivedAt < oldest) oldest = signal.receivedAt;
  }
  return {
    asOf: now,
    open: thinned.map(({ at, open }) => ({ at, counts: open })),
    signalsPerMinute: binned(minutes, step),
    perQuarterHour: quarters.map(({ at, items }) => ({
      at,
      opened: sum(items.map((m) => m.opened)),
      resolved: sum(items.map((m) => m.resolved)),
    })),
    acknowledge: durations(minutes, quarters, 'ackMs', excluded),
    resolve: durations(minutes, quarters, 'resolveMs', excluded),
    byCategory: [...categories]
      .map(([code, open]) => ({ code, open }))
      .toSorted((a, b) => b.open - a.open || a.code.localeCompare(b.code)),
    now: counts,
    hourAgo: hourAgo?.open ?? null,
    undecided,
    oldestUndecidedAt: oldest,
    overdue,
  };
}

/** One entry a minute without gaps: open counts carry on through quiet minutes. */
function minutesOf(
  rollups: Rollups,
  labels: readonly Tlp[],
  now: number,
  windowMs: number,
): Minute[] {
  const last = Math.floor(now / MINUTE);
  const first = Math.max(last - Math.floor(windowMs / MINUTE), rollups.minutes[0]?.minute ?? last);
  const open: Record<string, number[]> = {};
  const cellsAt = new Map<number, Partial<Record<Tlp, RollupCell>>>();
  for (const { minute, cells } of rollups.minutes) {
    if (minute < first) for (const tlp of labels) open[tlp] = cells[tlp]?.open ?? open[tlp] ?? [];
    else cellsAt.set(minute, cells);
  }
  const minutes: Minute[] = [];
  for (let minute = first; minute <= last; minute += 1) {
    const entry: Minute = {
      at: minute * MINUTE,
      signals: 0,
      opened: 0,
      resolved: 0,
      ackMs: [],
      resolveMs: [],
      open: [0, 0, 0, 0, 0],
    };
    for (const tlp of labels) {
      const cell = cellsAt.get(minute)?.[tlp];
      if (cell) {
        open[tlp] = cell.open;
        entry.signals += cell.signals;
        entry.opened += cell.opened;
        entry.resolved += cell.resolved;
        entry.ackMs.push(...cell.ackMs);
        entry.resolveMs.push(...cell.resolveMs);
      }
      (open[tlp] ?? []).forEach(
        (count, place) => (entry.open[place] = (entry.open[place] ?? 0) + count),
      );
    }
    minutes.push(entry);
  }
  return minutes;
}

function binned(minutes: Minute[], step: number): { at: number; value: number }[] {
  const bins: { at: number; value: number }[] = [];
  for (let end = minutes.length; end > 0; end -= step) {
    const slice = minutes.slice(Math.max(0, end - step), end);
    bins.unshift({
      at: slice.at(-1)?.at ?? 0,
      value: sum(slice.map((m) => m.signals)) / slice.length,
    });
  }
  return bins;
}

function inBuckets(minutes: Minute[], bucketMs: number): { at: number; items: Minute[] }[] {
  const buckets: { at: number; items: Minute[] }[] = [];
  for (const minute of minutes) {
    const at = Math.floor(minute.at / bucketMs) * bucketMs;
    const last = buckets.at(-1);
    if (last?.at === at) last.items.push(minute);
    else buckets.push({ at, items: [minute] });
  }
  return buckets;
}

function durations(
  minutes: Minute[],
  quarters: { at: number; items: Minute[] }[],
  field: 'ackMs' | 'resolveMs',
  excluded: number,
): MetricsView['acknowledge'] {
  const all = minutes.flatMap((minute) => minute[field]).toSorted((a, b) => a - b);
  return {
    medianMs: quantile(all, 0.5),
    p90Ms: quantile(all, 0.9),
    count: all.length,
    excluded,
    series: quarters.map(({ at, items }) => ({
      at,
      medianMs: quantile(
        items.flatMap((m) => m[field]).toSorted((a, b) => a - b),
        0.5,
      ),
    })),
  };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
