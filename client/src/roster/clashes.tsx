import { Panel } from './panel.tsx';
import { useRoster } from './roster-context.ts';
import styles from './roster.module.css';
import { warningWords } from './roster-words.ts';

const AT_MOST = 6;

/** What is hard on people in this week: told, never refused. */
export function Clashes() {
  const room = useRoster();
  const coming = room.view.warnings.filter(({ until }) => until > room.view.now);
  if (coming.length === 0) return null;
  return (
    <Panel title="Worth a look" note={coming.length}>
      <ul className={styles.list}>
        {coming.slice(0, AT_MOST).map((warning) => {
          const { head, detail } = warningWords(warning, room);
          return (
            <li key={`${warning.kind} ${warning.person} ${warning.from}`} className={styles.item}>
              <span>
                {head}
                <br />
                <small>{detail}</small>
              </span>
            </li>
          );
        })}
      </ul>
      {coming.length > AT_MOST && (
        <p className={styles.empty}>and {coming.length - AT_MOST} more this week</p>
      )}
    </Panel>
  );
}
