import type { FeedStatus } from '../feed/connection.ts';
import { useAtNow, type Ticker } from '../store/ticker.ts';
import { formatAgeLong, formatClock, formatMoment, formatZone } from '../ui/format.ts';
import { FirstFit } from './first-fit.tsx';
import styles from './not-live.module.css';

export interface NotLiveProps {
  clock: Ticker;
  /** IANA name; the screen's own where no election is known yet. */
  zone: string;
  /** Epoch ms up to which the last picture was whole, null when there never was one. */
  lastGoodAt: number | null;
  reason: string;
  /** What to do, from the election's file. */
  advice: string;
  attempts: number;
  /** "TLP:AMBER", empty while it is not known. */
  label: string;
}

/** Instead of everything: this screen shows nothing true any more. Its clock is its own. */
export function NotLive(props: NotLiveProps) {
  const { clock, zone, lastGoodAt, reason, advice, attempts, label } = props;
  const time = useAtNow(clock, (now) => formatClock(now, zone));
  const zoneName = useAtNow(clock, (now) => formatZone(now, zone, true));
  const ago = useAtNow(clock, (now) =>
    lastGoodAt === null ? '' : `${formatAgeLong(now - lastGoodAt)} ago`,
  );
  const good = useAtNow(clock, (now) =>
    lastGoodAt === null ? 'Not since this screen started' : formatMoment(lastGoodAt, now, zone),
  );
  const short = zoneName.length <= 3 ? ` ${zoneName}` : '';
  return (
    <main className={styles.notLive} aria-label="Not live" data-scene="not-live">
      <div className={styles.box}>
        <div className={styles.word} role="alert">
          <span>NOT</span>
          <span>LIVE</span>
        </div>
        <Fact name="Last good" value={lastGoodAt === null ? good : `${good}${short}`} more={ago} />
        <Fact name="Reason" value={reason} />
        <Fact name="Now" value={advice} />
      </div>
      <div className={styles.foot}>
        <span>
          {time}
          {short} by this screen
        </span>
        {attempts > 0 && <span>Try {attempts}</span>}
        {label !== '' && <span>{label}</span>}
      </div>
    </main>
  );
}

function Fact({ name, value, more = '' }: { name: string; value: string; more?: string }) {
  return (
    <div className={styles.fact}>
      <span>{name}</span>
      <FirstFit
        of={`${value}${more.length}`}
        options={[
          <b key="head">{value}</b>,
          <b key="small" className={styles.smaller}>
            {value}
          </b>,
        ]}
      />
      {more !== '' && <em>{more}</em>}
    </div>
  );
}

/** Why nothing comes, as far as this screen can tell. */
export function reasonOf(
  status: Pick<FeedStatus, 'phase' | 'hello'>,
  isOnline: boolean,
  isReadOnly = false,
): string {
  if (!isOnline) return 'This screen has no network';
  if (status.phase === 'live' && isReadOnly) return 'Server lost its store';
  if (status.phase === 'live') return 'Server sends nothing new';
  return status.phase === 'connecting' && status.hello === null
    ? 'Server not reached yet'
    : 'Server does not answer';
}
