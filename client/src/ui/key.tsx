import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { isMac, keyWords } from './key-names.ts';
import styles from './key.module.css';

const MAC = typeof navigator !== 'undefined' && isMac(navigator.userAgent);

export interface KeyProps {
  /** Modifiers first: `k`, `mod+k`, `shift+j`, `enter`, `escape`. */
  of: string;
  className?: string | undefined;
}

/** One keycap. */
export function Key({ of, className }: KeyProps) {
  return <kbd className={classes(styles.key, className)}>{keyWords(of, MAC)}</kbd>;
}

export interface KeyHintProps {
  keys: readonly string[];
  children: ReactNode;
  className?: string | undefined;
}

/** Keycaps and what they do, as in the status bar: [j] [k] move. */
export function KeyHint({ keys, children, className }: KeyHintProps) {
  return (
    <span className={classes(styles.hint, className)}>
      {keys.map((key) => (
        <Key key={key} of={key} />
      ))}
      <span>{children}</span>
    </span>
  );
}
