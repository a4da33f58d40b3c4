import { useCallback, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useAtNow } from '../store/ticker.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatTimer, formatWhole, plural } from '../ui/format.ts';
import { Key } from '../ui/key.tsx';
import { announce } from '../ui/live-region.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { LaneGrid } from './lane-grid.tsx';
import { useBoard, useRoom, useUi } from './room-context.ts';
import { SignalRow } from './signal-row.tsx';
import styles from './queue.module.css';

/** The lower lane: undecided signals, newest first. */
export function SignalsLane({ isAlone }: { isAlone: boolean }) {
  const { room, url, go } = useBoard();
  const { lane, ui } = room;
  const state = useStore(lane.store);
  const { ids, arrivals, next, loading, loaded, error, undecided, oldestAt } = state;
  const focus = useUi((one) => (one.focus?.kind === 'signal' ? one.focus.id : null));
  const chosen = useUi((one) => one.chosen);
  const isHeld =
    useUi((one) => one.peek?.kind === 'signal') || url.sel?.kind === 'signal' || chosen.size > 0;
  const oldest = useAtNow(room.clock, (now) =>
    oldestAt === null ? '' : formatTimer(Math.max(0, now - oldestAt)),
  );
  const announced = useRef(0);

  useEffect(() => lane.hold('selected', isHeld), [lane, isHeld]);
  useEffect(
    () => lane.focusMoved(focus ?? (url.sel?.kind === 'signal' ? url.sel.id : null)),
    [lane, focus, url.sel],
  );
  useEffect(() => {
    if (arrivals > announced.current) announce(`${plural(arrivals, 'new signal')} waiting`);
    announced.current = arrivals;
  }, [arrivals]);
  const onHold = useCallback(
    (reason: 'hover' | 'focus', held: boolean) => lane.hold(reason, held),
    [lane],
  );
  const all = ids.length > 0 && ids.every((id) => chosen.has(id));

  return (
    <section className={styles.half} aria-label="Signals">
      <header className={styles.lane}>
        {isAlone && (
          <Checkbox
            isChecked={all}
            isPartly={!all && chosen.size > 0}
            ariaLabel="Select all loaded signals"
            onChange={(on) => ui.setState({ chosen: on ? new Set(ids) : new Set() })}
          />
        )}
        <h2>Signals</h2>
        <span className={styles.count}>
          {undecided === null ? '' : `${formatWhole(undecided)} undecided`}
        </span>
        {arrivals > 0 ? (
          <button type="button" className={styles.new} onClick={() => lane.release()}>
            <span>
              <b>{formatWhole(arrivals)} new</b> — press
            </span>
            <Key of="." />
            {chosen.size > 0 && <span>{formatWhole(chosen.size)} selected</span>}
          </button>
        ) : (
          <>
            {chosen.size === 0 && oldest !== '' && (
              <span className={styles.soft}>oldest {oldest}</span>
            )}
            <span className={styles.grow} />
          </>
        )}
        {arrivals > 0 ? null : chosen.size > 0 ? (
          <span>
            <span className={styles.chosen}>{formatWhole(chosen.size)} selected</span>{' '}
            <span className={styles.count}>of {formatWhole(ids.length)} loaded</span>
          </span>
        ) : (
          !isAlone && (
            <Button look="link" size="s" onClick={() => go({ view: 'signals' })}>
              all
            </Button>
          )
        )}
      </header>
      {error !== null && ids.length === 0 && (
        <EmptyState
          title="Signals could not be loaded"
          actions={
            <Button size="s" onClick={() => void lane.reload()}>
              Try again
            </Button>
          }
        >
          {error}
        </EmptyState>
      )}
      {!loaded && loading === 'first' ? (
        <Skeleton label="Loading signals" rows={8} />
      ) : ids.length === 0 && error === null ? (
        <EmptyState
          className={styles.empty}
          title={url.q === '' ? 'None undecided' : 'No signals match'}
        >
          {url.q === ''
            ? 'Every signal that came in has been decided on.'
            : `None that is undecided answers “${url.q}”.`}
        </EmptyState>
      ) : (
        <LaneGrid
          label="Undecided signals"
          ids={ids}
          rowCount={next === null ? ids.length : (undecided ?? -1)}
          focus={focus}
          rowId={(id) => `row-${id}`}
          row={(id) => <Row id={id} hasBox={isAlone || chosen.size > 0} />}
          onHold={onHold}
          onFocusLane={() => {
            const [first] = ids;
            if (ui.getState().focus?.kind !== 'signal' && first !== undefined) {
              ui.setState({ focus: { kind: 'signal', id: first } });
            }
          }}
          onEnd={next === null ? undefined : () => void lane.loadMore()}
          footer={
            loading === 'more' ? (
              <div className={styles.foot}>Loading more…</div>
            ) : error !== null ? (
              <div className={styles.foot}>{error}</div>
            ) : undefined
          }
        />
      )}
      {isAlone && ids.length > 0 && (
        <footer className={styles.below}>
          All {formatWhole(ids.length)} loaded <Key of="mod+a" />
          <span className={styles.grow} />
          {next !== null && (
            <Button look="link" size="s" onClick={() => void lane.loadMore()}>
              load more
            </Button>
          )}
        </footer>
      )}
    </section>
  );
}

function Row({ id, hasBox }: { id: string; hasBox: boolean }) {
  const { url, go } = useBoard();
  const room = useRoom();
  const isFocus = useUi((state) => state.focus?.id === id);
  const isPeek = useUi((state) => state.peek?.id === id);
  const isChosen = useUi((state) => state.chosen.has(id));
  const gone = useStore(room.lane.store, (state) => state.left.get(id));
  const onChoose = useCallback((at: string) => choose(room, at), [room]);
  const onPoint = useCallback(
    (at: string, extend: boolean) => {
      if (extend) {
        const { focus } = room.ui.getState();
        chooseRange(room, focus?.kind === 'signal' ? focus.id : at, at);
        room.ui.setState({ focus: { kind: 'signal', id: at } });
        return;
      }
      room.ui.setState({ focus: { kind: 'signal', id: at }, peek: null });
      go({ sel: { kind: 'signal', id: at } });
    },
    [room, go],
  );
  return (
    <SignalRow
      id={id}
      isOpen={url.sel?.id === id || isPeek}
      isFocus={isFocus}
      isChosen={isChosen}
      hasBox={hasBox}
      gone={gone}
      onPoint={onPoint}
      onChoose={onChoose}
    />
  );
}

/** Adds a signal to the chosen, or takes it off. */
export function choose(room: ReturnType<typeof useRoom>, id: string): void {
  const chosen = new Set(room.ui.getState().chosen);
  if (!chosen.delete(id)) chosen.add(id);
  room.ui.setState({ chosen });
}

/** Adds all signals between two, both included. */
export function chooseRange(room: ReturnType<typeof useRoom>, from: string, to: string): void {
  const { ids } = room.lane.store.getState();
  const [a, b] = [ids.indexOf(from), ids.indexOf(to)].sort((x, y) => x - y);
  const chosen = new Set(room.ui.getState().chosen);
  for (const id of ids.slice(a, (b ?? 0) + 1)) chosen.add(id);
  room.ui.setState({ chosen });
}
