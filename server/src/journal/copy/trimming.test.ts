import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CopyReport, trimTarget } from './trimming.ts';

const HOUR_MS = 3_600_000;
const hashAt = (seq: number): string => `hash-${seq}`;

function report(node: string, seq: number, more: Partial<CopyReport> = {}): CopyReport {
  return { node, seq, hash: hashAt(seq), at: 10 * HOUR_MS, ...more };
}

describe('how far the stream may be trimmed', () => {
  it('[CP9] never below what enough nodes hold, nor into the newest, nor on doubtful word', () => {
    const reports = fc.array(
      fc.record({
        node: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        seq: fc.nat(1_000),
        at: fc.integer({ min: 0, max: 3 }).map((hours) => hours * HOUR_MS),
        isOther: fc.boolean(),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 0, maxLength: 5 }),
        reports,
        fc.nat(1_000),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(600),
        fc.nat(1_000),
        (nodes, drawn, ownSeq, copiesNeeded, keepEvents, head) => {
          const given = nodes.flatMap((node, index) => {
            const one = drawn[index];
            return one
              ? [report(node, one.seq, { at: one.at, ...(one.isOther && { hash: 'other' }) })]
              : [];
          });
          const own = {
            node: 'a',
            seq: ownSeq,
            hashAt: (seq: number) => (seq <= ownSeq ? hashAt(seq) : undefined),
          };
          const target = trimTarget({ reports: given, copiesNeeded, keepEvents, head, own });
          expect(target).toBeGreaterThanOrEqual(0);
          if (target === 0) return;
          expect(head - target).toBeGreaterThanOrEqual(keepEvents);
          expect(target).toBeLessThanOrEqual(ownSeq);
          const newest = Math.max(...given.map(({ at }) => at), 0);
          const others = given.filter(
            ({ node, seq, hash, at }) =>
              node !== 'a' &&
              seq >= target &&
              at >= newest - HOUR_MS &&
              !(seq <= ownSeq && hash !== hashAt(seq)),
          );
          expect(others.length + 1).toBeGreaterThanOrEqual(copiesNeeded);
        },
      ),
      { numRuns: 2_000, seed: 5 },
    );
  });

  it('[CP9] goes as far as the second of three, but for what is kept in any case', () => {
    const own = { node: 'a', seq: 900, hashAt };
    const options = { copiesNeeded: 2, keepEvents: 0, head: 1_000, own };
    const reports = [report('a', 900), report('b', 700), report('c', 100)];
    expect(trimTarget({ ...options, reports })).toBe(700);
    expect(trimTarget({ ...options, reports, keepEvents: 400 })).toBe(600);
    expect(trimTarget({ ...options, reports, copiesNeeded: 3 })).toBe(100);
    expect(trimTarget({ ...options, reports, copiesNeeded: 4 })).toBe(0);
    const stale = [report('a', 900), report('b', 700, { at: 9 * HOUR_MS - 1 }), report('c', 100)];
    expect(trimTarget({ ...options, reports: stale })).toBe(100);
    const other = [report('b', 700, { hash: 'another chain' }), report('c', 100)];
    expect(trimTarget({ ...options, reports: other })).toBe(100);
  });
});
