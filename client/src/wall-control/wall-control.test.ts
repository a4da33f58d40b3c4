import type { WallHappening } from '@warroom/shared';
import type { ApiResult } from '../api.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { toastStore } from '../ui/toasts.ts';
import { happeningLine } from './happening-words.ts';
import { missingDisplays, missingWords } from './missing.ts';
import { pinCommand } from './pin-command.ts';
import { steer } from './steer.ts';
import type { Ordered } from './steer.ts';
import { aimedAt, groupsOf, targetOfKey, targetOptions, targetWords } from './targets.ts';
import { sceneLabel, secondsInWords, turnOfScene, turnProblem, turnWords } from './turns.ts';
import type { ShownDisplay } from './walls-view.ts';

const display = (id: string, group: string | null): ShownDisplay => ({
  id,
  name: id.toUpperCase(),
  group,
  clearance: 'GREEN',
  redaction: 'none',
  visitorSince: null,
  lastReport: null,
  isConnected: true,
});
const displays = [display('b', 'North'), display('a', null), display('c', 'North')];

describe('what is aimed at', () => {
  it('is all, a group or a display, and is named', () => {
    const words = (key: string): string => targetWords(targetOfKey(key), { displays });
    expect(['all', 'group:North', 'display:a', 'display:gone'].map(words)).toEqual([
      'all displays',
      'group North',
      'A',
      'a display that is gone',
    ]);
    expect(aimedAt('group:North', displays).map(({ id }) => id)).toEqual(['b', 'c']);
    expect(aimedAt('all', displays)).toHaveLength(3);
  });

  it('is offered with all first, then groups, then displays by name', () => {
    expect(groupsOf(displays)).toEqual(['North']);
    expect(targetOptions({ displays, groups: ['East'] }).map(({ id }) => id)).toEqual([
      'all',
      'group:East',
      'group:North',
      'display:a',
      'display:b',
      'display:c',
    ]);
  });
});

describe('what a display reports', () => {
  it('has a name, a scene or not', () => {
    expect(['map', 'takeover', 'not-live', '', 'of-later'].map(sceneLabel)).toEqual([
      'Map',
      'Takeover',
      'NOT LIVE',
      'Nothing yet',
      'of-later',
    ]);
  });
});

describe('a turn', () => {
  const names = {
    views: [{ id: 'v', title: 'Harlow' }],
    announcements: { d: { title: 'Doors' } },
  };

  it('says what it shows, and where what it names is gone', () => {
    const words = [
      { ...turnOfScene('map'), map: 'counties' as const },
      turnOfScene('map'),
      { ...turnOfScene('view'), view: 'v' },
      { ...turnOfScene('view'), view: 'x' },
      turnOfScene('announcement'),
      { ...turnOfScene('announcement'), announcement: 'd' },
      { ...turnOfScene('incident'), incident: 'US28-0042' },
    ].map((turn) => turnWords(turn, names));
    expect(words).toEqual([
      'Map, counties',
      'Map',
      'View: Harlow',
      'View: one that is gone',
      'Announcements that are current',
      'Announcement: Doors',
      'Incident US28-0042',
    ]);
  });

  it('has a dwell in whole seconds within bounds', () => {
    const problem = (dwellS: number) => turnProblem({ scene: 'map', dwellS });
    expect([5, 600].map(problem)).toEqual([undefined, undefined]);
    for (const wrong of [4, 601, 30.5, Number.NaN])
      expect(problem(wrong)).toBe('Map: whole seconds from 5 to 600');
    expect([40, 60, 200].map(secondsInWords)).toEqual(['40 s', '1 min', '3 min 20 s']);
  });

  it('is pinned for minutes, or until it is taken off', () => {
    const draft = { target: 'group:North', turn: turnOfScene('polls'), reason: '  ' };
    expect(pinCommand({ ...draft, howLong: '60' })).toEqual({
      type: 'wall.pin',
      target: { kind: 'group', group: 'North' },
      turn: { scene: 'polls', dwellS: 25 },
      forMin: 60,
    });
    expect(pinCommand({ ...draft, howLong: 'off', reason: ' press ' })).toMatchObject({
      forMin: null,
      reason: 'press',
    });
  });
});

describe('what happened to walls', () => {
  const NOON = Date.UTC(2028, 10, 7, 17);
  const around = {
    displays,
    names: { views: [], announcements: {} },
    person: (id: string) => id.toUpperCase(),
    now: NOON,
    zone: 'America/New_York',
  };
  const line = (given: Partial<WallHappening>) =>
    happeningLine(
      {
        seq: 1,
        at: NOON,
        by: { kind: 'person', id: 'ana' },
        target: { kind: 'display', display: 'a' },
        what: { kind: 'visitors', on: true },
        reason: null,
        ...given,
      },
      around,
    );

  it('says who did it: a person, a key at the wall itself, nobody where it went by itself', () => {
    expect(line({}).who).toBe('ANA');
    expect(line({ by: { kind: 'system', id: 'a' } }).who).toBe('a key at the wall');
    expect(line({ by: { kind: 'system', id: 'cli' } }).who).toBe('the server');
    const missing = { kind: 'missing', since: NOON - 5_000, backAt: null } as const;
    expect(line({ by: { kind: 'system', id: 'clockwork' }, what: missing })).toMatchObject({
      where: 'A',
      who: null,
      what: 'no report since 11:59:55, still missing',
      tone: 'bad',
    });
  });

  it('says what, and until when', () => {
    const turn = turnOfScene('map');
    const target = { kind: 'group', group: 'North' } as const;
    expect(line({ target, what: { kind: 'pinned', turn, until: NOON + 60_000 } })).toMatchObject({
      where: 'group North',
      what: 'Map, pinned until 12:01:00',
    });
    const said = [
      { kind: 'pinned', turn, until: null },
      { kind: 'schedule-set', rules: 0 },
      { kind: 'schedule-set', rules: 2 },
      { kind: 'visitors', on: false },
      { kind: 'missing', since: NOON - 90_000, backAt: NOON },
    ] as const;
    expect(said.map((what) => line({ what }).what)).toEqual([
      'Map, pinned until taken off',
      'schedule set: no rules',
      'schedule set: 2 rules',
      'visitor mode off',
      'no report for 1 min 30 s, back 12:00:00',
    ]);
  });
});

describe('displays that are missing', () => {
  it('are told the longest first, and not those that were revoked', () => {
    const missing = missingDisplays({
      walls: { missing: { a: 2_000, b: 1_000, gone: 0 } } as never,
      displays,
    });
    expect(missing.map(({ name }) => name)).toEqual(['B', 'A']);
    expect(missingWords(missing, 231_000)).toBe('B +1 missing 3 min');
    expect(missingWords(missing.slice(1), 5_000)).toBe('A missing 3 s');
    expect(missingWords([], 5_000)).toBeNull();
  });
});

describe('what is done with walls', () => {
  beforeEach(() => toastStore.setState({ toasts: [] }));
  const after = async (answer: ApiResult<Ordered>) => {
    await steer(
      {
        command: () => Promise.resolve(undefined),
        post: () => Promise.resolve(answer),
        displays,
      },
      { kind: 'all' },
      'visitors-on',
    );
    return toastStore.getState().toasts[0];
  };

  it('says so when it could not be written down', async () => {
    const message = 'Done, but it could not be written into the journal.';
    const toast = await after({
      ok: true,
      value: { changed: ['a'], recorded: false, message },
    });
    expect(toast).toMatchObject({ text: 'Visitor mode on: all displays', detail: message });
  });

  it('writes down why, where that was said, with a pause and with visitor mode', async () => {
    const sent: unknown[] = [];
    const by = {
      command: (command: unknown) => {
        sent.push(command);
        return Promise.resolve(undefined);
      },
      post: (_path: string, body: unknown): Promise<ApiResult<Ordered>> => {
        sent.push(body);
        return Promise.resolve({ ok: true, value: {} });
      },
      displays,
    };
    const target = { kind: 'all' } as const;
    for (const [deed, why] of [
      ['pause', ' Briefing '],
      ['visitors-on', 'Press'],
      ['visitors-on', ' '],
      ['resume', 'Over'],
    ] as const)
      await steer(by, target, deed, why);
    expect(sent).toEqual([
      { type: 'wall.pause', target, reason: 'Briefing' },
      { target, on: true, reason: 'Press' },
      { target, on: true },
      { type: 'wall.resume', target },
    ]);
  });

  it('says how many were reached, and when none was', async () => {
    const reached = (connected: string[]) =>
      after({ ok: true, value: { connected, displays: ['a', 'b'] } });
    expect((await reached(['a']))?.detail).toContain('1 of 2 displays connected');
    toastStore.setState({ toasts: [] });
    expect((await reached([]))?.detail).toContain('None of them is connected');
  });

  it('says why it was refused', async () => {
    const toast = await after({
      ok: false,
      error: { kind: 'forbidden', message: 'Only leads turn it off.', status: 403 },
    });
    expect(toast).toMatchObject({ tone: 'bad', detail: 'Only leads turn it off.' });
  });
});
