import { isOpen, type CompiledElection, type IncidentView, type Severity } from '@warroom/shared';
import { ATLAS_SIZE, type AtlasShape, type AtlasShapes } from './atlas-shapes.ts';
import type { Tile } from './tiles.ts';
import { countyKey, stateCode } from './us-places.ts';

/** What is open in an area. */
export interface Stand {
  open: number;
  worst: Severity;
}

/** Codes that have no shape that could be seen, and stand beside the map as tiles. */
export const APART: ReadonlySet<string> = new Set(['DC', 'PR', 'GU', 'VI', 'AS', 'MP']);

/** Whether true shapes exist for an election: at least ten of its states are in the atlas. */
export function hasShapes({ election }: CompiledElection): boolean {
  const codes = new Set(election.jurisdictions.map(({ id }) => id));
  return ['US-AZ', 'US-CA', 'US-GA', 'US-MI', 'US-NV', 'US-PA', 'US-TX', 'US-WI'].every((id) =>
    codes.has(id),
  );
}

/** Open incidents by county, FIPS: an incident counts once in each county it names, or a place within. */
export function countyStands(
  compiled: CompiledElection,
  incidents: Iterable<IncidentView>,
  counties: readonly AtlasShape[],
): Map<string, Stand> {
  const byName = new Map(
    counties.map(({ fips, name }) => [`${stateCode(fips)} ${countyKey(name)}`, fips]),
  );
  const known = new Set(counties.map(({ fips }) => fips));
  const stands = new Map<string, Stand>();
  for (const { state, severity, jurisdictions } of incidents) {
    if (!isOpen(state)) continue;
    const found = new Set(
      jurisdictions.flatMap((id) => countyOf(compiled, id, byName, known) ?? []),
    );
    for (const fips of found) {
      const stand = stands.get(fips);
      if (!stand) stands.set(fips, { open: 1, worst: severity });
      else {
        stand.open += 1;
        if (severity < stand.worst) stand.worst = severity;
      }
    }
  }
  return stands;
}

/** The county that a place is or lies in: by its code where that is FIPS figures, else by its name within its state. */
function countyOf(
  { byId }: CompiledElection,
  id: string,
  byName: ReadonlyMap<string, string>,
  known: ReadonlySet<string>,
): string | undefined {
  const seen = new Set<string>();
  for (let at = byId.get(id); at !== undefined && !seen.has(at.id);) {
    seen.add(at.id);
    const parent = at.parent === undefined ? undefined : byId.get(at.parent);
    if (at.kind === 'county') {
      if (known.has(at.code)) return at.code;
      return byName.get(`${parent?.code ?? ''} ${countyKey(at.name)}`);
    }
    at = parent;
  }
  return undefined;
}

/** Which of the five steps of the map a count has: none, one, two or three, up to nine, ten and more. */
export function stepOf(open: number): 0 | 1 | 2 | 3 | 4 {
  if (open <= 0) return 0;
  if (open === 1) return 1;
  if (open <= 3) return 2;
  return open <= 9 ? 3 : 4;
}

/** By how much a label may be wider than its state: one that only counts must be seen to belong there. */
const FULL_EXCESS = 1.1;
const COUNT_EXCESS = 1.5;

/** A label on the map, in units from the map's top left. */
export interface MapLabel {
  tile: Tile;
  text: string;
  x: number;
  y: number;
  width: number;
}

export interface LabelSizes {
  /** Units to one of the atlas's. */
  scale: number;
  /** Height of a label. */
  height: number;
  /** Of the shape before the words. */
  glyph: number;
  /** Mean width of a letter. */
  letter: number;
}

/**
 * Labels for the states with something open that have room for one: the worst first, in full ("AZ 14")
 * where the state is wide enough, else the count alone; none where it would lie on another. What has none stands in
 * the list beside.
 */
export function mapLabels(
  tiles: readonly Tile[],
  { states }: Pick<AtlasShapes, 'states'>,
  { scale, height, glyph, letter }: LabelSizes,
): MapLabel[] {
  const shapes = new Map(states.map((shape) => [stateCode(shape.fips), shape]));
  const placed: { left: number; right: number; top: number; bottom: number }[] = [];
  const labels: MapLabel[] = [];
  for (const tile of worstFirst(tiles)) {
    const shape = shapes.get(tile.code);
    if (!shape || tile.open === 0 || APART.has(tile.code)) continue;
    for (const [text, excess] of [
      [`${tile.code} ${tile.open}`, FULL_EXCESS],
      [String(tile.open), COUNT_EXCESS],
    ] as const) {
      const width = glyph + text.length * letter;
      if (width > shape.width * scale * excess || height > shape.height * scale * COUNT_EXCESS)
        continue;
      const left = clamp(shape.x * scale - width / 2, 0, ATLAS_SIZE.width * scale - width);
      const top = clamp(shape.y * scale - height / 2, 0, ATLAS_SIZE.height * scale - height);
      const box = { left, right: left + width, top, bottom: top + height };
      if (placed.some((other) => overlap(box, other))) continue;
      placed.push(box);
      labels.push({ tile, text, x: left, y: top, width });
      break;
    }
  }
  return labels;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** Places with the worst first, then those with most open, then by code. */
export function worstFirst<T extends Pick<Tile, 'worst' | 'open' | 'code'>>(
  tiles: readonly T[],
): T[] {
  return tiles.toSorted(
    (a, b) =>
      (a.worst ?? 'S9').localeCompare(b.worst ?? 'S9') ||
      b.open - a.open ||
      a.code.localeCompare(b.code),
  );
}
