import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

describe('back-off', () => {
  it('grows by half up to 15 s', () => {
    const longest = Array.from({ length: 11 }, (_, attempt) =>
      Math.round(backoffMs(attempt, () => 1)),
    );
    expect(longest).toEqual([
      500, 750, 1_125, 1_688, 2_531, 3_797, 5_695, 8_543, 12_814, 15_000, 15_000,
    ]);
  });

  it('spreads those dropped together over half of it', () => {
    expect([backoffMs(1, () => 0), backoffMs(1, () => 0.5)]).toEqual([375, 562.5]);
  });

  it('tries six times within 10 s however chance falls: a balancer may send some to the dead node', () => {
    const waited = Array.from({ length: 6 }, (_, attempt) => backoffMs(attempt, () => 1));
    expect(waited.slice(0, 5).reduce((sum, ms) => sum + ms, 0)).toBeLessThan(7_000);
  });
});
