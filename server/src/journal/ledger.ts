import type { Head, SeqRange, UnitResult } from './journal.ts';
import { type EncodedUnit, type SealedEvent, seal } from './record.ts';

/** What the writing rules need of a store: what is there, seen with everything put so far. */
export interface LedgerPages {
  /** 0 when there is no such aggregate. */
  versionOf(aggregate: string): number;
  keyed(key: string): SeqRange | undefined;
  put(event: SealedEvent): void;
  putKey(key: string, range: SeqRange): void;
}

/** The writing rules, once for every store: repeated keys, expected versions, numbering, sealing. */
export function writeUnits(
  units: EncodedUnit[],
  head: Head,
  pages: LedgerPages,
): [UnitResult[], Head] {
  let end = head;
  const results = units.map((unit) => {
    const [result, next] = writeUnit(unit, end, pages);
    end = next;
    return result;
  });
  return [results, end];
}

/** Checks the unit whole before any of it is put, so nothing ever has to be taken back. */
function writeUnit(unit: EncodedUnit, head: Head, pages: LedgerPages): [UnitResult, Head] {
  const earlier = unit.key === undefined ? undefined : pages.keyed(unit.key);
  if (earlier) return [{ kind: 'repeated', ...earlier }, head];

  const versions = new Map<string, number>();
  const planned: number[] = [];
  for (const { aggregate, expectedVersion } of unit.entries) {
    const actual = versions.get(aggregate) ?? pages.versionOf(aggregate);
    if (expectedVersion !== undefined && expectedVersion !== actual) {
      return [{ kind: 'conflict', aggregate, expected: expectedVersion, actual }, head];
    }
    versions.set(aggregate, actual + 1);
    planned.push(actual + 1);
  }

  let end = head;
  for (const [index, entry] of unit.entries.entries()) {
    const sealed = seal(end, planned[index] ?? 0, entry);
    pages.put(sealed);
    end = { seq: sealed.seq, hash: sealed.hash };
  }
  const range = { first: head.seq + 1, last: end.seq };
  if (unit.key !== undefined) pages.putKey(unit.key, range);
  return [{ kind: 'appended', ...range }, end];
}
