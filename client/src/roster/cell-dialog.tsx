import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Key } from '../ui/key.tsx';
import styles from './dialogs.module.css';
import { useRoster } from './roster-context.ts';
import { dayAndMonth, gapWho, kindWords, needWords, spanWords } from './roster-words.ts';

/** A desk's day as a list: its turns and gaps, and what can be added. */
export function CellDialog({ desk, day }: { desk: string; day: number }) {
  const room = useRoster();
  const { view, week, zone, me, readOnly, open, close } = room;
  const of = week.days[day];
  const about = view.desks.find(({ id }) => id === desk);
  if (!of || !about) return null;
  const touches = (one: { desk: string; from: number; until: number }): boolean =>
    one.desk === desk && one.from < of.until && one.until > of.from;
  const turns = view.turns.filter(touches);
  const gaps = view.gaps.filter(touches);
  // A third of a day that begins at 06:00 local is the commonest shift.
  const slot = gaps[0] ?? { desk, from: of.from + 6 * 3_600_000, until: of.from + 14 * 3_600_000 };

  return (
    <Dialog
      isOpen
      onClose={close}
      title={`${about.title}, ${dayAndMonth(of.from, zone)}`}
      sub={`Needs ${needWords(about)}${of.hours === 24 ? '' : `; this day has ${of.hours} h`}`}
      footer={
        <>
          <Button
            look="primary"
            disabledReason={readOnly}
            onClick={() =>
              open({
                kind: 'override',
                slot: { desk, from: slot.from, until: slot.until },
                instead: null,
              })
            }
          >
            New override
          </Button>
          <Button
            disabledReason={readOnly}
            onClick={() =>
              open({
                kind: 'shift',
                shift: null,
                slot: { desk, from: slot.from, until: slot.until },
              })
            }
          >
            New shift
          </Button>
          <Button look="quiet" keyHint="escape" onClick={close}>
            Close
          </Button>
        </>
      }
    >
      <div
        role="presentation"
        onKeyDown={(event) => {
          const turn = turns[Number(event.key) - 1];
          if (turn === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          open({ kind: 'turn', turn });
        }}
      >
        <ul className={styles.choices}>
          {turns.map((turn, index) => (
            <li key={turn.id}>
              <button
                type="button"
                className={styles.choice}
                autoFocus={index === 0}
                onClick={() => open({ kind: 'turn', turn })}
              >
                {index < 9 ? <Key of={String(index + 1)} /> : <span />}
                <span>
                  {room.person(turn.person)}
                  {turn.person === me && ' (you)'}{' '}
                  <small>
                    {kindWords(turn.kind)}
                    {turn.relieved.length > 0 && ', relieved in part or whole'}
                  </small>
                </span>
                <span>{spanWords(turn.from, turn.until, zone)}</span>
              </button>
            </li>
          ))}
          {gaps.map((gap) => (
            <li key={gap.from} className={styles.choice}>
              <span />
              <b>Gap: {gapWho(gap, room)}</b>
              <span>{spanWords(gap.from, gap.until, zone)}</span>
            </li>
          ))}
        </ul>
        {turns.length + gaps.length === 0 && <p className={styles.soft}>Nobody is planned.</p>}
      </div>
    </Dialog>
  );
}
