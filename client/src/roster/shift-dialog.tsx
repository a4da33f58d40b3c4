import type { Shift } from '@warroom/shared';
import { useState } from 'react';
import { newId } from '../desk-frame/new-id.ts';
import { Button } from '../ui/button.tsx';
import { FormDialog } from './form-dialog.tsx';
import { removeWithUndo, useRoster } from './roster-context.ts';
import type { Slot } from './roster-types.ts';
import { spanWords } from './roster-words.ts';
import { draftOf, PersonField, SlotFields, slotMissing } from './slot-fields.tsx';

/** Adds a shift, or changes or removes one. */
export function ShiftDialog({ shift, slot }: { shift: Shift | null; slot: Slot | null }) {
  const room = useRoster();
  const { view, zone, readOnly, send } = room;
  const [draft, setDraft] = useState(() =>
    draftOf(shift ?? slot, view.desks[0]?.id ?? '', view.now),
  );
  const [person, setPerson] = useState<string | null>(shift?.person ?? null);
  const [seen] = useState(view.version);
  const missing = readOnly ?? slotMissing(draft) ?? (person === null ? 'say who it is' : undefined);

  async function save(): Promise<boolean> {
    const { desk, from, until } = draft;
    if (from === null || until === null || person === null) return false;
    const done = `${room.person(person)}, ${room.desk(desk)}, ${spanWords(from, until, zone)}.`;
    const entry = { desk, person, from, until };
    const result = await send(
      shift === null
        ? { type: 'roster.shift-add', id: newId(), ...entry }
        : { type: 'roster.shift-change', shift: shift.id, ...entry, expectedVersion: seen },
      { done },
    );
    return result.kind === 'done';
  }

  async function remove(): Promise<void> {
    if (shift === null) return;
    const { id, desk, person: who, from, until } = shift;
    const isDone = await removeWithUndo(
      room,
      { type: 'roster.shift-remove', shift: id, expectedVersion: seen },
      { type: 'roster.shift-add', id, desk, person: who, from, until },
      `Removed: ${room.person(who)}, ${room.desk(desk)}, ${spanWords(from, until, zone)}.`,
    );
    if (isDone) room.close();
  }

  return (
    <FormDialog
      title={shift === null ? 'New shift' : 'Change the shift'}
      save={shift === null ? 'Add shift' : 'Save'}
      missing={missing}
      onSave={save}
      more={
        shift === null ? undefined : (
          <Button look="danger" disabledReason={readOnly} onClick={() => void remove()}>
            Remove
          </Button>
        )
      }
    >
      <PersonField label="Who" value={person} onChange={setPerson} autoFocus />
      <SlotFields draft={draft} onChange={setDraft} />
    </FormDialog>
  );
}
