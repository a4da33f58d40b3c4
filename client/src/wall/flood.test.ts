import { describe, expect, it } from 'vitest';
import { floodAt, tally } from './flood.ts';
import { seededRandom } from './testing/random.ts';

const MINUTE = 60_000;
const every = (count: number, stepMs: number): number[] =>
  Array.from({ length: count }, (_, index) => index * stepMs);

describe('a flood', () => {
  it('begins with the eleventh critical or high incident in ten minutes', () => {
    const openings = every(11, 30_000);
    expect(floodAt(openings.slice(0, 10), 300_000)).toEqual({ isOn: false, count: 10 });
    expect(floodAt(openings, 300_000)).toEqual({ isOn: true, count: 11 });
  });

  it('lasts until fewer than five are left in the window', () => {
    const openings = every(11, 30_000);
    // Of openings half a minute apart, five are left while the sixth-last is just out.
    expect(floodAt(openings, 10 * MINUTE + 5 * 30_000)).toEqual({ isOn: true, count: 5 });
    expect(floodAt(openings, 10 * MINUTE + 6 * 30_000)).toEqual({ isOn: false, count: 4 });
  });

  it('does not begin when ten are spread thinner', () => {
    expect(floodAt(every(40, 61_000), 40 * 61_000).isOn).toBe(false);
  });

  it('does not depend on the order in which incidents are known', () => {
    const random = seededRandom(2);
    for (let round = 0; round < 200; round += 1) {
      const openings = Array.from({ length: random.between(0, 60) }, () =>
        random.between(0, 60 * MINUTE),
      );
      const sorted = openings.toSorted((a, b) => a - b);
      expect(floodAt(openings, 60 * MINUTE)).toEqual(floodAt(sorted, 60 * MINUTE));
    }
  });

  it('counts what happens most first', () => {
    expect(tally(['AZ', 'GA', 'AZ'])).toEqual([
      { name: 'AZ', count: 2 },
      { name: 'GA', count: 1 },
    ]);
  });
});
