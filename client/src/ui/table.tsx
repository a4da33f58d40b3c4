import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './table.module.css';

export interface TableProps {
  /** Names the table for screen readers. */
  label: string;
  /** s 28 px to read, m 36 px where a row can be acted on. */
  rows?: 's' | 'm';
  /** No padding at the outer edges, for a table under a heading. */
  isFlush?: boolean;
  /** Long text wraps instead of being cut. */
  wraps?: boolean;
  /** `colgroup`, `thead`, `tbody`. `data-align="end"` and `data-quiet` on a cell align and soften it; `aria-selected` marks a row. */
  children: ReactNode;
  className?: string | undefined;
}

/** A plain table of fixed layout, ruled by lines. */
export function Table(props: TableProps) {
  const { label, rows = 's', isFlush = true, wraps = false, children, className } = props;
  return (
    <table
      aria-label={label}
      className={classes(
        styles.table,
        rows === 'm' && styles.m,
        isFlush && styles.flush,
        wraps && styles.wraps,
        className,
      )}
    >
      {children}
    </table>
  );
}
