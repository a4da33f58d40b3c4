import { lazy, Suspense } from 'react';
import type { FieldWords } from './field.tsx';
import { FieldPlaceholder } from './field-placeholder.tsx';
import type { Option } from './option.tsx';

const SelectField = lazy(() =>
  import('./aria/select-field.tsx').then((module) => ({ default: module.SelectField })),
);

export interface SelectProps<Id extends string> extends FieldWords {
  value: Id | null;
  onChange: (id: Id) => void;
  options: readonly Option<Id>[];
  /** Shown while nothing is chosen. */
  placeholder?: string | undefined;
  size?: 'm' | 'l' | undefined;
  isDisabled?: boolean | undefined;
}

/** One of many, by list and by typing its first letters. Its code loads when the first is drawn. */
export function Select<Id extends string>(props: SelectProps<Id>) {
  const chosen = props.options.find(({ id }) => id === props.value);
  return (
    <Suspense
      fallback={<FieldPlaceholder {...props} text={chosen?.label ?? props.placeholder ?? ''} />}
    >
      {/* Ids come back as they were given, so the wider type is safe. */}
      <SelectField {...(props as unknown as SelectProps<string>)} />
    </Suspense>
  );
}
