import { useDesk } from '../desk-frame/desk-context.ts';
import { useAtNow } from '../store/ticker.ts';
import { classes } from '../ui/classes.ts';
import { formatMinute } from '../ui/format.ts';
import { useRoster } from './roster-context.ts';
import { clockChangeWords, weekday } from './roster-words.ts';
import styles from './week-grid.module.css';

/** What the blocks mean, and what clocks do in this week. */
export function Legend() {
  const { clock } = useDesk();
  const { zone, view } = useRoster();
  const now = useAtNow(clock, (at) => `${weekday(at, zone)} ${formatMinute(at, zone)}`);
  return (
    <div className={styles.legend}>
      <Mark className={styles.turn}>shift</Mark>
      <Mark className={styles.override}>override</Mark>
      <Mark className={classes(styles.turn, styles.mine)}>
        <b>yours</b>
      </Mark>
      <Mark className={styles.relieved}>
        <s>relieved</s>
      </Mark>
      <Mark className={styles.gap}>gap</Mark>
      <span className={styles.mark}>
        <i className={styles.nowMark} />
        now, {now}
      </span>
      <span className={styles.note}>
        {view.clockChanges.map((change) => clockChangeWords(change, zone)).join(' ')}
      </span>
    </div>
  );
}

function Mark({
  className,
  children,
}: {
  className: string | undefined;
  children: React.ReactNode;
}) {
  return (
    <span className={styles.mark}>
      <i className={classes(styles.swatch, className)} />
      {children}
    </span>
  );
}
