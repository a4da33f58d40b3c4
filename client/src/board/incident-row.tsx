import { memo } from 'react';
import type { IncidentView } from '@warroom/shared';
import { useStore } from 'zustand';
import { useAtNow } from '../store/ticker.ts';
import { nextClock } from '../store/views.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { formatAge, formatClock, formatDue } from '../ui/format.ts';
import { Severity } from '../ui/severity.tsx';
import { StateGlyph } from '../ui/state-glyph.tsx';
import { useBoardIncident, useNames, useRoom } from './room-context.ts';
import { RowMarks, RowPresence } from './row-marks.tsx';
import styles from './queue.module.css';
import { CLOCK_SHORT } from './words.ts';
import type { Names } from './words.ts';

export interface IncidentRowProps {
  id: string;
  isOpen: boolean;
  isFocus: boolean;
  isChosen: boolean;
  /** Boxes are shown while anything is chosen. */
  hasBox: boolean;
  hasLeft: boolean;
  onPoint(id: string, extend: boolean): void;
  onChoose(id: string): void;
}

/** One incident in the queue: two lines, 36 px. Drawn anew only when it changes or its clock turns. */
export const IncidentRow = memo(function IncidentRow(props: IncidentRowProps) {
  const { id, isOpen, isFocus, isChosen, hasBox, hasLeft } = props;
  const room = useRoom();
  const names = useNames();
  const incident = useBoardIncident(id);
  const isSlow = useStore(room.desk.store, ({ slow }) => [...slow.values()].includes(id));
  if (!incident) return <div role="gridcell" aria-label={id} className={styles.row} />;
  const isUnread = incident.acknowledgedAt === null && incident.state === 'new';
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid takes the keys for its rows
    <div
      role="gridcell"
      tabIndex={-1}
      className={`${styles.row ?? ''} ${hasBox ? (styles.boxed ?? '') : ''}`}
      data-selected={isOpen || isChosen || undefined}
      data-focus={isFocus || undefined}
      data-left={hasLeft || undefined}
      data-unread={isUnread || undefined}
      aria-selected={isChosen || isOpen}
      onClick={(event) => props.onPoint(id, event.shiftKey || event.ctrlKey || event.metaKey)}
    >
      {hasBox && (
        <Checkbox
          isChecked={isChosen}
          onChange={() => props.onChoose(id)}
          ariaLabel={`Select ${id}`}
          tabIndex={-1}
        />
      )}
      <div>
        <Severity level={incident.severity} className={styles.sev} />
        <div className={styles.number}>{id}</div>
      </div>
      <div className={styles.middle}>
        <div className={styles.line}>
          <span className={styles.title}>{incident.title}</span>
          {isSlow && (
            <span
              className={styles.pending}
              role="img"
              aria-label="not saved yet"
              title="not saved yet"
            />
          )}
          <NextClock incident={incident} />
        </div>
        <div className={styles.line}>
          <span className={styles.second}>
            {hasLeft ? (
              <span className={styles.place2}>
                {leftWords(incident, names, room.election.election.zone)}
              </span>
            ) : (
              <>
                <StateGlyph state={incident.state} />
                <RowMarks incident={incident} />
                <span className={styles.place2}>{placeWords(incident, names)}</span>
              </>
            )}
          </span>
          <RowPresence id={id} />
          <Age at={incident.openedAt} />
        </div>
      </div>
      <Avatar
        name={incident.assignee === null ? null : names.person(incident.assignee)}
        isSelf={incident.assignee === room.me}
      />
    </div>
  );
});

/** What made a row leave the view: who did what, when. */
function leftWords(incident: IncidentView, names: Names, zone: string): string {
  const who = names.actor(incident.changedBy);
  const did: Record<IncidentView['state'], string> = {
    new: 'changed it',
    triage: 'changed it',
    active: 'changed it',
    mitigated: 'mitigated it',
    resolved: 'resolved it',
    closed: 'closed it',
    dismissed: 'dismissed it',
    merged: `merged it into ${incident.mergedInto ?? 'another'}`,
  };
  return `${who} ${did[incident.state]} ${formatClock(incident.changedAt, zone)}`;
}

function placeWords(incident: IncidentView, names: Names): string {
  const [first, ...rest] = incident.jurisdictions;
  const place =
    first === undefined
      ? null
      : `${names.jurisdictionCode(first)}${rest.length > 0 ? ` +${rest.length}` : ''}`;
  const [source, ...more] = incident.sources;
  const from =
    source === undefined
      ? null
      : `${names.source(source)}${more.length > 0 ? ` +${more.length}` : ''}`;
  return [place, from].filter((part) => part !== null).join(' · ');
}

function NextClock({ incident }: { incident: IncidentView }) {
  const room = useRoom();
  const next = nextClock(incident);
  const text = useAtNow(room.clock, (now) => (next === null ? 'met' : formatDue(next.dueAt - now)));
  const tone = useAtNow(room.clock, (now) =>
    next === null ? 'met' : next.dueAt <= now ? 'late' : next.warnAt <= now ? 'warn' : 'time',
  );
  const isOver = !['new', 'triage', 'active', 'mitigated'].includes(incident.state);
  if (next === null || isOver)
    return <span className={styles.clock}>{next === null ? 'met' : ''}</span>;
  return (
    <span className={styles.clock} data-tone={tone}>
      {CLOCK_SHORT[next.name]} {text}
    </span>
  );
}

/** How long ago, ticking. */
export function Age({ at }: { at: number }) {
  const room = useRoom();
  const age = useAtNow(room.clock, (now) => formatAge(Math.max(0, now - at)));
  return <span className={styles.age}>{age}</span>;
}
