import type { IncidentView } from '@warroom/shared';
import { useMemo } from 'react';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Severity } from '../../ui/severity.tsx';
import { StateGlyph } from '../../ui/state-glyph.tsx';
import type { ActionContext } from '../actions.ts';
import type { BoardRoom } from '../board-room.ts';
import styles from '../detail.module.css';
import { ActionKey } from '../keys/action-key.tsx';
import { likelyIncidents } from '../likely.ts';
import type { Likely } from '../likely.ts';
import { performOnSignals } from '../perform-many.ts';
import { useNames, useRoom } from '../room-context.ts';
import { stage } from './perform-bulk.ts';
import type { BulkDeed } from './staged.ts';

/** Of a large choice, so many are looked at to guess where they belong. */
const SAMPLED = 50;

/** Where the chosen signals may belong, best match first; to one incident, or to several. */
export function LinkTo({
  ids,
  going,
  deed,
  context,
}: {
  ids: readonly string[];
  going: number;
  deed: Extract<BulkDeed, { do: 'link' }> | null;
  context: ActionContext;
}) {
  const room = useRoom();
  const names = useNames();
  // Worked out once per choice: a list that moves can't be aimed at.
  const likely = useMemo(() => likelyForAll(room, ids), [room, ids]);
  const wanted = deed?.incidents ?? [];
  const link = (incidents: readonly string[]): void =>
    incidents.length === 0
      ? room.ui.setState({ staged: null })
      : stage(room, { do: 'link', incidents }, context);
  return (
    <section className={styles.section} aria-label="Link to">
      <div className={styles.heading}>
        <h2>Link to</h2>
        <small>best match first</small>
        <span className={styles.grow} />
        {wanted.map((id) => (
          <Button
            key={id}
            size="s"
            aria-label={`Not to ${id}`}
            onClick={() => link(wanted.filter((one) => one !== id))}
          >
            {id} ×
          </Button>
        ))}
      </div>
      {likely
        .filter(({ incident }) => !wanted.includes(incident.id))
        .map(({ incident, why }) => (
          <button
            key={incident.id}
            type="button"
            className={styles.offer}
            onClick={() => link([...wanted, incident.id])}
          >
            <span />
            <Severity level={incident.severity} />
            <span className={styles.number}>{incident.id}</span>
            <span>{incident.title}</span>
            <span className={styles.soft}>
              <StateGlyph state={incident.state} /> · {why}
            </span>
            <Avatar
              name={incident.assignee === null ? null : names.person(incident.assignee)}
              isSelf={incident.assignee === room.me}
              isDecoration
            />
          </button>
        ))}
      <button
        type="button"
        className={styles.offer}
        onClick={() => performOnSignals(room, ids, 'link', context)}
      >
        <ActionKey of="merge" />
        <span style={{ gridColumn: '2 / -1' }}>
          {wanted.length === 0 ? 'Choose an incident…' : 'And to another incident…'}
        </span>
      </button>
      <button
        type="button"
        className={styles.offer}
        onClick={() => performOnSignals(room, ids, 'open', context)}
      >
        <ActionKey of="new" />
        <span style={{ gridColumn: '2 / -1' }}>
          New incident from {going === 1 ? 'this one' : `these ${going}`}
        </span>
      </button>
    </section>
  );
}

function likelyForAll(room: BoardRoom, chosen: readonly string[]): Likely[] {
  const all = [...room.incidents.values()];
  const scores = new Map<string, { incident: IncidentView; count: number }>();
  for (const id of chosen.slice(0, SAMPLED)) {
    const signal = room.lane.records.get(id);
    for (const { incident } of signal ? likelyIncidents(signal, all, 3) : []) {
      const known = scores.get(incident.id) ?? { incident, count: 0 };
      known.count += 1;
      scores.set(incident.id, known);
    }
  }
  return [...scores.values()]
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 3)
    .map(({ incident, count }) => ({ incident, why: `${count} of them may belong to it` }));
}
