import { describe, expect, it } from 'vitest';
import { snoozePresets } from './snooze-times.ts';
import { testElection } from './testing/election.ts';

const presetsAt = (at: number) =>
  new Map(
    snoozePresets(testElection({ zone: 'America/New_York' }), at).map(({ id, until }) => [
      id,
      new Date(until).toISOString(),
    ]),
  );

describe('ends of a snooze', () => {
  it('are half an hour, two hours, and eight tomorrow in the election’s zone', () => {
    // 23:30 in New York, where it is still the 7th.
    const presets = presetsAt(Date.UTC(2028, 10, 8, 4, 30));
    expect(presets.get('30min')).toBe('2028-11-08T05:00:00.000Z');
    expect(presets.get('2h')).toBe('2028-11-08T06:30:00.000Z');
    expect(presets.get('tomorrow')).toBe('2028-11-08T13:00:00.000Z');
  });

  it('keep to eight over the night when clocks go back', () => {
    // Saturday noon; clocks go back on Sunday, 5 November 2028.
    const presets = presetsAt(Date.UTC(2028, 10, 4, 16, 0));
    expect(presets.get('tomorrow')).toBe('2028-11-05T13:00:00.000Z');
  });
});
