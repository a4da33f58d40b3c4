import { describe, expect, it } from 'vitest';
import { readBoardUrl, writeBoardUrl } from './url-state.ts';

describe('board address', () => {
  it('keeps view, search, sort and what is open', () => {
    const url = {
      view: 'overdue',
      q: 'sev:S1 "drop box"',
      sort: 'due',
      sel: { kind: 'incident', id: 'US28-0042' },
    } as const;
    expect(readBoardUrl(writeBoardUrl(url))).toEqual(url);
  });

  it('leaves out what is as usual', () => {
    expect(writeBoardUrl(readBoardUrl(''))).toBe('');
  });

  it('tells signals from incidents', () => {
    expect(readBoardUrl('?sel=0199-abc').sel).toEqual({ kind: 'signal', id: '0199-abc' });
  });

  it('falls back for what it does not know; a view may be one that is yet to be read', () => {
    expect(readBoardUrl('?view=')).toMatchObject({ view: 'open' });
    expect(readBoardUrl('?view=v1&sort=nope')).toMatchObject({
      view: 'v1',
      sort: 'severity',
      sel: null,
    });
  });
});
