import { isTargeted } from '@warroom/shared';
import type { WallHappening } from '@warroom/shared';
import { formatMoment } from '../../ui/format.ts';
import { happeningLine } from '../../wall-control/happening-words.ts';
import type { HappeningNames } from '../../wall-control/happening-words.ts';
import styles from '../admin.module.css';
import own from './displays.module.css';

const MOST = 20;

interface DisplayTimelineProps {
  display: { id: string; group?: string | null };
  /** Of all walls, the newest first; null while they are not known. */
  happenings: readonly WallHappening[] | null;
  around: HappeningNames;
}

/** What happened to one display within a week, its group's and all walls' deeds included. */
export function DisplayTimeline({ display, happenings, around }: DisplayTimelineProps) {
  if (happenings === null) return null;
  const { id, group = null } = display;
  const mine = happenings.filter(({ target }) => isTargeted(target, { id, group })).slice(0, MOST);
  return (
    <section aria-label="Timeline">
      <div className={styles.sub}>
        <h2>Timeline</h2>
        <span className={styles.tiny}>of seven days</span>
      </div>
      {mine.length === 0 ? (
        <p className={styles.small}>Nothing happened to it.</p>
      ) : (
        <ol className={own.timeline}>
          {mine.map((happening) => {
            const { where, who, what, reason, tone } = happeningLine(happening, around);
            return (
              <li key={happening.seq} data-tone={tone}>
                <time dateTime={new Date(happening.at).toISOString()}>
                  {formatMoment(happening.at, around.now, around.zone)}
                </time>
                <span>
                  {who !== null && <b className={own.who}>{who}: </b>}
                  {what}
                  {happening.target.kind !== 'display' && `, ${where}`}
                  {reason !== null && <span className={own.why}>“{reason}”</span>}
                </span>
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}
