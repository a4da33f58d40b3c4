import { formatAgeLong, formatDay, formatMinute } from '../ui/format.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago, roughly, up to a day; then the day: "8 s ago", "26 min ago", "5 h ago", "3 Nov 2028, 18:14". */
export function formatAgo(at: number, now: number, zone: string): string {
  const ageMs = Math.max(0, now - at);
  if (ageMs >= DAY_MS) return formatDate(at, zone);
  const unitMs = ageMs >= HOUR_MS ? HOUR_MS : ageMs >= MINUTE_MS ? MINUTE_MS : 1;
  return `${formatAgeLong(ageMs - (ageMs % unitMs))} ago`;
}

/** A day and a minute: "3 Nov 2028, 18:14". */
export function formatDate(at: number, zone: string): string {
  return `${formatDay(at, zone).split(' ').slice(1).join(' ')}, ${formatMinute(at, zone)}`;
}

/** Until when something is good: "until 18:24" today, else "until 30 Nov, 07:44". */
export function formatUntil(at: number, now: number, zone: string): string {
  const day = formatDay(at, zone);
  const minute = formatMinute(at, zone);
  if (day === formatDay(now, zone)) return `until ${minute}`;
  return `until ${day.split(' ').slice(1, 3).join(' ')}, ${minute}`;
}
