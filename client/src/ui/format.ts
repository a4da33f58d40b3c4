/** Words for figures and times. All pure: epoch ms and zones come in, strings go out. Minus is U+2212. */

const SECOND = 1_000;

const LOCALE = 'en-US';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Building an Intl format costs some 50 µs, a board asks for thousands a second: each is made once. */
function formatOf(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(LOCALE, options);
  formats.set(key, made);
  return made;
}

const two = (value: number): string => String(value).padStart(2, '0');

function split(ms: number): { days: number; hours: number; minutes: number; seconds: number } {
  const whole = Math.max(0, Math.floor(ms / SECOND));
  return {
    days: Math.floor(whole / 86_400),
    hours: Math.floor(whole / 3_600),
    minutes: Math.floor(whole / 60) % 60,
    seconds: whole % 60,
  };
}

/** An age in a row, shortest first: "45 s", "6 m", "1 h 12", "2 d 4 h". Never negative. */
export function formatAge(ms: number): string {
  const { days, hours, minutes, seconds } = split(ms);
  if (days > 0) return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${two(minutes)}`;
  return minutes > 0 ? `${minutes} m` : `${seconds} s`;
}

/** An age in a sentence: "8 s", "4 min 12 s", "26 min" from ten minutes, "1 h 12 min", "2 d 4 h". */
export function formatAgeLong(ms: number): string {
  const { days, hours, minutes, seconds } = split(ms);
  if (days > 0) return formatAge(ms);
  if (hours > 0) return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
  if (minutes >= 10 || (minutes > 0 && seconds === 0)) return `${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds} s` : `${seconds} s`;
}

/** A running time on the board: "0:15", "17:53", "1 h 05". */
export function formatTimer(ms: number): string {
  const { hours, minutes, seconds } = split(ms);
  if (hours >= 24) return formatAge(ms);
  return hours > 0 ? `${hours} h ${two(minutes)}` : `${minutes}:${two(seconds)}`;
}

/** Time left to a due time: "17:53", "1 h 05"; once past it, with a minus: "−1:48". */
export function formatDue(leftMs: number): string {
  // Rounded away from now, so that "0:00" is shown only at the very second it is due.
  const seconds = Math.ceil(leftMs / SECOND);
  return seconds < 0 ? `−${formatTimer(-seconds * SECOND)}` : formatTimer(seconds * SECOND);
}

/** A limit of a clock: "5:00", "1:30:00". Only beside a word that says it is a duration. */
export function formatLimit(ms: number): string {
  const { hours, minutes, seconds } = split(ms);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

export interface DurationPart {
  value: string;
  unit: string;
}

/** A duration on a wall, where only times of day have colons: 17m 52s, 1h 56m, 2d 4h. Two parts, the first unpadded. */
export function durationParts(ms: number): DurationPart[] {
  const { days, hours, minutes, seconds } = split(ms);
  // Of a hundred days and more the hours tell nothing, and three figures are what fits.
  if (days > 99) return [part(days, 'd')];
  if (days > 0) return [part(days, 'd'), part(hours % 24, 'h')];
  if (hours > 0) return [part(hours, 'h'), { value: two(minutes), unit: 'm' }];
  if (minutes > 0) return [part(minutes, 'm'), { value: two(seconds), unit: 's' }];
  return [part(seconds, 's')];
}

function part(value: number, unit: string): DurationPart {
  return { value: String(value), unit };
}

/** `durationParts` in one string: "17m 52s". */
export function formatDuration(ms: number): string {
  return durationParts(ms)
    .map(({ value, unit }) => `${value}${unit}`)
    .join(' ');
}

let here: string | undefined;

/** The IANA zone of this machine. */
export function machineZone(): string {
  here ??= new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return here;
}

/** The clock in a zone, in full: "18:14:05". `zone` is an IANA name. */
export function formatClock(epochMs: number, zone: string): string {
  return formatOf(`clock ${zone}`, {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(epochMs);
}

/** Hours and minutes in a zone: "18:14". */
export function formatMinute(epochMs: number, zone: string): string {
  return formatOf(`minute ${zone}`, {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(epochMs);
}

/** The zone's short name at that time: "EST"; `generic` leaves summer time out: "ET". */
export function formatZone(epochMs: number, zone: string, generic = false): string {
  const parts = formatOf(`zone ${String(generic)} ${zone}`, {
    timeZone: zone,
    timeZoneName: generic ? 'shortGeneric' : 'short',
  }).formatToParts(epochMs);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

/** The day in a zone: "Tue 7 Nov 2028". */
export function formatDay(epochMs: number, zone: string): string {
  const parts = formatOf(`day ${zone}`, {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).formatToParts(epochMs);
  const of = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((each) => each.type === type)?.value ?? '';
  return `${of('weekday')} ${of('day')} ${of('month')} ${of('year')}`;
}

/** A time that may be of another day than now: "18:14:05", or "6 Nov 18:14:05". */
export function formatMoment(epochMs: number, nowMs: number, zone: string): string {
  const day = formatDay(epochMs, zone);
  const clock = formatClock(epochMs, zone);
  if (day === formatDay(nowMs, zone)) return clock;
  return `${day.split(' ').slice(1, 3).join(' ')} ${clock}`;
}

/** A count, short from a thousand: "860", "2.1k", "38k", "1.2M". */
export function formatCount(count: number): string {
  const sign = count < 0 ? '−' : '';
  const size = Math.abs(count);
  if (size < 1_000) return `${sign}${size}`;
  // 999,500 and up would read "1000k".
  return size < 999_500 ? `${sign}${short(size / 1_000)}k` : `${sign}${short(size / 1_000_000)}M`;
}

function short(value: number): string {
  return value < 9.95 ? value.toFixed(1) : String(Math.round(value));
}

/** A count in full, with thousands parted: "8,730". */
export function formatWhole(count: number): string {
  return String(Math.trunc(count))
    .replace('-', '−')
    .replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A change with its sign: "+2", "−3", "±0". */
export function formatChange(change: number): string {
  if (change === 0) return '±0';
  return change > 0 ? `+${formatCount(change)}` : formatCount(change);
}

/** A part of one: 0.886 is "88.6 %". */
export function formatShare(share: number): string {
  const percent = share * 100;
  return `${Number.isInteger(percent) ? percent : percent.toFixed(1)} %`;
}

/** Bytes in units of 1000: "612 MB", "1.9 GB". */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 ? value : short(value)} ${units[unit] ?? ''}`;
}

/** "1 incident", "38 incidents". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatWhole(count)} ${count === 1 ? one : many}`;
}

/** At most two letters for a person: "Marit" is Ma, "Ana Ruiz" is AR. */
export function initialsOf(name: string): string {
  // A note in brackets, as in "Imani (exercise)", is no part of a name.
  const words = name
    .replace(/\(.*\)/, '')
    .trim()
    .split(/\s+/);
  const first = [...(words[0] ?? '')];
  const last = words.length > 1 ? [...(words.at(-1) ?? '')] : [];
  const second = last[0]?.toLocaleUpperCase() ?? first[1] ?? '';
  return `${first[0]?.toLocaleUpperCase() ?? '?'}${second}`;
}
