import type { IncidentState } from '@warroom/shared';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './state-glyph.module.css';

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.1 } as const;
const ring = <circle cx="6" cy="6" r="4.9" {...line} />;

// A ring that fills on the way: dashed, a quarter, half, three quarters, ticked, filled and ticked.
const GLYPHS: Record<IncidentState, ReactNode> = {
  new: <circle cx="6" cy="6" r="4.9" {...line} strokeDasharray="2 1.6" />,
  triage: (
    <>
      {ring}
      <path d="M6 6V3a3 3 0 0 1 3 3z" fill="currentColor" />
    </>
  ),
  active: (
    <>
      {ring}
      <path d="M6 6V3a3 3 0 0 1 0 6z" fill="currentColor" />
    </>
  ),
  mitigated: (
    <>
      {ring}
      <path d="M6 6V3a3 3 0 1 1-3 3z" fill="currentColor" />
    </>
  ),
  resolved: (
    <>
      {ring}
      <path d="M3.6 6.1l1.7 1.7 3.1-3.4" {...line} strokeWidth="1.4" />
    </>
  ),
  // The tick is cut out of the disc, so it shows any ground.
  closed: (
    <path
      fill="currentColor"
      fillRule="evenodd"
      d="M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1zM3.1 6.6l1-1 1.2 1.2 2.6-2.9 1 .95-3.6 3.95z"
    />
  ),
  dismissed: (
    <>
      {ring}
      <path d="M3.9 6h4.2" {...line} strokeWidth="1.4" />
    </>
  ),
  merged: (
    <path
      d="M2.5 1.2v2.3C2.5 5.6 6 5.4 6 7.6v3.2M9.5 1.2v2.3C9.5 5.6 6 5.4 6 7.6M4.2 9.1L6 10.9l1.8-1.8"
      {...line}
      strokeWidth="1.3"
    />
  ),
};

export interface StateGlyphProps {
  state: IncidentState;
  /** Without the word the shape is named for screen readers. */
  hasWord?: boolean;
  className?: string | undefined;
}

/** An incident's state as shape and word. Sized and coloured by the text around it. */
export function StateGlyph({ state, hasWord = true, className }: StateGlyphProps) {
  const named = hasWord ? { 'aria-hidden': true } : { role: 'img', 'aria-label': state };
  return (
    <span className={classes(styles.state, className)}>
      <svg viewBox="0 0 12 12" className={styles.glyph} {...named}>
        {GLYPHS[state]}
      </svg>
      {hasWord && state}
    </span>
  );
}
