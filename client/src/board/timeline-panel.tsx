import type { IncidentView, PersonView, TimelineEntry } from '@warroom/shared';
import { memo, useId, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { formatClock, formatDay, formatMinute } from '../ui/format.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { pieces } from './mentions.ts';
import { NoteComposer } from './note-composer.tsx';
import { send } from './perform.ts';
import styles from './rail.module.css';
import { useBlocked, useNames, useRole, useRoom } from './room-context.ts';
import { isOfKind, TIMELINE_KINDS } from './timeline-kinds.ts';
import type { TimelineKind } from './timeline-kinds.ts';
import { timelineLine } from './timeline-words.ts';
import type { Names } from './words.ts';

/** The record, newest first, by kind, and the composer under it; `notes` shows those alone. */
export function TimelinePanel({ incident, only }: { incident: IncidentView; only?: 'notes' }) {
  const room = useRoom();
  const { entries, loading, error } = useStore(room.timeline.store);
  const [chosen, setKind] = useState<TimelineKind>('all');
  const kind = only ?? chosen;
  const shown = useMemo(
    () => entries.filter((entry) => isOfKind(entry, kind)).toReversed(),
    [entries, kind],
  );
  return (
    <div className={styles.panel}>
      {only === undefined && <KindFilter kind={kind} onChange={setKind} />}
      <div
        className={styles.list}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
        tabIndex={0}
        role="region"
        aria-label={only === 'notes' ? 'Notes' : 'Timeline'}
      >
        {loading && entries.length === 0 ? (
          <Skeleton label="Loading the timeline" rows={6} />
        ) : error !== null && entries.length === 0 ? (
          <p className={styles.empty}>{error}</p>
        ) : shown.length === 0 ? (
          <p className={styles.empty}>{NOTHING[kind]}</p>
        ) : (
          <Entries entries={shown} incident={incident} />
        )}
      </div>
      <NoteComposer key={incident.id} incident={incident.id} />
    </div>
  );
}

const NOTHING: Record<TimelineKind, string> = {
  all: 'Nothing yet.',
  people: 'Nobody has done anything on it yet.',
  notes: 'No notes yet.',
  signals: 'No signals yet.',
  clocks: 'No clock has run out, nobody was paged.',
  evidence: 'No evidence yet.',
};

/** One kind at a time: a radio group, moved by the arrow keys. */
function KindFilter({
  kind,
  onChange,
}: {
  kind: TimelineKind;
  onChange: (kind: TimelineKind) => void;
}) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label="Show of the timeline" className={styles.kinds}>
      {TIMELINE_KINDS.map(({ id, label, title }) => (
        <label key={id} title={title}>
          <input
            type="radio"
            name={name}
            value={id}
            checked={id === kind}
            aria-label={title}
            onChange={() => onChange(id)}
          />
          {label}
        </label>
      ))}
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
  const people = useStore(room.lists, (lists) => lists.people);
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
          people={people}
          me={room.me}
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
  people: readonly PersonView[];
  me: string;
  time: string;
  onUndo: (() => void) | undefined;
}

const Entry = memo(function Entry({ entry, names, people, me, time, onUndo }: EntryProps) {
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
        {line.quote !== undefined && (
          <div className={styles.quote}>
            {line.isNote ? (
              <NoteText text={line.quote} entry={entry} people={people} me={me} />
            ) : (
              line.quote
            )}
          </div>
        )}
      </div>
    </li>
  );
});

/** A note with those whom it told: only who was named in the command, not who merely stands in the text. */
function NoteText({
  text,
  entry,
  people,
  me,
}: Pick<EntryProps, 'entry' | 'people' | 'me'> & { text: string }) {
  const { mentions } = entry.data;
  const told = Array.isArray(mentions) ? people.filter(({ id }) => mentions.includes(id)) : [];
  if (told.length === 0) return text;
  let at = 0;
  return pieces(text, told).map((piece) => {
    const key = at;
    at += piece.text.length;
    return piece.person === null ? (
      <span key={key}>{piece.text}</span>
    ) : (
      <b key={key} className={styles.mention} data-self={piece.person === me || undefined}>
        {piece.text}
      </b>
    );
  });
}
