import { sees } from '@warroom/shared';
import type { Room } from '../desk/room.ts';
import type { FanOut } from './fan-out.ts';
import { deliver } from './feed-client.ts';
import type { FeedClient } from './feed-client.ts';
import { packet } from './packet.ts';

/** Who watches which incident; tells them what is appended to its timeline, as long as they may see it. */
export interface TimelineWatch {
  watch(client: FeedClient, incident: string | null): void;
  watchersOf(incident: string): FeedClient[];
  /** Events were appended to these incidents. Answers whether anyone watches one of them. */
  touch(ids: Iterable<string>): boolean;
  flush(): Promise<void>;
  /** A reader that was passed over has drained. */
  resume(client: FeedClient): Promise<void>;
}

/** Those of one audience who watch one incident, and the version up to which they were told. */
interface Topic {
  version: number;
  clients: Set<FeedClient>;
}

/** The watched timelines of one room. `hides` counts what may have hidden something that was encoded before. */
export function timelineWatch(room: Room, fanOut: FanOut, hides: () => number): TimelineWatch {
  const topics = new Map<string, Map<string, Topic>>();
  const dirty = new Set<string>();
  const { incidents } = room.situation;

  function leave(client: FeedClient): void {
    const incident = client.watch.incident;
    if (incident === null) return;
    const byAudience = topics.get(incident);
    const topic = byAudience?.get(client.audienceKey);
    topic?.clients.delete(client);
    if (topic?.clients.size === 0) byAudience?.delete(client.audienceKey);
    if (byAudience?.size === 0) topics.delete(incident);
    client.timelineFrom = null;
  }

  function visible(incident: string, client: FeedClient): boolean {
    const tracked = incidents.get(incident);
    return tracked !== undefined && sees(client.audience, tracked.incident);
  }

  async function tell(incident: string, topic: Topic): Promise<void> {
    const [first] = topic.clients;
    if (!first || !visible(incident, first)) return;
    const from = topic.version;
    const entries = await room.timeline(incident, first.audience, from);
    // The label may have been raised while the entries were fetched.
    if (entries.length === 0 || !visible(incident, first)) return;
    topic.version = Math.max(topic.version, ...entries.map((entry) => entry.version));
    const message = packet('timeline', { incident, entries });
    const then = hides();
    const missed: FeedClient[] = [];
    await fanOut.each(topic.clients, (client) => {
      if (client.watch.incident !== incident) return;
      if (then !== hides()) missed.push(client);
      if (then !== hides() || !deliver(client, message)) client.timelineFrom ??= from;
    });
    await Promise.all(missed.map(resume));
  }

  async function resume(client: FeedClient): Promise<void> {
    const { incident } = client.watch;
    const from = client.timelineFrom;
    if (incident === null || from === null) return;
    client.timelineFrom = null;
    const entries = await room.timeline(incident, client.audience, from);
    if (client.watch.incident !== incident || !visible(incident, client)) return;
    if (entries.length > 0 && !deliver(client, packet('timeline', { incident, entries }))) {
      client.timelineFrom = from;
    }
  }

  return {
    watch(client, incident) {
      if (client.watch.incident === incident) return;
      leave(client);
      client.watch.incident = incident;
      if (incident === null) return;
      const byAudience = topics.get(incident) ?? new Map<string, Topic>();
      topics.set(incident, byAudience);
      const version = incidents.get(incident)?.incident.version ?? 0;
      const topic = byAudience.get(client.audienceKey) ?? { version, clients: new Set() };
      byAudience.set(client.audienceKey, topic);
      topic.clients.add(client);
    },
    watchersOf: (incident) =>
      [...(topics.get(incident)?.values() ?? [])]
        .flatMap((topic) => [...topic.clients])
        .filter((client) => visible(incident, client)),
    touch(ids) {
      for (const id of ids) if (topics.has(id)) dirty.add(id);
      return dirty.size > 0;
    },
    async flush() {
      const ids = [...dirty];
      dirty.clear();
      const told = ids.flatMap((id) =>
        [...(topics.get(id)?.values() ?? [])].map((topic) => tell(id, topic)),
      );
      await Promise.all(told);
    },
    resume,
  };
}
