import { compileElection } from '@warroom/shared';
import type { ScheduleRule, Walls } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { deskElection } from '../../desk-frame/testing/draw-desk.tsx';
import { onShowFrom } from './on-show.ts';

// Tuesday, election day, in New York; clocks went back on Sunday the 5th.
const at = (local: string): number => Date.parse(`2028-11-${local}:00-05:00`);
const election = compileElection(
  deskElection({
    jurisdictions: [
      {
        id: 'US-GA',
        code: 'GA',
        name: 'Georgia',
        kind: 'state',
        zone: 'America/New_York',
        polls: [{ opens: '2028-11-07T07:00', closes: '2028-11-07T19:00' }],
      },
    ],
  }),
);

const playlist = (id: string) => ({
  id,
  title: id.toUpperCase(),
  turns: [{ scene: 'map' as const, dwellS: 30 }],
  version: 1,
  changedAt: 0,
  changedBy: 'ana',
});
const rule = (given: Partial<ScheduleRule> & Pick<ScheduleRule, 'playlist'>): ScheduleRule => ({
  id: given.playlist,
  target: { kind: 'all' },
  hours: null,
  days: null,
  phases: null,
  ...given,
});
const walls = (schedule: ScheduleRule[], controls: Walls['controls'] = {}) => ({
  playlists: { day: playlist('day'), night: playlist('night') },
  schedule,
  controls,
});
const LOBBY = { id: 'lobby', group: 'North' };
const night = rule({ playlist: 'night', hours: { from: '18:00', until: '06:00' } });
const day = rule({ playlist: 'day' });

describe('what a display shows now and next', () => {
  it('is its own scenes, for good, where nothing was set up', () => {
    expect(onShowFrom(walls([]), election, at('07T12:00'))(LOBBY)).toEqual({
      now: { kind: 'own', pausedAt: null },
      next: null,
    });
  });

  it('follows hours over midnight, in the zone of the election', () => {
    const show = onShowFrom(walls([night, day]), election, at('07T12:00'))(LOBBY);
    expect(show.now).toMatchObject({ kind: 'playlist', title: 'DAY' });
    expect(show.next).toMatchObject({ at: at('07T18:00'), show: { title: 'NIGHT' } });
    const later = onShowFrom(walls([night, day]), election, at('08T02:00'))(LOBBY);
    expect(later.now).toMatchObject({ title: 'NIGHT' });
    expect(later.next).toMatchObject({ at: at('08T06:00'), show: { title: 'DAY' } });
  });

  it('keeps the hours of the clock through the day on which clocks go back', () => {
    const evening = Date.parse('2028-11-04T20:00:00-04:00');
    const { next } = onShowFrom(walls([night, day]), election, evening)(LOBBY);
    expect(next?.at).toBe(at('05T06:00'));
  });

  it('finds a day of the week that is still to come', () => {
    const friday = rule({ playlist: 'night', days: [5] });
    const { next } = onShowFrom(walls([friday, day]), election, at('07T12:00'))(LOBBY);
    expect(next).toMatchObject({ at: at('10T00:00'), show: { title: 'NIGHT' } });
  });

  it('follows the phases of the calendar', () => {
    const last = rule({ playlist: 'night', phases: ['last-hour'] });
    const { now, next } = onShowFrom(walls([last, day]), election, at('07T12:00'))(LOBBY);
    expect(now).toMatchObject({ title: 'DAY' });
    expect(next).toMatchObject({ at: at('07T18:00'), show: { title: 'NIGHT' } });
  });

  it('takes only rules that name it, its group, or all, the first of them', () => {
    const south = rule({ playlist: 'night', target: { kind: 'group', group: 'South' } });
    const north = rule({ id: 'n', playlist: 'night', target: { kind: 'group', group: 'North' } });
    const show = (...rules: ScheduleRule[]) =>
      onShowFrom(walls(rules), election, at('07T12:00'))(LOBBY).now;
    expect(show(south, day)).toMatchObject({ title: 'DAY' });
    expect(show(north, day)).toMatchObject({ title: 'NIGHT' });
    expect(show(day, north)).toMatchObject({ title: 'DAY' });
  });

  it('says until when a scene is pinned, and what comes after it', () => {
    const target = { kind: 'group', group: 'North' } as const;
    const pin = {
      turn: { scene: 'map' as const, dwellS: 30 },
      until: at('07T12:15'),
      at: 0,
      by: 'ana',
    };
    const controls = { 'group:North': { target, pin, pause: null } };
    const { now, next } = onShowFrom(walls([day], controls), election, at('07T12:00'))(LOBBY);
    expect(now).toMatchObject({ kind: 'pinned', until: at('07T12:15'), by: 'ana' });
    expect(next).toMatchObject({ at: at('07T12:15'), show: { title: 'DAY' } });
  });

  it('stands still while it is paused, with what it showed then', () => {
    const pause = { at: at('07T17:00'), by: 'ana' };
    const controls = { all: { target: { kind: 'all' } as const, pin: null, pause } };
    const { now, next } = onShowFrom(
      walls([night, day], controls),
      election,
      at('07T20:00'),
    )(LOBBY);
    expect(now).toMatchObject({ title: 'DAY', pausedAt: at('07T17:00') });
    expect(next).toBeNull();
  });
});
