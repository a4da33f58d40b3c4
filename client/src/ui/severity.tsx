import type { Severity as SeverityLevel } from '@warroom/shared';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './severity.module.css';

/** Number and word of each severity, as on every screen: "1 CRIT". */
export const SEVERITY_WORDS: Record<
  SeverityLevel,
  { number: string; short: string; long: string }
> = {
  S1: { number: '1', short: 'CRIT', long: 'critical' },
  S2: { number: '2', short: 'HIGH', long: 'high' },
  S3: { number: '3', short: 'MED', long: 'medium' },
  S4: { number: '4', short: 'LOW', long: 'low' },
  S5: { number: '5', short: 'INFO', long: 'info' },
};

// Five shapes that differ without colour: octagon, triangle, diamond, circle, dot.
const SHAPES: Record<SeverityLevel, ReactNode> = {
  S1: <path d="M3.7.4h4.6l3.3 3.3v4.6l-3.3 3.3H3.7L.4 8.3V3.7z" fill="currentColor" />,
  S2: <path d="M6 .8l5.8 10.4H.2z" fill="currentColor" />,
  S3: <path d="M6 1l5 5-5 5-5-5z" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  S4: <circle cx="6" cy="6" r="4.7" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  S5: <circle cx="6" cy="6" r="2.2" fill="none" stroke="currentColor" strokeWidth="1.5" />,
};

export interface SeverityProps {
  level: SeverityLevel;
  /** `label` is "1 CRIT", `word` is "CRIT", `glyph` the shape alone, named for screen readers. */
  show?: 'label' | 'word' | 'glyph';
  /** For filled grounds: shape and words take the colour of the text around. */
  isPlain?: boolean;
  className?: string | undefined;
}

/** A severity as shape, number and word. Sized by the font size around it. */
export function Severity({ level, show = 'label', isPlain = false, className }: SeverityProps) {
  const words = SEVERITY_WORDS[level];
  const tone = classes(styles[level], isPlain && styles.plain, className);
  if (show === 'glyph') {
    return (
      <svg
        viewBox="0 0 12 12"
        role="img"
        aria-label={`severity ${words.number}, ${words.long}`}
        className={classes(styles.glyph, styles.alone, tone)}
      >
        {SHAPES[level]}
      </svg>
    );
  }
  return (
    <span className={classes(styles.severity, tone)}>
      <svg viewBox="0 0 12 12" aria-hidden="true" className={styles.glyph}>
        {SHAPES[level]}
      </svg>
      {show === 'label' ? `${words.number} ${words.short}` : words.short}
    </span>
  );
}
