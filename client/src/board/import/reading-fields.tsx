import type { ImportEncoding, ImportFormat, ImportPreview, ImportReading } from '@warroom/shared';
import { Select } from '../../ui/select.tsx';
import styles from './import.module.css';

/** No option's own id: what was found out stands. */
const FOUND = 'found';
const ENCODINGS: readonly { id: ImportEncoding; label: string }[] = [
  { id: 'utf-8', label: 'UTF-8' },
  { id: 'latin1', label: 'Latin-1 (Windows-1252)' },
  { id: 'utf-16le', label: 'UTF-16 LE' },
  { id: 'utf-16be', label: 'UTF-16 BE' },
];
const FORMATS: readonly { id: ImportFormat; label: string }[] = [
  { id: 'csv', label: 'CSV' },
  { id: 'ndjson', label: 'NDJSON' },
];
const DELIMITERS = [
  { id: ',', label: 'Comma' },
  { id: ';', label: 'Semicolon' },
  { id: '\t', label: 'Tab' },
  { id: '|', label: 'Bar' },
] as const;

/** Format, encoding and delimiter: found out, unless one is chosen. */
export function ReadingFields({
  reading,
  preview,
  onChange,
}: {
  reading: ImportReading;
  preview: ImportPreview | null;
  onChange: (reading: ImportReading) => void;
}) {
  const found = <Id extends string>(
    options: readonly { id: Id; label: string }[],
    id: string | null | undefined,
  ): { id: Id | typeof FOUND; label: string }[] => {
    const label = options.find((option) => option.id === id)?.label;
    return [
      { id: FOUND, label: label === undefined ? 'As found' : `As found: ${label}` },
      ...options,
    ];
  };
  function choose(name: keyof ImportReading, value: string): void {
    const { [name]: _before, ...others } = reading;
    onChange(value === FOUND ? others : { ...others, [name]: value });
  }
  return (
    <div className={styles.reading}>
      <Select
        label="Format"
        value={reading.format ?? FOUND}
        onChange={(id) => choose('format', id)}
        options={found(FORMATS, preview?.format)}
      />
      <Select
        label="Encoding"
        value={reading.encoding ?? FOUND}
        onChange={(id) => choose('encoding', id)}
        options={found(ENCODINGS, preview?.encoding)}
      />
      {preview?.format !== 'ndjson' && (
        <Select
          label="Between cells"
          value={reading.delimiter ?? FOUND}
          onChange={(id) => choose('delimiter', id)}
          options={found(DELIMITERS, preview?.delimiter)}
        />
      )}
    </div>
  );
}
