import { describe, expect, it } from 'vitest';
import { freshness, worstFreshness } from './freshness.ts';

const at = 1_000_000;
const aged = (ageMs: number, intervalMs = 5_000) => freshness(at, at + ageMs, intervalMs);

describe('freshness', () => {
  it('is never before the first word', () => {
    expect(freshness(null, at, 5_000)).toBe('never');
  });

  it('goes by the heartbeat: fresh, late after two, stale after four, lost after a minute', () => {
    expect([
      aged(0),
      aged(10_000),
      aged(10_001),
      aged(20_000),
      aged(20_001),
      aged(60_000),
      aged(60_001),
    ]).toEqual(['fresh', 'fresh', 'late', 'late', 'stale', 'stale', 'lost']);
  });

  it('is stale after four beats of a quick heartbeat', () => {
    expect(aged(4_001, 1_000)).toBe('stale');
  });

  it('is late before it is stale, and stale after 20 s, with a slow heartbeat', () => {
    expect([aged(10_001, 30_000), aged(20_001, 30_000)]).toEqual(['late', 'stale']);
  });

  it('is fresh when a corrected clock puts the picture into the future', () => {
    expect(aged(-5_000)).toBe('fresh');
  });

  it('takes the worst of several', () => {
    expect(worstFreshness(['fresh', 'stale', 'late'])).toBe('stale');
    expect(worstFreshness([])).toBe('fresh');
  });
});
