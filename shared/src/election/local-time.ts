/**
 * A wall-clock time written in an election file: `YYYY-MM-DDTHH:MM`, seconds optional, no offset.
 * It means something only together with an IANA zone.
 */
export const LOCAL_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/;

/** A calendar day, `YYYY-MM-DD`. */
export const LOCAL_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

const formatters = new Map<string, Intl.DateTimeFormat | null>();

/** Building a formatter costs about 50 µs, using one about 1 µs, so each zone's is kept. */
function formatterOf(zone: string): Intl.DateTimeFormat | null {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    try {
      formatter = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      });
    } catch {
      formatter = null;
    }
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** True for a name this machine's IANA time zone data knows, such as `America/Phoenix`. */
export function isZone(zone: string): boolean {
  // Fixed offsets and one-word aliases (EST, CET) pass Intl but carry no rule for summer time.
  return (zone === 'UTC' || /^[A-Za-z]+\/[A-Za-z_+\-/]+$/.test(zone)) && formatterOf(zone) !== null;
}

/** What a clock on the wall in `zone` shows at `atMs`, read as if it were UTC; NaN in an unknown zone. */
function wallMs(atMs: number, zone: string): number {
  const formatter = formatterOf(zone);
  if (formatter === null || Number.isNaN(atMs)) return Number.NaN;
  const part: Record<string, number> = {};
  for (const { type, value } of formatter.formatToParts(atMs)) part[type] = Number(value);
  return Date.UTC(
    part['year'] ?? Number.NaN,
    (part['month'] ?? Number.NaN) - 1,
    part['day'] ?? Number.NaN,
    part['hour'] ?? Number.NaN,
    part['minute'] ?? Number.NaN,
    part['second'] ?? Number.NaN,
  );
}

/** The written time read as if it were UTC, or NaN where it is not a date that exists (30 February). */
function writtenMs(local: string): number {
  const match = LOCAL_TIME.exec(LOCAL_DATE.test(local) ? `${local}T00:00` : local);
  if (!match) return Number.NaN;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0));
  const ms = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  return new Date(ms).getUTCDate() === day && (hour ?? 0) < 24 && (minute ?? 0) < 60
    ? ms
    : Number.NaN;
}

/**
 * Epoch ms of a local time (or of the first moment of a local date) in an IANA zone; NaN where the
 * text, the date or the zone is none. A time that happens twice when clocks go back is the earlier
 * one; a time skipped when clocks go forward is read with the offset before the change, so 02:30
 * becomes 03:30 (as RFC 5545 section 3.3.5 has it).
 */
export function epochMsOf(local: string, zone: string): number {
  const written = writtenMs(local);
  if (Number.isNaN(written)) return Number.NaN;
  // Zones change by a few hours at most, so the offsets a day before and a day after are the two in play.
  const dayMs = 86_400_000;
  const offsetBefore = wallMs(written - dayMs, zone) - (written - dayMs);
  const offsetAfter = wallMs(written + dayMs, zone) - (written + dayMs);
  const byBefore = written - offsetBefore;
  if (wallMs(byBefore, zone) === written) return byBefore;
  const byAfter = written - offsetAfter;
  return wallMs(byAfter, zone) === written ? byAfter : byBefore;
}

/** True where the local time is one that clocks in the zone really show (not skipped in spring). */
export function existsIn(local: string, zone: string): boolean {
  return wallMs(epochMsOf(local, zone), zone) === writtenMs(local);
}

/** Minutes since midnight as clocks in `zone` show them at `atMs`: 0 to 1439; NaN in an unknown zone. */
export function localMinuteOf(atMs: number, zone: string): number {
  return Math.floor((wallMs(atMs, zone) % 86_400_000) / 60_000);
}

/** The calendar day `YYYY-MM-DD` in `zone` at `atMs`. */
export function localDateOf(atMs: number, zone: string): string {
  return new Date(wallMs(atMs, zone)).toISOString().slice(0, 10);
}
