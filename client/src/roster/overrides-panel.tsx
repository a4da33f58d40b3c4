import { Button } from '../ui/button.tsx';
import { formatDay } from '../ui/format.ts';
import { Panel } from './panel.tsx';
import { removeWithUndo, useRoster } from './roster-context.ts';
import type { RosterView } from './roster-types.ts';
import styles from './roster.module.css';
import { overrideWords, spanWords } from './roster-words.ts';

/** The week's overrides, each with who made it and the way to undo it. */
export function OverridesPanel() {
  const { view } = useRoster();
  const { overrides } = view;
  const ordered = overrides.toSorted((a, b) => a.from - b.from);
  return (
    <Panel title="Overrides this week" note={overrides.length}>
      {ordered.length === 0 && <p className={styles.empty}>None: all is as planned.</p>}
      <ul className={styles.list}>
        {ordered.map((override) => (
          <Line key={override.id} override={override} />
        ))}
      </ul>
    </Panel>
  );
}

function Line({ override }: { override: RosterView['overrides'][number] }) {
  const room = useRoster();
  const { zone, readOnly, isLead } = room;
  const { id, desk, person, instead, from, until, setBy, setAt } = override;
  const [, day = '', month = ''] = formatDay(setAt, zone).split(' ');
  const words = overrideWords(override, room);
  return (
    <li className={styles.item}>
      <span>
        {words}
        <br />
        <small>
          {spanWords(from, until, zone)} · {room.short(setBy)}, {day} {month}
        </small>
      </span>
      {isLead && (
        <Button
          look="link"
          disabledReason={readOnly}
          aria-label={`Undo: ${words}`}
          onClick={() =>
            void removeWithUndo(
              room,
              { type: 'roster.override-remove', override: id },
              { type: 'roster.override-add', id, desk, person, instead, from, until },
              `Undone: ${words}.`,
            )
          }
        >
          undo
        </Button>
      )}
    </li>
  );
}
