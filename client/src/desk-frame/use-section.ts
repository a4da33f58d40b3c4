import type { SectionName } from '@warroom/shared';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../api.ts';
import type { ApiError } from '../api.ts';
import { useDesk } from './desk-context.ts';

/**
 * What a page shows, read over HTTP. `failed` keeps the value that was there before, if any; `at` is
 * the server's time at which it was read.
 */
export type Section<T> =
  | { state: 'loading'; value: undefined; at: null; error: null }
  | { state: 'ready'; value: T; at: number; error: null }
  | { state: 'failed'; value: T | undefined; at: number | null; error: ApiError };

export interface SectionOptions {
  /** Read again too when incidents change, at most this often. */
  followsIncidentsMs?: number | undefined;
  /** Read again this often whatever happens: for what depends on the clock. */
  everyMs?: number | undefined;
}

const LOADING = { state: 'loading', value: undefined, at: null, error: null } as const;
const RETRY_MS = 5_000;

/**
 * Reads `/api/elections/<election>/<path>`, and again whenever the stamp of one of its sections moves
 * (the server's `stamps`, or another number at a reconnection), and after every reconnection. While
 * it reads again the old value stays. `path` null reads nothing. Answers too how to read it now.
 */
export function useSection<T>(
  stamp: SectionName | readonly SectionName[],
  path: string | null,
  options: SectionOptions = {},
): Section<T> & { reload: () => void } {
  const { feed, base } = useDesk();
  const [held, setHeld] = useState<{ path: string | null; section: Section<T> }>({
    path,
    section: LOADING,
  });
  const readNow = useRef<() => void>(() => {});
  const reload = useCallback(() => readNow.current(), []);
  const names = typeof stamp === 'string' ? stamp : stamp.join(' ');
  const { followsIncidentsMs, everyMs } = options;

  useEffect(() => {
    if (path === null) return undefined;
    const leave = new AbortController();
    let isReading = false;
    let isStale = false;
    let later: ReturnType<typeof setTimeout> | undefined;
    let known = stampsNow();

    function stampsNow(): string {
      const stamps = feed.status().hello?.stamps;
      return stamps === undefined
        ? ''
        : names
            .split(' ')
            .map((name) => stamps[name as SectionName])
            .join(' ');
    }

    async function read(): Promise<void> {
      if (isReading) {
        isStale = true;
        return;
      }
      isReading = true;
      isStale = false;
      clearTimeout(later);
      later = undefined;
      const result = await api<T>(`${base}/${path}`, { signal: leave.signal });
      isReading = false;
      if (leave.signal.aborted) return;
      setHeld((before) => {
        const old = before.path === path ? before.section : LOADING;
        return {
          path,
          section: result.ok
            ? { state: 'ready', value: result.value, at: feed.serverNow(), error: null }
            : { state: 'failed', value: old.value, at: old.at, error: result.error },
        };
      });
      if (isStale) void read();
      else if (!result.ok && result.error.kind === 'unreachable') soon(RETRY_MS);
      else if (everyMs !== undefined) soon(everyMs);
    }

    /** Once within this time; an earlier call stands. */
    function soon(delayMs: number): void {
      later ??= setTimeout(() => {
        later = undefined;
        void read();
      }, delayMs);
    }

    /** Sooner than what is planned. */
    function within(delayMs: number): void {
      clearTimeout(later);
      later = undefined;
      soon(delayMs);
    }

    let following = false;
    const stops = [
      feed.on('stamps', () => {
        const now = stampsNow();
        if (now === known) return;
        known = now;
        void read();
      }),
      feed.on('hello', () => {
        // The first hello of a page comes while the first read is under way.
        const isFirst = known === '';
        known = stampsNow();
        if (!isFirst) void read();
      }),
      feed.on('delta', ({ upserts, removals }) => {
        if (followsIncidentsMs === undefined || following) return;
        if (upserts.length + removals.length === 0) return;
        following = true;
        within(followsIncidentsMs);
        setTimeout(() => (following = false), followsIncidentsMs);
      }),
    ];
    readNow.current = () => void read();
    void read();
    return () => {
      leave.abort();
      clearTimeout(later);
      for (const stop of stops) stop();
    };
  }, [feed, base, path, names, followsIncidentsMs, everyMs]);

  // Another path is another thing: what was read of the old one is not shown for it.
  return { ...(held.path === path ? held.section : LOADING), reload };
}
