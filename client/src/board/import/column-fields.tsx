import type { ImportTarget } from '@warroom/shared';
import { Select } from '../../ui/select.tsx';
import styles from './import.module.css';
import { FIELD_WORDS, JOINED } from './plan-draft.ts';

/** No column can be called this. */
const NONE = '\u0000none';

export interface ColumnFieldsProps {
  target: ImportTarget;
  columns: readonly string[];
  chosen: readonly string[];
  error: string | undefined;
  onChange: (place: number, column: string | null) => void;
}

const HINTS: Partial<Record<ImportTarget, string>> = {
  externalId: 'Without one, the row itself is its id: a second run finds it again',
  language: 'Names and tags are understood; unknown ones are left out and counted',
};

/** The column of a field; where several may be joined, one more can be added. */
export function ColumnFields({ target, columns, chosen, error, onChange }: ColumnFieldsProps) {
  const isJoined = JOINED.includes(target);
  const places = isJoined && chosen.length > 0 ? chosen.length + 1 : 1;
  return (
    <div className={styles.columnField}>
      {Array.from({ length: Math.min(places, 10) }, (_, place) => (
        <Select
          key={place}
          label={place === 0 ? FIELD_WORDS[target] : `${FIELD_WORDS[target]}, joined with`}
          isLabelHidden={place > 0}
          value={chosen[place] ?? NONE}
          onChange={(id) => onChange(place, id === NONE ? null : id)}
          options={[
            { id: NONE, label: place === 0 ? 'none' : 'and nothing more' },
            ...columns.map((column) => ({ id: column, label: column })),
          ]}
          error={place === 0 ? error : undefined}
          hint={place === 0 ? HINTS[target] : undefined}
        />
      ))}
    </div>
  );
}
