import { useEffect, useState } from 'react';
import { wallClock, type WallClock } from './wall-clock.ts';

/** A clock that beats while the component is there; null in its first moment. `serverNow` must not change. */
export function useWallClock(serverNow: () => number): WallClock | null {
  const [clock, setClock] = useState<WallClock | null>(null);
  useEffect(() => {
    const made = wallClock(serverNow);
    setClock(made);
    return () => made.close();
  }, [serverNow]);
  return clock;
}
