import { useCallback, useSyncExternalStore } from 'react';
import type { IncidentView } from '@warroom/shared';
import type { Feed, FeedStatus } from '../feed/connection.ts';
import type { IncidentStore } from './incidents.ts';

/** One incident as shown, drawn anew only when it changes; undefined while unknown. */
export function useIncident(store: IncidentStore, id: string | null): IncidentView | undefined {
  const subscribe = useCallback(
    (listener: () => void) => (id === null ? () => {} : store.subscribe(id, listener)),
    [store, id],
  );
  return useSyncExternalStore(subscribe, () => (id === null ? undefined : store.get(id)));
}

/** Whether the first whole picture has come. */
export function useLoaded(store: IncidentStore): boolean {
  return useSyncExternalStore(store.subscribeAll, () => store.loaded);
}

/** A part of how the connection stands; drawn anew only when that part changes (compared by identity). */
export function useFeedPart<T>(feed: Feed, part: (status: FeedStatus) => T): T {
  const subscribe = useCallback((listener: () => void) => feed.on('status', listener), [feed]);
  return useSyncExternalStore(subscribe, () => part(feed.status()));
}
