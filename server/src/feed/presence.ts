import type { PresenceMessage, PresenceRequest } from '@warroom/shared';

/** Who looks at which incident. Advisory, in memory, and gone with the node. */
export interface Presence {
  /** A heartbeat of one connection; null: looks at none any more. */
  set(connection: string, person: string, request: PresenceRequest): void;
  leave(connection: string): void;
  /** Forgets those whose last heartbeat is too long ago. */
  expire(): void;
  of(incident: string): PresenceMessage;
  /** The incidents where it changed since the last call. */
  takeChanged(): string[];
}

/** Clients beat every 10 s; three missed beats and they are gone. */
export const PRESENCE_MS = 30_000;

/** Presence in one room. `elapsedMs` is monotonic. */
export function presence(elapsedMs: () => number): Presence {
  const byConnection = new Map<
    string,
    { person: string; incident: string; editing: boolean; untilMs: number }
  >();
  const changed = new Set<string>();

  function leave(connection: string): void {
    const known = byConnection.get(connection);
    if (!known) return;
    byConnection.delete(connection);
    changed.add(known.incident);
  }

  return {
    set(connection, person, { incident, editing }) {
      const known = byConnection.get(connection);
      if (known && known.incident !== incident) leave(connection);
      if (incident === null) return;
      if (known?.incident !== incident || known.editing !== editing) changed.add(incident);
      const untilMs = elapsedMs() + PRESENCE_MS;
      byConnection.set(connection, { person, incident, editing, untilMs });
    },
    leave,
    expire() {
      const now = elapsedMs();
      for (const [connection, { untilMs }] of byConnection) if (untilMs <= now) leave(connection);
    },
    of(incident) {
      const here = [...byConnection.values()].filter((one) => one.incident === incident);
      const people = (those: typeof here) =>
        [...new Set(those.map((one) => one.person))].toSorted();
      return {
        incident,
        viewing: people(here),
        editing: people(here.filter((one) => one.editing)),
      };
    },
    takeChanged() {
      const ids = [...changed];
      changed.clear();
      return ids;
    },
  };
}
