import { useState } from 'react';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Key } from '../ui/key.tsx';
import type { DeskLink } from './desk-nav.ts';
import styles from './desk-frame.module.css';
import { areKeysOn, setKeysOn } from './key-press.ts';
import type { DeskKey } from './use-desk-keys.ts';

interface KeysSheetProps {
  title: string;
  keys: readonly DeskKey[];
  nav: readonly DeskLink[];
  onClose: () => void;
}

/** All keys of a page, and whether single-character ones are on. */
export function KeysSheet({ title, keys, nav, onClose }: KeysSheetProps) {
  const [on, setOn] = useState(areKeysOn);
  return (
    <Dialog isOpen onClose={onClose} title="Keys" width={640}>
      <Checkbox
        isChecked={on}
        onChange={(next) => {
          setKeysOn(next);
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
        {nav.flatMap(({ key, label }) =>
          key === undefined
            ? []
            : [<Line key={label} keys={['g', key]} words={`to ${label.toLowerCase()}`} />],
        )}
        <Line keys={['mod+k']} words="every command" />
        <Line keys={['?']} words="this sheet" />
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
