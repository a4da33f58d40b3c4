import { Key, KeyHint } from '../../ui/key.tsx';
import { useKeyOf, useUi } from '../room-context.ts';
import { isSingleCharacter, keyOf } from '../../ui/keys/keymap.ts';
import type { KeyAction } from '../../ui/keys/keymap.ts';

/** The keycap of an action as this person has it; nothing where it has none, or typing keys are off. */
export function ActionKey({ of, className }: { of: KeyAction; className?: string | undefined }) {
  const key = useKeyOf(of);
  return key === undefined ? null : (
    <>
      {key.split(' ').map((stroke, place) => (
        <Key key={`${place}${stroke}`} of={stroke} className={className} />
      ))}
    </>
  );
}

/** Keycaps of actions and what they do, as in the status bar; left out when none of them has a key. */
export function ActionHint({ of, children }: { of: readonly KeyAction[]; children: string }) {
  const own = useUi((state) => state.ownKeys);
  const keysOn = useUi((state) => state.keysOn);
  const keys = of.flatMap((action) => {
    const key = keyOf(own, action);
    return key === undefined || (!keysOn && isSingleCharacter(key)) ? [] : key.split(' ');
  });
  return keys.length === 0 ? null : <KeyHint keys={keys}>{children}</KeyHint>;
}
