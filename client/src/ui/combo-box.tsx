import { lazy, Suspense } from 'react';
import type { FieldWords } from './field.tsx';
import { FieldPlaceholder } from './field-placeholder.tsx';
import type { Option } from './option.tsx';

const ComboBoxField = lazy(() =>
  import('./aria/combo-box-field.tsx').then((module) => ({ default: module.ComboBoxField })),
);

export interface ComboBoxProps<Id extends string> extends FieldWords {
  value: Id | null;
  /** Null when the text is cleared. */
  onChange: (id: Id | null) => void;
  options: readonly Option<Id>[];
  placeholder?: string | undefined;
  size?: 'm' | 'l' | undefined;
  autoFocus?: boolean | undefined;
}

/** One of very many, by typing a part of its label. Its code loads when the first is drawn. */
export function ComboBox<Id extends string>(props: ComboBoxProps<Id>) {
  const chosen = props.options.find(({ id }) => id === props.value);
  return (
    <Suspense
      fallback={<FieldPlaceholder {...props} text={chosen?.label ?? props.placeholder ?? ''} />}
    >
      {/* Ids come back as they were given, so the wider type is safe. */}
      <ComboBoxField {...(props as unknown as ComboBoxProps<string>)} />
    </Suspense>
  );
}
