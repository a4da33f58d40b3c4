import type { ReactNode } from 'react';
import { freshness } from '../feed/freshness.ts';
import type { Freshness } from '../feed/freshness.ts';
import { useAtNow } from '../store/ticker.ts';
import { useFeedPart } from '../store/use-live.ts';
import { StatusBar } from '../ui/app-frame.tsx';
import { formatAgeLong, formatClock } from '../ui/format.ts';
import { KeyHint } from '../ui/key.tsx';
import { StatusDot } from '../ui/status-dot.tsx';
import type { StatusKind } from '../ui/status-dot.tsx';
import { useDesk } from './desk-context.ts';
import styles from './desk-frame.module.css';
import type { DeskKey } from './use-desk-keys.ts';

const KINDS: Record<Freshness, StatusKind> = {
  fresh: 'live',
  late: 'late',
  stale: 'stale',
  lost: 'dead',
  never: 'idle',
};

interface DeskStatusProps {
  keys: readonly DeskKey[];
  /** The key of the sheet of keys. */
  help: string | undefined;
  children?: ReactNode;
}

/** The foot of a desk page: how live it is, what is being saved; the first keys at the right. */
export function DeskStatus({ keys, help, children }: DeskStatusProps) {
  const { feed } = useDesk();
  const unsafe = useFeedPart(feed, (status) => status.unsafe);
  const pending = useFeedPart(feed, (status) => status.pending);
  return (
    <StatusBar
      end={
        <>
          {keys.slice(0, 4).map(({ keys: combinations, does }) => (
            <KeyHint key={does} keys={combinations}>
              {does}
            </KeyHint>
          ))}
          {help !== undefined && <KeyHint keys={[help]}>all keys</KeyHint>}
        </>
      }
    >
      <Liveness />
      {unsafe !== null && <StatusDot kind="late">Not durable</StatusDot>}
      {children}
      {pending > 0 ? (
        <span className={styles.unsaved}>Saving…</span>
      ) : (
        <span>All changes saved</span>
      )}
    </StatusBar>
  );
}

function Liveness() {
  const { feed, clock, election } = useDesk();
  const phase = useFeedPart(feed, (status) => status.phase);
  const asOf = useFeedPart(feed, (status) => status.asOf.incidents);
  const heartbeatMs = useFeedPart(feed, (status) => status.heartbeatMs);
  const age = useAtNow(clock, (now) => freshness(asOf, now, heartbeatMs));
  const old = useAtNow(clock, (now) =>
    asOf === null ? '' : formatAgeLong(Math.max(0, now - asOf)),
  );
  if (phase === 'ended')
    return <StatusDot kind="dead">Not live: signed out or let go by the server</StatusDot>;
  if (asOf === null) return <StatusDot kind="idle">Connecting…</StatusDot>;
  const at = formatClock(asOf, election.election.zone);
  if (phase === 'offline') {
    return (
      <StatusDot kind={age === 'fresh' ? 'late' : KINDS[age]}>
        {`Connection lost, as of ${at} · ${old} old · reconnecting`}
      </StatusDot>
    );
  }
  if (age === 'fresh') return <StatusDot kind="live" isCalm>{`Live, as of ${at}`}</StatusDot>;
  return <StatusDot kind={KINDS[age]}>{`As of ${at} · ${old} old`}</StatusDot>;
}
