import { describe, expect, it } from 'vitest';
import { LEAD_MS, mountedAt, turnAt, type Turn } from './rotation.ts';
import { seededRandom, type SeededRandom } from './testing/random.ts';

const turns: Turn[] = [
  { key: 'overview', dwellMs: 40_000, hasContent: true },
  { key: 'ticker', dwellMs: 30_000, hasContent: true },
  { key: 'map', dwellMs: 40_000, hasContent: true },
];

function someTurns(random: SeededRandom): Turn[] {
  return Array.from({ length: random.between(1, 9) }, (_, index) => ({
    key: `s${index}`,
    dwellMs: random.between(1, 120) * 1_000,
    hasContent: random.flip(),
  }));
}
const keyAt = (atMs: number): string | null => turnAt(turns, atMs);
const someInstant = (random: SeededRandom): number => random.between(0, 4_000_000_000_000);
const full = (list: readonly Turn[]): string[] =>
  list.filter((turn) => turn.hasContent).map((turn) => turn.key);

describe('the rotation', () => {
  it('shows each scene for its dwell, in order, and begins again', () => {
    expect([0, 39_999, 40_000, 69_999, 70_000, 109_999, 110_000].map((at) => turnAt(turns, at))).toEqual([
      'overview', 'overview', 'ticker', 'ticker', 'map', 'map', 'overview',
    ]); // prettier-ignore
  });

  it('has exactly one scene for any instant, and never an empty one', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 1_000; round += 1) {
      const list = someTurns(random);
      const id = turnAt(list, someInstant(random));
      if (full(list).length === 0) expect(id).toBeNull();
      else expect(full(list)).toContain(id);
    }
  });

  it('goes through the scenes with content in their order, whenever one looks', () => {
    const random = seededRandom(4);
    for (let round = 0; round < 100; round += 1) {
      const list = someTurns(random);
      const order = full(list);
      if (order.length < 2) continue;
      const start = someInstant(random);
      const cycleMs = list.reduce((total, turn) => total + turn.dwellMs, 0);
      const seen: string[] = [];
      for (let at = start; at < start + cycleMs; at += 500) {
        const id = turnAt(list, at) ?? '';
        if (seen.at(-1) !== id) seen.push(id);
      }
      expect(new Set(seen)).toEqual(new Set(order));
      for (const [index, id] of seen.slice(1).entries()) {
        expect(id).toBe(order[(order.indexOf(seen[index] ?? '') + 1) % order.length]);
      }
    }
  });

  it('draws the next scene before its turn', () => {
    expect(mountedAt(keyAt, 40_000 - LEAD_MS)).toEqual(['overview', 'ticker']);
    expect(mountedAt(keyAt, 20_000)).toEqual(['overview']);
    expect(mountedAt(keyAt, 40_100)).toEqual(['ticker', 'overview']);
  });
});
