import type { Canvas } from './sizing.ts';

/** What a scene needs at its smallest, in units. */
export interface Need {
  width: number;
  height: number;
}

/**
 * By how much the type of a scene can grow where its place is larger than what it has to show: 1 and more,
 * at most `most`. `size` and `unitPx` in CSS px.
 */
export function growthOf(size: Canvas, unitPx: number, need: Need, most = 2.2): number {
  if (size.width === 0 || size.height === 0) return 1;
  const room = Math.min(size.width / unitPx / need.width, size.height / unitPx / need.height);
  return Math.max(1, Math.min(most, room));
}
