import type { ClockName, Measured, Severity } from '@warroom/shared';

/** Names for what reports hold as ids. */
export interface ReportNames {
  zone: string;
  person(id: string | null): string;
  /** A desk's title. */
  desk(id: string): string;
  /** A place's short code. */
  place(id: string): string;
}

export const SEVERITY_NAMES: Record<Severity, string> = {
  S1: '1 CRIT',
  S2: '2 HIGH',
  S3: '3 MED',
  S4: '4 LOW',
  S5: '5 INFO',
};

export const CLOCK_NAMES: Record<ClockName, string> = {
  acknowledge: 'acknowledge',
  act: 'act',
  resolve: 'resolve',
};

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(zone: string, key: string, options: Intl.DateTimeFormatOptions) {
  const known = formats.get(`${key} ${zone}`);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options });
  formats.set(`${key} ${zone}`, made);
  return made;
}

/** "Tue 7 Nov 2028, 22:15 EST". */
export function fullTime(at: number, zone: string): string {
  const day = formatIn(zone, 'day', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).format(at);
  return `${day.replace(',', '')}, ${clockTime(at, zone)} ${zoneName(at, zone)}`;
}

/** "22:15". */
export function clockTime(at: number, zone: string): string {
  return formatIn(zone, 'minute', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}

/** "7 Nov 22:15": for what may be of another day. */
export function dayTime(at: number, zone: string): string {
  const day = formatIn(zone, 'short', { day: 'numeric', month: 'short' }).format(at);
  return `${day} ${clockTime(at, zone)}`;
}

/** "EST" at that time. American zones have names in American English alone. */
export function zoneName(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    timeZoneName: 'short',
  }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

/** "45 s", "4 min 20 s", "26 min", "1 h 41 min", "2 d 4 h". */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  if (hours > 0) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  if (minutes >= 10 || (minutes > 0 && seconds % 60 === 0)) return `${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

/** A median, a 90th percentile, and what they leave out, as cells of a table. */
export function measuredCells({ medianMs, p90Ms, count, leftOut }: Measured): string[] {
  const why = [
    [leftOut.waiting, 'not yet'],
    [leftOut.ended, 'ended otherwise'],
    [leftOut.merged, 'merged'],
    [leftOut.drill, 'exercise'],
  ] as const;
  const words = why.flatMap(([number, text]) => (number > 0 ? [`${number} ${text}`] : []));
  return [
    medianMs === null ? '–' : duration(medianMs),
    p90Ms === null ? '–' : duration(p90Ms),
    String(count),
    words.length === 0 ? 'none' : words.join(', '),
  ];
}
