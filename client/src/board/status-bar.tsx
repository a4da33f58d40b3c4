import { useStore } from 'zustand';
import { freshness, worstFreshness } from '../feed/freshness.ts';
import type { Freshness } from '../feed/freshness.ts';
import { useAtNow } from '../store/ticker.ts';
import { useFeedPart } from '../store/use-live.ts';
import { StatusBar } from '../ui/app-frame.tsx';
import { AppLink } from '../ui/app-link.tsx';
import { formatAgeLong, formatClock, plural } from '../ui/format.ts';
import { KeyHint } from '../ui/key.tsx';
import { StatusDot } from '../ui/status-dot.tsx';
import type { StatusKind } from '../ui/status-dot.tsx';
import { ActionHint } from './keys/action-key.tsx';
import { useBoard, useRoom, useUi } from './room-context.ts';
import { silentSources } from './silence.ts';
import styles from './board.module.css';

const KINDS: Record<Freshness, StatusKind> = {
  fresh: 'live',
  late: 'late',
  stale: 'stale',
  lost: 'dead',
  never: 'idle',
};

/** The foot of the board: how live, which sources report, what is not saved; keys at the right. */
export function BoardStatusBar() {
  const { url } = useBoard();
  const chosen = useUi((state) => state.chosen.size);
  const isSignals = url.view === 'signals' || chosen > 0;
  return (
    <StatusBar
      end={
        <>
          {isSignals ? (
            <ActionHint of={['extend-down']}>extend</ActionHint>
          ) : (
            <ActionHint of={['move-down', 'move-up']}>move</ActionHint>
          )}
          {!isSignals && <KeyHint keys={['enter']}>open</KeyHint>}
          <ActionHint of={['select']}>select</ActionHint>
          {isSignals && <ActionHint of={['show-new']}>show new</ActionHint>}
          <ActionHint of={['help']}>all keys</ActionHint>
        </>
      }
    >
      <Liveness />
      <Sources />
      <Durability />
      <Saving />
      <CareCount />
    </StatusBar>
  );
}

function Liveness() {
  const room = useRoom();
  const zone = room.election.election.zone;
  const phase = useFeedPart(room.feed, (status) => status.phase);
  const incidents = useFeedPart(room.feed, ({ asOf }) => asOf.incidents);
  const signals = useFeedPart(room.feed, ({ asOf }) => asOf.signals);
  const heartbeatMs = useFeedPart(room.feed, (status) => status.heartbeatMs);
  const asOf = incidents === null ? null : Math.min(incidents, signals ?? incidents);
  const age = useAtNow(room.clock, (now) =>
    worstFreshness([
      freshness(incidents, now, heartbeatMs),
      freshness(signals ?? incidents, now, heartbeatMs),
    ]),
  );
  const old = useAtNow(room.clock, (now) =>
    asOf === null ? '' : formatAgeLong(Math.max(0, now - asOf)),
  );
  const at = asOf === null ? '' : formatClock(asOf, zone);
  if (phase === 'ended')
    return <StatusDot kind="dead">Not live: signed out or let go by the server</StatusDot>;
  if (asOf === null) return <StatusDot kind="idle">Connecting…</StatusDot>;
  if (phase === 'offline') {
    return (
      <StatusDot
        kind={age === 'fresh' ? 'late' : KINDS[age]}
      >{`Connection lost, as of ${at} · ${old} old · reconnecting`}</StatusDot>
    );
  }
  if (age === 'fresh') return <StatusDot kind="live" isCalm>{`Live, as of ${at}`}</StatusDot>;
  return <StatusDot kind={KINDS[age]}>{`As of ${at} · ${old} old`}</StatusDot>;
}

function Sources() {
  const room = useRoom();
  const sources = useStore(room.lists, (lists) => lists.sources);
  const text = useAtNow(room.clock, (now) => {
    const silent = silentSources(sources, now);
    const [worst] = silent;
    const reporting = sources.filter((source) => source.lastAt !== null).length - silent.length;
    const words = `${reporting} of ${plural(sources.length, 'source')} reporting`;
    if (!worst) return words;
    const more = silent.length > 1 ? `, ${silent.length - 1} more` : '';
    return `${words} · ${worst.source.title} silent ${formatAgeLong(worst.silentMs)}${more}`;
  });
  if (sources.length === 0) return null;
  return (
    <StatusDot kind={text.includes(' silent ') ? 'late' : 'live'} isCalm>
      {text}
    </StatusDot>
  );
}

function Durability() {
  const unsafe = useFeedPart(useRoom().feed, (status) => status.unsafe);
  return unsafe === null ? null : <StatusDot kind="late">Not durable</StatusDot>;
}

/** How long this person looked at distressing material today; leads to the page about it. */
function CareCount() {
  const room = useRoom();
  const minutes = useStore(room.looking.store, (state) => Math.floor(state.minutes));
  if (minutes < 1) return null;
  return (
    <AppLink href={`/e/${room.election.election.id}/care`} className={styles.care}>
      {formatAgeLong(minutes * 60_000)} of distressing material today
    </AppLink>
  );
}

function Saving() {
  const room = useRoom();
  const slow = useStore(room.desk.store, (state) => state.slow.size);
  const conflicts = useStore(room.desk.store, (state) => state.conflicts.size);
  const unsettled = useStore(room.desk.store, (state) => state.unsettled.size);
  const phase = useFeedPart(room.feed, (status) => status.phase);
  if (conflicts > 0)
    return <span className={styles.unsaved}>{plural(conflicts, 'change')} not saved</span>;
  if (slow > 0) {
    const why = phase === 'live' ? 'saving' : 'waiting for the connection';
    return (
      <span className={styles.unsaved}>{`${plural(slow, 'change')} not saved yet, ${why}`}</span>
    );
  }
  if (unsettled > 0)
    return <span className={styles.unsaved}>{plural(unsettled, 'change')} perhaps not saved</span>;
  return <span>All changes saved</span>;
}
