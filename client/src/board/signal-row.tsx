import { memo } from 'react';
import { VeiledLine } from '../care/veil.tsx';
import type { SignalView } from '@warroom/shared';
import { useAtNow } from '../store/ticker.ts';
import type { Gone } from '../store/signal-lane.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { formatClock, formatTimer } from '../ui/format.ts';
import { Severity } from '../ui/severity.tsx';
import { Age } from './incident-row.tsx';
import { useLaneSignal, useNames, useRoom } from './room-context.ts';
import styles from './queue.module.css';
import { useSignalVeiled } from './veiling.ts';
import { channelWord } from './words.ts';
import type { Names } from './words.ts';

export interface SignalRowProps {
  id: string;
  isOpen: boolean;
  isFocus: boolean;
  isChosen: boolean;
  /** Boxes are shown while anything is chosen. */
  hasBox: boolean;
  gone: Gone | undefined;
  onPoint(id: string, extend: boolean): void;
  onChoose(id: string): void;
}

/** One signal in the queue. */
export const SignalRow = memo(function SignalRow(props: SignalRowProps) {
  const { id, isOpen, isFocus, isChosen, hasBox, gone } = props;
  const room = useRoom();
  const names = useNames();
  const signal = useLaneSignal(id);
  if (!signal) return <div role="gridcell" aria-label="not loaded" className={styles.row} />;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid takes the keys for its rows
    <div
      role="gridcell"
      tabIndex={-1}
      className={`${styles.row ?? ''} ${hasBox ? (styles.withBox ?? '') : ''}`}
      data-selected={isOpen || isChosen || undefined}
      data-focus={isFocus || undefined}
      data-left={gone !== undefined || undefined}
      aria-selected={isChosen || isOpen}
      onClick={(event) => props.onPoint(id, event.shiftKey || event.ctrlKey || event.metaKey)}
    >
      {hasBox && <RowBox signal={signal} isChosen={isChosen} onChoose={props.onChoose} />}
      <div>
        <div className={styles.kind}>{channelWord(signal.channel)}</div>
        <div className={styles.time}>
          {formatClock(signal.receivedAt, room.election.election.zone)}
        </div>
      </div>
      <div className={styles.middle}>
        <div className={styles.line}>
          <span className={styles.title} dir="auto" lang={signal.language ?? undefined}>
            <SaidLine signal={signal} />
          </span>
          {signal.severity !== null && <Severity level={signal.severity} show="glyph" />}
        </div>
        <div className={styles.line}>
          <span className={styles.second}>
            <span className={styles.place2}>
              {gone === undefined ? signalPlace(signal, names) : goneWords(gone, names)}
            </span>
            {gone === undefined && <Lease signal={signal} />}
            {signal.sourceResolvedAt !== null && (
              <span className={styles.like}>over at source</span>
            )}
          </span>
          <Age at={signal.receivedAt} />
        </div>
      </div>
      <Holder signal={signal} />
    </div>
  );
});

function RowBox({
  signal,
  isChosen,
  onChoose,
}: Pick<SignalRowProps, 'isChosen' | 'onChoose'> & { signal: SignalView }) {
  const isVeiled = useSignalVeiled(signal);
  return (
    <Checkbox
      isChecked={isChosen}
      onChange={() => onChoose(signal.id)}
      ariaLabel={isVeiled ? 'Select: veiled, may distress' : `Select: ${firstLine(signal)}`}
      tabIndex={-1}
    />
  );
}

/** What was said, veiled where it may distress and nobody asked. */
export function SaidLine({ signal }: { signal: SignalView }) {
  return <VeiledLine isVeiled={useSignalVeiled(signal)}>{firstLine(signal)}</VeiledLine>;
}

function Holder({ signal }: { signal: SignalView }) {
  const room = useRoom();
  const names = useNames();
  const isHeld = useAtNow(room.clock, (now) => signal.claim !== null && signal.claim.until > now);
  if (!isHeld || signal.claim === null) return <span />;
  return <Avatar name={names.person(signal.claim.by)} isSelf={signal.claim.by === room.me} />;
}

/** Whose it is and for how long: it comes free by itself. */
function Lease({ signal }: { signal: SignalView }) {
  const room = useRoom();
  const names = useNames();
  const { claim } = signal;
  const left = useAtNow(room.clock, (now) =>
    claim === null || claim.until <= now ? '' : formatTimer(claim.until - now),
  );
  if (claim === null || left === '') return null;
  const isMine = claim.by === room.me;
  return (
    <span className={styles.lease} data-mine={isMine || undefined}>
      {isMine ? 'yours' : names.person(claim.by)} {left}
    </span>
  );
}

/** The beginning of what was said, on one line. */
export function firstLine(signal: SignalView): string {
  return signal.text.slice(0, 200).replaceAll(/\s+/g, ' ').trim();
}

/** "Loop · GA": where it came from and what it is about. */
function signalPlace(signal: SignalView, names: Names): string {
  const parts = [
    names.source(signal.source),
    signal.jurisdiction === null ? null : names.jurisdictionCode(signal.jurisdiction),
    signal.category,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

/** "Sofia linked it to US28-0049". */
function goneWords(gone: Gone, names: Names): string {
  const who = gone.by === null ? 'Someone' : names.person(gone.by);
  if (gone.how === 'dismissed') return `${who} dismissed it`;
  return `${who} linked it${gone.incident === null ? '' : ` to ${gone.incident}`}`;
}
