import type { PresentMessage } from '@warroom/shared';
import type { Feed, FeedStatus } from '../feed/connection.ts';
import type { Schedule } from './frame.ts';
import { nextFrame } from './frame.ts';
import { liveMap } from './live-map.ts';

/** Who is on an incident, and who of them writes a note. */
export type Here = PresentMessage['incidents'][string];

/** Who is on which incident, each row with its own subscription. */
export interface Present {
  of(incident: string): Here | undefined;
  subscribe(incident: string, listener: () => void): () => void;
  close(): void;
}

/**
 * Follows what the feed says of people on incidents. Without a connection nobody knows who is where: then
 * nobody is shown.
 */
export function presentStore(feed: Pick<Feed, 'on'>, schedule: Schedule = nextFrame): Present {
  const here = liveMap<Here>(schedule);
  let phase: FeedStatus['phase'] = 'connecting';

  function take(incidents: PresentMessage['incidents']): void {
    for (const id of here.keys()) if (!(id in incidents)) here.delete(id);
    for (const [id, now] of Object.entries(incidents)) {
      const before = here.get(id);
      const isSame =
        before !== undefined &&
        before.viewing.join() === now.viewing.join() &&
        before.editing.join() === now.editing.join();
      // Said again as it was, no row is drawn anew.
      if (!isSame) here.set(id, now);
    }
  }

  const stops = [
    feed.on('present', ({ incidents }) => take(incidents)),
    feed.on('hello', () => take({})),
    feed.on('status', (status) => {
      const isLost = status.phase === 'offline' || status.phase === 'ended';
      // Only the turn: after it, the next connection may have told already.
      if (isLost && status.phase !== phase) take({});
      phase = status.phase;
    }),
  ];
  return {
    of: here.get,
    subscribe: here.subscribe,
    close() {
      for (const stop of stops) stop();
    },
  };
}
