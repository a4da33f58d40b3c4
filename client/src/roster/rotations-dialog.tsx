import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './dialogs.module.css';
import { useRoster } from './roster-context.ts';

/** All rotations, each with who takes turns when. */
export function RotationsDialog() {
  const room = useRoster();
  const { view, readOnly, open, close } = room;
  return (
    <Dialog
      isOpen
      onClose={close}
      title="Rotations"
      sub="People who take turns in order."
      width={560}
      footer={
        <>
          <Button
            look="primary"
            disabledReason={readOnly}
            onClick={() => open({ kind: 'rotation', rotation: null })}
          >
            New rotation
          </Button>
          <Button look="quiet" keyHint="escape" onClick={close}>
            Close
          </Button>
        </>
      }
    >
      {view.rotations.length === 0 && <p className={styles.soft}>There is none yet.</p>}
      <ul className={styles.choices}>
        {view.rotations.map((rotation) => (
          <li key={rotation.id} className={styles.choice}>
            <span />
            <span>
              <b>{room.desk(rotation.desk)}</b>: {rotation.people.map(room.short).join(', ')}
              <br />
              <small>
                {rotation.at.join(', ')}
                {rotation.until !== null && `, until ${rotation.until}`} · {rotation.start} to{' '}
                {rotation.end}
              </small>
            </span>
            <Button
              size="s"
              disabledReason={readOnly}
              aria-label={`Change the rotation of ${room.desk(rotation.desk)}`}
              onClick={() => open({ kind: 'rotation', rotation })}
            >
              Change
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
