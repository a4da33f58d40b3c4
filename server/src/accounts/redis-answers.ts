import { RECORD_KINDS, type AccountRecords, type RecordKind } from './records.ts';

/** A record's place in Redis and what stands there; null: it was taken away. */
export interface FoundRecord {
  kind: RecordKind;
  id: string;
  record: AccountRecords[RecordKind] | null;
}

/** All that Redis holds. `kept` is the stamp of the version asked about, '' where it is forgotten. */
export interface Loaded {
  id: string;
  epoch: string;
  version: number;
  stamp: string;
  kept: string;
  /** Oldest first. */
  records: FoundRecord[];
}

/** The layout that this version reads and writes. */
const LAYOUT = 1;

/** What LOAD answered; undefined: there are no accounts. Throws for those of a newer version. */
export function loadedFrom(answer: unknown): Loaded | undefined {
  const [kind, id, epoch, version, stamp, layout, kept, fields] = list(answer);
  if (kind === 'none') return undefined;
  if (Number(layout) > LAYOUT) {
    throw new Error(
      `The accounts in Redis were written by a newer version (layout ${text(layout)}; this one reads up to ${LAYOUT}): start that version instead.`,
    );
  }
  const found = pairsOf(list(fields)).flatMap(([field, value]) => {
    const cut = value.indexOf(':');
    const record = recordOf(field, value.slice(cut + 1));
    const [major, minor] = value.slice(0, cut).split('.').map(Number);
    return record ? [{ record, major: major ?? 0, minor: minor ?? 0 }] : [];
  });
  found.sort((a, b) => a.major - b.major || a.minor - b.minor);
  return {
    id: text(id),
    epoch: text(epoch),
    version: Number(version),
    stamp: text(stamp),
    kept: text(kept),
    records: found.map(({ record }) => record),
  };
}

export type Changes =
  | { kind: 'same' }
  | { kind: 'other' }
  | { kind: 'changes'; version: number; stamp: string; records: FoundRecord[] };

/** What CHANGES answered to someone who had seen `version`. */
export function changesFrom(answer: unknown, seen: number): Changes {
  const [kind, version, stamp, entries] = list(answer);
  if (kind === 'same') return { kind };
  if (kind !== 'changes') return { kind: 'other' };
  const records = list(entries).flatMap((entry) => {
    const [id, fields] = list(entry);
    if (Number.parseInt(text(id), 10) <= seen) return [];
    return pairsOf(list(fields).slice(2)).flatMap(([field, body]) => recordOf(field, body) ?? []);
  });
  return { kind, version: Number(version), stamp: text(stamp), records };
}

/** Where a record stands in Redis. */
export function fieldOf(kind: RecordKind, id: string): string {
  return `${kind}/${id}`;
}

/** Undefined for a kind that only a newer version knows. */
function recordOf(field: string, body: string): FoundRecord | undefined {
  const cut = field.indexOf('/');
  const kind = field.slice(0, cut) as RecordKind;
  if (!RECORD_KINDS.includes(kind)) return undefined;
  const id = field.slice(cut + 1);
  return {
    kind,
    id,
    record: body === '' ? null : (JSON.parse(body) as AccountRecords[RecordKind]),
  };
}

function pairsOf(flat: readonly unknown[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) pairs.push([text(flat[at]), text(flat[at + 1])]);
  return pairs;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}
