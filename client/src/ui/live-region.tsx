import { useEffect, useState } from 'react';
import { liveBatch } from './live-batch.ts';

const EVERY_MS = 10_000;
const AT_MOST = 3;

type Listener = (tone: 'polite' | 'assertive', text: string) => void;
const listeners = new Set<Listener>();
const tell: Listener = (tone, text) => {
  for (const listener of listeners) listener(tone, text);
};

const batch = liveBatch({
  say: (text) => tell('polite', text),
  everyMs: EVERY_MS,
  atMost: AT_MOST,
  schedule(work, delayMs) {
    const timer = setTimeout(work, delayMs);
    return () => clearTimeout(timer);
  },
});

/** Tells a screen reader, politely, with all else of the next 10 s: other people's changes, arrivals. */
export function announce(text: string): void {
  batch.add(text);
}

/** Tells a screen reader at once: one's own errors, and a critical assigned to oneself. Nothing else. */
export function announceNow(text: string): void {
  tell('assertive', text);
}

/** The two live regions of the page. Drawn once, by the app. */
export function LiveRegions() {
  const [said, setSaid] = useState({ polite: '', assertive: '', turn: 0 });
  useEffect(() => {
    const listener: Listener = (tone, text) =>
      setSaid((before) => ({ ...before, [tone]: text, turn: before.turn + 1 }));
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
  // A no-break space in turn makes the same sentence a new one, so that it is read again.
  const tail = said.turn % 2 === 0 ? '' : '\u00a0';
  return (
    <div className="sr-only" data-react-aria-top-layer="true">
      <div aria-live="polite" aria-atomic="true">
        {said.polite}
      </div>
      <div aria-live="assertive" aria-atomic="true">
        {said.assertive === '' ? '' : `${said.assertive}${tail}`}
      </div>
    </div>
  );
}
