import { phaseAt, shownAt, type PlaylistTurn } from '@warroom/shared';
import { turnAt, type Turn } from './rotation.ts';
import type { Scene } from './scene.ts';
import type { WallData } from './wall-data.ts';

/** A turn with its scene. */
export interface PlannedTurn extends Turn {
  scene: Scene;
  /** None in the display's own rotation. */
  turn: PlaylistTurn | undefined;
}

/** What a wall shows when, as far as it is known now. */
export interface Plan {
  /** The key of the turn on show at an instant (server time), or null where nothing has anything to show. */
  keyAt(atMs: number): string | null;
  turn(key: string): PlannedTurn | undefined;
}

export interface PlanOptions {
  /** The display's own rotation. */
  scenes: readonly Scene[];
  sceneOf(id: string): Scene | undefined;
  /** A turn that stays whatever there is: for looking at. */
  pinned: PlaylistTurn | null;
}

/**
 * What a wall shows when: a turn kept for looking at, else what somebody pinned while it has anything to
 * show, else the playlist that is scheduled, else the display's own scenes. While it is paused, the
 * rotation stands where it stood then. A scheduled playlist of which nothing has content leaves
 * the place to the display's own.
 */
export function planOf(data: WallData, { scenes, sceneOf, pinned }: PlanOptions): Plan {
  const { program, compiled } = data;
  const { zone } = compiled.election;
  const known = new Map<string, PlannedTurn>();
  const lists = new Map<string, PlannedTurn[]>();

  function planned(key: string, scene: Scene, turn: PlaylistTurn | undefined): PlannedTurn {
    const dwellMs = (turn?.dwellS ?? scene.dwellS) * 1_000;
    const one = { key, scene, turn, dwellMs, hasContent: scene.hasContent(data, turn) };
    known.set(key, one);
    return one;
  }

  /** Made when it is first asked for: what has content is asked of few lists only. */
  function list(name: string, make: () => readonly [Scene, PlaylistTurn | undefined][]) {
    let turns = lists.get(name);
    if (!turns) {
      turns = make().map(([scene, turn], index) => planned(`${name}.${index}`, scene, turn));
      lists.set(name, turns);
    }
    return turns;
  }
  const listed = (name: string, turns: readonly PlaylistTurn[]): PlannedTurn[] =>
    list(name, () =>
      turns.flatMap((turn): [Scene, PlaylistTurn][] => {
        const scene = sceneOf(turn.scene);
        return scene ? [[scene, turn]] : [];
      }),
    );
  const own = (): PlannedTurn[] =>
    list('own', () => scenes.map((scene): [Scene, undefined] => [scene, undefined]));

  return {
    keyAt(atMs) {
      if (pinned) return listed('look', [pinned])[0]?.key ?? null;
      const shown = shownAt(program, atMs, { zone, phaseAt: (at) => phaseAt(compiled, at) });
      if (shown.pin) {
        const [pin] = listed('pin', [shown.pin]);
        if (pin?.hasContent) return pin.key;
      }
      const { turns } = shown;
      const rule = program.rules.findIndex((each) => each.turns === turns);
      const scheduled = turns && turnAt(listed(`rule${rule}`, turns), shown.at);
      return scheduled ?? turnAt(own(), shown.at);
    },
    turn: (key) => known.get(key),
  };
}
