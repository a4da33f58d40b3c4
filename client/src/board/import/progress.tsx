import styles from './import.module.css';

export interface ProgressProps {
  /** Names it for screen readers, and shown above. */
  label: string;
  done: number;
  /** Null while nobody knows how much there is. */
  all: number | null;
  /** "1,500 of 6,890 rows". */
  words: string;
}

/** How far something is. It tells only where it stands; it does not move by itself. */
export function Progress({ label, done, all, words }: ProgressProps) {
  const part = all === null || all === 0 ? undefined : Math.min(1, done / all);
  return (
    <div className={styles.progress}>
      <div className={styles.progressHead}>
        <span>{label}</span>
        <span className={styles.quiet}>{words}</span>
      </div>
      {/* Without a value it tells that nobody knows how much there is. */}
      <progress
        aria-label={label}
        aria-valuetext={words}
        className={styles.track}
        {...(part === undefined ? {} : { value: part, max: 1 })}
      />
    </div>
  );
}
