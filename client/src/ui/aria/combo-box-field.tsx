import {
  Button,
  ComboBox as AriaComboBox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Text,
} from 'react-aria-components/ComboBox';
import { classes } from '../classes.ts';
import fieldStyles from '../field.module.css';
import styles from '../list.module.css';
import { Chevron, OptionRow, type Option } from '../option.tsx';
import overlayStyles from '../overlay.module.css';
import type { ComboBoxProps } from '../combo-box.tsx';

/** What `ComboBox` draws once its code is there. */
export function ComboBoxField(props: ComboBoxProps<string>) {
  const { error = '', hint, options } = props;
  const take = (key: unknown): void => {
    props.onChange(options.find(({ id }) => id === key)?.id ?? null);
  };
  return (
    <AriaComboBox
      className={classes(fieldStyles.field, props.className)}
      value={props.value}
      onChange={take}
      // What is chosen from the start is not written out by itself.
      defaultInputValue={options.find(({ id }) => id === props.value)?.label ?? ''}
      defaultItems={options}
      menuTrigger="focus"
      isInvalid={error !== ''}
    >
      <div className={props.isLabelHidden === true ? 'sr-only' : fieldStyles.head}>
        <Label className={fieldStyles.label ?? ''}>{props.label}</Label>
        {props.aside !== undefined && <span className={fieldStyles.aside}>{props.aside}</span>}
      </div>
      <div className={styles.combo}>
        <Input
          autoFocus={props.autoFocus ?? false}
          placeholder={props.placeholder ?? 'Type to find'}
          className={classes(fieldStyles.input, props.size === 'l' && fieldStyles.l)}
        />
        <Button className={styles.open ?? ''}>
          <Chevron />
        </Button>
      </div>
      <FieldError className={fieldStyles.error ?? ''}>{error}</FieldError>
      {hint !== undefined && (
        <Text slot="description" className={fieldStyles.hint ?? ''}>
          {hint}
        </Text>
      )}
      <Popover className={classes(overlayStyles.popover, overlayStyles.fromField)} offset={4}>
        <ListBox<Option>
          className={styles.list ?? ''}
          renderEmptyState={() => <p className={styles.empty}>Nothing matches</p>}
        >
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className={styles.item ?? ''}>
              <OptionRow option={option} hasTick />
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
