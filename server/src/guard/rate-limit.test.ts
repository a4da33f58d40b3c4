import { describe, expect, it } from 'vitest';
import { rateLimit } from './rate-limit.ts';

function clocked(options: { burst: number; perSecond: number; maxKeys?: number }) {
  const clock = { at: 0 };
  return { clock, limit: rateLimit({ ...options, now: () => clock.at }) };
}

describe('a rate limit', () => {
  it('[HT5] lets a burst through, says how long to wait, and recovers with time', () => {
    const { clock, limit } = clocked({ burst: 3, perSecond: 2 });
    expect([1, 2, 3].map(() => limit.take('a'))).toEqual([0, 0, 0]);
    expect(limit.take('a')).toBe(500);
    clock.at = 499;
    expect(limit.take('a')).toBeGreaterThan(0);
    clock.at = 500;
    expect(limit.take('a')).toBe(0);
    expect(limit.take('b')).toBe(0);
  });

  it('[HT5] takes a batch larger than the burst from a full bucket and makes it wait afterwards', () => {
    const { clock, limit } = clocked({ burst: 10, perSecond: 10 });
    expect(limit.take('a', 30)).toBe(0);
    expect(limit.take('a', 1)).toBe(2100);
    clock.at = 2100;
    expect(limit.take('a', 1)).toBe(0);
  });

  it('gives back what did not count, never beyond the burst', () => {
    const { limit } = clocked({ burst: 1, perSecond: 0.001 });
    limit.take('a');
    limit.giveBack('a');
    limit.giveBack('a');
    expect(limit.take('a')).toBe(0);
    expect(limit.take('a')).toBeGreaterThan(0);
  });

  it('[HT5] remembers a bounded number of keys and forgets the longest unused', () => {
    const { limit } = clocked({ burst: 1, perSecond: 0.001, maxKeys: 2 });
    limit.take('a');
    limit.take('b');
    expect(limit.take('a')).toBeGreaterThan(0); // used again, so b is the oldest
    limit.take('c');
    expect(limit.size).toBe(2);
    expect(limit.take('a')).toBeGreaterThan(0);
  });

  it('is not fooled by a clock that runs back', () => {
    const { clock, limit } = clocked({ burst: 1, perSecond: 1 });
    clock.at = 10_000;
    limit.take('a');
    clock.at = 0;
    expect(limit.take('a')).toBeGreaterThan(0);
  });
});
