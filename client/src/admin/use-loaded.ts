import { useCallback, useEffect, useRef, useState } from 'react';
import type { ApiError } from '../api.ts';
import type { Answer } from './admin-types.ts';

export interface Loaded<T> {
  /** Null until the first answer. Kept when a later one fails. */
  data: T | null;
  /** Why the last try failed; null after one that worked. */
  error: ApiError | null;
  /** When `data` came, by the clock that was handed in; epoch ms. */
  loadedAt: number | null;
  reload: () => Promise<void>;
}

type Load<T> = () => Promise<Answer<T>>;

interface Kept<T> extends Omit<Loaded<T>, 'reload'> {
  /** What it was loaded by: another one begins with nothing. */
  by: Load<T> | null;
}

/**
 * Loads at once, whenever the window gets focus again, and every `everyMs` while the page is in sight.
 * Answers that were overtaken by a later request are dropped. `load` must be stable; null loads nothing.
 */
export function useLoaded<T>(load: Load<T> | null, everyMs: number, now: () => number): Loaded<T> {
  const [kept, setKept] = useState<Kept<T>>({ by: null, ...NOTHING });
  const asked = useRef(0);
  const reload = useCallback(async () => {
    if (load === null) return;
    asked.current += 1;
    const turn = asked.current;
    const answer = await load();
    if (turn !== asked.current) return;
    setKept((before) =>
      answer.ok
        ? { by: load, data: answer.value, error: null, loadedAt: now() }
        : { ...(before.by === load ? before : NOTHING), by: load, error: answer.error },
    );
  }, [load, now]);

  useEffect(() => {
    const again = (): void => {
      if (document.visibilityState !== 'hidden') void reload();
    };
    void reload();
    const timer = setInterval(again, everyMs);
    window.addEventListener('focus', again);
    return () => {
      // What is still on its way belongs to a list that is no longer looked at.
      asked.current += 1;
      clearInterval(timer);
      window.removeEventListener('focus', again);
    };
  }, [reload, everyMs]);

  const { data, error, loadedAt } = kept.by === load ? kept : NOTHING;
  return { data, error, loadedAt, reload };
}

const NOTHING = { data: null, error: null, loadedAt: null };
