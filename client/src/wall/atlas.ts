import countiesUrl from 'us-atlas/counties-albers-10m.json?url';
import statesUrl from 'us-atlas/states-albers-10m.json?url';
import type { Topology } from 'topojson-specification';
import { atlasShapes, type AtlasShapes } from './atlas-shapes.ts';

/** How fine the true shapes are. */
export type AtlasKind = 'states' | 'counties';

const URLS: Record<AtlasKind, string> = { states: statesUrl, counties: countiesUrl };
const loaded = new Map<AtlasKind, Promise<AtlasShapes>>();

/** The shapes, fetched when first asked for and worked out once. Rejects where they can't be had; asked again, it tries again. */
export function loadAtlas(kind: AtlasKind): Promise<AtlasShapes> {
  const known = loaded.get(kind);
  if (known) return known;
  const asked = fetchAtlas(URLS[kind]);
  loaded.set(kind, asked);
  asked.catch(() => loaded.delete(kind));
  return asked;
}

async function fetchAtlas(url: string): Promise<AtlasShapes> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the map's shapes were answered with ${response.status}`);
  // The package's own file, of this very build.
  return atlasShapes((await response.json()) as Topology);
}
