import type { EncodedEntry, SaltedText } from '../record.ts';
import { chained, columnText, personalHash } from '../record.ts';
import type { TailedEvent } from './redis-journal-types.ts';

/**
 * An entry of the stream has one field, `e`, in lines: `version previous`, and for the first entry of a
 * unit with a key ` last`; the aggregate (as JSON without its quotes); that key likewise, where there is
 * one; the record from `"type"` on. `previous` is the seq of the aggregate's event before (0: none).
 * A record with personal text ends in `,` there: the rest of it, the text's hash, is made from what lies
 * under `personal`. JSON has no raw line breaks, so lines are unambiguous.
 */
export interface LogEntry {
  seq: number;
  version: number;
  previous: number;
  /** As JSON without quotes. */
  aggregate: string;
  unit?: { key: string; last: number };
  /** From `"type"` on, without the personal text's hash. */
  rest: string;
  hasPersonal: boolean;
  /** The entry as Redis holds it. */
  text: string;
}

/** `,"personalHash":"…64…"}` */
const PERSONAL_END = /,"personalHash":"([0-9a-f]{64})"\}$/;
const PERSONAL_END_LENGTH = 83;
const ERASED = '#';
const ODD_SALT = '!';
const USUAL_SALT = /^[0-9a-f]{32}$/;
const SALT_LENGTH = 22;

/** What follows the first line of an entry. */
export function entryTail(entry: EncodedEntry, key: string | undefined): string {
  const rest = entry.personal
    ? `${entry.rest.slice(0, entry.rest.length - PERSONAL_END_LENGTH)},`
    : entry.rest;
  const named = `\n${columnText(entry.aggregate)}\n`;
  return key === undefined ? named + rest : `${named}${columnText(key)}\n${rest}`;
}

/** The same for an event that has been sealed already, and what goes under `personal` for it. */
export function sealedTail(event: TailedEvent): { tail: string; personal?: string } {
  const aggregate = columnText(event.aggregate);
  const start = `{"seq":${event.seq},"aggregate":"${aggregate}","version":${event.version},`;
  if (!event.record.startsWith(start)) {
    throw new Error(`The record of event ${event.seq} does not say that it is this event.`);
  }
  const named = event.unit ? `\n${aggregate}\n${columnText(event.unit.key)}\n` : `\n${aggregate}\n`;
  const rest = event.record.slice(start.length);
  const end = PERSONAL_END.exec(rest);
  if (!end) return { tail: named + rest };
  return {
    tail: `${named}${rest.slice(0, end.index)},`,
    personal: event.personal ? saltedValue(event.personal) : erasedValue(end[1] ?? ''),
  };
}

/** Throws where it is nothing that `entryTail` and the script make. */
export function parseEntry(seq: number, text: string): LogEntry {
  const lineEnd = text.indexOf('\n');
  const aggregateEnd = text.indexOf('\n', lineEnd + 1);
  const [version, previous, last] = text.slice(0, lineEnd).split(' ').map(Number);
  if (lineEnd < 0 || aggregateEnd < 0 || !version || previous === undefined) {
    throw new Error(`Event ${seq} in Redis can't be read: it was written by something else.`);
  }
  const aggregate = text.slice(lineEnd + 1, aggregateEnd);
  const keyEnd = last === undefined ? aggregateEnd : text.indexOf('\n', aggregateEnd + 1);
  const rest = text.slice(keyEnd + 1);
  return {
    seq,
    version,
    previous,
    aggregate,
    ...(last !== undefined && {
      unit: { key: textOf(text.slice(aggregateEnd + 1, keyEnd)), last },
    }),
    rest,
    hasPersonal: rest.endsWith(','),
    text,
  };
}

/** The event that an entry holds. `personal` is what lies under its seq, where it has personal text. */
export function sealedEntry(
  entry: LogEntry,
  personal: string | null | undefined,
  previousHash: string,
): TailedEvent {
  const { record, salted } = wholeRecord(entry, personal);
  return {
    seq: entry.seq,
    version: entry.version,
    aggregate: textOf(entry.aggregate),
    record,
    hash: chained(previousHash, record),
    ...(salted && { personal: salted }),
    ...(entry.unit && { unit: entry.unit }),
  };
}

/** The record byte for byte as it was sealed, and its personal text unless erased. */
export function wholeRecord(
  entry: LogEntry,
  personal: string | null | undefined,
): { record: string; salted?: SaltedText } {
  const { seq, aggregate, version, rest } = entry;
  const start = `{"seq":${seq},"aggregate":"${aggregate}","version":${version},${rest}`;
  if (!entry.hasPersonal) return { record: start };
  if (personal == null) {
    throw new Error(`What belongs to the personal text of event ${seq} is missing in Redis.`);
  }
  if (personal.startsWith(ERASED)) {
    const left = Buffer.from(personal.slice(1), 'base64url').toString('hex');
    return { record: `${start}"personalHash":"${left}"}` };
  }
  const salted = saltedOf(personal);
  return { record: `${start}"personalHash":"${personalHash(salted)}"}`, salted };
}

/** What lies under `personal`: the salt in few characters, then the text. */
export function saltedValue({ salt, text }: SaltedText): string {
  return USUAL_SALT.test(salt)
    ? Buffer.from(salt, 'hex').toString('base64url') + text
    : `${ODD_SALT}${salt}\n${text}`;
}

/** What is left when the text is erased: its hash, which the record needs. */
export function erasedValue(hashHex: string): string {
  return ERASED + Buffer.from(hashHex, 'hex').toString('base64url');
}

export function isErased(value: string): boolean {
  return value.startsWith(ERASED);
}

export function saltedOf(value: string): SaltedText {
  if (value.startsWith(ODD_SALT)) {
    const end = value.indexOf('\n');
    return { salt: value.slice(1, end), text: value.slice(end + 1) };
  }
  const salt = Buffer.from(value.slice(0, SALT_LENGTH), 'base64url').toString('hex');
  return { salt, text: value.slice(SALT_LENGTH) };
}

function textOf(column: string): string {
  return column.includes('\\') ? (JSON.parse(`"${column}"`) as string) : column;
}
