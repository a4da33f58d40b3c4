import { describe, expect, it } from 'vitest';
import { formatMedian, formatWallAge } from './wall-words.ts';

const MINUTE = 60_000;

describe('an age on the wall', () => {
  it.each([
    [-5_000, '0 s'],
    [42_000, '42 s'],
    [66 * MINUTE, '66 min'],
    [100 * MINUTE, '1h 40m'],
    [52 * 60 * MINUTE, '2d 4h'],
  ])('of %i ms reads %s, with units and without colons', (ms, words) => {
    expect(formatWallAge(ms)).toBe(words);
  });
});

describe('a median', () => {
  it.each([
    [null, '–'],
    [130_000, '2m 10s'],
    [41 * MINUTE + 20_000, '41m'],
    [116 * MINUTE, '1h 56m'],
  ])('of %s ms reads %s', (ms, words) => {
    expect(formatMedian(ms)).toBe(words);
  });
});
