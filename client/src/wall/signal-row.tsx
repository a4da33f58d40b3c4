import type { SignalView } from '@warroom/shared';
import { memo } from 'react';
import { useAtNow, type Ticker } from '../store/ticker.ts';
import { classes } from '../ui/classes.ts';
import { Place } from './incident-row.tsx';
import { placeCode } from './places.ts';
import rows from './rows.module.css';
import { oneLine } from './ticker-lines.ts';
import type { WallData } from './wall-data.ts';
import { formatWallAge } from './wall-words.ts';
import styles from './signal-row.module.css';

export interface SignalRowProps {
  signal: SignalView;
  compiled: WallData['compiled'];
  clock: Ticker;
}

/** A signal among incidents, in the same columns: what, where, how old, by which channel. */
export const SignalRow = memo(function SignalRow({ signal, compiled, clock }: SignalRowProps) {
  const { text, jurisdiction, channel, language, receivedAt } = signal;
  const age = useAtNow(clock, (now) => formatWallAge(now - receivedAt));
  return (
    <li className={rows.row}>
      <svg viewBox="0 0 12 12" role="img" aria-label="signal" className={styles.mark}>
        <path d="M3 6h6" fill="none" stroke="currentColor" strokeWidth="1.6" />
      </svg>
      <span className={rows.code}>new</span>
      <span className={classes(rows.title, styles.quiet)} dir="auto" lang={language ?? undefined}>
        {oneLine(text)}
      </span>
      <Place code={placeCode(compiled, jurisdiction === null ? [] : [jurisdiction])} />
      <span className={rows.age}>{age}</span>
      <span className={rows.owner}>{channel}</span>
    </li>
  );
});
