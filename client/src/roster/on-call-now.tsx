import type { OnCall } from '@warroom/shared';
import { useDesk } from '../desk-frame/desk-context.ts';
import { useAtNow } from '../store/ticker.ts';
import { formatMinute } from '../ui/format.ts';
import { Panel } from './panel.tsx';
import { useRoster } from './roster-context.ts';
import styles from './roster.module.css';
import { weekday } from './roster-words.ts';

/** Who is on call at each desk, until when, and who comes next. */
export function OnCallNow({ desks }: { desks: readonly OnCall[] }) {
  const { clock } = useDesk();
  const room = useRoster();
  const { zone } = room;
  const at = useAtNow(clock, (now) => `${weekday(now, zone)} ${formatMinute(now, zone)}`);
  return (
    <Panel title="On call now" note={at}>
      {desks.length === 0 && <p className={styles.empty}>This election has no desks.</p>}
      <ul className={styles.list}>
        {desks.map((desk) => (
          <Line key={desk.desk} desk={desk} />
        ))}
      </ul>
    </Panel>
  );
}

function Line({ desk }: { desk: OnCall }) {
  const room = useRoster();
  const { zone, now } = { zone: room.zone, now: room.view.now };
  const { people, next, needs, isManned, gap, title } = desk;
  const ends = [...new Set(people.map(({ until }) => until))].toSorted((a, b) => a - b);
  const names = people.map(({ person }) => (person === null ? 'someone' : room.short(person)));
  const nextWords =
    next === null || next.person === null
      ? ''
      : `${room.short(next.person)} from ${timeWords(next.from, now, zone)}`;
  return (
    <li className={styles.onCall}>
      <span>{title}</span>
      <span>
        {names.length > 0 ? (
          names.join(', ')
        ) : gap !== null ? (
          <span className={styles.none}>nobody: gap</span>
        ) : (
          <span className={styles.quiet}>{isManned ? 'not planned' : 'not manned now'}</span>
        )}
        {gap !== null && people.length > 0 && (
          <small className={styles.none}>
            gap: {people.length} of {needs}
          </small>
        )}
        {people.length === 0 && nextWords !== '' && <small>{nextWords}</small>}
      </span>
      <span
        title={
          ends.length === 0
            ? undefined
            : people
                .map(({ until }, index) => `${names[index]} until ${timeWords(until, now, zone)}`)
                .join(', ')
        }
      >
        {ends[0] !== undefined && (
          <>
            <span className="sr-only">until </span>
            {timeWords(ends[0], now, zone)}
            {ends.length > 1 && <span aria-label="and later">+</span>}
          </>
        )}
      </span>
    </li>
  );
}

/** "22:00"; with its day where that is another than within a day. */
function timeWords(at: number, now: number, zone: string): string {
  const time = formatMinute(at, zone);
  return at - now < 24 * 3_600_000 ? time : `${weekday(at, zone)} ${time}`;
}
