import type { Swap } from '@warroom/shared';
import { useState } from 'react';
import { TextArea } from '../ui/text-field.tsx';
import { FormDialog } from './form-dialog.tsx';
import { useRoster } from './roster-context.ts';
import { spanWords } from './roster-words.ts';

/** Declines a swap; who asked reads why. */
export function DeclineDialog({ swap }: { swap: Swap }) {
  const room = useRoster();
  const [reason, setReason] = useState('');
  const slot = `${room.desk(swap.desk)}, ${spanWords(swap.from, swap.until, room.zone)}`;
  return (
    <FormDialog
      title="Decline the swap"
      sub={`${room.person(swap.person)}: ${slot}`}
      save="Decline"
      missing={room.readOnly}
      onSave={async () => {
        const said = reason.trim();
        const result = await room.send(
          {
            type: 'roster.swap-decline',
            swap: swap.id,
            ...(said === '' ? {} : { reason: said }),
          },
          { done: `Declined: ${room.person(swap.person)}, ${slot}.` },
        );
        return result.kind === 'done';
      }}
    >
      <TextArea
        label="Reason"
        aside="if it helps"
        rows={2}
        maxLength={500}
        value={reason}
        onChange={setReason}
        autoFocus
      />
    </FormDialog>
  );
}
