import { Button } from '../ui/button.tsx';
import { useRoster } from './roster-context.ts';
import styles from './roster.module.css';

/** What stands where nothing was planned yet: how to begin, or whom to ask. */
export function FirstSteps() {
  const { view, readOnly, isLead, open } = useRoster();
  if (view.desks.length === 0) {
    return (
      <div className={styles.first}>
        <h2>This election has no desks</h2>
        <p>
          People are on call at desks. Whoever runs the server lists them under <code>desks:</code>{' '}
          in the election’s file, each with a title, its categories and how many it needs.
        </p>
      </div>
    );
  }
  return (
    <div className={styles.first}>
      <h2>Nobody is on call yet</h2>
      <p>Until someone is, escalations to a desk reach no one.</p>
      <ol>
        <li>Give each desk a rotation: people in order, and when their turns begin.</li>
        <li>Add single shifts where days differ; an override comes before both.</li>
        <li>Fill the gaps that show then. A gap within a day is told loudly here and on walls.</li>
        <li>Everyone puts their own turns into their calendar: More, Your calendar.</li>
      </ol>
      {isLead ? (
        <div className={styles.firstActs}>
          <Button
            look="primary"
            disabledReason={readOnly}
            onClick={() => open({ kind: 'rotation', rotation: null })}
          >
            Add a rotation
          </Button>
          <Button
            keyHint="s"
            disabledReason={readOnly}
            onClick={() => open({ kind: 'shift', shift: null, slot: null })}
          >
            Add a shift
          </Button>
        </div>
      ) : (
        <p>Only leads can begin it; ask one.</p>
      )}
    </div>
  );
}
