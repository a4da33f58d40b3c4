import { epochMsOf } from '../election/local-time.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Midnights kept; over a year for a dozen zones. */
const KEPT = 5_000;
const midnights = new Map<string, number>();

/** A calendar day as a number of days since 1970-01-01; NaN where the text is no day. */
export function dayNumberOf(day: string): number {
  const dayNumber = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
  // 31 February is read as 2 March.
  return Number.isNaN(dayNumber) || dayOf(dayNumber) !== day ? NaN : dayNumber;
}

/** The calendar day of a number, like 2028-11-05. */
export function dayOf(dayNumber: number): string {
  return new Date(dayNumber * DAY_MS).toISOString().slice(0, 10);
}

/** Minutes after midnight of a local time like 06:00 or 24:00, as its clock shows them. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/**
 * Epoch ms of a local time on a day, by the rules of that day (as `epochMsOf`: the earlier of two, past
 * a gap). `minutes` may be 1440, the midnight after. Asking Intl is dear, so it is asked for midnights, once
 * each; only near a change of clocks for the time itself.
 */
export function instantOf(dayNumber: number, minutes: number, zone: string): number {
  if (minutes >= 1440) return instantOf(dayNumber + 1, minutes - 1440, zone);
  const before = midnight(dayNumber - 1, zone);
  const isSteady = midnight(dayNumber + 2, zone) - before === 3 * DAY_MS;
  if (isSteady) return before + DAY_MS + minutes * MINUTE_MS;
  if (minutes === 0) return midnight(dayNumber, zone);
  const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return epochMsOf(`${dayOf(dayNumber)}T${time}`, zone);
}

function midnight(dayNumber: number, zone: string): number {
  const key = `${dayNumber} ${zone}`;
  const known = midnights.get(key);
  if (known !== undefined) return known;
  const at = epochMsOf(dayOf(dayNumber), zone);
  if (midnights.size >= KEPT) midnights.clear();
  midnights.set(key, at);
  return at;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
