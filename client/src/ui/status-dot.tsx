import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './status-dot.module.css';

export type StatusKind = 'live' | 'late' | 'stale' | 'dead' | 'idle';

// Square, triangle, hatched square, octagon, dashed ring: told apart without colour.
const GLYPHS: Record<StatusKind, ReactNode> = {
  live: <rect width="12" height="12" rx="1.5" fill="currentColor" />,
  late: <path d="M6 .8l5.8 10.4H.2z" fill="currentColor" />,
  stale: (
    <path
      d="M.8.8h10.4v10.4H.8zM.8 6L6 .8M.8 11.2L11.2.8M6 11.2L11.2 6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
    />
  ),
  dead: <path d="M3.7.4h4.6l3.3 3.3v4.6l-3.3 3.3H3.7L.4 8.3V3.7z" fill="currentColor" />,
  idle: (
    <circle
      cx="6"
      cy="6"
      r="4.9"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.1"
      strokeDasharray="2 1.6"
    />
  ),
};

export interface StatusDotProps {
  kind: StatusKind;
  /** The words beside it. Without them `ariaLabel` must name the shape. */
  children?: ReactNode;
  ariaLabel?: string | undefined;
  /** Words keep the colour around; only the shape is coloured. */
  isCalm?: boolean;
  className?: string | undefined;
}

/** How live something is: a shape that differs by state, and words. */
export function StatusDot({
  kind,
  children,
  ariaLabel,
  isCalm = false,
  className,
}: StatusDotProps) {
  const named =
    ariaLabel === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': ariaLabel };
  return (
    <span className={classes(styles.status, styles[kind], isCalm && styles.calm, className)}>
      <svg viewBox="0 0 12 12" className={styles.glyph} {...named}>
        {GLYPHS[kind]}
      </svg>
      {children !== undefined && <span>{children}</span>}
    </span>
  );
}
