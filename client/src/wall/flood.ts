import type { IncidentView } from '@warroom/shared';

const WINDOW_MS = 10 * 60_000;
/** ISA-18.2: an operator is flooded above ten alarms in ten minutes, and no longer below five. */
const BEGINS_ABOVE = 10;
const ENDS_BELOW = 5;

export interface Flood {
  isOn: boolean;
  /** Critical and high incidents opened in the last ten minutes. */
  count: number;
}

/**
 * Whether the room is flooded at `nowMs`, from the instants (epoch ms, any order) at which critical
 * and high incidents were opened. It follows from these alone, so walls agree and a reload changes
 * nothing.
 */
export function floodAt(openedAts: readonly number[], nowMs: number): Flood {
  const opened = openedAts.filter((at) => at <= nowMs).toSorted((a, b) => a - b);
  // The count changes when one comes in and when one falls out of the window; at one instant, out first.
  const changes = [
    ...opened.map((at) => ({ at, by: 1 })),
    ...opened.map((at) => ({ at: at + WINDOW_MS, by: -1 })),
  ]
    .filter(({ at }) => at <= nowMs)
    .toSorted((a, b) => a.at - b.at || a.by - b.by);
  let count = 0;
  let isOn = false;
  for (const { by } of changes) {
    count += by;
    if (count > BEGINS_ABOVE) isOn = true;
    else if (count < ENDS_BELOW) isOn = false;
  }
  return { isOn, count };
}

/** The incidents that count towards a flood, opened in the last ten minutes. */
export function floodOf(incidents: Iterable<IncidentView>, nowMs: number): IncidentView[] {
  return [...incidents].filter(
    ({ severity, openedAt }) =>
      (severity === 'S1' || severity === 'S2') && openedAt <= nowMs && openedAt > nowMs - WINDOW_MS,
  );
}

/** How often each name occurs, most often first. */
export function tally(names: readonly string[]): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .toSorted((a, b) => b.count - a.count || a.name.localeCompare(b.name));
}
