import { describe, expect, it } from 'vitest';
import { wallHappenings } from './happening.ts';
import type { WallRecord } from './happening.ts';

const ana = { kind: 'person', id: 'ana' } as const;
const clockwork = { kind: 'system', id: 'clockwork' } as const;

function record(seq: number, type: string, data: object, more: object = {}): WallRecord {
  return { seq, type, data: data as WallRecord['data'], personal: null, at: seq, by: ana, ...more };
}

const lobby = { kind: 'display', display: 'd-1' };

describe('what happened to walls', () => {
  it('[WP13] is told the newest first, a display that was away in one line', () => {
    const told = wallHappenings([
      record(60, 'wall.display-missing', { display: 'd-1', since: 1 }, { by: clockwork }),
      record(61, 'wall.display-missing', { display: 'd-2', since: 2 }, { by: clockwork }),
      record(70, 'wall.display-back', { display: 'd-1' }, { by: clockwork }),
      record(
        80,
        'account.display-redacted',
        { display: 'd-1', on: true },
        { personal: { reason: 'Press' } },
      ),
      record(90, 'wall.display-missing', { display: 'd-1', since: 85 }, { by: clockwork }),
    ]);
    expect(told.map(({ seq, what }) => [seq, what])).toEqual([
      [90, { kind: 'missing', since: 85, backAt: null }],
      [80, { kind: 'visitors', on: true }],
      [61, { kind: 'missing', since: 2, backAt: null }],
      [60, { kind: 'missing', since: 1, backAt: 70 }],
    ]);
    expect(told[1]).toMatchObject({ by: ana, target: lobby, reason: 'Press', at: 80 });
  });

  it('[WP13] knows what was done and to which, why where it was said, and leaves out all else', () => {
    const turn = { scene: 'map', dwellS: 40 };
    const target = { kind: 'group', group: 'North' };
    const told = wallHappenings([
      record(1, 'account.member-added', { person: 'p' }),
      record(2, 'wall.display-back', { display: 'd-1' }),
      record(3, 'wall.pinned', { target, turn, until: 9 }, { personal: { reason: 'Flood' } }),
      record(4, 'wall.unpinned', { target }),
      record(5, 'wall.paused', { target: { kind: 'all' } }),
      record(6, 'wall.resumed', { target: { kind: 'all' } }),
      record(7, 'wall.schedule-set', { rules: [{}, {}] }),
      record(8, 'wall.announcement-saved', { announcement: 'a' }, { personal: { title: 'T' } }),
      record(9, 'account.display-paired', { display: 'd-1' }),
      record(10, 'account.display-changed', { display: 'd-1' }),
      record(11, 'account.display-revoked', { display: 'd-1' }),
      record(12, 'wall.of-a-later-version', {}),
    ]);
    expect(told.toReversed().map((one) => [one.target, one.what, one.reason])).toEqual([
      [target, { kind: 'pinned', turn, until: 9 }, 'Flood'],
      [target, { kind: 'unpinned' }, null],
      [{ kind: 'all' }, { kind: 'paused' }, null],
      [{ kind: 'all' }, { kind: 'resumed' }, null],
      [{ kind: 'all' }, { kind: 'schedule-set', rules: 2 }, null],
      [lobby, { kind: 'paired' }, null],
      [lobby, { kind: 'changed' }, null],
      [lobby, { kind: 'revoked' }, null],
    ]);
  });
});
