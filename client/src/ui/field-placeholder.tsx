import { classes } from './classes.ts';
import { FieldFrame, type FieldWords } from './field.tsx';
import styles from './field.module.css';

interface FieldPlaceholderProps extends FieldWords {
  text: string;
  size?: 'm' | 'l' | undefined;
}

/** Holds a field's place, alike in size and words, until its code is there. */
export function FieldPlaceholder(props: FieldPlaceholderProps) {
  const { label, isLabelHidden, aside, hint, error, className, size, text } = props;
  return (
    <FieldFrame {...{ label, isLabelHidden, aside, hint, error, className }}>
      {(ids) => (
        <input
          {...ids}
          readOnly
          aria-busy="true"
          value={text}
          className={classes(styles.input, size === 'l' && styles.l)}
        />
      )}
    </FieldFrame>
  );
}
