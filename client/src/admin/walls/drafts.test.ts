import type { ScheduleRule } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { announcementProblem, NEW_ANNOUNCEMENT, standing } from './announcement-draft.ts';
import { copyTitle, NEW_PLAYLIST, playlistProblem, roundWords } from './playlist-draft.ts';
import { moved } from './reorder.ts';
import { hiddenBy, newRule, scheduleProblem } from './schedule-draft.ts';
import { daysWords, ruleWords } from './schedule-words.ts';

describe('a playlist as it is typed', () => {
  it('says what is missing, and in which turn', () => {
    const titled = { ...NEW_PLAYLIST, title: 'Night' };
    expect(playlistProblem(NEW_PLAYLIST, [])).toBe('give it a title, such as Night');
    expect(playlistProblem(titled, [])).toBeUndefined();
    expect(playlistProblem(titled, ['Night'])).toBe('another playlist is called Night');
    expect(playlistProblem({ ...titled, turns: [] }, [])).toBe('put at least one scene in it');
    const turns = [...titled.turns, { scene: 'view' as const, dwellS: 30 }];
    expect(playlistProblem({ ...titled, turns }, [])).toBe('turn 4: View: choose which');
    const slow = [{ scene: 'map' as const, dwellS: 601 }];
    expect(playlistProblem({ ...titled, turns: slow }, [])).toBe(
      'turn 1: Map: whole seconds from 5 to 600',
    );
  });

  it('tells how long a round is', () => {
    expect(roundWords(NEW_PLAYLIST.turns)).toBe('3 scenes, 1 min 50 s a round');
    expect(roundWords([{ scene: 'map', dwellS: 60 }])).toBe('1 scene, 1 min a round');
  });

  it('gives a copy a title that is not taken', () => {
    expect(copyTitle('Night', ['Night'])).toBe('Night (copy)');
    expect(copyTitle('Night (copy)', ['Night (copy)'])).toBe('Night (copy 2)');
  });

  it('moves a turn and leaves the others in their order', () => {
    expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
    expect(moved(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c']);
    expect(moved(['a', 'b'], 0, 5)).toEqual(['a', 'b']);
  });
});

const playlists = {
  night: { id: 'night', title: 'Night', turns: [], version: 1, changedAt: 0, changedBy: 'ana' },
};
const rule = (change: Partial<ScheduleRule> = {}): ScheduleRule => ({
  ...newRule('r1', 'night'),
  ...change,
});

describe('the schedule as it is typed', () => {
  it('names the rule that is wrong', () => {
    expect(scheduleProblem([rule()], playlists)).toBeUndefined();
    expect(scheduleProblem([rule(), rule({ playlist: 'gone' })], playlists)).toBe(
      'rule 2: choose a playlist',
    );
    const same = rule({ hours: { from: '18:00', until: '18:00' } });
    expect(scheduleProblem([same], playlists)).toContain('begins and ends at the same time');
    const empty = rule({ hours: { from: '', until: '18:00' } });
    expect(scheduleProblem([empty], playlists)).toContain('hours are written like 18:30');
  });

  it('tells a rule that never shows, because one before it always holds', () => {
    const north = rule({ target: { kind: 'group', group: 'North' } });
    const south = rule({ target: { kind: 'group', group: 'South' } });
    const evening = rule({ hours: { from: '18:00', until: '23:00' } });
    expect(hiddenBy([rule(), north], 1)).toBe(1);
    expect(hiddenBy([north, rule()], 1)).toBeNull();
    expect(hiddenBy([north, south], 1)).toBeNull();
    expect(hiddenBy([evening, north], 1)).toBeNull();
  });

  it('reads as a sentence', () => {
    const around = { walls: { playlists } as never, displays: [] };
    const weekdays = rule({
      target: { kind: 'group', group: 'North' },
      hours: { from: '18:00', until: '06:00' },
      days: [1, 2, 3, 4, 5],
      phases: ['polls-open', 'last-hour'],
    });
    expect(ruleWords(weekdays, around)).toBe(
      'Night on group North, 18:00–06:00, Mon–Fri, polls open, last hour',
    );
    expect([daysWords(null), daysWords([0, 6]), daysWords([1, 3])]).toEqual([
      'every day',
      'Sat, Sun',
      'Mon, Wed',
    ]);
  });
});

describe('an announcement as it is typed', () => {
  it('says what is missing', () => {
    const titled = { ...NEW_ANNOUNCEMENT, title: 'Doors' };
    expect(announcementProblem(NEW_ANNOUNCEMENT)).toBe('give it a title');
    expect(announcementProblem(titled)).toBeUndefined();
    expect(announcementProblem({ ...titled, from: 20, until: 10 })).toContain('ends before');
    expect(announcementProblem({ ...titled, until: Number.NaN })).toContain('say until when');
    expect(announcementProblem({ ...titled, body: 'x'.repeat(2_001) })).toContain('this has 2001');
  });

  it('is current from its begin until its end', () => {
    const one = { from: 100, until: 200 };
    expect([99, 100, 199, 200].map((now) => standing(one, now))).toEqual([
      'later',
      'current',
      'current',
      'over',
    ]);
    expect(standing({ from: null, until: null }, 5)).toBe('current');
  });
});
