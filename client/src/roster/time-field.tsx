import { useState } from 'react';
import { Checkbox } from '../ui/checkbox.tsx';
import { formatZone } from '../ui/format.ts';
import { TextField } from '../ui/text-field.tsx';
import { localOf, momentOf, secondOf } from './local-time.ts';

interface TimeFieldProps {
  label: string;
  zone: string;
  /** Epoch ms; null while what was typed is no time. */
  value: number | null;
  onChange: (at: number | null) => void;
  error?: string | undefined;
}

/** A date and time in the election's zone. Of a time that clocks show twice one says which. */
export function TimeField({ label, zone, value, onChange, error }: TimeFieldProps) {
  const [text, setText] = useState(value === null ? '' : localOf(value, zone));
  const [told, setTold] = useState(value);
  if (value !== told) {
    setTold(value);
    // Set from outside: what was typed leads to the same time.
    if (value !== null && localOf(value, zone) !== text) setText(localOf(value, zone));
  }
  const first = momentOf(text, zone);
  const second = first === null ? null : secondOf(first, zone);
  return (
    <div>
      <TextField
        label={value === null ? label : `${label}, ${formatZone(value, zone)}`}
        type="datetime-local"
        value={text}
        error={error}
        onChange={(typed) => {
          setText(typed);
          onChange(momentOf(typed, zone));
        }}
      />
      {second !== null && (
        <Checkbox isChecked={value === second} onChange={(is) => onChange(is ? second : first)}>
          The second time, after clocks go back ({formatZone(second, zone)})
        </Checkbox>
      )}
    </div>
  );
}
