import { lazy, Suspense, useDeferredValue, useEffect, useState, type ReactNode } from 'react';
import { useView } from './use-view.ts';
import { useFeedPart } from '../store/use-live.ts';
import { AppFrame } from '../ui/app-frame.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatMinute } from '../ui/format.ts';
import { KeyHint } from '../ui/key.tsx';
import { BeyondLane } from './beyond-lane.tsx';
import { BoardTopBar } from './board-top-bar.tsx';
import styles from './board.module.css';
import { FilterBar } from './filter-bar.tsx';
import { IncidentsLane } from './incidents-lane.tsx';
import queueStyles from './queue.module.css';
import { ActionHint } from './keys/action-key.tsx';
import {
  useActionContext,
  useBoard,
  useBoardIncident,
  useRole,
  useRoom,
  useUi,
} from './room-context.ts';
import { SignalsLane } from './signals-lane.tsx';
import { BoardStatusBar } from './status-bar.tsx';
import { useBoardKeys } from './use-board-keys.ts';
import { useIsNarrow } from './use-is-narrow.ts';
import { useKeptFocus } from './queue-focus.ts';
import { useToldToMe } from './use-told-to-me.ts';
import { ViewsStrip } from './views-strip.tsx';

const SETTLE_MS = 120;

/** The triage board: queue, detail, record. */
export function Board() {
  const { room, url } = useBoard();
  const hasBulk = useUi((state) => state.chosen.size > 0 || state.staged !== null);
  const peek = useUi((state) => state.peek);
  const hasOverlay = useUi((state) => state.overlay !== null);
  const isNarrow = useIsNarrow();
  const view = useView();
  // The row shows at once where one is; what is open beside it follows, and gives way to the next key.
  const shown = useDeferredValue(peek ?? url.sel);
  const incident = useBoardIncident(shown?.kind === 'incident' ? shown.id : null);
  const hasRail = !hasBulk && shown?.kind === 'incident' && incident !== undefined && !isNarrow;
  const isDrill = room.election.election.drill === true;

  useEffect(() => room.show(url), [room, url]);
  useEffect(() => {
    const id = shown?.kind === 'incident' ? shown.id : null;
    // Moving through the queue doesn't fetch what is only passed by.
    const timer = setTimeout(() => {
      room.timeline.open(id);
      room.more.open(id);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [room, shown]);
  useEffect(() => {
    if (shown === null) document.title = `${view.title} · ${room.election.election.name}`;
  }, [shown, view, room]);
  // Once the queue is drawn: what is opened first is there at once.
  useEffect(() => void loadOpened().catch(() => {}), []);
  useEffect(() => {
    // At the first sign of a person, so that the first dialog opens at once.
    const load = (): void => {
      loadOverlays().catch(() => {});
      loadBulk().catch(() => {});
    };
    const once = { once: true, passive: true };
    window.addEventListener('pointermove', load, once);
    window.addEventListener('keydown', load, once);
    return () => {
      window.removeEventListener('pointermove', load);
      window.removeEventListener('keydown', load);
    };
  }, []);
  useToldToMe();
  useKeptFocus(hasOverlay);

  return (
    <AppFrame
      top={<BoardTopBar />}
      views={<ViewsStrip />}
      status={<BoardStatusBar />}
      mainClassName={styles.frameMain}
    >
      <div className={styles.main} data-wide={!hasRail || undefined}>
        {/* An open incident and a bulk have headings of their own. */}
        {!hasBulk && shown?.kind !== 'incident' && <h1 className="sr-only">{view.title}</h1>}
        <section className={queueStyles.queue} aria-label="Queue" tabIndex={-1} data-queue>
          <FilterBar />
          {view.lanes !== 'signals' && <IncidentsLane />}
          <BeyondLane />
          {view.lanes !== 'incidents' && <SignalsLane isAlone={view.lanes === 'signals'} />}
        </section>
        <OnceOnly>
          {hasBulk ? (
            <Suspense fallback={<section className={styles.detail} />}>
              <BulkDetail />
            </Suspense>
          ) : shown === null ? (
            <Nothing />
          ) : (
            <Suspense fallback={<section className={styles.detail} />}>
              <Opened shown={shown} rail={hasRail ? incident : undefined} />
            </Suspense>
          )}
        </OnceOnly>
        {isDrill && (
          <div className={styles.exercise} aria-hidden="true">
            EXERCISE
          </div>
        )}
        <Notices />
      </div>
      {hasOverlay && (
        <Suspense fallback={null}>
          <Overlays />
        </Suspense>
      )}
      <Keys />
    </AppFrame>
  );
}

/** A double click does once what a click does: after the first, something else may stand there. */
function OnceOnly({ children }: { children: ReactNode }) {
  return (
    <div
      className={styles.once}
      role="presentation"
      onClickCapture={(event) => {
        if (event.detail < 2 || !(event.target instanceof Element)) return;
        if (event.target.closest('button') !== null) event.stopPropagation();
      }}
    >
      {children}
    </div>
  );
}

/** In a part of its own: the clock it reads beats every second, and the board shall not be drawn with it. */
function Keys() {
  const context = useActionContext();
  useBoardKeys(context);
  return null;
}

const Overlays = lazy(loadOverlays);
const BulkDetail = lazy(loadBulk);
const Opened = lazy(loadOpened);

function loadOpened() {
  return import('./opened.tsx').then((module) => ({ default: module.Opened }));
}

function loadBulk() {
  return import('./bulk/bulk-detail.tsx').then((module) => ({ default: module.BulkDetail }));
}

/** Dialogs and the palette load apart: nobody needs them to see what is going on. */
function loadOverlays() {
  return import('./overlays.tsx').then((module) => ({ default: module.Overlays }));
}

function Nothing() {
  const role = useRole();
  const mayWork = role !== 'viewer' && role !== 'partner';
  return (
    <section className={styles.detail} aria-label="Nothing open">
      <EmptyState className={styles.none} title="Nothing open">
        Choose an incident or a signal in the queue.
        <div className={styles.keys}>
          <ActionHint of={['move-down', 'move-up']}>move</ActionHint>
          <KeyHint keys={['enter']}>open</KeyHint>
          <KeyHint keys={['space']}>peek</KeyHint>
          <ActionHint of={['search']}>search</ActionHint>
          {mayWork && <ActionHint of={['next-batch']}>next batch of signals</ActionHint>}
          {mayWork && <ActionHint of={['new']}>new signal</ActionHint>}
          <ActionHint of={['palette']}>every command</ActionHint>
        </div>
      </EmptyState>
    </section>
  );
}

/** What holds for the whole board: no connection, no writes, a newer build, signed out. */
function Notices() {
  const { feed, election } = useRoom();
  const phase = useFeedPart(feed, (status) => status.phase);
  const bye = useFeedPart(feed, (status) => status.bye);
  const readOnly = useFeedPart(feed, (status) => status.readOnly);
  const since = useFeedPart(feed, (status) => status.readOnlySince);
  const unsafe = useFeedPart(feed, (status) => status.unsafe);
  const newBuild = useFeedPart(feed, (status) => status.newBuild);
  const attempts = useFeedPart(feed, (status) => status.attempts);
  const [hidden, setHidden] = useState<string | null>(null);
  const reload = (
    <Button size="s" onClick={() => location.reload()}>
      Reload
    </Button>
  );
  if (phase === 'ended') {
    return (
      <div className={styles.notices}>
        <Banner tone="bad" title="This board is no longer live" actions={reload}>
          {bye?.message}
        </Banner>
      </div>
    );
  }
  // It may stay so for days: once read, the status bar goes on saying it.
  const isUnsafe = unsafe !== null && unsafe !== hidden;
  const hide = (
    <Button size="s" onClick={() => setHidden(unsafe)}>
      Hide
    </Button>
  );
  // A short break says so in the status bar alone.
  const isAway = phase === 'offline' && attempts > 2;
  if (!isAway && readOnly === null && !isUnsafe && newBuild === null) return null;
  const at = since === null ? '' : ` since ${formatMinute(since, election.election.zone)}`;
  return (
    <div className={styles.notices}>
      {isAway && (
        <Banner tone="late" title="No connection">
          You see the last known picture. Nothing can be saved until it is back; what you type in
          notes is kept.
        </Banner>
      )}
      {readOnly !== null && (
        <Banner tone="late" title={`Read only${at}`}>
          {readOnly}
        </Banner>
      )}
      {isUnsafe && (
        <Banner tone="late" title="Not durable" actions={hide}>
          What is saved may be lost: {unsafe}
        </Banner>
      )}
      {newBuild !== null && !isAway && (
        <Banner title="A newer version is there" actions={reload}>
          Reload when it suits; drafts of notes are kept.
        </Banner>
      )}
    </div>
  );
}
