import { describe, expect, it } from 'vitest';
import { parseSearch, writeSearch } from './search-params.ts';

describe('search parameters', () => {
  it('are plain texts, also where they look like numbers', () => {
    expect(parseSearch('?state=open&severity=1')).toEqual({ state: 'open', severity: '1' });
  });

  it('keep all values of a name that stands twice', () => {
    expect(parseSearch('?s=S1&s=S2')).toEqual({ s: 'S1,S2' });
  });

  it('come back as they were written', () => {
    const search = { q: 'polls close & “6 pm”=100%', sort: 'severity,due', to: '/e/us?x=1' };
    expect(parseSearch(writeSearch(search))).toEqual(search);
  });

  it('stay readable in the address, and leave out what is empty', () => {
    expect(writeSearch({ sort: 'severity,due', q: '', at: 3, none: undefined })).toBe(
      '?sort=severity,due&at=3',
    );
    expect(writeSearch({})).toBe('');
  });

  it('take no name that reaches beyond the record', () => {
    const search = parseSearch('?__proto__=x&constructor=y');
    expect(Object.getPrototypeOf(search)).toBe(Object.prototype);
    expect(search['constructor']).toBe('y');
  });
});
