import {
  compileElection,
  NO_PROGRAM,
  type DisplayOrder,
  type Election,
  type Hello,
  type PlaylistTurn,
} from '@warroom/shared';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { api } from '../api.ts';
import { BUILD } from '../build.ts';
import { openFeed, type Feed } from '../feed/connection.ts';
import { socketIo } from '../feed/feed-socket.ts';
import type { Ticker } from '../store/ticker.ts';
import { useFeedPart } from '../store/use-live.ts';
import { criticalsOf } from './criticals.ts';
import { displayReport, REPORT_MS } from './display-report.ts';
import type { DisplaySelf } from './display.ts';
import { Identify } from './identify.tsx';
import { forgetPicture, keepPicture, type LastPicture } from './last-picture.ts';
import { probeServer, renewal } from './renewal.ts';
import { scenesFor } from './scenes.ts';
import { wallLayout } from './sizing.ts';
import { snapshotAs } from './snapshot-as.ts';
import { StartingUp } from './starting-up.tsx';
import { useAlarm } from './use-alarm.ts';
import { useCanvas } from './use-canvas.ts';
import { useOnline } from './use-online.ts';
import { useVisitor } from './use-visitor.ts';
import { visitorView } from './visitor-view.ts';
import { wakeLock } from './wake-lock.ts';
import { wallClock } from './wall-clock.ts';
import { oldestAsOf, STREAMS, type WallData } from './wall-data.ts';
import { wallFeed, withoutTexts, type WallFeed } from './wall-feed.ts';
import { WallScreen } from './wall-screen.tsx';

const RETRY_MS = 5_000;
const KEEP_MS = 30_000;
/** How often a wall asks for its settings unasked; with the answer its token is renewed when due. */
const ASK_SELF_MS = 3_600_000;
/** How long a picture of an earlier visit stands in for NOT LIVE while the wall tries to connect. */
const GRACE_MS = 60_000;
/** How long the first picture may take before a wall says that it has none. */
const FIRST_MS = 15_000;

export interface LiveWallProps {
  /** Whose cookie the wall goes by where a browser is both. */
  as: 'display' | 'person';
  display: DisplaySelf;
  before: LastPicture | undefined;
  pinned: PlaylistTurn | null;
  /** The display was revoked: nothing may stay on the screen. */
  onGone: () => void;
  /** The display's settings, or what is scheduled for it, were changed. Answers whether they could be read anew. */
  onSettings: () => Promise<boolean>;
}

interface Parts {
  election: Election;
  feed: Feed;
  clock: Ticker;
  picture: WallFeed;
  graceUntil: number;
}

/** Gets the election's file, then runs the wall. What it was started with later changes by the feed alone. */
export function LiveWall(props: LiveWallProps) {
  const { as, onGone } = props;
  const [start] = useState({ display: props.display, before: props.before });
  const [parts, setParts] = useState<Parts | null>(null);
  const [failed, setFailed] = useState({ attempts: 0, reason: '' });

  useEffect(() => {
    const { display, before } = start;
    let opened: Parts | null = null;
    let isOver = false;
    async function open(): Promise<void> {
      const path = `/api/elections/${encodeURIComponent(display.election)}?as=${as}`;
      const result = await api<Election>(path);
      if (isOver || opened) return;
      if (!result.ok && result.error.status === 401) {
        onGone();
        return;
      }
      const election = result.ok ? result.value : before?.election;
      if (election) {
        clearInterval(timer);
        opened = openParts(election, as, display, before);
        setParts(opened);
      } else if (!result.ok) {
        const { message } = result.error;
        setFailed(({ attempts }) => ({ attempts: attempts + 1, reason: message }));
      }
    }
    const timer = setInterval(() => void open(), RETRY_MS);
    void open();
    return () => {
      isOver = true;
      clearInterval(timer);
      opened?.picture.close();
    };
  }, [as, onGone, start]);

  return parts === null ? <StartingUp {...failed} /> : <Picture {...props} {...parts} />;
}

function openParts(
  election: Election,
  as: LiveWallProps['as'],
  display: DisplaySelf,
  before: LastPicture | undefined,
): Parts {
  const feed = openFeed({
    election: election.id,
    build: BUILD,
    connect: (handshake, events) => socketIo({ ...handshake, as }, events),
    snapshot: snapshotAs(as),
  });
  const clock = wallClock(feed.serverNow);
  const { name, clearance, redaction } = display;
  const picture = wallFeed({
    feed,
    clock,
    compiled: compileElection(election),
    identity: { kind: as === 'display' ? 'display' : 'preview', name, clearance, redaction },
    program: display.program ?? NO_PROGRAM,
    before: before?.picture,
  });
  const graceUntil = clock.now() + (before ? GRACE_MS : FIRST_MS);
  return { election, feed, clock, picture, graceUntil };
}

function Picture(props: LiveWallProps & Parts) {
  const { as, display, election, pinned, onGone, onSettings, feed, clock, picture, graceUntil } =
    props;
  const known = useSyncExternalStore(picture.subscribe, picture.get);
  const phase = useFeedPart(feed, (status) => status.phase);
  const hello = useFeedPart(feed, (status) => status.hello);
  const attempts = useFeedPart(feed, (status) => status.attempts);
  const bye = useFeedPart(feed, (status) => status.bye);
  const audio = useAlarm(picture, clock, as === 'display' && display.sound);
  const isVisited = useVisitor(feed, clock, display.id, as === 'display');
  const people = hello?.people;
  const data = useMemo(
    () => ({ ...(isVisited ? visitorView(known, people ?? []) : known), audio }),
    [known, isVisited, people, audio],
  );
  const canvas = useCanvas();
  const isOnline = useOnline();
  const layout = useMemo(() => wallLayout(canvas, display), [canvas, display]);
  const scenes = useMemo(() => scenesFor(display.scenes), [display.scenes]);
  useEffect(() => picture.follow(display.ticker ?? null), [picture, display.ticker]);
  // One kept by an earlier version has none.
  const program = display.program ?? NO_PROGRAM;
  useEffect(() => picture.play(program), [picture, program]);
  const [order, setOrder] = useState<Extract<DisplayOrder, { kind: 'identify' }> | null>(null);

  useEffect(() => {
    if (bye?.kind === 'forbidden') onGone();
  }, [bye, onGone]);

  // What they are now, for what hangs on the clock and must not begin anew with each of them.
  const current = useRef({ display, onSettings, audio, isVisited, basis: '' });
  useEffect(() => {
    current.current = { ...current.current, display, onSettings, audio, isVisited };
  }, [display, onSettings, audio, isVisited]);

  // What is kept must not show more after a reload than the screen does now.
  useEffect(() => {
    if (!isVisited) return;
    forgetPicture(localStorage);
    keepAsSeen(current.current, election, picture.get(), feed.status().hello?.people);
  }, [isVisited, election, feed, picture]);

  // Everything that happens now and then hangs on the one clock.
  useEffect(() => {
    const lock = wakeLock();
    const renew = renewal({
      random: Math.random,
      probe: probeServer,
      reload: () => window.location.reload(),
    });
    const due = { report: 0, keep: clock.now() + KEEP_MS, self: clock.now() + ASK_SELF_MS };
    let readAnewFor: number | null = null;
    const stopClock = clock.subscribe(() => {
      const now = clock.now();
      const { newBuild, bye: ended } = feed.status();
      const shown = picture.get();
      const isBusy = criticalsOf(shown.incidents).waiting.length > 0;
      // A server that speaks another version of the wire ends the connection: only a reload helps.
      const isOutdated = ended?.kind === 'stale-version' ? 'unknown' : null;
      renew.look(now, {
        newBuild: BUILD === 'dev' ? null : (newBuild ?? isOutdated),
        isBusy: isBusy && isOutdated === null,
      });
      // A pin that is over may have hidden one for the display's group, or for all.
      const pinnedUntil = shown.program.pin?.until ?? null;
      // A moment later, so that it is over by the server's clock too.
      if (pinnedUntil !== null && now > pinnedUntil + 1_000 && readAnewFor !== pinnedUntil) {
        readAnewFor = pinnedUntil;
        void current.current.onSettings();
      }
      if (as !== 'display') return;
      if (now >= due.report) {
        due.report = now + REPORT_MS;
        const asOf = oldestAsOf(shown.asOf, STREAMS);
        lock.keep();
        feed.report(
          displayReport({
            build: BUILD,
            asOf,
            offsetMs: feed.offsetMs(),
            wakeLock: lock.state(),
            audio: current.current.audio,
          }),
        );
      }
      if (now >= due.self) {
        due.self = now + ASK_SELF_MS;
        void current.current.onSettings();
      }
      if (now >= due.keep) {
        due.keep = now + KEEP_MS;
        keepAsSeen(current.current, election, shown, feed.status().hello?.people);
      }
    });
    const stopOrders = feed.on('display', (given) => {
      if (given.kind === 'identify') setOrder(given);
      else if (given.kind === 'reload') void reloadWhenWell();
      else if (given.kind === 'revoked') onGone();
      else {
        // What was kept may show more than the display may from now on.
        forgetPicture(localStorage);
        const { identity, program: playing } = picture.get();
        if (identity.redaction !== given.redaction || identity.clearance !== given.clearance)
          picture.play(withoutTexts(playing));
        void current.current.onSettings();
      }
    });
    // The view that the ticker follows may have been changed, what is scheduled, pinned or announced, or what
    // may be shown at all.
    const look = async (): Promise<void> => {
      const told = feed.status().hello;
      const next = told === null ? '' : basisOf(told);
      if (next === current.current.basis) return;
      current.current.basis = next;
      // Read again at the next word of the server where it could not be read now.
      if (!(await current.current.onSettings())) current.current.basis = '';
    };
    void look();
    const stopStamps = feed.on('stamps', () => void look());
    const stopHello = feed.on('hello', () => void look());
    return () => {
      stopClock();
      stopOrders();
      stopStamps();
      stopHello();
      lock.close();
    };
  }, [as, clock, election, feed, onGone, picture]);

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

/** Keeps the picture as this screen may show it: without names where its key for visitors was pressed. */
function keepAsSeen(
  { display, isVisited }: { display: DisplaySelf; isVisited: boolean },
  election: Election,
  picture: WallData,
  people: readonly { name: string }[] = [],
): void {
  keepPicture(
    localStorage,
    isVisited
      ? {
          display: { ...display, redaction: 'visitor', program: withoutTexts(display.program) },
          election,
          picture: visitorView(picture, people),
        }
      : { display, election, picture },
  );
}

/** What the settings and the program depend on, as one text. */
function basisOf({ stamps, clearance, redaction }: Hello): string {
  return [stamps.view, stamps.wall, clearance, redaction].join(' ');
}

async function reloadWhenWell(): Promise<void> {
  const isWell = await probeServer().catch(() => false);
  if (isWell) window.location.reload();
}
