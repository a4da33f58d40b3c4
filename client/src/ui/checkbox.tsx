import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './field.module.css';

export interface CheckboxProps {
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
  /** Shown as a dash: some of what it stands for, not all. */
  isPartly?: boolean;
  /** The label; leave it out only with `ariaLabel`. */
  children?: ReactNode;
  ariaLabel?: string | undefined;
  name?: string | undefined;
  isDisabled?: boolean;
  /** For rows that are operated by other keys. */
  tabIndex?: number | undefined;
  className?: string | undefined;
}

/** A checkbox and its label, 24 px high at least. */
export function Checkbox(props: CheckboxProps) {
  const { isChecked, onChange, isPartly = false, children, isDisabled = false } = props;
  return (
    <label className={classes(styles.box, props.className)}>
      <span className={styles.tick}>
        <input
          type="checkbox"
          className={styles.check}
          checked={isChecked}
          disabled={isDisabled}
          name={props.name}
          tabIndex={props.tabIndex}
          aria-label={props.ariaLabel}
          ref={(element) => {
            if (element !== null) element.indeterminate = isPartly;
          }}
          onChange={(event) => onChange(event.target.checked)}
        />
        <svg viewBox="0 0 16 16" aria-hidden="true" className={styles.yes}>
          <path d="M4.2 8.3l2.6 2.6 5-5.6" fill="none" stroke="currentColor" strokeWidth="2" />
        </svg>
        <svg viewBox="0 0 16 16" aria-hidden="true" className={styles.some}>
          <path d="M4.5 8h7" fill="none" stroke="currentColor" strokeWidth="2" />
        </svg>
      </span>
      {children !== undefined && <span>{children}</span>}
    </label>
  );
}
