import { epochMsOf } from '@warroom/shared';
import type { DateOrder } from '@warroom/shared';

/** A time read from a file; `assumedZone` is true where it named none. */
export type ReadTime = { at: number; assumedZone: boolean } | { problem: string };

const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d{1,9})?(?:\s*([AaPp])\.?[Mm]\.?)?`;
const ISO = new RegExp(String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+${CLOCK})?$`);
const SLASHED = new RegExp(
  String.raw`^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:,?[T ]+${CLOCK})?$`,
);
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
// RFC 5322 (`Tue, 08 Nov 2016 20:54:00 +0000`) and how Twitter wrote it (`Tue Nov 08 20:54:00 +0000 2016`).
const MAIL = new RegExp(
  String.raw`^(?:[A-Za-z]{3},?\s+)?(\d{1,2})\s+([A-Za-z]{3})[a-z]*\.?\s+(\d{4})(?:,?\s+${CLOCK})?$`,
);
const TWITTER = /^[A-Za-z]{3} ([A-Za-z]{3}) (\d{2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{4}) (\d{4})$/;
const ZONE = /\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$/i;

/**
 * Reads a time as files hold it: ISO 8601 with or without zone, `11/8/2016 20:54` (month first unless
 * `dmy`), `8.11.2016 20:54` (day first), mail's and Twitter's forms, epoch seconds or milliseconds.
 * A time without a zone is read in `zone`; a date alone is its first moment there.
 */
export function readTime(said: string, zone: string, order: DateOrder): ReadTime {
  const text = said.trim();
  const epoch = /^-?\d{9,13}(\.\d{1,9})?$/.test(text) ? Number(text) : undefined;
  if (epoch !== undefined)
    return bounded(
      Math.round(text.replace(/\..*/, '').length >= 12 ? epoch : epoch * 1000),
      text,
      false,
    );
  const tweet = TWITTER.exec(text);
  if (tweet)
    return readTime(`${tweet[2]} ${tweet[1]} ${tweet[5]} ${tweet[3]} ${tweet[4]}`, zone, order);
  // A minus sign and digits at the end of a bare date are its day, no offset.
  const offset = text.includes(':') ? ZONE.exec(text) : null;
  const local = localOf(offset ? text.slice(0, offset.index) : text, order);
  if (typeof local !== 'string') return local;
  if (!offset) return bounded(epochMsOf(local, zone), text, true);
  return bounded(Date.parse(`${local}${offsetOf(offset[1] ?? 'Z')}`), text, false);
}

function offsetOf(written: string): string {
  if (/^[A-Za-z]/.test(written)) return 'Z';
  const digits = written.replace(':', '');
  return `${digits.slice(0, 3)}:${digits.length > 3 ? digits.slice(3) : '00'}`;
}

function bounded(at: number, text: string, assumedZone: boolean): ReadTime {
  return Number.isNaN(at) || at < 0 || at > 7_258_118_400_000
    ? { problem: `"${text.slice(0, 40)}" is not a time that exists between 1970 and 2200` }
    : { at, assumedZone };
}

/** The written time as `YYYY-MM-DDTHH:MM:SS`. */
function localOf(text: string, order: DateOrder): string | { problem: string } {
  const iso = ISO.exec(text);
  if (iso) return joined(iso[1], iso[2], iso[3], iso.slice(4), text);
  const mail = MAIL.exec(text);
  if (mail) {
    const month = MONTHS.indexOf((mail[2] ?? '').toLowerCase()) + 1;
    return month === 0
      ? notTime(text)
      : joined(mail[3], String(month), mail[1], mail.slice(4), text);
  }
  const slashed = SLASHED.exec(text);
  if (!slashed) return notTime(text);
  const [, first = '', separator, second = '', year = ''] = slashed;
  // Dots are written where the day comes first.
  const dayFirst = order === 'dmy' || separator === '.';
  const [day, month] = dayFirst ? [first, second] : [second, first];
  if (Number(month) > 12 && Number(day) <= 12)
    return {
      problem: `"${text}" has no month ${month}; ${dayFirst ? 'the month comes first here, perhaps: choose mdy' : 'the day comes first here, perhaps: choose dmy'}`,
    };
  return joined(year.length === 2 ? `20${year}` : year, month, day, slashed.slice(5), text);
}

function joined(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  clock: readonly (string | undefined)[],
  text: string,
): string | { problem: string } {
  const [hours = '0', minutes = '00', seconds = '00', half] = clock;
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return notTime(text);
    hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  }
  if (Number(month) < 1 || Number(month) > 12) return notTime(text);
  const two = (part: string | number | undefined): string => String(part ?? '').padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${minutes}:${seconds}`;
}

function notTime(text: string): { problem: string } {
  return {
    problem: `"${text.slice(0, 40)}" is not a time this knows; right would be 2016-11-08 20:54, 11/8/2016 20:54, 2016-11-08T20:54:00Z or epoch milliseconds`,
  };
}
