import { criticalsOf } from './criticals.ts';
import { floodAt } from './flood.ts';
import { freshnessOf, type WallData } from './wall-data.ts';

/**
 * Whether a wall with this picture should be heard: while a critical waits for its acknowledgement, never in a
 * flood, and not for a picture so old that it may have been acknowledged long ago.
 */
export function soundsAt(data: WallData, nowMs: number): boolean {
  if (criticalsOf(data.incidents).waiting.length === 0) return false;
  const age = freshnessOf(data, ['incidents'], nowMs);
  if (age === 'lost' || age === 'never') return false;
  const openedAts = data.incidents
    .filter(({ severity }) => severity === 'S1' || severity === 'S2')
    .map(({ openedAt }) => openedAt);
  return !floodAt(openedAts, nowMs).isOn;
}
