import {
  isOpen,
  pollsState,
  type CompiledElection,
  type IncidentView,
  type PollsState,
  type Severity,
} from '@warroom/shared';
import { tileOf } from './places.ts';

/** One place of the tile grid: how many incidents are open there, and the worst of them. */
export interface Tile {
  code: string;
  name: string;
  /** From 1, at the top left. */
  row: number;
  col: number;
  open: number;
  worst: Severity | null;
  polls: PollsState;
}

export interface TileMap {
  tiles: readonly Tile[];
  rows: number;
  cols: number;
  /** Open incidents of no place on the grid. */
  elsewhere: number;
  polls: Readonly<Record<PollsState, number>>;
}

/** The election's grid at `nowMs`. An incident in a county counts in its state, in each state once. */
export function tileMap(
  compiled: CompiledElection,
  incidents: Iterable<IncidentView>,
  nowMs: number,
): TileMap {
  const found = new Map<string, { open: number; worst: Severity | null }>();
  let elsewhere = 0;
  for (const { state, severity, jurisdictions } of incidents) {
    if (!isOpen(state)) continue;
    const ids = new Set(jurisdictions.flatMap((id) => tileOf(compiled, id)?.id ?? []));
    if (ids.size === 0) elsewhere += 1;
    for (const id of ids) {
      const place = found.get(id) ?? { open: 0, worst: null };
      place.open += 1;
      if (place.worst === null || severity < place.worst) place.worst = severity;
      found.set(id, place);
    }
  }
  const polls: Record<PollsState, number> = {
    before: 0,
    open: 0,
    'last-hour': 0,
    closed: 0,
    none: 0,
  };
  const tiles: Tile[] = [];
  for (const { id, code, name, tile } of compiled.election.jurisdictions) {
    if (!tile) continue;
    const stand = pollsState(compiled, id, nowMs);
    polls[stand] += 1;
    const { open = 0, worst = null } = found.get(id) ?? {};
    tiles.push({ code, name, row: tile.row, col: tile.col, open, worst, polls: stand });
  }
  return {
    tiles,
    rows: Math.max(0, ...tiles.map((tile) => tile.row)),
    cols: Math.max(0, ...tiles.map((tile) => tile.col)),
    elsewhere,
    polls,
  };
}

export interface GridArea {
  row: number;
  col: number;
  rows: number;
  cols: number;
}

/** The widest free area of at least `minRows` rows and `minCols` columns, of those the highest up; undefined where there is none. */
export function freeArea(
  map: Pick<TileMap, 'tiles' | 'rows' | 'cols'>,
  minRows: number,
  minCols: number,
): GridArea | undefined {
  const taken = new Set(map.tiles.map(({ row, col }) => `${row} ${col}`));
  let best: GridArea | undefined;
  for (let row = 1; row + minRows - 1 <= map.rows; row += 1) {
    let from = 1;
    for (let col = 1; col <= map.cols + 1; col += 1) {
      const isFree =
        col <= map.cols &&
        Array.from({ length: minRows }, (_, step) => `${row + step} ${col}`).every(
          (cell) => !taken.has(cell),
        );
      if (isFree) continue;
      const cols = col - from;
      if (cols >= minCols && cols > (best?.cols ?? 0))
        best = { row, col: from, rows: minRows, cols };
      from = col + 1;
    }
  }
  return best;
}
