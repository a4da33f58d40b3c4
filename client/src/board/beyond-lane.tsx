import { useMemo } from 'react';
import { useStore } from 'zustand';
import { Button } from '../ui/button.tsx';
import { formatWhole } from '../ui/format.ts';
import { decidedToo } from './board-room.ts';
import styles from './queue.module.css';
import own from './beyond-lane.module.css';
import { IncidentLaneRow } from './incidents-lane.tsx';
import { LaneGrid } from './lane-grid.tsx';
import { useBoard, useRoom, useUi } from './room-context.ts';
import { useView } from './use-view.ts';

/** What a search finds beyond the view: closed, elsewhere, or in notes and tasks alone. Nothing without a search. */
export function BeyondLane() {
  const { url, go } = useBoard();
  const room = useRoom();
  const view = useView();
  const { ids: found, next, error } = useStore(room.paged.store);
  const shown = useStore(room.order.store, (state) => state.ids);
  const decided = useStore(room.signalCounts.store, (counts) => counts.get(decidedToo(url.q)));
  const focus = useUi((state) => (state.focus?.kind === 'incident' ? state.focus.id : null));
  const ids = useMemo(() => {
    const above = new Set(shown);
    return found.filter((id) => !above.has(id));
  }, [found, shown]);
  if (url.q.trim() === '' || view.paged !== null) return null;
  const hasIncidents = view.lanes !== 'signals' && (ids.length > 0 || error !== null);
  const signals = decided?.signals ?? 0;
  if (!hasIncidents && signals === 0) return null;
  return (
    <section className={own.beyond} aria-label="Closed and older">
      <header className={styles.lane}>
        <h2>Closed and older</h2>
        <span className={styles.count}>
          {hasIncidents && formatWhole(ids.length)}
          {hasIncidents && next !== null && '+'}
        </span>
        <span className={styles.grow} />
        {signals > 0 && (
          <Button
            look="link"
            size="s"
            onClick={() => go({ view: 'signals', q: decidedToo(url.q), sel: null })}
          >
            {formatWhole(signals)}
            {decided?.isMore === true && '+'} decided {signals === 1 ? 'signal' : 'signals'}
          </Button>
        )}
      </header>
      {hasIncidents && (
        <div className={own.rows}>
          <LaneGrid
            label="Incidents closed and older"
            ids={ids}
            rowCount={next === null ? ids.length : -1}
            focus={focus !== null && ids.includes(focus) ? focus : null}
            rowId={(id) => `row-${id}`}
            row={(id) => <IncidentLaneRow id={id} hasLeft={false} />}
            onHold={() => {}}
            onFocusLane={() => {
              const [first] = ids;
              const at = room.ui.getState().focus;
              if (first !== undefined && !(at?.kind === 'incident' && ids.includes(at.id)))
                room.ui.setState({ focus: { kind: 'incident', id: first } });
            }}
            onEnd={next === null ? undefined : () => void room.paged.loadMore()}
            footer={error === null ? undefined : <div className={styles.foot}>{error}</div>}
          />
        </div>
      )}
    </section>
  );
}
