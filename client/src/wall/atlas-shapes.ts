import { geoPath } from 'd3-geo';
import type { Feature, Geometry } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, GeometryObject, Topology } from 'topojson-specification';

/** The canvas that us-atlas has projected its Albers files onto: AK and HI set in below. */
export const ATLAS_SIZE = { width: 975, height: 610 };

/** A state or county as it is drawn. */
export interface AtlasShape {
  /** FIPS: two figures for a state, five for a county. */
  fips: string;
  name: string;
  /** An SVG path on the canvas of `ATLAS_SIZE`. */
  path: string;
  /** Middle of its largest part, and that part's box. */
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface AtlasShapes {
  states: readonly AtlasShape[];
  /** Empty where the file has none. */
  counties: readonly AtlasShape[];
  /** The borders between states, one path. */
  borders: string;
  /** The borders between counties of one state, one path; empty where the file has none. */
  countyLines: string;
}

type Named = GeometryCollection<{ name: string }>;
type Area = Feature<Geometry | null, { name: string }>;

/** Works the shapes of a us-atlas file (projected) out: once, some 20 ms for counties. */
export function atlasShapes(topology: Topology): AtlasShapes {
  const toPath = geoPath().digits(1);
  const shapesOf = (object: Topology['objects'][string] | undefined): AtlasShape[] => {
    if (object === undefined) return [];
    // The objects of us-atlas are collections of named areas.
    return feature(topology, object as Named).features.map((area: Area) => {
      const largest = largestPart(area, toPath);
      const [x, y] = toPath.centroid(largest);
      const [[left, top], [right, bottom]] = toPath.bounds(largest);
      return {
        fips: String(area.id ?? ''),
        name: area.properties.name,
        path: toPath(area) ?? '',
        x,
        y,
        width: right - left,
        height: bottom - top,
      };
    });
  };
  const { states, counties } = topology.objects;
  return {
    states: shapesOf(states),
    counties: shapesOf(counties),
    borders:
      states === undefined
        ? ''
        : (toPath(mesh(topology, states as Named, (a, b) => a !== b)) ?? ''),
    countyLines:
      counties === undefined
        ? ''
        : (toPath(mesh(topology, counties as Named, isWithinState)) ?? ''),
  };
}

/** The largest of an area's islands: a label stands on land, not between two peninsulas. */
function largestPart(area: Area, toPath: ReturnType<typeof geoPath>): Area {
  if (area.geometry?.type !== 'MultiPolygon') return area;
  let best = area;
  let most = -1;
  for (const coordinates of area.geometry.coordinates) {
    const part: Area = { ...area, geometry: { type: 'Polygon', coordinates } };
    const size = toPath.area(part);
    if (size > most) {
      most = size;
      best = part;
    }
  }
  return best;
}

/** Whether two counties that share a border are different ones of the same state. */
function isWithinState(a: GeometryObject, b: GeometryObject): boolean {
  return a !== b && String(a.id).slice(0, 2) === String(b.id).slice(0, 2);
}
