import type { Message } from '@warroom/shared';
import { threadOf } from './tellings.ts';

/** Waiting messages by what they are about: by matter and receiver, and by incident. */
export interface Matters {
  add(message: Message): void;
  remove(id: string): void;
  /** Ids of those to the same receiver on the same matter, the oldest first, the message itself among them. */
  thread(message: Message): readonly string[];
  /** Ids of all about an incident. */
  about(incident: string): readonly string[];
}

/** An empty index. */
export function mattersOf(): Matters {
  const threads = new Map<string, Set<string>>();
  const incidents = new Map<string, Set<string>>();
  const keys = new Map<string, { thread: string; incident: string | null }>();

  function put(map: Map<string, Set<string>>, key: string, id: string): void {
    const ids = map.get(key);
    if (ids) ids.add(id);
    else map.set(key, new Set([id]));
  }
  function take(map: Map<string, Set<string>>, key: string, id: string): void {
    const ids = map.get(key);
    ids?.delete(id);
    if (ids?.size === 0) map.delete(key);
  }

  return {
    add(message) {
      if (keys.has(message.id)) return;
      const thread = threadOf(message);
      keys.set(message.id, { thread, incident: message.incident });
      put(threads, thread, message.id);
      if (message.incident !== null) put(incidents, message.incident, message.id);
    },
    remove(id) {
      const key = keys.get(id);
      if (!key) return;
      keys.delete(id);
      take(threads, key.thread, id);
      if (key.incident !== null) take(incidents, key.incident, id);
    },
    thread: (message) => [...(threads.get(threadOf(message)) ?? [])],
    about: (incident) => [...(incidents.get(incident) ?? [])],
  };
}
