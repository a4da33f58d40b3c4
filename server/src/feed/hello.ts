import type { Hello } from '@warroom/shared';
import { WIRE_VERSION } from '@warroom/shared';
import type { Room } from '../desk/room.ts';
import type { FeedClient } from './feed-client.ts';
import { packetOf } from './packet.ts';
import type { Packet } from './packet.ts';

/** A client's first message. The lists are long and the same for many: they come encoded. */
export function helloPacket(
  client: FeedClient,
  from: {
    room: Room;
    build: string;
    heartbeatMs: number;
    now: number;
    people: Packet;
    sources: Packet;
  },
): Packet {
  const { audience } = client;
  const { room, build, heartbeatMs, now } = from;
  const hello: Omit<Hello, 'people' | 'sources'> = {
    wire: WIRE_VERSION,
    build,
    epoch: room.epoch,
    now,
    election: room.id,
    clearance: audience.clearance,
    redaction: audience.redaction,
    heartbeatMs,
    subject: subjectOf(client),
    stamps: room.situation.stamps,
  };
  const people = audience.redaction === 'none' ? from.people.json : '[]';
  const lists = `"people":${people},"sources":${from.sources.json}`;
  return packetOf('hello', `${JSON.stringify(hello).slice(0, -1)},${lists}}`);
}

function subjectOf({ subject, identity }: FeedClient): Hello['subject'] {
  if (identity.kind === 'display') {
    return { kind: 'display', id: identity.display.id, name: identity.display.name };
  }
  const role = subject.kind === 'person' ? subject.role : 'viewer';
  return { kind: 'person', id: identity.person.id, role, name: identity.person.name };
}
