import { useState } from 'react';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import styles from './dialogs.module.css';
import { FormDialog } from './form-dialog.tsx';
import { addOverrides, useRoster } from './roster-context.ts';
import type { FillCandidate, Slot } from './roster-types.ts';
import { spanWords } from './roster-words.ts';

interface FillDialogProps {
  candidate: FillCandidate;
  slot: Slot;
}

/** Asks once more where filling a gap costs another desk someone, or the person their rest. */
export function FillDialog({ candidate, slot }: FillDialogProps) {
  const room = useRoster();
  const { person, leaves, words, verdict } = candidate;
  const [moves, setMoves] = useState<'moves' | 'stays'>('moves');
  const name = room.person(person);
  return (
    <FormDialog
      title={`${name} fills the gap?`}
      sub={`${room.desk(slot.desk)}, ${spanWords(slot.from, slot.until, room.zone)}`}
      save="Fill the gap"
      missing={room.readOnly}
      onSave={() =>
        addOverrides(room, [
          { ...slot, person, instead: null },
          ...(leaves !== null && moves === 'moves'
            ? [{ ...slot, desk: leaves.desk, person: null, instead: person }]
            : []),
        ])
      }
    >
      <p className={verdict === 'unwise' ? styles.warn : styles.soft}>
        {name}: {words}.
      </p>
      {leaves !== null && (
        <>
          <SegmentedControl
            label={`And ${room.desk(leaves.desk)}?`}
            value={moves}
            onChange={setMoves}
            options={[
              { value: 'moves', label: `leaves ${room.desk(leaves.desk)}` },
              { value: 'stays', label: 'stays on both desks' },
            ]}
          />
          <p className={styles.soft}>
            {moves === 'moves'
              ? `${room.desk(leaves.desk)} then has ${leaves.has} of ${leaves.needs}.`
              : 'Two desks at once: pages of both reach one person.'}
          </p>
        </>
      )}
    </FormDialog>
  );
}
