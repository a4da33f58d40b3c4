import type { Turn } from '@warroom/shared';
import { useState } from 'react';
import { TextArea } from '../ui/text-field.tsx';
import styles from './dialogs.module.css';
import { FormDialog } from './form-dialog.tsx';
import { useRoster } from './roster-context.ts';
import { spanWords } from './roster-words.ts';
import { TimeField } from './time-field.tsx';

/** Asks to be relieved of a turn of one's own, or of a part of it. */
export function SwapDialog({ turn }: { turn: Turn }) {
  const room = useRoster();
  const { zone, view, blocked, send } = room;
  const [from, setFrom] = useState<number | null>(Math.max(turn.from, view.now));
  const [until, setUntil] = useState<number | null>(turn.until);
  const [reason, setReason] = useState('');
  const missing =
    blocked ??
    (from === null || until === null || until <= from
      ? 'say which part of the turn'
      : from < turn.from || until > turn.until
        ? `your turn is ${spanWords(turn.from, turn.until, zone)}`
        : undefined);

  async function save(): Promise<boolean> {
    if (from === null || until === null) return false;
    const said = reason.trim();
    const result = await send(
      {
        type: 'roster.swap-ask',
        desk: turn.desk,
        from,
        until,
        ...(said === '' ? {} : { reason: said }),
      },
      { done: `Asked: ${room.desk(turn.desk)}, ${spanWords(from, until, zone)}.` },
    );
    return result.kind === 'done';
  }

  return (
    <FormDialog
      title="Ask for a swap"
      sub={`${room.desk(turn.desk)}, ${spanWords(turn.from, turn.until, zone)}`}
      save="Ask"
      missing={missing}
      onSave={save}
    >
      <div className={styles.two}>
        <TimeField label="From" zone={zone} value={from} onChange={setFrom} />
        <TimeField label="Until" zone={zone} value={until} onChange={setUntil} />
      </div>
      <TextArea
        label="Reason"
        aside="if you like; everyone on the roster can read it"
        rows={2}
        maxLength={500}
        value={reason}
        onChange={setReason}
      />
      <p className={styles.soft}>You stay on call until someone takes it and a lead approves.</p>
    </FormDialog>
  );
}
