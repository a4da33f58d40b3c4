import { useMemo, useState } from 'react';
import { NotLive } from './not-live.tsx';
import { REFERENCE_ROOM, wallLayout } from './sizing.ts';
import { unitStyle } from './unit-style.ts';
import { useCanvas } from './use-canvas.ts';
import { wallClock } from './wall-clock.ts';
import wall from './wall.module.css';

export interface StartingUpProps {
  /** Failed so far; 0 while the first answer is awaited. */
  attempts: number;
  reason: string;
}

/** Before anything is known: blank for the first moment, then why there is nothing. */
export function StartingUp({ attempts, reason }: StartingUpProps) {
  const canvas = useCanvas();
  const [clock] = useState(() => wallClock(() => Date.now()));
  const layout = useMemo(() => wallLayout(canvas, REFERENCE_ROOM), [canvas]);
  return (
    <div
      className={wall.wall}
      data-theme="dark"
      data-shape={layout.shape}
      style={unitStyle(layout.unitPx)}
    >
      {attempts > 0 && (
        <NotLive
          clock={clock}
          zone={new Intl.DateTimeFormat().resolvedOptions().timeZone}
          lastGoodAt={null}
          reason={reason}
          advice="Check the server and this screen’s network"
          attempts={attempts}
          label=""
        />
      )}
    </div>
  );
}
