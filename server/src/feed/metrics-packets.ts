import type { Audience } from '@warroom/shared';
import { metricsFor } from '@warroom/shared';
import type { Room } from '../desk/room.ts';
import type { FeedClient } from './feed-client.ts';
import { packet } from './packet.ts';
import type { Packet } from './packet.ts';

/** A room's metrics, encoded at most once a second for each clearance: RED is left out for everyone. */
export interface MetricsPackets {
  of(audience: Audience): Packet;
  /** The next are made anew, however young the last ones are. */
  refresh(): void;
  /** How old is the oldest that these watchers were sent; epoch ms. */
  asOf(watchers: ReadonlySet<FeedClient>): number;
}

const KEEP_MS = 1000;

/** `elapsedMs` is monotonic, `now` the wall clock. */
export function metricsPackets(options: {
  room: Room;
  now(): number;
  elapsedMs(): number;
}): MetricsPackets {
  const { room, now, elapsedMs } = options;
  const byClearance = new Map<string, { madeMs: number; at: number; message: Packet }>();
  return {
    of(audience) {
      const known = byClearance.get(audience.clearance);
      const madeMs = elapsedMs();
      if (known && madeMs - known.madeMs < KEEP_MS) return known.message;
      // While the store is gone they stand still with the picture: minutes without events would be a lie.
      const at = Math.min(now(), room.asOf());
      const message = packet('metrics', metricsFor(room.situation, audience, at));
      byClearance.set(audience.clearance, { madeMs, at, message });
      return message;
    },
    refresh: () => byClearance.clear(),
    asOf(watchers) {
      let oldest = room.asOf();
      const clearances = new Set<string>();
      for (const { audience } of watchers) clearances.add(audience.clearance);
      for (const key of clearances) oldest = Math.min(oldest, byClearance.get(key)?.at ?? 0);
      return oldest;
    },
  };
}
