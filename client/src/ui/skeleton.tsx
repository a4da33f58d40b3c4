import { classes } from './classes.ts';
import styles from './skeleton.module.css';

// Uneven, so that it reads as text; the same each time, so that nothing flickers.
const WIDTHS = [72, 58, 81, 64, 49, 76, 55, 68];

export interface SkeletonProps {
  /** What is being waited for: "Loading incidents". Read out once. */
  label: string;
  rows?: number;
  size?: 's' | 'm' | 'l';
  className?: string | undefined;
}

/** Rows that stand still where text will be. For first loads alone: later, old data stays in sight. */
export function Skeleton({ label, rows = 8, size = 'm', className }: SkeletonProps) {
  return (
    <output aria-label={label} className={classes(styles.group, className)}>
      {Array.from({ length: rows }, (_, at) => {
        const width = WIDTHS[at % WIDTHS.length] ?? 60;
        return (
          <span key={at} className={classes(styles.row, styles[size])} aria-hidden="true">
            <span className={styles.bar} style={{ width: `${width}%` }} />
            {size !== 's' && <span className={styles.bar} style={{ width: `${width * 0.6}%` }} />}
          </span>
        );
      })}
    </output>
  );
}
