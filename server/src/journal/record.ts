import { hash } from 'node:crypto';
import type { EventBody, Head, JsonObject, StoredEvent, Unit } from './journal.ts';

/**
 * One event as it lies in the journal. `record` is the public part as JSON, byte for byte what is
 * hashed; JSON.stringify escapes NUL and lone surrogates, so any string survives as valid text.
 * hash(n) = sha256(hex of hash(n-1), newline, record(n)).
 */
export interface SealedEvent {
  seq: number;
  version: number;
  aggregate: string;
  record: string;
  /** Hex. */
  hash: string;
  personal?: SaltedText;
}

/** Personal JSON with its salt (hex). The record holds only sha256(salt, newline, text), hex. */
export interface SaltedText {
  salt: string;
  text: string;
}

export interface EncodedEntry {
  aggregate: string;
  expectedVersion?: number;
  /** The record from `"type"` on; seq, aggregate and version are known only when it is written. */
  rest: string;
  personal?: SaltedText;
}
export interface EncodedUnit {
  key?: string;
  entries: EncodedEntry[];
  /** About how many bytes it takes up. */
  size: number;
}

/** The hash an empty journal starts from: two journals never share a chain. */
export function genesis(journalId: string): string {
  return sha256(`journal ${journalId}`);
}

export function chained(previousHash: string, record: string): string {
  return sha256(`${previousHash}\n${record}`);
}

export function personalHash({ salt, text }: SaltedText): string {
  return sha256(`${salt}\n${text}`);
}

/** Serialises a unit at once, so later changes by the caller cannot reach it. TypeError if unwritable. */
export function encodeUnit(unit: Unit, randomSalt: () => string): EncodedUnit {
  if (unit.entries.length === 0) {
    throw new TypeError('A journal unit needs at least one entry.');
  }
  let size = 100;
  const entries = unit.entries.map((entry) => {
    const encoded = encodeEntry(entry.event, randomSalt);
    size += 2 * encoded.rest.length + 2 * (encoded.personal?.text.length ?? 0) + 100;
    return {
      aggregate: entry.aggregate,
      ...(entry.expectedVersion === undefined ? {} : { expectedVersion: entry.expectedVersion }),
      ...encoded,
    };
  });
  return { ...(unit.key === undefined ? {} : { key: unit.key }), entries, size };
}

function encodeEntry(event: EventBody, randomSalt: () => string) {
  const { type, at, by, via, commandId, data, personal } = event;
  if (!Number.isFinite(at)) throw new TypeError(`Event ${type} has no valid time: at=${at}.`);
  const salted =
    personal === undefined ? undefined : { salt: randomSalt(), text: JSON.stringify(personal) };
  const publicPart = {
    type,
    at,
    by,
    via,
    commandId,
    data,
    personalHash: salted && personalHash(salted),
  };
  const rest = JSON.stringify(publicPart).slice(1);
  return salted === undefined ? { rest } : { rest, personal: salted };
}

export function seal(head: Head, version: number, entry: EncodedEntry): SealedEvent {
  const seq = head.seq + 1;
  const aggregate = JSON.stringify(entry.aggregate);
  const record = `{"seq":${seq},"aggregate":${aggregate},"version":${version},${entry.rest}`;
  return {
    seq,
    version,
    aggregate: entry.aggregate,
    record,
    hash: chained(head.hash, record),
    ...(entry.personal === undefined ? {} : { personal: entry.personal }),
  };
}

/** What a record holds once parsed. */
export interface ParsedRecord {
  seq: number;
  aggregate: string;
  version: number;
  type: string;
  at: number;
  by: JsonObject;
  via: string;
  commandId?: string;
  data: JsonObject;
  personalHash?: string;
}

export function storedEvent(record: ParsedRecord, personalText: string | undefined): StoredEvent {
  return eventOf(
    record,
    personalText === undefined ? null : (JSON.parse(personalText) as JsonObject),
  );
}

/** The event of a parsed record; `personal` is null where there was none or it was erased. */
export function eventOf(record: ParsedRecord, personal: JsonObject | null): StoredEvent {
  const { seq, aggregate, version, type, data, at, by, via, commandId } = record;
  const event: StoredEvent = {
    seq,
    aggregate,
    version,
    type,
    data,
    personal,
    erased: record.personalHash !== undefined && personal === null,
    at,
    by,
    via,
  };
  if (commandId !== undefined) event.commandId = commandId;
  return event;
}

export function parseRecord(record: string): ParsedRecord {
  return JSON.parse(record) as ParsedRecord;
}

/** The event as a reader gets it: parsed back from its bytes, so live and replayed events are equal. */
export function unsealed(sealed: SealedEvent): StoredEvent {
  return storedEvent(parseRecord(sealed.record), sealed.personal?.text);
}

/** A string as a column value that any string maps to one to one, though SQLite ends text at NUL. */
export function columnText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex'); // one shot: twice as fast as createHash on short input
}
