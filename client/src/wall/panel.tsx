import type { StreamName } from '@warroom/shared';
import type { ReactNode } from 'react';
import { useAtNow, type Ticker } from '../store/ticker.ts';
import { classes } from '../ui/classes.ts';
import { formatClock } from '../ui/format.ts';
import { FirstFit } from './first-fit.tsx';
import styles from './panel.module.css';
import { freshnessOf, oldestAsOf, type WallData } from './wall-data.ts';
import { formatWallAge } from './wall-words.ts';

export interface PanelProps {
  data: WallData;
  clock: Ticker;
  /** What its picture is made of; the oldest one dates it. */
  streams: readonly StreamName[];
  /** For the plate and for screen readers: "Signals". */
  name: string;
  className?: string | undefined;
  children: ReactNode;
}

/** A part of a scene that says how old it is: a stale one loses its colour and gets a hatch and its time. */
export function Panel({ data, clock, streams, name, className, children }: PanelProps) {
  const state = useAtNow(clock, (now) => freshnessOf(data, streams, now));
  const isNever = state === 'never';
  const isOld = state === 'stale' || state === 'lost' || state === 'late';
  return (
    <section
      aria-label={name}
      className={classes(
        styles.panel,
        isOld && styles.isOld,
        state === 'late' && styles.isLate,
        className,
      )}
    >
      {isNever ? (
        <div className={styles.waiting}>Waiting for the first picture</div>
      ) : (
        <div className={styles.content}>{children}</div>
      )}
      {isOld && (
        <OldPlate
          at={oldestAsOf(data.asOf, streams)}
          why={state === 'late' ? null : `${name}: nothing new from the server`}
          {...{ data, clock }}
        />
      )}
    </section>
  );
}

interface OldPlateProps {
  data: WallData;
  clock: Ticker;
  at: number | null;
  why: ReactNode;
}

/** The hatch, and over it the time of what is under it. */
function OldPlate({ data, clock, at, why }: OldPlateProps) {
  const age = useAtNow(clock, (now) => (at === null ? '' : formatWallAge(now - at)));
  const time = at === null ? '–' : formatClock(at, data.compiled.election.zone);
  return (
    <>
      <div className={styles.hatch} />
      <div className={styles.plate}>
        <FirstFit
          className={styles.asOf}
          of={`${time} ${age.length}`}
          options={[`AS OF ${time} · ${age} old`, `AS OF ${time}`, time]}
        />
        {why !== null && <div className={styles.why}>{why}</div>}
      </div>
    </>
  );
}
