import { FIRST_VIEW } from '@warroom/shared';
import { useCallback, useEffect } from 'react';
import type { CSSProperties } from 'react';
import { useStore } from 'zustand';
import { worstFreshness, freshness } from '../feed/freshness.ts';
import { useView } from './use-view.ts';
import { useAtNow } from '../store/ticker.ts';
import { useFeedPart, useLoaded } from '../store/use-live.ts';
import type { View } from '../store/views.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { formatAgeLong, formatWhole, plural } from '../ui/format.ts';
import { announce } from '../ui/live-region.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { IncidentRow } from './incident-row.tsx';
import { LaneGrid } from './lane-grid.tsx';
import { ActionKey } from './keys/action-key.tsx';
import { useBoard, useUi } from './room-context.ts';
import {
  choose,
  chooseAll,
  chooseMatching,
  chooseRange,
  clearChosen,
  MOST_CHOSEN,
} from './selection.ts';
import { silentSources } from './silence.ts';
import styles from './queue.module.css';

/** The upper lane: incidents of the view, in an order that holds still under a hand. */
export function IncidentsLane() {
  const { room } = useBoard();
  const view = useView();
  if (view.missing !== undefined) return <MissingView missing={view.missing} />;
  return view.paged === null ? <LiveLane /> : <PagedLane key={`${room.me}${view.paged}`} />;
}

function LiveLane() {
  const { room, url } = useBoard();
  const { order, counts, ui } = room;
  const { ids, left, arrivals, total } = useStore(order.store);
  const pastWarning = useStore(counts, (state) => state.pastWarning);
  const focus = useUi((state) => (state.focus?.kind === 'incident' ? state.focus.id : null));
  const isLoaded = useLoaded(room.incidents);
  const chosen = useUi((state) => (state.chosenKind === 'incident' ? state.chosen.size : 0));
  const isHeld =
    useUi((state) => state.peek?.kind === 'incident') || url.sel?.kind === 'incident' || chosen > 0;
  const view = useView();

  useEffect(() => order.hold('selected', isHeld), [order, isHeld]);
  useEffect(
    () => order.focusMoved(focus ?? (url.sel?.kind === 'incident' ? url.sel.id : null)),
    [order, focus, url.sel],
  );
  useEffect(() => {
    if (arrivals > 0) announce(`${plural(arrivals, 'new incident')} waiting`);
  }, [arrivals]);
  const onHold = useCallback(
    (reason: 'hover' | 'focus', held: boolean) => order.hold(reason, held),
    [order],
  );

  return (
    <section
      className={`${styles.half ?? ''} ${styles.incidents ?? ''}`}
      data-shares={view.lanes === 'both' || undefined}
      style={{ '--rows': isLoaded ? Math.max(3, ids.length) : 10 } as CSSProperties}
      aria-label="Incidents"
    >
      <header className={styles.lane}>
        {(view.lanes === 'incidents' || chosen > 0) && (
          <Checkbox
            isChecked={chosen > 0 && chosen === ids.length}
            isPartly={chosen > 0 && chosen !== ids.length}
            ariaLabel="Select all loaded incidents"
            onChange={(on) => (on ? chooseAll(room, 'incident', ids) : clearChosen(room))}
          />
        )}
        <h2>Incidents</h2>
        <span className={styles.count}>{formatWhole(total)}</span>
        {chosen > 0 && <Chosen count={chosen} of={ids.length} total={total} />}
        {arrivals > 0 ? (
          <button type="button" className={styles.new} onClick={() => order.release()}>
            <span>
              <b>{formatWhole(arrivals)} new</b> — press
            </span>
            <ActionKey of="show-new" />
          </button>
        ) : (
          <>
            {pastWarning > 0 && chosen === 0 && (
              <span className={styles.soft}>{plural(pastWarning, 'clock')} past warning</span>
            )}
            <span className={styles.grow} />
            <span className={styles.end}>{view.title}</span>
          </>
        )}
      </header>
      {!isLoaded && ids.length === 0 ? (
        <Skeleton label="Loading incidents" rows={10} />
      ) : ids.length === 0 ? (
        <NoIncidents />
      ) : (
        <LaneGrid
          label="Incidents"
          ids={ids}
          rowCount={ids.length}
          focus={focus}
          rowId={(id) => `row-${id}`}
          row={(id) => <IncidentLaneRow id={id} hasLeft={left.has(id)} />}
          onHold={onHold}
          onFocusLane={() => {
            const [first] = ids;
            if (ui.getState().focus?.kind !== 'incident' && first !== undefined) {
              const open =
                url.sel?.kind === 'incident' && ids.includes(url.sel.id) ? url.sel.id : first;
              ui.setState({ focus: { kind: 'incident', id: open } });
            }
          }}
        />
      )}
    </section>
  );
}

/** In place of a view that isn't there: nothing, and why, so that nobody works on another one's by mistake. */
function MissingView({ missing }: { missing: NonNullable<View['missing']> }) {
  const { room, go } = useBoard();
  const toOpen = (
    <Button size="s" onClick={() => go({ view: FIRST_VIEW, sel: null })}>
      Show “Open now”
    </Button>
  );
  return (
    <section className={`${styles.half ?? ''} ${styles.incidents ?? ''}`} aria-label="Incidents">
      {missing === 'loading' ? (
        <Skeleton label="Loading the view" rows={10} />
      ) : missing === 'unread' ? (
        <EmptyState
          className={styles.empty}
          title="The view could not be loaded"
          actions={
            <>
              <Button size="s" onClick={() => void room.views.reload()}>
                Try again
              </Button>
              {toOpen}
            </>
          }
        >
          Saved views could not be read just now.
        </EmptyState>
      ) : (
        <EmptyState className={styles.empty} title="That view is gone" actions={toOpen}>
          It was removed, or is not shared with you any more.
        </EmptyState>
      )}
    </section>
  );
}

/** How many are selected, and the second step: also those that aren't loaded. */
function Chosen({ count, of, total }: { count: number; of: number; total: number }) {
  const { room, url } = useBoard();
  return (
    <>
      <span className={styles.chosen}>{formatWhole(count)} selected</span>
      {count >= Math.min(of, MOST_CHOSEN) && total > count && (
        <Button look="link" size="s" onClick={() => void chooseMatching(room, url)}>
          then all {formatWhole(total)} matching… <ActionKey of="select-matching" />
        </Button>
      )}
    </>
  );
}

/** A row of any lane of incidents. */
export function IncidentLaneRow({ id, hasLeft }: { id: string; hasLeft: boolean }) {
  const { room, url, go } = useBoard();
  const isChosen = useUi(({ chosen, chosenKind }) => chosenKind === 'incident' && chosen.has(id));
  const hasBox = useUi(({ chosen, chosenKind }) => chosenKind === 'incident' && chosen.size > 0);
  const onChoose = useCallback((at: string) => choose(room, 'incident', at), [room]);
  const isFocus = useUi((state) => state.focus?.id === id);
  const isPeek = useUi((state) => state.peek?.id === id);
  const onPoint = useCallback(
    (at: string, extend: boolean) => {
      const { focus } = room.ui.getState();
      room.ui.setState({ focus: { kind: 'incident', id: at }, peek: null });
      if (extend)
        chooseRange(room, url, 'incident', focus?.kind === 'incident' ? focus.id : at, at);
      else go({ sel: { kind: 'incident', id: at } });
    },
    [room, url, go],
  );
  return (
    <IncidentRow
      id={id}
      isOpen={url.sel?.id === id || isPeek}
      isFocus={isFocus}
      isChosen={isChosen}
      hasBox={hasBox}
      hasLeft={hasLeft}
      onPoint={onPoint}
      onChoose={onChoose}
    />
  );
}

/** Closed and dismissed incidents, page by page. */
function PagedLane() {
  const { room, url } = useBoard();
  const { paged } = room;
  const { ids, next, isLoading, isLoaded, error } = useStore(paged.store);
  const focus = useUi((state) => (state.focus?.kind === 'incident' ? state.focus.id : null));
  const view = useView();
  return (
    <section className={`${styles.half ?? ''} ${styles.incidents ?? ''}`} aria-label={view.title}>
      <header className={styles.lane}>
        <h2>{view.title}</h2>
        <span className={styles.count}>
          {formatWhole(ids.length)}
          {next === null ? '' : '+'}
        </span>
        <span className={styles.soft}>newest change first</span>
      </header>
      {error !== null && ids.length === 0 && (
        <EmptyState
          title="Could not be loaded"
          actions={
            <Button size="s" onClick={() => void paged.loadMore()}>
              Try again
            </Button>
          }
        >
          {error}
        </EmptyState>
      )}
      {!isLoaded && isLoading ? (
        <Skeleton label={`Loading ${view.title.toLowerCase()} incidents`} rows={10} />
      ) : ids.length === 0 && error === null ? (
        <EmptyState
          title={url.q === '' ? `None ${view.title.toLowerCase()} yet` : 'No incidents match'}
        />
      ) : (
        <LaneGrid
          label={view.title}
          ids={ids}
          rowCount={next === null ? ids.length : -1}
          focus={focus}
          rowId={(id) => `row-${id}`}
          row={(id) => <IncidentLaneRow id={id} hasLeft={false} />}
          onHold={() => {}}
          onFocusLane={() => {
            const [first] = ids;
            if (room.ui.getState().focus?.kind !== 'incident' && first !== undefined) {
              room.ui.setState({ focus: { kind: 'incident', id: first } });
            }
          }}
          onEnd={next === null ? undefined : () => void paged.loadMore()}
        />
      )}
    </section>
  );
}

/** Nothing here: because nothing matches, because nothing is open, or because nothing can come in. */
function NoIncidents() {
  const { room, url, go } = useBoard();
  const view = useView();
  const sources = useStore(room.lists, (lists) => lists.sources);
  const silent = useAtNow(room.clock, (now) => {
    const quiet = silentSources(sources, now);
    const longest = Math.max(0, ...quiet.map(({ silentMs }) => silentMs));
    const expected = sources.filter((source) => source.silentAfterMs !== null).length;
    return quiet.length > 0 && quiet.length === expected ? formatAgeLong(longest) : '';
  });
  const asOf = useFeedPart(room.feed, ({ asOf }) => asOf.incidents);
  const heartbeatMs = useFeedPart(room.feed, (status) => status.heartbeatMs);
  const age = useAtNow(room.clock, (now) => worstFreshness([freshness(asOf, now, heartbeatMs)]));
  if (url.q !== '') {
    return (
      <EmptyState
        className={styles.empty}
        title="No incidents match"
        actions={
          <Button size="s" onClick={() => go({ q: '' })}>
            Clear the search
          </Button>
        }
      >
        None in “{view.title}” answers <code>{url.q}</code>.
      </EmptyState>
    );
  }
  if (silent !== '') {
    return (
      <EmptyState className={styles.empty} title={`Sources silent for ${silent}`}>
        None of the sources that should report does. That nothing is here says nothing: check the
        sources.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      className={styles.empty}
      title={view.id === 'open' ? 'None open' : `None in “${view.title}”`}
    >
      {age === 'fresh' || age === 'late'
        ? 'The picture is live: there is nothing to do here just now.'
        : 'The picture is old: what is open now is not known.'}
    </EmptyState>
  );
}
