import { localDateOf } from '@warroom/shared';
import type { Rotation } from '@warroom/shared';
import { useState } from 'react';
import { useDesk } from '../desk-frame/desk-context.ts';
import { newId } from '../desk-frame/new-id.ts';
import { Button } from '../ui/button.tsx';
import { formatMinute, formatZone } from '../ui/format.ts';
import { TextField } from '../ui/text-field.tsx';
import styles from './dialogs.module.css';
import { FormDialog } from './form-dialog.tsx';
import { removeWithUndo, useRoster } from './roster-context.ts';
import { previewOf, rotationMissing, rotationOf, timesIn } from './rotation-draft.ts';
import type { RotationDraft } from './rotation-draft.ts';
import { dayAndMonth, spanWords } from './roster-words.ts';
import { DeskSelect, PersonField } from './slot-fields.tsx';

const PATTERNS = [
  { label: 'three of 8 h', at: '06:00, 14:00, 22:00', until: '' },
  { label: 'two of 12 h', at: '06:00, 18:00', until: '' },
  { label: 'by day only', at: '06:00, 14:00', until: '22:00' },
] as const;

/** Makes a rotation, or changes or removes one; shows what comes of it before it is saved. */
export function RotationDialog({ rotation }: { rotation: Rotation | null }) {
  const room = useRoster();
  const { election } = useDesk();
  const { view, readOnly, send } = room;
  const zone = rotation?.zone ?? room.zone;
  const today = localDateOf(view.now, zone);
  const [seen] = useState(view.version);
  const [draft, setDraft] = useState<RotationDraft>(() => ({
    desk: rotation?.desk ?? view.desks[0]?.id ?? '',
    people: rotation?.people ?? [],
    start: rotation?.start ?? today,
    end: rotation?.end ?? laterOf(election.election.electionDay, today),
    at: (rotation?.at ?? ['06:00', '14:00', '22:00']).join(', '),
    until: rotation?.until ?? '',
  }));
  const missing = readOnly ?? rotationMissing(draft);
  const change = (more: Partial<RotationDraft>): void => setDraft({ ...draft, ...more });
  const preview =
    rotationMissing(draft) === undefined ? previewOf(rotationOf(draft, zone), today) : [];

  async function save(): Promise<boolean> {
    const entry = rotationOf(draft, zone);
    const result = await send(
      rotation === null
        ? { type: 'roster.rotation-add', id: newId(), ...entry }
        : {
            type: 'roster.rotation-change',
            rotation: rotation.id,
            ...entry,
            expectedVersion: seen,
          },
      { done: `Rotation of ${room.desk(entry.desk)}: ${entry.people.map(room.short).join(', ')}.` },
    );
    return result.kind === 'done';
  }

  async function remove(): Promise<void> {
    if (rotation === null) return;
    const { id, desk, people, start, end, at, until } = rotation;
    const isDone = await removeWithUndo(
      room,
      { type: 'roster.rotation-remove', rotation: id, expectedVersion: seen },
      { type: 'roster.rotation-add', id, desk, people, start, end, at, until, zone },
      `Removed a rotation of ${room.desk(desk)}.`,
    );
    if (isDone) room.close();
  }

  return (
    <FormDialog
      title={rotation === null ? 'New rotation' : 'Change the rotation'}
      sub={`People take turns in order; times in ${formatZone(view.now, zone)}.`}
      width={640}
      save={rotation === null ? 'Add rotation' : 'Save'}
      missing={missing}
      onSave={save}
      more={
        rotation === null ? undefined : (
          <Button look="danger" disabledReason={readOnly} onClick={() => void remove()}>
            Remove
          </Button>
        )
      }
    >
      <DeskSelect value={draft.desk} onChange={(desk) => change({ desk })} />
      <People people={draft.people} onChange={(people) => change({ people })} />
      <div className={styles.two}>
        <TextField
          label="First day"
          type="date"
          value={draft.start}
          onChange={(start) => change({ start })}
        />
        <TextField
          label="Last day"
          type="date"
          value={draft.end}
          onChange={(end) => change({ end })}
        />
        <TextField
          label="Turns begin at"
          value={draft.at}
          onChange={(at) => change({ at })}
          hint="Local times, parted by commas"
        />
        <TextField
          label="The last turn of a day ends at"
          value={draft.until}
          onChange={(until) => change({ until })}
          placeholder="when the next begins"
          hint="Empty: no break over night"
        />
      </div>
      <div className={styles.targets} role="group" aria-label="Common patterns">
        {PATTERNS.map(({ label, at, until }) => (
          <Button key={label} size="s" onClick={() => change({ at, until })}>
            {label}
          </Button>
        ))}
      </div>
      {preview.length > 0 && (
        <table className={styles.preview}>
          <caption className="sr-only">The next seven days</caption>
          <tbody>
            {preview.map(({ date, from, turns }) => (
              <tr key={date}>
                <th scope="row">{dayAndMonth(from, zone)}</th>
                <td>
                  {turns.map((turn) => (
                    <span key={turn.from} title={spanWords(turn.from, turn.until, zone)}>
                      {formatMinute(turn.from, zone)} {room.short(turn.person)}
                      {isOdd(turn, draft) && ` (${hoursOf(turn)} h)`}
                    </span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </FormDialog>
  );
}

function hoursOf({ from, until }: { from: number; until: number }): number {
  return Math.round((until - from) / 360_000) / 10;
}

/** Told where all turns should be of one length and this one is not: clocks change in it. */
function isOdd(turn: { from: number; until: number }, draft: RotationDraft): boolean {
  return draft.until === '' && 24 % timesIn(draft.at).length === 0
    ? ![24, 12, 8, 6, 4, 3].includes(hoursOf(turn))
    : false;
}

/** A week after election day at the latest day, or a week from today where that is over. */
function laterOf(electionDay: string, today: string): string {
  if (electionDay > today) return electionDay;
  const at = new Date(`${today}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + 6);
  return at.toISOString().slice(0, 10);
}

interface PeopleProps {
  people: readonly string[];
  onChange: (people: string[]) => void;
}

/** People in the order of their turns. */
function People({ people, onChange }: PeopleProps) {
  const room = useRoster();
  const [turn, setTurn] = useState(0);

  function move(index: number, by: number): void {
    const next = [...people];
    const [one] = next.splice(index, 1);
    if (one === undefined) return;
    next.splice(index + by, 0, one);
    onChange(next);
  }

  return (
    <div>
      <ol className={styles.people} aria-label="People in order">
        {people.map((person, index) => {
          const name = room.person(person);
          return (
            // Someone may stand in the order more than once.
            <li key={`${person} ${index}`}>
              <span className={styles.number}>{index + 1}</span>
              <span>{name}</span>
              <Button
                size="s"
                look="quiet"
                aria-label={`${name} up`}
                disabledReason={index === 0 ? 'already first' : undefined}
                onClick={() => move(index, -1)}
              >
                up
              </Button>
              <Button
                size="s"
                look="quiet"
                aria-label={`${name} down`}
                disabledReason={index === people.length - 1 ? 'already last' : undefined}
                onClick={() => move(index, 1)}
              >
                down
              </Button>
              <Button
                size="s"
                look="quiet"
                aria-label={`leave out ${name}`}
                onClick={() => onChange(people.filter((_, at) => at !== index))}
              >
                leave out
              </Button>
            </li>
          );
        })}
      </ol>
      <PersonField
        key={turn}
        label={people.length === 0 ? 'Who takes the first turn' : 'Who comes next'}
        value={null}
        autoFocus={turn > 0}
        onChange={(person) => {
          if (person === null) return;
          onChange([...people, person]);
          setTurn(turn + 1);
        }}
      />
    </div>
  );
}
