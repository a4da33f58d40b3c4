import { describe, expect, it } from 'vitest';
import { clockOffset } from './clock-offset.ts';

describe('clock offset', () => {
  it('takes off half of the way there and back', () => {
    const clock = clockOffset();
    clock.add({ sentMs: 100, receivedMs: 300, serverNow: 10_200 });
    expect(clock.offsetMs()).toBe(10_000);
  });

  it('goes by the median, so that one slow answer does not count', () => {
    const clock = clockOffset();
    for (const offset of [1_000, 1_002, 998, 5_000])
      clock.add({ sentMs: 0, receivedMs: 0, serverNow: offset });
    expect(clock.offsetMs()).toBe(1_001);
  });

  it('forgets old samples, so that it follows a clock that was set', () => {
    const clock = clockOffset();
    for (let i = 0; i < 15; i += 1) clock.add({ sentMs: 0, receivedMs: 0, serverNow: 1_000 });
    for (let i = 0; i < 15; i += 1) clock.add({ sentMs: 0, receivedMs: 0, serverNow: 9_000 });
    expect(clock.offsetMs()).toBe(9_000);
  });

  it('knows nothing at first, then what it was told without the way back', () => {
    const clock = clockOffset();
    expect(clock.offsetMs()).toBeNull();
    clock.guess(5_000, 1_000);
    expect(clock.offsetMs()).toBe(4_000);
    clock.reset();
    expect(clock.offsetMs()).toBeNull();
  });
});
