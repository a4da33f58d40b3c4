import { describe, expect, it } from 'vitest';
import { placeHint } from './use-hint.ts';

const view = { width: 1366, height: 768 };
const hint = { width: 200, height: 26 };

describe('a hint', () => {
  it('stands above its anchor, centred', () => {
    expect(placeHint({ top: 400, bottom: 428, left: 600, width: 100 }, hint, view)).toEqual({
      top: 368,
      left: 550,
    });
  });

  it('goes below where there is no room above', () => {
    expect(placeHint({ top: 6, bottom: 34, left: 600, width: 100 }, hint, view).top).toBe(40);
  });

  it('keeps off the edges', () => {
    expect(placeHint({ top: 400, bottom: 428, left: 0, width: 40 }, hint, view).left).toBe(8);
    expect(placeHint({ top: 400, bottom: 428, left: 1340, width: 24 }, hint, view).left).toBe(1158);
  });
});
