import type { WallData } from './wall-data.ts';

/** Server time up to which the picture is known, epoch ms: the newest of its streams; 0 before the first. */
export function pictureAt({ asOf }: Pick<WallData, 'asOf'>): number {
  return Math.max(asOf.incidents ?? 0, asOf.signals ?? 0, asOf.metrics ?? 0);
}
