import type { Scene } from './scene.ts';

/** Every scene there is, in the order of the rotation: each file in `scenes/` is one. */
const SCENES: readonly Scene[] = Object.values(
  import.meta.glob<{ scene: Scene }>(['./scenes/*.tsx', '!./scenes/*.test.tsx'], { eager: true }),
)
  .map(({ scene }) => scene)
  .toSorted((a, b) => a.order - b.order);

/** The scene of this id, or undefined. */
export function sceneOf(id: string): Scene | undefined {
  return SCENES.find((scene) => scene.id === id);
}

/** The scenes a display was given, in that order; all of them when it was given none that there is. */
export function scenesFor(ids: readonly string[]): readonly Scene[] {
  const chosen = ids.flatMap((id) => sceneOf(id) ?? []);
  return chosen.length === 0 ? SCENES : chosen;
}
