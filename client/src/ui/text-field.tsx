import type { ComponentPropsWithRef } from 'react';
import { classes } from './classes.ts';
import { FieldFrame, type FieldWords } from './field.tsx';
import styles from './field.module.css';

interface TextLook {
  /** m 32 px, l 40 px with 15 px text. */
  size?: 'm' | 'l' | undefined;
  /** JetBrains Mono, for codes and keys. */
  isCode?: boolean | undefined;
}

interface Valued {
  value: string;
  onChange: (value: string) => void;
}

export type TextFieldProps = FieldWords &
  TextLook &
  Valued &
  Omit<ComponentPropsWithRef<'input'>, 'value' | 'onChange' | 'size' | 'className' | 'id'>;

/** One line of text. `type`, `autoComplete`, `name`, `required`, `ref` and the like go to the input. */
export function TextField(props: TextFieldProps) {
  const { label, isLabelHidden, aside, hint, error, className, size, isCode, onChange, ...rest } =
    props;
  return (
    <FieldFrame {...{ label, isLabelHidden, aside, hint, error, className }}>
      {(ids) => (
        <input
          type="text"
          spellCheck={isCode === true ? false : undefined}
          {...rest}
          {...ids}
          onChange={(event) => onChange(event.target.value)}
          className={classes(
            styles.input,
            size === 'l' && styles.l,
            isCode === true && styles.code,
          )}
        />
      )}
    </FieldFrame>
  );
}

export type TextAreaProps = FieldWords &
  TextLook &
  Valued &
  Omit<ComponentPropsWithRef<'textarea'>, 'value' | 'onChange' | 'className' | 'id'>;

/** Several lines of text; `rows` sets the height it begins with. */
export function TextArea(props: TextAreaProps) {
  const { label, isLabelHidden, aside, hint, error, className, size, isCode, onChange, ...rest } =
    props;
  return (
    <FieldFrame {...{ label, isLabelHidden, aside, hint, error, className }}>
      {(ids) => (
        <textarea
          rows={3}
          {...rest}
          {...ids}
          onChange={(event) => onChange(event.target.value)}
          className={classes(
            styles.input,
            styles.area,
            size === 'l' && styles.l,
            isCode === true && styles.code,
          )}
        />
      )}
    </FieldFrame>
  );
}
