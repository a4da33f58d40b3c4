import { useEffect, useState } from 'react';

/**
 * The time, drawn anew each `everyMs` and in step with it, so that all clocks of a page tick together.
 * `now` gives epoch ms: the server's time where a feed knows it. A hidden page doesn't tick.
 */
export function useNow(now: () => number = Date.now, everyMs = 1_000): number {
  const [time, setTime] = useState(now);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    function tick(): void {
      clearTimeout(timer);
      const at = now();
      setTime(at);
      if (document.visibilityState === 'visible')
        timer = setTimeout(tick, everyMs - (at % everyMs));
    }
    tick();
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [now, everyMs]);
  return time;
}
