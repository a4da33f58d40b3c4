import type { Audience, SourceView, Tlp } from '@warroom/shared';
import { sees } from '@warroom/shared';
import type { Room } from '../desk/room.ts';
import { deliver } from './feed-client.ts';
import type { FeedClient } from './feed-client.ts';
import { packet } from './packet.ts';
import type { Packet } from './packet.ts';

/** How a room's sources stand, encoded once for all who get the same. */
export interface SourcePackets {
  of(audience: Audience): Packet;
  /** Looks again; answers what tells a client, if anything changed for it. */
  renewed(): (client: FeedClient) => void;
}

/** The sources of a room. */
export function sourcePackets(room: Room): SourcePackets {
  let packets = new Map<string, Packet>();

  /** Audiences that get the same list. */
  function keyOf(audience: Audience): string {
    const counted = sees(audience, { tlp: room.rules.defaultTlp });
    return `${audience.redaction === 'visitor' ? 'visitor' : 'staff'}|${counted ? 'counted' : ''}`;
  }

  function of(audience: Audience): Packet {
    const key = keyOf(audience);
    const message =
      packets.get(key) ??
      packet('sources', sourcesFor(room.sources(), audience, room.rules.defaultTlp));
    packets.set(key, message);
    return message;
  }

  return {
    of,
    renewed() {
      const before = packets;
      packets = new Map();
      return (client) => {
        const message = of(client.audience);
        if (before.get(keyOf(client.audience))?.json !== message.json) deliver(client, message);
      };
    },
  };
}

/**
 * How the sources stand, as an audience may know it. Counts are kept for all labels together, so only those
 * who see what comes in by default (`defaultTlp`) get them; others learn whether a source speaks, by the
 * minute. Visitors don't learn what the sources are called.
 */
function sourcesFor(
  sources: readonly SourceView[],
  audience: Audience,
  defaultTlp: Tlp,
): SourceView[] {
  const counted = sees(audience, { tlp: defaultTlp });
  return sources.map((source, index) => {
    const lastAt = counted || source.lastAt === null ? source.lastAt : wholeMinute(source.lastAt);
    const view = { ...source, lastAt, count: counted ? source.count : 0 };
    if (audience.redaction !== 'visitor') return view;
    return { ...view, name: `source-${index + 1}`, title: source.kind };
  });
}

function wholeMinute(at: number): number {
  return Math.floor(at / 60_000) * 60_000;
}
