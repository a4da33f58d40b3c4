import { useId } from 'react';
import type { ReactNode } from 'react';
import styles from './roster.module.css';

interface PanelProps {
  title: string;
  /** Beside the title, softer. */
  note?: ReactNode;
  /** At the far end: a button. */
  action?: ReactNode;
  children: ReactNode;
}

/** A part of the column at the right, under its heading. */
export function Panel({ title, note, action, children }: PanelProps) {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <div className={styles.panelHead}>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <small>{note}</small>}
        {action}
      </div>
      {children}
    </section>
  );
}
