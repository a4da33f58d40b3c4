import { describe, expect, it } from 'vitest';
import { announcedAt, nextLeaf } from './announcements.ts';

const one = (id: string, from: number | null, until: number | null) => ({
  id,
  title: id,
  body: '',
  tlp: 'GREEN' as const,
  from,
  until,
});
const program = { announcements: [one('b', null, 200), one('a', 100, null)] };

describe('announcements', () => {
  it('shows those whose time it is, or the one that the turn names', () => {
    const ids = (at: number, announcement?: string) =>
      announcedAt(
        program,
        { scene: 'announcement', dwellS: 30, ...(announcement ? { announcement } : {}) },
        at,
      ).map(({ id }) => id);
    expect(ids(50)).toEqual(['b']);
    expect(ids(100)).toEqual(['a', 'b']);
    expect(ids(200)).toEqual(['a']);
    expect(ids(150, 'b')).toEqual(['b']);
    expect(ids(250, 'b')).toEqual([]);
  });

  it('turns all pages of one before the next, and begins again after the last', () => {
    expect(nextLeaf({ announcement: 0, page: 0 }, 2, 2)).toEqual({ announcement: 0, page: 1 });
    expect(nextLeaf({ announcement: 0, page: 1 }, 2, 2)).toEqual({ announcement: 1, page: 0 });
    expect(nextLeaf({ announcement: 1, page: 0 }, 1, 2)).toEqual({ announcement: 0, page: 0 });
  });
});
