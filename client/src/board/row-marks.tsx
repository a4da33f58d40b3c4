import type { IncidentView } from '@warroom/shared';
import { useCallback, useSyncExternalStore } from 'react';
import { useAtNow } from '../store/ticker.ts';
import { Avatar } from '../ui/avatar.tsx';
import { formatMinute } from '../ui/format.ts';
import styles from './queue.module.css';
import { useNames, useRoom } from './room-context.ts';

const MOST_FACES = 3;

/** What must be seen of an incident before it is opened, in words: nobody told, being paged, out of sight. */
export function RowMarks({ incident }: { incident: IncidentView }) {
  const { escalation, snooze } = incident;
  if (escalation === null && snooze === null) return null;
  return (
    <>
      {escalation !== null && escalation.nobodyAt !== null && (
        <span className={styles.nobody}>! no one was notified</span>
      )}
      {escalation !== null && escalation.nobodyAt === null && escalation.next !== null && (
        <Escalating next={escalation.next} nextAt={escalation.nextAt} />
      )}
      {snooze !== null && <Snoozed snooze={snooze} />}
    </>
  );
}

function Escalating({ next, nextAt }: { next: number; nextAt: number | null }) {
  const room = useRoom();
  const { zone } = room.election.election;
  const isDue = useAtNow(room.clock, (now) => nextAt !== null && nextAt <= now);
  // Before its first step nobody has been paged: only when it begins is of use.
  const words =
    nextAt === null
      ? 'all paged'
      : next === 0
        ? `pages ${formatMinute(nextAt, zone)}`
        : `escalating${isDue ? '' : `, next ${formatMinute(nextAt, zone)}`}`;
  return <span className={next === 0 ? styles.mark : styles.escalating}>{words}</span>;
}

function Snoozed({ snooze }: { snooze: NonNullable<IncidentView['snooze']> }) {
  const { zone } = useRoom().election.election;
  const { until, condition } = snooze;
  const what =
    condition === null
      ? null
      : condition.kind === 'signals'
        ? `${condition.count} more`
        : 'severity raised';
  const parts = [until === null ? null : formatMinute(until, zone), what].filter(
    (part) => part !== null,
  );
  return <span className={styles.mark}>snoozed until {parts.join(' or ')}</span>;
}

/** Who else is on it: small initials; square while they write. */
export function RowPresence({ id }: { id: string }) {
  const room = useRoom();
  const names = useNames();
  const subscribe = useCallback(
    (listener: () => void) => room.present.subscribe(id, listener),
    [room, id],
  );
  const here = useSyncExternalStore(subscribe, () => room.present.of(id));
  const others = here?.viewing.filter((person) => person !== room.me) ?? [];
  if (others.length === 0) return null;
  return (
    <span className={styles.faces}>
      {others.slice(0, MOST_FACES).map((person) => (
        <Avatar
          key={person}
          size="s"
          name={names.person(person)}
          look={here?.editing.includes(person) === true ? 'editing' : 'viewing'}
        />
      ))}
      {others.length > MOST_FACES && <span>+{others.length - MOST_FACES}</span>}
    </span>
  );
}
