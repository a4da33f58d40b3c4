import { describe, expect, it } from 'vitest';
import { changeBetween, NEW_DISPLAY, offsetInWords } from './display-words.ts';
import { draftOf, settingsFrom } from './settings-draft.ts';

const draft = draftOf({ ...NEW_DISPLAY, name: 'Lobby' });

describe('settings of a display are checked as they are typed', () => {
  it('takes a name with its edges trimmed, and a decimal comma', () => {
    expect(settingsFrom({ ...draft, name: ' Lobby ', farthestSeatM: '7,5' })).toEqual({
      ok: true,
      value: { ...NEW_DISPLAY, name: 'Lobby', farthestSeatM: 7.5 },
    });
  });

  it('says which fields are wrong and what would be right', () => {
    const checked = settingsFrom({
      ...draft,
      name: ' ',
      diagonalInch: '4.9',
      farthestSeatM: 'far',
    });
    expect(checked.ok ? [] : Object.keys(checked.errors)).toEqual([
      'name',
      'diagonalInch',
      'farthestSeatM',
    ]);
    expect(settingsFrom({ ...draft, diagonalInch: '' })).toEqual({
      ok: false,
      errors: { diagonalInch: 'A number of inches from 5 to 500.' },
    });
  });

  it('takes the bounds themselves', () => {
    expect(settingsFrom({ ...draft, diagonalInch: '5', farthestSeatM: '100' }).ok).toBe(true);
    expect(settingsFrom({ ...draft, diagonalInch: '500', farthestSeatM: '0.3' }).ok).toBe(true);
  });
});

describe('only what changed is sent', () => {
  it('names the changed fields, scenes by their content', () => {
    const before = { ...NEW_DISPLAY, name: 'Lobby', scenes: ['map'] };
    expect(changeBetween(before, { ...before, scenes: ['map'] })).toEqual({});
    expect(changeBetween(before, { ...before, redaction: 'visitor', scenes: [] })).toEqual({
      redaction: 'visitor',
      scenes: [],
    });
  });
});

describe('a clock’s offset has its sign', () => {
  it('uses a true minus and turns to seconds from one', () => {
    expect([4.4, -11, 0.2, -1_240].map(offsetInWords)).toEqual([
      '+4 ms',
      '−11 ms',
      '0 ms',
      '−1.2 s',
    ]);
  });
});
