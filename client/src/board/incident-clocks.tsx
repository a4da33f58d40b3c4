import type { ClockName, IncidentView } from '@warroom/shared';
import { useNow } from '../store/ticker.ts';
import { formatDue, formatLimit } from '../ui/format.ts';
import styles from './detail.module.css';
import { useRoom } from './room-context.ts';
import { useIsNarrow } from './use-is-narrow.ts';
import { CLOCK_NAMES } from './words.ts';

/** Up to here the longest name and its limit don't fit side by side. */
const TIGHT_PX = 1_500;

/** The three clocks of an incident, drawn from the server's time; what fires is the server's doing. */
export function IncidentClocks({ incident }: { incident: IncidentView }) {
  return (
    <div className={styles.clocks}>
      {(['acknowledge', 'act', 'resolve'] as const).map((name) => (
        <OneClock key={name} name={name} incident={incident} />
      ))}
    </div>
  );
}

/** What a clock says and how far its bar has come. */
export function clockReading(
  clock: IncidentView['clocks'][ClockName],
  now: number,
  isOver: boolean,
): { words: string; share: number; warnShare: number; tone: 'met' | 'time' | 'warn' | 'late' } {
  const span = Math.max(1, clock.dueAt - clock.startedAt);
  const warnShare = Math.min(1, Math.max(0, (clock.warnAt - clock.startedAt) / span));
  const limit = formatLimit(span);
  if (clock.metAt !== null) {
    const took = clock.metAt - clock.startedAt;
    const late = clock.metAt > clock.dueAt;
    return {
      words: `${late ? 'met late' : 'met'} in ${formatLimit(took)} of ${limit}`,
      share: Math.min(1, took / span),
      warnShare,
      tone: 'met',
    };
  }
  if (isOver) return { words: `not met, of ${limit}`, share: 1, warnShare, tone: 'met' };
  const share = Math.min(1, Math.max(0, (now - clock.startedAt) / span));
  if (now >= clock.dueAt)
    return {
      words: `${formatDue(clock.dueAt - now)} over ${limit}`,
      share,
      warnShare,
      tone: 'late',
    };
  const tone = now >= clock.warnAt ? 'warn' : 'time';
  return { words: `due in ${formatDue(clock.dueAt - now)} of ${limit}`, share, warnShare, tone };
}

function OneClock({ name, incident }: { name: ClockName; incident: IncidentView }) {
  const room = useRoom();
  const now = useNow(room.clock);
  const isTight = useIsNarrow(TIGHT_PX);
  const isOver = ['closed', 'dismissed', 'merged', 'resolved'].includes(incident.state);
  const { words, share, warnShare, tone } = clockReading(incident.clocks[name], now, isOver);
  return (
    <div className={styles.clock} data-tone={tone}>
      <div className={styles.clockHead}>
        {isTight && name === 'acknowledge' ? (
          <abbr title={CLOCK_NAMES[name]}>Ack</abbr>
        ) : (
          <span>{CLOCK_NAMES[name]}</span>
        )}
        <span>{words}</span>
      </div>
      <div className={styles.track} aria-hidden="true">
        <div className={styles.fill} style={{ width: `${(share * 100).toFixed(1)}%` }} />
        <div className={styles.warnAt} style={{ left: `${(warnShare * 100).toFixed(1)}%` }} />
      </div>
    </div>
  );
}
