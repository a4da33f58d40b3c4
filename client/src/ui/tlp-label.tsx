import type { Tlp } from '@warroom/shared';
import { classes } from './classes.ts';
import styles from './tlp-label.module.css';

const COLOURS: Record<Tlp, string | undefined> = {
  RED: styles.RED,
  'AMBER+STRICT': styles.AMBER,
  AMBER: styles.AMBER,
  GREEN: styles.GREEN,
  CLEAR: styles.CLEAR,
};

export interface TlpLabelProps {
  tlp: Tlp;
  /** Takes the font size around it, for walls; else 10.5 px. */
  isScaled?: boolean;
  className?: string | undefined;
}

/** A label of FIRST's TLP 2.0 in its own colours on black, alike in both themes (https://www.first.org/tlp/). */
export function TlpLabel({ tlp, isScaled = false, className }: TlpLabelProps) {
  return (
    <span className={classes(styles.tlp, COLOURS[tlp], isScaled && styles.scaled, className)}>
      TLP:{tlp}
    </span>
  );
}
