import { sees } from './access.ts';
import type { Audience } from './access.ts';
import type { Rollups } from './rollups.ts';
import type { Situation } from './situation.ts';
import { covers, TLP_ORDER } from './tlp.ts';
import type { Tlp } from './tlp.ts';

const MINUTE_MS = 60_000;

/** What came in within a time and what became of signals within it. */
export interface SignalCounts {
  received: number;
  /** Dismissed in that time, whenever they came in. */
  dismissed: number;
  /** Linked to an incident for the first time, in that time. */
  linked: number;
  /** Of those that came in within it, how many nobody has decided on yet. */
  undecided: number;
  /** Minutes are kept for two days: true where the time asked about began before. */
  isPartial: boolean;
}

/** Labels that an audience may count: RED's numbers would tell of it. */
export function countableLabels(clearance: Tlp): Tlp[] {
  return TLP_ORDER.filter((tlp) => tlp !== 'RED' && covers(clearance, tlp));
}

/** Counts of signals from one instant to before another, whole minutes; epoch ms. */
export function signalsBetween(
  situation: Situation,
  audience: Audience,
  from: number,
  until: number,
): SignalCounts {
  const labels = countableLabels(audience.clearance);
  const counts = { received: 0, dismissed: 0, linked: 0 };
  for (const { minute, cells } of situation.rollups.minutes) {
    if (minute < Math.floor(from / MINUTE_MS) || minute * MINUTE_MS >= until) continue;
    for (const label of labels) {
      counts.received += cells[label]?.signals ?? 0;
      counts.dismissed += cells[label]?.dismissed ?? 0;
      counts.linked += cells[label]?.linked ?? 0;
    }
  }
  let undecided = 0;
  for (const { signal } of situation.signals.values()) {
    if (signal.receivedAt < from || signal.receivedAt >= until) continue;
    if (sees(audience, signal)) undecided += 1;
  }
  const first = situation.rollups.minutes[0];
  const isCut = situation.rollups.minutes.length >= 2_880;
  return {
    ...counts,
    dismissed: Math.max(0, counts.dismissed),
    linked: Math.max(0, counts.linked),
    undecided,
    isPartial: isCut && first !== undefined && first.minute * MINUTE_MS > from,
  };
}

/** Open incidents by severity, S1…S5, as they stood at an instant; null when the record is younger. */
export function openAt(rollups: Rollups, clearance: Tlp, at: number): number[] | null {
  const minute = Math.floor(at / MINUTE_MS);
  const first = rollups.minutes[0];
  if (!first || first.minute > minute) return null;
  const open = [0, 0, 0, 0, 0];
  for (const label of countableLabels(clearance)) {
    const cell = rollups.minutes.findLast((one) => one.minute <= minute && one.cells[label]);
    cell?.cells[label]?.open.forEach((count, place) => (open[place] = (open[place] ?? 0) + count));
  }
  return open;
}

export interface HourCounts {
  /** Where the hour ends, epoch ms. */
  at: number;
  opened: number;
  resolved: number;
  signals: number;
}

/** What happened in each of the last hours up to `now`, oldest first. */
export function hourCounts(
  rollups: Rollups,
  clearance: Tlp,
  now: number,
  hours: number,
): HourCounts[] {
  const labels = countableLabels(clearance);
  const found = Array.from({ length: hours }, (_, index) => ({
    at: now - (hours - 1 - index) * 60 * MINUTE_MS,
    opened: 0,
    resolved: 0,
    signals: 0,
  }));
  const last = Math.floor(now / MINUTE_MS);
  for (const { minute, cells } of rollups.minutes) {
    const hour = found[hours - 1 - Math.floor((last - minute) / 60)];
    if (!hour || minute > last) continue;
    for (const label of labels) {
      hour.opened += cells[label]?.opened ?? 0;
      hour.resolved += cells[label]?.resolved ?? 0;
      hour.signals += cells[label]?.signals ?? 0;
    }
  }
  return found;
}
