import { useState } from 'react';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Key } from '../ui/key.tsx';
import type { DeskLink } from './desk-nav.ts';
import styles from './desk-frame.module.css';
import { areKeysOn, keepKeysOn } from '../ui/keys/kept-keys.ts';
import { keyOf } from '../ui/keys/keymap.ts';
import type { KeyAction, OwnKeys } from '../ui/keys/keymap.ts';
import type { DeskKey } from './use-desk-keys.ts';

interface KeysSheetProps {
  title: string;
  keys: readonly DeskKey[];
  nav: readonly DeskLink[];
  /** What this person changed. */
  own: OwnKeys;
  onClose: () => void;
}

/** All keys of a page, and whether single-character ones are on. */
export function KeysSheet({ title, keys, nav, own, onClose }: KeysSheetProps) {
  const [on, setOn] = useState(areKeysOn);
  const inTurn = (action: KeyAction): string[] => keyOf(own, action)?.split(' ') ?? [];
  return (
    <Dialog isOpen onClose={onClose} title="Keys" width={640}>
      <Checkbox
        isChecked={on}
        onChange={(next) => {
          keepKeysOn(next);
          setOn(next);
        }}
      >
        Single-character keys are on. Off, only those with Ctrl or Alt, Enter, Escape and arrows
        work; everything is in the palette too.
      </Checkbox>
      <div className={styles.sheet}>
        <h3>{title}</h3>
        {keys.map(({ keys: combinations, does }) => (
          <Line key={does} keys={combinations} words={does} />
        ))}
        <h3>Everywhere</h3>
        {nav.flatMap(({ action, label }) =>
          action === undefined
            ? []
            : [<Line key={label} keys={inTurn(action)} words={`to ${label.toLowerCase()}`} />],
        )}
        <Line keys={inTurn('palette')} words="every command" />
        <Line keys={inTurn('help')} words="this sheet" />
      </div>
    </Dialog>
  );
}

function Line({ keys, words }: { keys: readonly string[]; words: string }) {
  return (
    <div>
      <span>{words}</span>
      <span className={styles.keys}>
        {keys.map((key) => (
          <Key key={key} of={key} />
        ))}
      </span>
    </div>
  );
}
