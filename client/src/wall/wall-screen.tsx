import type { PlaylistTurn } from '@warroom/shared';
import { useMemo } from 'react';
import type { FeedStatus } from '../feed/connection.ts';
import { useAtNow, type Ticker } from '../store/ticker.ts';
import { criticalsOf } from './criticals.ts';
import { FloodBanner } from './flood-banner.tsx';
import { floodAt } from './flood.ts';
import { Frame } from './frame.tsx';
import { NotLive, reasonOf } from './not-live.tsx';
import type { Scene } from './scene.ts';
import type { WallLayout } from './sizing.ts';
import { Stage } from './stage.tsx';
import { Takeover } from './takeover.tsx';
import { unitStyle } from './unit-style.ts';
import { chipOf, oldestAsOf, STREAMS, type WallData } from './wall-data.ts';
import styles from './wall.module.css';

export interface WallScreenProps {
  data: WallData;
  clock: Ticker;
  layout: WallLayout;
  scenes: readonly Scene[];
  /** A turn that stays, and nothing takes over: for looking at. */
  pinned: PlaylistTurn | null;
  status: Pick<FeedStatus, 'phase' | 'hello' | 'attempts'>;
  isOnline: boolean;
  /** Epoch ms until which an old picture may stand in for NOT LIVE. */
  graceUntil: number;
}

const FLOOD_STEP_MS = 5_000;

/** The whole wall for a picture: frame, and below it a takeover, a flood or the scenes; or NOT LIVE instead of all. */
export function WallScreen(props: WallScreenProps) {
  const { data, clock, layout, scenes, pinned, status, isOnline, graceUntil } = props;
  const { election } = data.compiled;
  const criticals = useMemo(() => criticalsOf(data.incidents), [data.incidents]);
  const isLost = useAtNow(
    clock,
    (now) => now > graceUntil && chipOf(data, now).word === 'NOT LIVE',
  );
  const openedAts = useMemo(
    () =>
      data.incidents
        .filter(({ severity }) => severity === 'S1' || severity === 'S2')
        .map(({ openedAt }) => openedAt),
    [data.incidents],
  );
  const isFlood = useAtNow(clock, (now) => floodAt(openedAts, now).isOn);
  const floodNow = useAtNow(clock, (now) => Math.ceil(now / FLOOD_STEP_MS) * FLOOD_STEP_MS);
  const isTaken = criticals.waiting.length > 0 && !isFlood && pinned === null;

  return (
    <div className={styles.wall} data-shape={layout.shape} style={unitStyle(layout.unitPx)}>
      {isLost ? (
        <NotLive
          clock={clock}
          zone={election.zone}
          lastGoodAt={lastGood(data)}
          reason={reasonOf(status, isOnline, data.readOnly !== null)}
          advice={election.deskContact ?? 'Tell the desk'}
          attempts={status.attempts}
          label={`TLP:${data.identity.clearance}`}
        />
      ) : (
        <>
          <Frame {...{ data, clock, layout, criticals }} />
          <main className={styles.main}>
            {isFlood && <FloodBanner data={data} nowMs={floodNow} />}
            {isTaken ? (
              <Takeover {...{ data, clock, criticals, layout }} />
            ) : (
              // In the tightest rooms there is no place for a scene below the banner.
              !(isFlood && layout.shape === 'tight') && (
                <div className={styles.stage}>
                  <Stage {...{ scenes, pinned, data, clock, layout }} />
                </div>
              )
            )}
          </main>
        </>
      )}
      {election.drill === true && <Exercise />}
    </div>
  );
}

/** The newest moment at which anything on the wall was whole. */
function lastGood(data: WallData): number | null {
  const known = STREAMS.map((stream) => data.asOf[stream]).filter((at) => at !== null);
  return oldestAsOf(data.asOf, STREAMS) ?? (known.length === 0 ? null : Math.max(...known));
}

function Exercise() {
  return (
    <div className={styles.exercise} role="img" aria-label="Exercise">
      <span aria-hidden="true">EXERCISE</span>
    </div>
  );
}
