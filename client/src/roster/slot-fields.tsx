import { usePeople } from '../desk-frame/desk-context.ts';
import { formatAgeLong } from '../ui/format.ts';
import { ComboBox } from '../ui/combo-box.tsx';
import { Select } from '../ui/select.tsx';
import styles from './dialogs.module.css';
import { useRoster } from './roster-context.ts';
import { spanWords } from './roster-words.ts';
import { TimeField } from './time-field.tsx';

const LONGEST_MS = 7 * 24 * 3_600_000;

/** A time at a desk as it is typed. */
export interface SlotDraft {
  desk: string;
  from: number | null;
  until: number | null;
}

/** Why a slot is none yet, in words; undefined when it is one. */
export function slotMissing({ desk, from, until }: SlotDraft): string | undefined {
  if (desk === '') return 'say which desk';
  if (from === null || until === null) return 'say from when until when';
  if (until <= from) return 'it has to end after it begins';
  return until - from > LONGEST_MS ? 'at most 7 days at a time' : undefined;
}

interface SlotFieldsProps {
  draft: SlotDraft;
  onChange: (draft: SlotDraft) => void;
}

/** Desk, begin and end. */
export function SlotFields({ draft, onChange }: SlotFieldsProps) {
  const { zone } = useRoster();
  const { from, until } = draft;
  const isWrong = from !== null && until !== null && until <= from;
  return (
    <>
      <DeskSelect value={draft.desk} onChange={(desk) => onChange({ ...draft, desk })} />
      <div className={styles.two}>
        <TimeField
          label="From"
          zone={zone}
          value={from}
          onChange={(at) => onChange({ ...draft, from: at })}
        />
        <TimeField
          label="Until"
          zone={zone}
          value={until}
          error={isWrong ? 'It has to end after it begins.' : undefined}
          onChange={(at) => onChange({ ...draft, until: at })}
        />
      </div>
      {from !== null && until !== null && !isWrong && (
        <p className={styles.soft}>
          {spanWords(from, until, zone)}, {formatAgeLong(until - from)}
        </p>
      )}
    </>
  );
}

export function DeskSelect({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const { view } = useRoster();
  return (
    <Select
      label="Desk"
      value={value === '' ? null : value}
      placeholder="Which desk"
      onChange={onChange}
      options={view.desks.map(({ id, title }) => ({ id, label: title }))}
    />
  );
}

interface PersonFieldProps {
  label: string;
  value: string | null;
  onChange: (person: string | null) => void;
  hint?: string;
  autoFocus?: boolean;
}

/** One of those who work on the election, by typing a part of the name. */
export function PersonField({ label, value, onChange, hint, autoFocus }: PersonFieldProps) {
  const people = usePeople();
  return (
    <ComboBox
      label={label}
      value={value}
      onChange={onChange}
      placeholder="Name"
      hint={hint}
      autoFocus={autoFocus}
      options={people
        .filter(({ role }) => role !== 'partner')
        .map(({ id, name, role }) => ({ id, label: name, detail: role }))}
    />
  );
}

const HOUR_MS = 3_600_000;

/** What a new entry begins with: what is known, else the coming eight hours. */
export function draftOf(
  slot: { desk: string; from: number; until: number } | null,
  desk: string,
  now: number,
): SlotDraft {
  if (slot !== null) return { ...slot };
  const from = Math.ceil(now / HOUR_MS) * HOUR_MS;
  return { desk, from, until: from + 8 * HOUR_MS };
}
