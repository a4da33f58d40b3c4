import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

describe('back-off', () => {
  it('doubles up to 15 s', () => {
    const longest = Array.from({ length: 8 }, (_, attempt) => backoffMs(attempt, () => 1));
    expect(longest).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  it('spreads those dropped together over half of it', () => {
    expect([backoffMs(3, () => 0), backoffMs(3, () => 0.5)]).toEqual([2_000, 3_000]);
  });
});
