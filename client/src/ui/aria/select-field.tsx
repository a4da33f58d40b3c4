import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
  FieldError,
} from 'react-aria-components/Select';
import { classes } from '../classes.ts';
import fieldStyles from '../field.module.css';
import styles from '../list.module.css';
import { Chevron, OptionRow } from '../option.tsx';
import overlayStyles from '../overlay.module.css';
import type { SelectProps } from '../select.tsx';

/** What `Select` draws once its code is there. */
export function SelectField(props: SelectProps<string>) {
  const { error = '', hint, options } = props;
  const take = (key: unknown): void => {
    const option = options.find(({ id }) => id === key);
    if (option !== undefined) props.onChange(option.id);
  };
  return (
    <AriaSelect
      className={classes(fieldStyles.field, props.className)}
      value={props.value}
      onChange={take}
      placeholder={props.placeholder ?? 'Choose'}
      isInvalid={error !== ''}
      isDisabled={props.isDisabled ?? false}
    >
      <div className={props.isLabelHidden === true ? 'sr-only' : fieldStyles.head}>
        <Label className={fieldStyles.label ?? ''}>{props.label}</Label>
        {props.aside !== undefined && <span className={fieldStyles.aside}>{props.aside}</span>}
      </div>
      <Button
        className={classes(fieldStyles.input, props.size === 'l' && fieldStyles.l, styles.trigger)}
      >
        <SelectValue className={styles.value ?? ''} />
        <Chevron />
      </Button>
      <FieldError className={fieldStyles.error ?? ''}>{error}</FieldError>
      {hint !== undefined && (
        <Text slot="description" className={fieldStyles.hint ?? ''}>
          {hint}
        </Text>
      )}
      <Popover className={classes(overlayStyles.popover, overlayStyles.fromField)} offset={4}>
        <ListBox className={styles.list ?? ''} items={options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className={styles.item ?? ''}>
              <OptionRow option={option} hasTick />
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
