import { useCallback, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useAtNow } from '../store/ticker.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatTimer, formatWhole, plural } from '../ui/format.ts';
import { announce } from '../ui/live-region.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { LaneGrid } from './lane-grid.tsx';
import { giveBackBatch, takeBatch } from './batch/perform-batch.ts';
import { ActionKey } from './keys/action-key.tsx';
import { useActionContext, useBoard, useRoom, useUi } from './room-context.ts';
import { choose, chooseAll, chooseMatching, chooseRange, clearChosen } from './selection.ts';
import { SignalRow } from './signal-row.tsx';
import styles from './queue.module.css';

/** The lower lane: undecided signals, newest first. */
export function SignalsLane({ isAlone }: { isAlone: boolean }) {
  const { room } = useBoard();
  const isBatch = useStore(room.batch.store, (batch) => batch.isShown);
  return <Lane isAlone={isAlone} isBatch={isBatch} />;
}

function Lane({ isAlone, isBatch }: { isAlone: boolean; isBatch: boolean }) {
  const { room, url, go } = useBoard();
  const { lane, ui } = room;
  const state = useStore(lane.store);
  const { ids, arrivals, next, loading, loaded, error, undecided, oldestAt } = state;
  const focus = useUi((one) => (one.focus?.kind === 'signal' ? one.focus.id : null));
  const chosen = useUi((one) => (one.chosenKind === 'signal' ? one.chosen : NONE));
  const isHeld =
    useUi((one) => one.peek?.kind === 'signal') || url.sel?.kind === 'signal' || chosen.size > 0;
  const oldest = useAtNow(room.clock, (now) =>
    oldestAt === null ? '' : formatTimer(Math.max(0, now - oldestAt)),
  );
  // The way back to it needs the room.
  const hasBatch = useStore(room.batch.store, (batch) => batch.ids.length > 0);
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
            onChange={(on) => (on ? chooseAll(room, 'signal', ids) : clearChosen(room))}
          />
        )}
        <h2>{isBatch ? 'My batch' : 'Signals'}</h2>
        <span className={styles.count}>
          {undecided === null || isBatch ? '' : `${formatWhole(undecided)} undecided`}
        </span>
        {isBatch ? (
          <BatchHead chosen={chosen.size} />
        ) : arrivals > 0 ? (
          <button type="button" className={styles.new} onClick={() => lane.release()}>
            <span>
              <b>{formatWhole(arrivals)} new</b> — press
            </span>
            <ActionKey of="show-new" />
            {chosen.size > 0 && <span>{formatWhole(chosen.size)} selected</span>}
          </button>
        ) : (
          <>
            {chosen.size === 0 && oldest !== '' && !hasBatch && (
              <span className={styles.soft}>oldest {oldest}</span>
            )}
            <span className={styles.grow} />
          </>
        )}
        {isBatch || arrivals > 0 ? null : chosen.size > 0 ? (
          <span>
            <span className={styles.chosen}>{formatWhole(chosen.size)} selected</span>{' '}
            <span className={styles.count}>of {formatWhole(ids.length)} loaded</span>
          </span>
        ) : (
          <>
            <NextBatch />
            {!isAlone && (
              <Button look="link" size="s" onClick={() => go({ view: 'signals' })}>
                all
              </Button>
            )}
          </>
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
          title={isBatch ? 'Batch done' : url.q === '' ? 'None undecided' : 'No signals match'}
        >
          {isBatch
            ? 'Every signal of it has been decided on, or its claim has run out.'
            : url.q === ''
              ? 'Every signal that is shared with you has been decided on.'
              : `None that is undecided answers “${url.q}”.`}
        </EmptyState>
      ) : (
        <LaneGrid
          label={isBatch ? 'My batch' : 'Undecided signals'}
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
          All {formatWhole(ids.length)} loaded <ActionKey of="select-loaded" />
          <span className={styles.grow} />
          {chosen.size > 0 && !isBatch && next !== null && <AllMatching count={undecided} />}
          {chosen.size === 0 && next !== null && (
            <Button look="link" size="s" onClick={() => void lane.loadMore()}>
              load more
            </Button>
          )}
        </footer>
      )}
    </section>
  );
}

const NONE: ReadonlySet<string> = new Set();

/** How much of the batch is left, for how long, and the way out of it. */
function BatchHead({ chosen }: { chosen: number }) {
  const { room } = useBoard();
  const { batch, clock } = room;
  const context = useActionContext();
  // The lane tells of what was decided; the beat of the clock of what ran out.
  const decided = useStore(room.lane.store, (state) => state.left);
  const { ids } = useStore(batch.store);
  // What was decided and taken back is nobody's; a claim that ran out still names whose it was.
  const isLost = ids.some((id) => {
    const signal = room.lane.records.get(id);
    return signal?.state === 'undecided' && signal.claim?.by === room.me && !decided.has(id);
  });
  const left = useAtNow(clock, (now) => {
    const { ids, until } = batch.rest(now);
    return until === null ? '' : `${ids.length} left · ${formatTimer(until - now)}`;
  });
  return (
    <>
      <span className={left === '' ? styles.soft : styles.chosen}>
        {chosen > 0
          ? `${formatWhole(chosen)} selected`
          : left !== ''
            ? left
            : isLost
              ? 'ran out'
              : 'done'}
      </span>
      <span className={styles.grow} />
      {chosen === 0 && <NextBatch isBatch />}
      <Button
        look="quiet"
        size="s"
        className={styles.giveBack}
        keyHint={context.keyOf('give-back')}
        disabledReason={context.blocked ?? undefined}
        onClick={() => void giveBackBatch(room, context.blocked)}
      >
        <span>
          <span className="sr-only">give </span>back
        </span>
      </Button>
      <Button look="link" size="s" onClick={() => batch.show(false)}>
        all
      </Button>
    </>
  );
}

function NextBatch({ isBatch = false }: { isBatch?: boolean }) {
  const { room, url, go } = useBoard();
  const context = useActionContext();
  const isTaking = useStore(room.batch.store, (batch) => batch.isTaking);
  const mayWork = context.role !== 'viewer' && context.role !== 'partner';
  const hasBatch = useStore(room.batch.store, (batch) => !batch.isShown && batch.ids.length > 0);
  if (!mayWork) return null;
  return (
    <>
      {hasBatch && (
        <Button look="link" size="s" onClick={() => room.batch.show(true)}>
          my batch
        </Button>
      )}
      <Button
        look="quiet"
        size="s"
        keyHint={context.keyOf('next-batch')}
        isPending={isTaking}
        disabledReason={context.blocked ?? undefined}
        onClick={() => void takeBatch(room, url, go, context.blocked)}
      >
        <span>
          next<span className={isBatch ? 'sr-only' : undefined}> batch</span>
        </span>
      </Button>
    </>
  );
}

/** The second step: also those that aren't loaded. */
function AllMatching({ count }: { count: number | null }) {
  const { room, url } = useBoard();
  return (
    <Button look="link" size="s" onClick={() => void chooseMatching(room, url)}>
      then all {url.q === '' && count !== null ? formatWhole(count) : ''} matching…{' '}
      <ActionKey of="select-matching" />
    </Button>
  );
}

function Row({ id, hasBox }: { id: string; hasBox: boolean }) {
  const { url, go } = useBoard();
  const room = useRoom();
  const isFocus = useUi((state) => state.focus?.id === id);
  const isPeek = useUi((state) => state.peek?.id === id);
  const isChosen = useUi(({ chosen, chosenKind }) => chosenKind === 'signal' && chosen.has(id));
  const gone = useStore(room.lane.store, (state) => state.left.get(id));
  const onChoose = useCallback((at: string) => choose(room, 'signal', at), [room]);
  const onPoint = useCallback(
    (at: string, extend: boolean) => {
      if (extend) {
        const { focus } = room.ui.getState();
        chooseRange(room, url, 'signal', focus?.kind === 'signal' ? focus.id : at, at);
        room.ui.setState({ focus: { kind: 'signal', id: at } });
        return;
      }
      room.ui.setState({ focus: { kind: 'signal', id: at }, peek: null });
      go({ sel: { kind: 'signal', id: at } });
    },
    [room, url, go],
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
