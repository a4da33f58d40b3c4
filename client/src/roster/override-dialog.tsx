import { useState } from 'react';
import { Checkbox } from '../ui/checkbox.tsx';
import { Select } from '../ui/select.tsx';
import styles from './dialogs.module.css';
import { FormDialog } from './form-dialog.tsx';
import { addOverrides, useRoster } from './roster-context.ts';
import type { Slot } from './roster-types.ts';
import { overrideWords } from './roster-words.ts';
import { draftOf, PersonField, SlotFields, slotMissing } from './slot-fields.tsx';

const NOBODY = '-';

/** Someone joins a desk, stands in for another, or is only taken off: it comes before what is planned. */
export function OverrideDialog({
  slot,
  instead: given,
}: {
  slot: Slot | null;
  instead: string | null;
}) {
  const room = useRoster();
  const { view, readOnly } = room;
  const [draft, setDraft] = useState(() => draftOf(slot, view.desks[0]?.id ?? '', view.now));
  const [person, setPerson] = useState<string | null>(null);
  const [instead, setInstead] = useState(given);
  const [isOff, setOff] = useState(false);
  const { desk, from, until } = draft;
  const onThen = [
    ...new Set(
      view.turns
        .filter(
          (turn) => turn.desk === desk && turn.from < (until ?? 0) && turn.until > (from ?? 0),
        )
        .map((turn) => turn.person),
    ),
  ];
  // Whom it was opened for stays in the list, also where the time was moved.
  const replaced = instead !== null && !onThen.includes(instead) ? [...onThen, instead] : onThen;
  const missing =
    readOnly ??
    slotMissing(draft) ??
    (isOff
      ? instead === null
        ? 'say who is taken off'
        : undefined
      : person === null
        ? 'say who comes'
        : person === instead
          ? 'nobody can stand in for themselves'
          : undefined);

  async function save(): Promise<boolean> {
    if (from === null || until === null) return false;
    return addOverrides(room, [{ desk, person: isOff ? null : person, instead, from, until }]);
  }

  return (
    <FormDialog
      title="New override"
      sub="It comes before shifts and rotations; they stay as they are."
      save="Add override"
      missing={missing}
      onSave={save}
    >
      {!isOff && <PersonField label="Who comes" value={person} onChange={setPerson} autoFocus />}
      <SlotFields draft={draft} onChange={setDraft} />
      <Select
        label="Instead of"
        value={instead ?? NOBODY}
        onChange={(id) => {
          setInstead(id === NOBODY ? null : id);
          if (id === NOBODY) setOff(false);
        }}
        options={[
          { id: NOBODY, label: 'nobody: comes in addition' },
          ...replaced.map((id) => ({ id, label: room.person(id) })),
        ]}
      />
      {instead !== null && (
        <Checkbox isChecked={isOff} onChange={setOff}>
          Nobody comes: {room.person(instead)} is only taken off
        </Checkbox>
      )}
      {missing === undefined && (
        <p className={styles.soft}>
          {overrideWords({ person: isOff ? null : person, instead, desk }, room)}.
        </p>
      )}
    </FormDialog>
  );
}
