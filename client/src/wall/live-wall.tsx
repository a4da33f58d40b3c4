import { compileElection, type DisplayOrder, type Election } from '@warroom/shared';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { api } from '../api.ts';
import { BUILD } from '../build.ts';
import { openFeed, type Feed } from '../feed/connection.ts';
import { socketIo } from '../feed/feed-socket.ts';
import { useFeedPart } from '../store/use-live.ts';
import { criticalsOf } from './criticals.ts';
import { displayReport, REPORT_MS } from './display-report.ts';
import type { DisplaySelf } from './display.ts';
import { Identify } from './identify.tsx';
import { keepPicture, type LastPicture } from './last-picture.ts';
import { probeServer, renewal } from './renewal.ts';
import { scenesFor } from './scenes.ts';
import { wallLayout } from './sizing.ts';
import { snapshotAs } from './snapshot-as.ts';
import { StartingUp } from './starting-up.tsx';
import { useCanvas } from './use-canvas.ts';
import { useOnline } from './use-online.ts';
import { wakeLock } from './wake-lock.ts';
import { wallClock, type WallClock } from './wall-clock.ts';
import { oldestAsOf, STREAMS } from './wall-data.ts';
import { wallFeed, type WallFeed } from './wall-feed.ts';
import { WallScreen } from './wall-screen.tsx';

const RETRY_MS = 5_000;
const KEEP_MS = 30_000;
/** How long a picture of an earlier visit stands in for NOT LIVE while the wall tries to connect. */
const GRACE_MS = 60_000;
/** How long the first picture may take before a wall says that it has none. */
const FIRST_MS = 15_000;

export interface LiveWallProps {
  /** Whose cookie the wall goes by where a browser is both. */
  as: 'display' | 'person';
  display: DisplaySelf;
  before: LastPicture | undefined;
  pinned: string | null;
  /** The display was revoked: nothing may stay on the screen. */
  onGone: () => void;
  /** The display's settings were changed. */
  onSettings: () => void;
}

/** Gets the election's file, then runs the wall. */
export function LiveWall(props: LiveWallProps) {
  const { as, display, before, onGone } = props;
  const [election, setElection] = useState<Election | null>(before?.election ?? null);
  const [failed, setFailed] = useState({ attempts: 0, reason: '' });
  const isKnown = election !== null;

  useEffect(() => {
    let isOver = false;
    async function ask(): Promise<void> {
      const path = `/api/elections/${encodeURIComponent(display.election)}?as=${as}`;
      const result = await api<Election>(path);
      if (isOver) return;
      if (result.ok) setElection(result.value);
      else if (result.error.status === 401) onGone();
      else setFailed(({ attempts }) => ({ attempts: attempts + 1, reason: result.error.message }));
    }
    void ask();
    // What was kept from an earlier visit is renewed once; without anything, until it is there.
    const timer = isKnown ? undefined : setInterval(() => void ask(), RETRY_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [as, display.election, isKnown, onGone]);

  if (election === null) return <StartingUp {...failed} />;
  return <Running {...props} election={election} />;
}

interface Parts {
  feed: Feed;
  clock: WallClock;
  picture: WallFeed;
  graceUntil: number;
}

function Running(props: LiveWallProps & { election: Election }) {
  const { as, display, before, election } = props;
  const compiled = useMemo(() => compileElection(election), [election]);
  const [parts, setParts] = useState<Parts | null>(null);
  const start = useRef({ display, before });
  start.current = { display, before };

  useEffect(() => {
    const { display: self, before: last } = start.current;
    const feed = openFeed({
      election: compiled.election.id,
      build: BUILD,
      connect: (handshake, events) => socketIo({ ...handshake, as }, events),
      snapshot: snapshotAs(as),
    });
    const clock = wallClock(feed.serverNow);
    const picture = wallFeed({
      feed,
      clock,
      compiled,
      identity: {
        kind: as === 'display' ? 'display' : 'preview',
        name: self.name,
        clearance: self.clearance,
        redaction: self.redaction,
      },
      before: last?.picture,
    });
    setParts({ feed, clock, picture, graceUntil: clock.now() + (last ? GRACE_MS : FIRST_MS) });
    return () => {
      picture.close();
      clock.close();
    };
  }, [as, compiled]);

  return parts && <Picture {...props} {...parts} />;
}

function Picture(props: LiveWallProps & Parts & { election: Election }) {
  const { as, display, election, pinned, onGone, onSettings, feed, clock, picture, graceUntil } =
    props;
  const data = useSyncExternalStore(picture.subscribe, picture.get);
  const phase = useFeedPart(feed, (status) => status.phase);
  const hello = useFeedPart(feed, (status) => status.hello);
  const attempts = useFeedPart(feed, (status) => status.attempts);
  const bye = useFeedPart(feed, (status) => status.bye);
  const canvas = useCanvas();
  const isOnline = useOnline();
  const layout = useMemo(() => wallLayout(canvas, display), [canvas, display]);
  const scenes = useMemo(() => scenesFor(display.scenes), [display.scenes]);
  const [order, setOrder] = useState<Extract<DisplayOrder, { kind: 'identify' }> | null>(null);

  useEffect(() => {
    if (bye?.kind === 'forbidden') onGone();
  }, [bye, onGone]);

  // Everything that happens now and then hangs on the one clock.
  useEffect(() => {
    const lock = wakeLock();
    const renew = renewal({
      random: Math.random,
      probe: probeServer,
      reload: () => window.location.reload(),
    });
    const due = { report: 0, keep: clock.now() + KEEP_MS };
    const stopClock = clock.subscribe(() => {
      const now = clock.now();
      const { newBuild, bye: ended } = feed.status();
      const current = picture.get();
      const isBusy = criticalsOf(current.incidents).waiting.length > 0;
      // A server that speaks another version of the wire ends the connection: only a reload helps.
      const isOutdated = ended?.kind === 'stale-version' ? 'unknown' : null;
      renew.look(now, {
        newBuild: BUILD === 'dev' ? null : (newBuild ?? isOutdated),
        isBusy: isBusy && isOutdated === null,
      });
      if (as !== 'display') return;
      if (now >= due.report) {
        due.report = now + REPORT_MS;
        const asOf = oldestAsOf(current.asOf, STREAMS);
        feed.report(
          displayReport({ build: BUILD, asOf, offsetMs: feed.offsetMs(), wakeLock: lock.state() }),
        );
      }
      if (now >= due.keep) {
        due.keep = now + KEEP_MS;
        keepPicture(localStorage, { display, election, picture: current });
      }
    });
    const stopOrders = feed.on('display', (given) => {
      if (given.kind === 'identify') setOrder(given);
      else if (given.kind === 'reload') void reloadWhenWell();
      else if (given.kind === 'revoked') onGone();
      else onSettings();
    });
    return () => {
      stopClock();
      stopOrders();
      lock.close();
    };
  }, [as, clock, display, election, feed, onGone, onSettings, picture]);

  return (
    <div data-theme={display.theme}>
      <WallScreen
        {...{ data, clock, layout, scenes, pinned, isOnline, graceUntil }}
        status={{ phase, hello, attempts }}
      />
      {order && <Identify {...{ order, clock, layout }} onOver={() => setOrder(null)} />}
    </div>
  );
}

async function reloadWhenWell(): Promise<void> {
  const isWell = await probeServer().catch(() => false);
  if (isWell) window.location.reload();
}
