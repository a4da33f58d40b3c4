import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './empty-state.module.css';

export interface EmptyStateProps {
  /** Says which nothing it is: "No incident matches", "None open", "Sources silent for 10 min". */
  title: string;
  children?: ReactNode;
  /** The way on, if there is one. */
  actions?: ReactNode;
  className?: string | undefined;
}

/** What stands where there is nothing to show, and why. */
export function EmptyState({ title, children, actions, className }: EmptyStateProps) {
  return (
    <div className={classes(styles.empty, className)}>
      <p className={styles.title}>{title}</p>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
