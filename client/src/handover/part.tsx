import type { ReactNode } from 'react';
import styles from './handover.module.css';

interface PartProps {
  title: string;
  /** Softer, beside the title. */
  note?: string;
  children: ReactNode;
}

/** A part of a sheet under its heading. */
export function Part({ title, note, children }: PartProps) {
  return (
    <section className={styles.part} aria-label={title}>
      <h2 className={styles.heading}>
        {title}
        {note !== undefined && <span>{note}</span>}
      </h2>
      {children}
    </section>
  );
}
