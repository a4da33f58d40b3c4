import type { DisplayOrder } from '@warroom/shared';
import { useEffect } from 'react';
import { useAtNow, type Ticker } from '../store/ticker.ts';
import type { WallLayout } from './sizing.ts';
import { unitStyle } from './unit-style.ts';
import wall from './wall.module.css';

export interface IdentifyProps {
  order: Extract<DisplayOrder, { kind: 'identify' }>;
  clock: Ticker;
  layout: WallLayout;
  onOver: () => void;
}

/** Says which wall this is, for as long as the admin asked. */
export function Identify({ order, clock, layout, onOver }: IdentifyProps) {
  const isOver = useAtNow(clock, (now) => now >= order.until);
  useEffect(() => {
    if (isOver) onOver();
  }, [isOver, onOver]);
  return (
    <div className={wall.wall} style={unitStyle(layout.unitPx)}>
      <div className={wall.identify} role="status">
        <b>{order.name}</b>
        <span>
          {Math.round(layout.width * layout.unitPx)} × {Math.round(layout.height * layout.unitPx)}
          {layout.isBelowFloor && ' · too small for the farthest seat'}
        </span>
      </div>
    </div>
  );
}
