import type { ReactNode } from 'react';
import styles from './banner.module.css';
import { classes } from './classes.ts';
import { StatusDot } from './status-dot.tsx';

export interface BannerProps {
  /** `note` asks, `late` warns, `bad` tells of a failure or refusal. */
  tone?: 'note' | 'late' | 'bad';
  title: string;
  children?: ReactNode;
  /** Ways on: buttons, the first of them primary if any. */
  actions?: ReactNode;
  /** Read out at once when it appears: only for what answers the person's own doing. */
  isAlert?: boolean;
  className?: string | undefined;
}

/** A framed sentence across a page, with ways on. */
export function Banner({
  tone = 'note',
  title,
  children,
  actions,
  isAlert,
  className,
}: BannerProps) {
  return (
    <div
      role={isAlert === true ? 'alert' : undefined}
      className={classes(styles.banner, styles[tone], className)}
    >
      {tone !== 'note' && <StatusDot kind={tone === 'bad' ? 'dead' : 'late'} />}
      <div className={styles.words}>
        <strong className={styles.title}>{title}</strong>
        {children !== undefined && <span className={styles.text}>{children}</span>}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
