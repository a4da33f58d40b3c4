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
const PRESENCE_MS = 30_000;

interface Beat {
  person: string;
  incident: string;
  editing: boolean;
  untilMs: number;
}

/** Presence in one room. `elapsedMs` is monotonic. */
export function presence(elapsedMs: () => number): Presence {
  const byConnection = new Map<string, Beat>();
  const byIncident = new Map<string, Set<Beat>>();
  const changed = new Set<string>();

  function leave(connection: string): void {
    const known = byConnection.get(connection);
    if (!known) return;
    byConnection.delete(connection);
    const here = byIncident.get(known.incident);
    here?.delete(known);
    if (here?.size === 0) byIncident.delete(known.incident);
    changed.add(known.incident);
  }

  return {
    set(connection, person, { incident, editing }) {
      const untilMs = elapsedMs() + PRESENCE_MS;
      const known = byConnection.get(connection);
      if (known?.incident === incident) {
        if (known.editing !== editing) changed.add(known.incident);
        Object.assign(known, { editing, untilMs });
        return;
      }
      leave(connection);
      if (incident === null) return;
      const beat = { person, incident, editing, untilMs };
      byConnection.set(connection, beat);
      byIncident.set(incident, (byIncident.get(incident) ?? new Set()).add(beat));
      changed.add(incident);
    },
    leave,
    expire() {
      const now = elapsedMs();
      for (const [connection, { untilMs }] of byConnection) if (untilMs <= now) leave(connection);
    },
    of(incident) {
      const here = [...(byIncident.get(incident) ?? [])];
      const people = (those: Beat[]) => [...new Set(those.map((one) => one.person))].toSorted();
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
