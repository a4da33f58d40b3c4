import { describe, expect, it } from 'vitest';
import { headroom, roundMarks } from './time-axis.ts';

const HOUR = 3_600_000;
const at = (clock: string): number => Date.parse(`2028-11-07T${clock}:00-05:00`);
const OFFSET = -5 * HOUR;

describe('the time axis', () => {
  it('has round times of the zone, none where its label would be cut', () => {
    const marks = roundMarks(at('11:42'), at('17:42'), OFFSET);
    expect(marks.map((mark) => mark.at)).toEqual([at('12:00'), at('14:00'), at('16:00')]);
  });

  it('has at most three however long or short the span', () => {
    for (const hours of [0.05, 0.2, 0.5, 1, 1.5, 2, 3, 5, 6, 12, 24]) {
      const marks = roundMarks(at('11:42'), at('11:42') + hours * HOUR, OFFSET);
      expect(marks.length, `${hours} h`).toBeLessThanOrEqual(4);
      expect(marks.length, `${hours} h`).toBeGreaterThan(0);
    }
  });

  it('leaves room for a title over what stands under it', () => {
    expect(headroom([10, 10, 40, 40], 0.25, 0.5)).toBe(40);
    expect(headroom([39, 10, 40, 40], 0.25, 0.5)).toBe(52);
    expect(headroom([], 0.25, 0.5)).toBe(1);
  });
});
