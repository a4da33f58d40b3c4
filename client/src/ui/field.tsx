import { useId, type ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './field.module.css';

export interface FieldWords {
  label: string;
  /** Kept for screen readers alone, where the place says it already. */
  isLabelHidden?: boolean | undefined;
  /** Beside the label, at the far end: "if you have one". */
  aside?: ReactNode;
  /** Under the field, always there. */
  hint?: ReactNode;
  /** What is wrong and what would be right. Its presence marks the field invalid. */
  error?: string | undefined;
  className?: string | undefined;
}

export interface FieldIds {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

export interface FieldFrameProps extends FieldWords {
  /** Set when the control takes its name from the label by id rather than by `htmlFor`. */
  labelId?: string | undefined;
  children: (ids: FieldIds) => ReactNode;
}

/** Label, control, hint and error, tied together by ids. Every field of the product is built on it. */
export function FieldFrame(props: FieldFrameProps) {
  const { label, isLabelHidden = false, aside, hint, error = '', labelId, children } = props;
  const id = useId();
  const isWrong = error !== '';
  const hasHint = hint !== undefined && hint !== null;
  const describedBy = classes(isWrong && `${id}-error`, hasHint && `${id}-hint`);
  return (
    <div className={classes(styles.field, props.className)}>
      <div className={isLabelHidden ? 'sr-only' : styles.head}>
        <label htmlFor={id} id={labelId} className={styles.label}>
          {label}
        </label>
        {aside !== undefined && <span className={styles.aside}>{aside}</span>}
      </div>
      {children({
        id,
        'aria-describedby': describedBy === '' ? undefined : describedBy,
        'aria-invalid': isWrong || undefined,
      })}
      {isWrong && (
        <div id={`${id}-error`} className={styles.error}>
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <path d="M3.7.4h4.6l3.3 3.3v4.6l-3.3 3.3H3.7L.4 8.3V3.7z" fill="currentColor" />
          </svg>
          {error}
        </div>
      )}
      {hasHint && (
        <div id={`${id}-hint`} className={styles.hint}>
          {hint}
        </div>
      )}
    </div>
  );
}
