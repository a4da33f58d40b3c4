import { describe, expect, it } from 'vitest';
import { suggestionsFor } from './suggest.ts';

const known = {
  in: () => [
    { value: 'AZ', says: 'Arizona' },
    { value: 'GA', says: 'Georgia' },
  ],
  tag: () => [{ value: 'drop box', says: '' }],
};
const texts = (typed: string) => suggestionsFor(typed, known).map(({ typed: whole }) => whole);

describe('suggestions', () => {
  it('[QY6] complete a field by its beginning, and leave other words alone', () => {
    expect(texts('s')).toEqual(['sev:', 'state:', 'source:']);
    expect(texts('van st')).toEqual(['van state:']);
    expect(texts('-s')).toEqual(['-sev:', '-state:', '-source:']);
    expect(texts('')).toEqual([]);
    expect(texts('van ')).toEqual([]);
    expect(texts('12')).toEqual([]);
  });

  it('[QY6] complete a value by its beginning or its name, after others too', () => {
    expect(texts('sev:')).toEqual(['sev:S1', 'sev:S2', 'sev:S3', 'sev:S4', 'sev:S5']);
    expect(texts('sev:S1,s')).toEqual(['sev:S1,S2', 'sev:S1,S3', 'sev:S1,S4', 'sev:S1,S5']);
    expect(texts('van in:geo')).toEqual(['van in:GA']);
    expect(texts('tag:dr')).toEqual(['tag:"drop box"']);
    expect(texts('colour:r')).toEqual([]);
  });
});
