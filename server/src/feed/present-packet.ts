import type { Audience, PresentMessage } from '@warroom/shared';
import { sees } from '@warroom/shared';
import type { Room } from '../desk/room.ts';
import { packet } from './packet.ts';
import type { Packet } from './packet.ts';
import type { Presence } from './presence.ts';

/** A war room has tens of people; what is beyond this is told on the incident itself alone. */
const MOST_INCIDENTS = 500;

/**
 * Who is on which incident, as an audience may be told; null for those who are told no names. What it may
 * not see of incidents, it is not told of here either.
 */
export function presentPacket(room: Room, presence: Presence, audience: Audience): Packet | null {
  if (audience.redaction !== 'none') return null;
  const incidents: PresentMessage['incidents'] = {};
  let count = 0;
  for (const id of presence.incidents()) {
    const tracked = room.situation.incidents.get(id);
    if (!tracked || !sees(audience, tracked.incident)) continue;
    const { viewing, editing } = presence.of(id);
    if (viewing.length === 0 && editing.length === 0) continue;
    incidents[id] = { viewing, editing };
    count += 1;
    if (count >= MOST_INCIDENTS) break;
  }
  return packet('present', { incidents });
}
