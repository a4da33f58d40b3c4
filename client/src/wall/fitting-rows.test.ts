import { describe, expect, it } from 'vitest';
import { fittingRows } from './fitting-rows.ts';
import { growthOf } from './growth.ts';

describe('rows that fit', () => {
  it('shows all where all fit, to the unit', () => {
    expect(fittingRows(5, 440, 88, 80)).toEqual({ shown: 5, more: 0 });
  });

  it('keeps the last place for the line that counts the rest', () => {
    expect(fittingRows(6, 440, 88, 80)).toEqual({ shown: 4, more: 2 });
    expect(fittingRows(100, 440, 88, 0)).toEqual({ shown: 5, more: 95 });
  });

  it('shows a row even where there is room for none, and none where there is none', () => {
    expect(fittingRows(3, 40, 88, 80)).toEqual({ shown: 1, more: 2 });
    expect(fittingRows(0, 440, 88)).toEqual({ shown: 0, more: 0 });
  });
});

describe('type that grows with its place', () => {
  it('grows by the narrower side, never below one nor over the most', () => {
    const need = { width: 1_000, height: 500 };
    expect(growthOf({ width: 1_500, height: 1_000 }, 1, need)).toBe(1.5);
    expect(growthOf({ width: 800, height: 2_000 }, 1, need)).toBe(1);
    expect(growthOf({ width: 9_000, height: 9_000 }, 1, need, 2)).toBe(2);
    expect(growthOf({ width: 0, height: 0 }, 1, need)).toBe(1);
  });
});
