import type { PresenceMessage, PresenceRequest } from '@warroom/shared';

/** Who looks at which incident. Advisory, in memory, and gone with the node. */
export interface Presence {
  /** A heartbeat of one connection; null: looks at none any more. */
  set(connection: string, person: string, request: PresenceRequest): void;
  leave(connection: string): void;
  /** What another node says of the people connected to it: all of them on this incident. */
  hear(node: string, there: PresenceMessage): void;
  /** Forgets what was heard of nodes that are gone, unless just now. */
  forgetNodes(isThere: (node: string) => boolean): void;
  /** Forgets those whose last heartbeat is too long ago. */
  expire(): void;
  /** Everyone on an incident, once each, whatever node they hang on. */
  of(incident: string): PresenceMessage;
  /** Those connected to this node. */
  ownOf(incident: string): PresenceMessage;
  /** The incidents that people connected to this node are on. */
  ownIncidents(): string[];
  /** The incidents that anyone is on, whatever node they hang on. */
  incidents(): string[];
  /** The incidents where it changed since the last call. */
  takeChanged(): string[];
  /** The same, for changes of this node's own people. */
  takeOwnChanged(): string[];
}

/** Clients beat every 10 s; three missed beats and they are gone. Nodes repeat what they say as often. */
const PRESENCE_MS = 30_000;
/** A node that just spoke may be too new to be listed. */
const JUST_HEARD_MS = 5_000;
/** Incidents of which one other node's word is kept: more is no war room. */
const MOST_HEARD = 5_000;

interface Beat {
  person: string;
  incident: string;
  editing: boolean;
  untilMs: number;
}

interface Heard {
  viewing: readonly string[];
  editing: readonly string[];
  atMs: number;
}

/** Presence in one room. `elapsedMs` is monotonic. */
export function presence(elapsedMs: () => number): Presence {
  const byConnection = new Map<string, Beat>();
  const byIncident = new Map<string, Set<Beat>>();
  const byNode = new Map<string, Map<string, Heard>>();
  const changed = new Set<string>();
  const ownChanged = new Set<string>();

  function touch(incident: string): void {
    changed.add(incident);
    ownChanged.add(incident);
  }

  function leave(connection: string): void {
    const known = byConnection.get(connection);
    if (!known) return;
    byConnection.delete(connection);
    const here = byIncident.get(known.incident);
    here?.delete(known);
    if (here?.size === 0) byIncident.delete(known.incident);
    touch(known.incident);
  }

  function forget(node: string, incident: string): void {
    if (byNode.get(node)?.delete(incident) === true) changed.add(incident);
  }

  function messageOf(incident: string, elsewhere: readonly Heard[]): PresenceMessage {
    const here = [...(byIncident.get(incident) ?? [])];
    const viewing = here.map(({ person }) => person);
    const editing = here.filter((one) => one.editing).map(({ person }) => person);
    for (const heard of elsewhere) {
      viewing.push(...heard.viewing);
      editing.push(...heard.editing);
    }
    return { incident, viewing: once(viewing), editing: once(editing) };
  }

  return {
    set(connection, person, { incident, editing }) {
      const untilMs = elapsedMs() + PRESENCE_MS;
      const known = byConnection.get(connection);
      if (known?.incident === incident) {
        if (known.editing !== editing) touch(known.incident);
        Object.assign(known, { editing, untilMs });
        return;
      }
      leave(connection);
      if (incident === null) return;
      const beat = { person, incident, editing, untilMs };
      byConnection.set(connection, beat);
      byIncident.set(incident, (byIncident.get(incident) ?? new Set()).add(beat));
      touch(incident);
    },
    leave,
    hear(node, { incident, viewing, editing }) {
      if (viewing.length === 0 && editing.length === 0) return forget(node, incident);
      const there = byNode.get(node) ?? new Map<string, Heard>();
      byNode.set(node, there);
      const before = there.get(incident);
      if (!before && there.size >= MOST_HEARD) return;
      there.set(incident, { viewing, editing, atMs: elapsedMs() });
      // Mostly it is said again so that it doesn't expire.
      const isSame =
        before?.viewing.join() === viewing.join() && before.editing.join() === editing.join();
      if (!isSame) changed.add(incident);
    },
    forgetNodes(isThere) {
      const longAgo = elapsedMs() - JUST_HEARD_MS;
      for (const [node, there] of byNode) {
        if (isThere(node) || [...there.values()].some(({ atMs }) => atMs > longAgo)) continue;
        for (const incident of there.keys()) changed.add(incident);
        byNode.delete(node);
      }
    },
    expire() {
      const now = elapsedMs();
      for (const [connection, { untilMs }] of byConnection) if (untilMs <= now) leave(connection);
      for (const [node, there] of byNode) {
        for (const [incident, { atMs }] of there)
          if (atMs + PRESENCE_MS <= now) forget(node, incident);
        if (there.size === 0) byNode.delete(node);
      }
    },
    of: (incident) =>
      messageOf(
        incident,
        [...byNode.values()].flatMap((there) => there.get(incident) ?? []),
      ),
    ownOf: (incident) => messageOf(incident, []),
    ownIncidents: () => [...byIncident.keys()],
    incidents: () => [
      ...new Set([
        ...byIncident.keys(),
        ...[...byNode.values()].flatMap((there) => [...there.keys()]),
      ]),
    ],
    takeChanged: () => taken(changed),
    takeOwnChanged: () => taken(ownChanged),
  };
}

function once(people: readonly string[]): string[] {
  return [...new Set(people)].toSorted();
}

function taken(ids: Set<string>): string[] {
  const all = [...ids];
  ids.clear();
  return all;
}
