import { epochMsOf, localDateOf } from '@warroom/shared';
import { formatMinute } from '../ui/format.ts';

const HOUR_MS = 3_600_000;

/** What a field for a local date and time holds: `2028-11-07T18:30`, as clocks in the zone show it. */
export function localOf(at: number, zone: string): string {
  return `${localDateOf(at, zone)}T${formatMinute(at, zone)}`;
}

/**
 * Epoch ms of what such a field holds; null where it is no time. Of a time that clocks show twice the
 * first, or with `isSecond` the one after they went back.
 */
export function momentOf(local: string, zone: string, isSecond = false): number | null {
  const at = epochMsOf(local, zone);
  if (Number.isNaN(at)) return null;
  return isSecond ? (secondOf(at, zone) ?? at) : at;
}

/** The second instant at which clocks show the same as at the first; null where there is none. */
export function secondOf(at: number, zone: string): number | null {
  const local = localOf(at, zone);
  // Clocks go back by an hour, on one island by half of one.
  for (const backMs of [HOUR_MS, HOUR_MS / 2])
    if (localOf(at + backMs, zone) === local) return at + backMs;
  return null;
}
