import { isOpen } from './incident/states.ts';
import type { Incident } from './incident/incident.ts';
import { TLP_ORDER } from './tlp.ts';
import type { Tlp } from './tlp.ts';

const KEEP_MINUTES = 2880;
const KEEP_SAMPLES = 200;

/** Counts of one minute for one label. `open` holds the open incidents by severity as the minute ended. */
export interface RollupCell {
  signals: number;
  dismissed: number;
  /** Signals linked to an incident for the first time. */
  linked: number;
  opened: number;
  resolved: number;
  ackMs: number[];
  resolveMs: number[];
  open: number[];
}

/** Minute by minute and label by label, so that any audience can be given only what it may count. RED is not counted. */
export interface Rollups {
  minutes: { minute: number; cells: Partial<Record<Tlp, RollupCell>> }[];
  open: Record<Tlp, number[]>;
}

/** No counts yet. */
export function emptyRollups(): Rollups {
  return {
    minutes: [],
    open: Object.fromEntries(TLP_ORDER.map((tlp) => [tlp, [0, 0, 0, 0, 0]])) as Record<
      Tlp,
      number[]
    >,
  };
}

/** The counts as they stand: what is counted from now on does not reach them. */
export function stillRollups({ minutes, open }: Rollups): Rollups {
  const newest = minutes.at(-1);
  if (!newest) return { minutes: [], open: stillOpen(open) };
  const cells: Partial<Record<Tlp, RollupCell>> = {};
  for (const tlp of TLP_ORDER) {
    const cell = newest.cells[tlp];
    if (cell) cells[tlp] = { ...cell, ackMs: [...cell.ackMs], resolveMs: [...cell.resolveMs] };
  }
  // Only the newest minute is ever counted in.
  return { minutes: [...minutes.slice(0, -1), { ...newest, cells }], open: stillOpen(open) };
}

function stillOpen(open: Rollups['open']): Rollups['open'] {
  return Object.fromEntries(TLP_ORDER.map((tlp) => [tlp, [...open[tlp]]])) as Rollups['open'];
}

/** The cell of a minute and label, made when it isn't there. Time never runs back: late events count in the newest minute. */
export function cellAt(rollups: Rollups, at: number, tlp: Tlp): RollupCell {
  const minute = Math.floor(at / 60_000);
  let last = rollups.minutes.at(-1);
  if (!last || last.minute < minute) {
    last = { minute, cells: {} };
    rollups.minutes.push(last);
    if (rollups.minutes.length > KEEP_MINUTES)
      rollups.minutes.splice(0, rollups.minutes.length - KEEP_MINUTES);
  }
  return (last.cells[tlp] ??= {
    signals: 0,
    dismissed: 0,
    linked: 0,
    opened: 0,
    resolved: 0,
    ackMs: [],
    resolveMs: [],
    open: [...rollups.open[tlp]],
  });
}

/** The fields of an incident that counts stand on. */
export type Counted = Pick<
  Incident,
  'state' | 'severity' | 'tlp' | 'acknowledgedAt' | 'resolvedAt'
>;

/** Counts what an incident's change did. `before` is undefined when it was just opened. */
export function countIncident(
  rollups: Rollups,
  before: Counted | undefined,
  after: Incident,
  at: number,
): void {
  // Notes and tags, most of what happens, move no count.
  if (
    before?.state === after.state &&
    before.severity === after.severity &&
    before.tlp === after.tlp &&
    before.acknowledgedAt === after.acknowledgedAt &&
    before.resolvedAt === after.resolvedAt
  ) {
    return;
  }
  if (before && isOpen(before.state)) bump(rollups, before, -1);
  if (isOpen(after.state)) bump(rollups, after, 1);
  for (const tlp of new Set([before?.tlp ?? after.tlp, after.tlp]))
    cellAt(rollups, at, tlp).open = [...rollups.open[tlp]];
  const cell = cellAt(rollups, at, after.tlp);
  if (!before) cell.opened += 1;
  if (before?.acknowledgedAt === null && after.acknowledgedAt !== null)
    sample(cell.ackMs, after.acknowledgedAt - after.openedAt);
  if (before?.resolvedAt === null && after.resolvedAt !== null) {
    cell.resolved += 1;
    sample(cell.resolveMs, after.resolvedAt - after.openedAt);
  }
}

function bump(rollups: Rollups, incident: Counted, by: number): void {
  const open = rollups.open[incident.tlp];
  // S1…S5 stand at 0…4.
  const place = Number(incident.severity.slice(1)) - 1;
  open[place] = (open[place] ?? 0) + by;
}

function sample(samples: number[], value: number): void {
  if (samples.length < KEEP_SAMPLES) samples.push(value);
}
