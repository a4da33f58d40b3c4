import type { Turn } from '@warroom/shared';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatAgeLong, formatDay, formatZone } from '../ui/format.ts';
import styles from './dialogs.module.css';
import { removeWithUndo, useRoster } from './roster-context.ts';
import { kindWords, overrideWords, spanWords, warningWords } from './roster-words.ts';

/** A turn in full, and what can be done about it. */
export function TurnDialog({ turn }: { turn: Turn }) {
  const room = useRoster();
  const { view, zone, me, isLead, readOnly, blocked, open, close } = room;
  const { id, desk, person, from, until, kind, instead, relieved } = turn;
  const slot = { desk, from, until };
  const shift = view.shifts.find((one) => one.id === id);
  const override = view.overrides.find((one) => one.id === id);
  const rotation = view.rotations.find((one) => id.startsWith(`${one.id}:`));
  const entered = shift ?? override ?? rotation;
  const warnings = view.warnings.filter(
    (one) => one.person === person && one.from <= until && one.until >= from,
  );
  const isOver = until <= view.now;

  async function undo(): Promise<void> {
    if (!override) return;
    const words = overrideWords(override, room);
    const isDone = await removeWithUndo(
      room,
      { type: 'roster.override-remove', override: id },
      { type: 'roster.override-add', id, desk, person, instead, from, until },
      `Undone: ${words}.`,
    );
    if (isDone) close();
  }

  return (
    <Dialog
      isOpen
      onClose={close}
      title={`${room.person(person)}, ${room.desk(desk)}`}
      sub={`${spanWords(from, until, zone)} ${formatZone(from, zone)}, ${formatAgeLong(until - from)}`}
      footer={
        <>
          {person === me && !isOver && (
            <Button
              look="primary"
              disabledReason={blocked}
              onClick={() => open({ kind: 'swap', turn })}
            >
              Ask for a swap
            </Button>
          )}
          {isLead && (
            <Button
              look={person === me ? 'secondary' : 'primary'}
              disabledReason={readOnly}
              onClick={() => open({ kind: 'override', slot, instead: person })}
            >
              Someone stands in
            </Button>
          )}
          {isLead && shift && (
            <Button
              disabledReason={readOnly}
              onClick={() => open({ kind: 'shift', shift, slot: null })}
            >
              Change the shift
            </Button>
          )}
          {isLead && rotation && (
            <Button disabledReason={readOnly} onClick={() => open({ kind: 'rotation', rotation })}>
              Change the rotation
            </Button>
          )}
          {isLead && override && (
            <Button disabledReason={readOnly} onClick={() => void undo()}>
              Undo the override
            </Button>
          )}
          <Button look="quiet" keyHint="escape" onClick={close}>
            Close
          </Button>
        </>
      }
    >
      <dl className={styles.facts}>
        <dt>What</dt>
        <dd>
          {kindWords(kind)}
          {instead !== null && `, instead of ${room.person(instead)}`}
        </dd>
        {relieved.map((part) => (
          <Fact
            key={part.from}
            term={part.by === null ? 'Taken off' : 'Relieved'}
            words={`${spanWords(part.from, part.until, zone)}${part.by === null ? '' : ` by ${room.person(part.by)}`}`}
          />
        ))}
        {entered && (
          <Fact
            term="Set by"
            words={`${room.person(entered.setBy)}, ${formatDay(entered.setAt, zone)}`}
          />
        )}
      </dl>
      {warnings.map((warning) => {
        const { head, detail } = warningWords(warning, room);
        return (
          <p key={`${warning.kind} ${warning.from}`} className={styles.warn}>
            {head}: {detail}
          </p>
        );
      })}
      {!isLead && person !== me && (
        <p className={styles.soft}>Only leads change the roster; ask one if this is wrong.</p>
      )}
    </Dialog>
  );
}

function Fact({ term, words }: { term: string; words: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{words}</dd>
    </>
  );
}
