import { describe, expect, it } from 'vitest';
import { NOW, reportAt } from '../testing/rig.tsx';
import { concernsOf, judgeDisplay, loudestFirst, tallyOf } from './judge-display.ts';

describe('a display is judged by the age of its last report', () => {
  it('is live up to two reports late, then late, then dead', () => {
    const stateAfter = (ms: number) => judgeDisplay(reportAt(NOW - ms), NOW).state;
    expect([0, 20_000, 20_001, 60_000, 60_001].map(stateAfter)).toEqual([
      'live',
      'live',
      'late',
      'late',
      'dead',
    ]);
  });

  it('has been heard of never while it has not reported', () => {
    expect(judgeDisplay(null, NOW)).toEqual({
      state: 'never',
      reportAgeMs: null,
      pictureAgeMs: null,
    });
  });

  it('is stale, not live, when it reports in time but its picture stands still', () => {
    const stuck = (behindMs: number) =>
      judgeDisplay(reportAt(NOW - 1_000, { asOf: NOW - 1_000 - behindMs }), NOW);
    expect(stuck(20_000).state).toBe('live');
    expect(stuck(20_001)).toEqual({ state: 'stale', reportAgeMs: 1_000, pictureAgeMs: 21_001 });
  });

  it('is stale when it reports without any picture', () => {
    expect(judgeDisplay(reportAt(NOW, { asOf: null }), NOW)).toEqual({
      state: 'stale',
      reportAgeMs: 0,
      pictureAgeMs: null,
    });
  });

  it('has no negative age when its report is a little ahead of this clock', () => {
    const report = reportAt(NOW + 300, { asOf: NOW + 100 });
    expect(judgeDisplay(report, NOW)).toEqual({ state: 'live', reportAgeMs: 0, pictureAgeMs: 0 });
  });
});

describe('what a display reports is marked where it is not as it should be', () => {
  it('marks nothing on a healthy display', () => {
    expect(concernsOf(reportAt(NOW), 'a41f')).toEqual({
      build: false,
      memory: false,
      offset: false,
      wakeLock: false,
      audio: false,
    });
  });

  it('marks another build, much memory, a clock that is off either way, no wake lock, and blocked sound', () => {
    const report = reportAt(NOW, {
      build: '9c02',
      memoryMb: 1_501,
      offsetMs: -501,
      wakeLock: 'lost',
      audio: 'blocked',
    });
    expect(concernsOf(report, 'a41f')).toEqual({
      build: true,
      memory: true,
      offset: true,
      wakeLock: true,
      audio: true,
    });
  });

  it('does not mark memory that the browser does not tell', () => {
    expect(concernsOf(reportAt(NOW, { memoryMb: null }), 'a41f').memory).toBe(false);
  });
});

describe('displays are counted by state', () => {
  it('leaves out states that none is in', () => {
    expect(tallyOf(['live', 'dead', 'live', 'never'])).toBe('4 paired · 2 live, 1 dead, 1 unheard');
    expect(tallyOf([])).toBe('0 paired');
  });
});

describe('what is wrong comes first', () => {
  it('puts the dead before the stale, both before the others, each by name', () => {
    const display = (name: string, ms: number, behindMs = 500) => ({
      name,
      lastReport: reportAt(NOW - ms, { asOf: NOW - ms - behindMs }),
    });
    const all = [
      display('Atrium', 1_000),
      display('Lobby', 90_000),
      display('Bridge', 30_000),
      display('Foyer', 1_000, 40_000),
      display('Cellar', 70_000),
    ];
    expect(loudestFirst(all, NOW).map(({ name }) => name)).toEqual([
      'Cellar',
      'Lobby',
      'Foyer',
      'Atrium',
      'Bridge',
    ]);
  });
});
