import type { IncidentView, TimelineEntry } from '@warroom/shared';
import { memo, useMemo } from 'react';
import { useStore } from 'zustand';
import { formatClock, formatDay, formatMinute } from '../ui/format.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { NoteComposer } from './note-composer.tsx';
import { send } from './perform.ts';
import styles from './rail.module.css';
import { useBlocked, useNames, useRole, useRoom, useUi } from './room-context.ts';
import { timelineLine } from './timeline-words.ts';
import type { Names } from './words.ts';

/** Beside the open incident: its record, its notes. */
export function Rail({ incident }: { incident: IncidentView }) {
  const room = useRoom();
  const tab = useUi((state) => (state.tab === 'notes' ? 'notes' : 'timeline'));
  return (
    <aside className={styles.rail} aria-label={`Record of ${incident.id}`}>
      <Tabs
        label="Record"
        selected={tab}
        onSelect={(next) => room.ui.setState({ tab: next })}
        tabs={[
          { id: 'timeline', label: 'Timeline' },
          { id: 'notes', label: 'Notes', count: incident.noteCount },
        ]}
        panelClassName={styles.panel}
      >
        <RailBody incident={incident} tab={tab} />
      </Tabs>
    </aside>
  );
}

/** The record and the composer under it. */
export function RailBody({ incident, tab }: { incident: IncidentView; tab: 'timeline' | 'notes' }) {
  const room = useRoom();
  const { entries, loading, error } = useStore(room.timeline.store);
  const shown = useMemo(
    () =>
      (tab === 'notes'
        ? entries.filter((entry) => entry.type === 'incident.noted')
        : entries
      ).toReversed(),
    [entries, tab],
  );
  return (
    <div className={styles.panel}>
      <div
        className={styles.list}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
        tabIndex={0}
        role="region"
        aria-label={tab === 'notes' ? 'Notes' : 'Timeline'}
      >
        {loading && entries.length === 0 ? (
          <Skeleton label="Loading the timeline" rows={6} />
        ) : error !== null && entries.length === 0 ? (
          <p className={styles.empty}>{error}</p>
        ) : shown.length === 0 ? (
          <p className={styles.empty}>{tab === 'notes' ? 'No notes yet.' : 'Nothing yet.'}</p>
        ) : (
          <Entries entries={shown} incident={incident} />
        )}
      </div>
      <NoteComposer key={incident.id} incident={incident.id} />
    </div>
  );
}

function Entries({
  entries,
  incident,
}: {
  entries: readonly TimelineEntry[];
  incident: IncidentView;
}) {
  const room = useRoom();
  const names = useNames();
  const blocked = useBlocked();
  const role = useRole();
  const { zone } = room.election.election;
  const { undo } = incident;
  const mayUndo = blocked === null && role !== 'viewer' && role !== 'partner';
  const today = formatDay(room.feed.serverNow(), zone);
  return (
    <ol>
      {entries.map((entry) => (
        <Entry
          key={entry.seq}
          entry={entry}
          names={names}
          time={
            formatDay(entry.at, zone) === today
              ? formatClock(entry.at, zone)
              : `${formatDay(entry.at, zone).split(' ').slice(1, 3).join(' ')} ${formatMinute(entry.at, zone)}`
          }
          onUndo={
            mayUndo && undo?.version === entry.version
              ? () =>
                  void send(
                    room,
                    { type: 'incident.undo', incident: incident.id, version: undo.version },
                    `Took back on ${incident.id}`,
                  )
              : undefined
          }
        />
      ))}
    </ol>
  );
}

interface EntryProps {
  entry: TimelineEntry;
  names: Names;
  time: string;
  onUndo: (() => void) | undefined;
}

const Entry = memo(function Entry({ entry, names, time, onUndo }: EntryProps) {
  const line = timelineLine(entry, names);
  return (
    <li className={styles.entry} data-weight={line.weight}>
      <time className={styles.time} dateTime={new Date(entry.at).toISOString()}>
        {time}
      </time>
      <span className={styles.dot} />
      <div className={styles.words}>
        <b>{line.who}</b> {line.what}
        {onUndo && (
          <>
            {' · '}
            <button type="button" aria-label={`undo: ${line.what}`} onClick={onUndo}>
              undo
            </button>
          </>
        )}
        {line.quote !== undefined && <div className={styles.quote}>{line.quote}</div>}
      </div>
    </li>
  );
});
