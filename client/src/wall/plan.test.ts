import {
  compileElection,
  Election,
  NO_PROGRAM,
  type PlaylistTurn,
  type WallProgram,
} from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { planOf } from './plan.ts';
import type { Scene } from './scene.ts';
import { electionDocument, EXAMPLE_NOW as NOW } from './testing/example.ts';
import { seededRandom } from './testing/random.ts';
import type { WallData } from './wall-data.ts';

const compiled = compileElection(Election.parse(electionDocument()));

/** Scenes that have content where the test says so. */
function stage(program: WallProgram, empty: readonly string[] = [], own = ['overview', 'map']) {
  const data: WallData = {
    compiled,
    program,
    identity: { kind: 'display', name: 'North wall', clearance: 'AMBER', redaction: 'none' },
    incidents: [],
    signals: [],
    metrics: null,
    onCall: null,
    sources: [],
    names: new Map(),
    asOf: { incidents: NOW, signals: NOW, metrics: NOW },
    heartbeatMs: 5_000,
    readOnly: null,
    unsafe: null,
  };
  const sceneOf = (id: string): Scene | undefined =>
    id === 'narratives'
      ? undefined
      : {
          id,
          title: id,
          order: 1,
          dwellS: 40,
          streams: [],
          hasContent: (_data, turn) =>
            !empty.includes(id) && !empty.includes(turn?.announcement ?? 'none'),
          Component: () => null,
        };
  return (pinned: PlaylistTurn | null = null) => {
    const plan = planOf(data, { scenes: own.flatMap((id) => sceneOf(id) ?? []), sceneOf, pinned });
    return (atMs: number): string | undefined => {
      const key = plan.keyAt(atMs);
      const shown = key === null ? undefined : plan.turn(key);
      return shown && `${shown.key} ${shown.scene.id}`;
    };
  };
}
const turn = (scene: PlaylistTurn['scene'], more: Partial<PlaylistTurn> = {}): PlaylistTurn => ({
  scene,
  dwellS: 10,
  ...more,
});
const playing = (...turns: PlaylistTurn[]): WallProgram => ({
  ...NO_PROGRAM,
  rules: [{ title: 'Day', hours: null, days: null, phases: null, turns }],
});
const atZero = Math.ceil(NOW / 840_000) * 840_000;

describe('what a wall shows when', () => {
  it('[WP9] is its own scenes without a program, by their own dwell', () => {
    const shown = stage(NO_PROGRAM)();
    expect([0, 39_999, 40_000, 80_000].map((ms) => shown(atZero + ms))).toEqual([
      'own.0 overview', 'own.0 overview', 'own.1 map', 'own.0 overview',
    ]); // prettier-ignore
  });

  it('[WP9] is the playlist that is scheduled, the same scene twice if it stands there twice', () => {
    const shown = stage(playing(turn('map'), turn('ticker'), turn('map', { map: 'counties' })))();
    expect([0, 10_000, 20_000, 30_000].map((ms) => shown(atZero + ms))).toEqual([
      'rule0.0 map', 'rule0.1 ticker', 'rule0.2 map', 'rule0.0 map',
    ]); // prettier-ignore
  });

  it('[WP9] skips turns without content and scenes there are none of; of a playlist with none it shows its own', () => {
    const list = playing(
      turn('announcement', { announcement: 'a' }),
      turn('narratives'),
      turn('ads'),
    );
    const shown = stage(list, ['a'])();
    expect([0, 10_000, 20_000].map((ms) => shown(atZero + ms))).toEqual([
      'rule0.1 ads', 'rule0.1 ads', 'rule0.1 ads',
    ]); // prettier-ignore
    expect(stage(list, ['a', 'ads'])()(atZero)).toBe('own.0 overview');
    expect(stage(list, ['a', 'ads', 'map', 'overview'])()(atZero)).toBeUndefined();
  });

  it('[WP9] is what is pinned until it is over, unless it has nothing to show', () => {
    const pin = { turn: turn('polls'), until: atZero + 10_000 };
    const program = { ...playing(turn('ticker')), pin };
    const shown = stage(program)();
    expect([0, 9_999, 10_000].map((ms) => shown(atZero + ms))).toEqual([
      'pin.0 polls', 'pin.0 polls', 'rule0.0 ticker',
    ]); // prettier-ignore
    expect(stage(program, ['polls'])()(atZero)).toBe('rule0.0 ticker');
  });

  it('[WP9] stands still while paused; a turn looked at stays over all, empty or not', () => {
    const program = { ...playing(turn('map'), turn('ticker')), pausedAt: atZero + 12_000 };
    const paused = stage(program)();
    expect([12_000, 20_000, 3_600_000].map((ms) => paused(atZero + ms))).toEqual([
      'rule0.1 ticker', 'rule0.1 ticker', 'rule0.1 ticker',
    ]); // prettier-ignore
    expect(
      stage({ ...program, pin: { turn: turn('polls'), until: null } }, ['ads'])(turn('ads'))(
        atZero,
      ),
    ).toBe('look.0 ads');
  });

  it('[WP10] is the same on all walls with the same turns, and starves no turn that has content', () => {
    const random = seededRandom(11);
    const scenes: PlaylistTurn['scene'][] = [
      'overview',
      'ticker',
      'map',
      'metrics',
      'polls',
      'ads',
    ];
    for (let round = 0; round < 60; round += 1) {
      const turns = Array.from({ length: random.between(1, 9) }, () =>
        turn(scenes[random.between(0, scenes.length - 1)] ?? 'map', {
          dwellS: random.between(5, 30),
        }),
      );
      const empty = scenes.filter(() => random.between(0, 3) === 0);
      const program = playing(...turns);
      // Walls of their own, made at other times, with other scenes of their own.
      const walls = [stage(program, empty)(), stage(program, empty, ['ticker'])()];
      const full = turns.flatMap(({ scene }, index) =>
        empty.includes(scene) ? [] : [`rule0.${index} ${scene}`],
      );
      const cycleS = turns.reduce((total, { dwellS }) => total + dwellS, 0);
      const start = random.between(0, 4_000_000_000) * 1_000;
      const seconds = new Map<string, number>();
      for (let at = start; at < start + cycleS * 1_000; at += 1_000) {
        const shown = walls.map((wall) => wall(at));
        if (full.length > 0) expect(shown[1]).toBe(shown[0]);
        seconds.set(shown[0] ?? '', (seconds.get(shown[0] ?? '') ?? 0) + 1);
      }
      for (const key of full) {
        const { dwellS } = turns[Number(/rule0\.(\d+)/.exec(key)?.[1])] ?? { dwellS: 999 };
        expect(seconds.get(key) ?? 0).toBeGreaterThanOrEqual(dwellS);
      }
    }
  });
});
