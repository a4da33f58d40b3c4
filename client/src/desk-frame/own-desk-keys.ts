import { boundKeys, KEY_ACTION_IDS, KEY_ACTIONS, keyOf } from '../ui/keys/keymap.ts';
import type { KeyAction, OwnKeys } from '../ui/keys/keymap.ts';
import type { DeskKey } from './use-desk-keys.ts';

/** What every page has a key for: the palette, the sheet of keys, and the ways to other pages. */
const EVERYWHERE = KEY_ACTION_IDS.filter((action) => KEY_ACTIONS[action].group === 'everywhere');

/** What the keys do that are the same on every page, as a person has them; `starts` are the first of two in turn. */
export function keysEverywhere(own: OwnKeys): {
  actions: ReadonlyMap<string, KeyAction>;
  starts: ReadonlySet<string>;
} {
  return boundKeys(own, EVERYWHERE);
}

/**
 * A page's keys as a person has them: those that do the same as on the board follow the key given to it
 * there. Of the page's others, those that the person gave to something that works here too are left to
 * that; what they do stays in the palette.
 */
export function ownDeskKeys(keys: readonly DeskKey[], own: OwnKeys): DeskKey[] {
  const { actions, starts } = keysEverywhere(own);
  const moved = new Set<string>();
  for (const { follows = {} } of keys)
    for (const action of Object.values(follows)) {
      const key = keyOf(own, action);
      if (key !== undefined && key !== KEY_ACTIONS[action].key) moved.add(key);
    }
  return keys.map((one) => ({
    ...one,
    keys: one.keys.flatMap((key) => {
      const action = one.follows?.[key];
      if (action !== undefined) return keyOf(own, action) ?? [];
      return moved.has(key) || actions.has(key) || starts.has(key) ? [] : key;
    }),
  }));
}

/** The key that a pressed one stands for where some follow the board's: `j` for what was given to moving down. */
export function usualKey(
  stroke: string,
  follows: Readonly<Record<string, KeyAction>>,
  own: OwnKeys,
): string | undefined {
  for (const [usual, action] of Object.entries(follows))
    if (keyOf(own, action) === stroke) return usual;
  return Object.hasOwn(follows, stroke) ? undefined : stroke;
}
