import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Feed } from '../feed/connection.ts';
import type { Ticker } from '../store/ticker.ts';
import { visitorMode } from './visitor-mode.ts';

const KEY = 'v';

/** Whether this screen leaves out by itself what visitors must not film; its key `v` turns that on. */
export function useVisitor(
  feed: Feed,
  clock: Ticker,
  display: string,
  isDisplay: boolean,
): boolean {
  const [mode] = useState(() => visitorMode({ display, store: localStorage }));
  const isOn = useSyncExternalStore(mode.subscribe, mode.isOn);
  useEffect(() => {
    if (!isDisplay) return undefined;
    const pressed = (event: KeyboardEvent): void => {
      const { key, ctrlKey, metaKey, altKey, repeat } = event;
      if (key.toLowerCase() === KEY && !ctrlKey && !metaKey && !altKey && !repeat) mode.press();
    };
    const stop = clock.subscribe(() => {
      mode.look(clock.now(), feed.status().hello?.redaction ?? null);
    });
    window.addEventListener('keydown', pressed);
    return () => {
      stop();
      window.removeEventListener('keydown', pressed);
    };
  }, [mode, feed, clock, isDisplay]);
  return isDisplay && isOn;
}
