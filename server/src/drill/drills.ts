import type { PersonView } from '@warroom/shared';
import type { Accounts } from '../accounts/accounts.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { DrillShelf } from '../desk/drill-shelf.ts';
import type { Room, Rooms } from '../desk/room.ts';
import { runDrill } from './runner.ts';
import type { DrillRun } from './runner.ts';
import { electionDay } from './scenario/election-day.ts';

const LINK_MS = 24 * 3_600_000;

/** Links that sign people and a wall into a drill, each once; paths on this server. */
export interface DrillLinks {
  lead: string;
  triager: string;
  wall: string;
}

export interface Drills {
  /** Opens a new drill and starts its scenario. */
  start(): Promise<Room>;
  /** Guests for a drill and their links. */
  links(room: Room): Promise<DrillLinks>;
  /** Goes on with drills that were running when the server stopped. */
  resume(): void;
  stop(): void;
}

/** The invented staff of drills, by id: they are no accounts, nobody can sign in as them. */
export function castOf(rooms: Rooms, election: string): PersonView[] {
  return rooms.get(election)?.rules.drill === true ? CAST : [];
}

const CAST: PersonView[] = electionDay().cast.map(({ id, name, role }) => ({ id, name, role }));

/** Accounts whose lists of people know the cast of drills too. */
export function withCast(accounts: Accounts, rooms: Rooms): Accounts {
  return {
    ...accounts,
    people: (election) => [...accounts.people(election), ...castOf(rooms, election)],
  };
}

/** Drills of this server: opening, playing on one node at a time, and going on after a restart. */
export function drillsOf(options: {
  rooms: Rooms;
  accounts: Accounts;
  shelf: DrillShelf;
  cluster: Pick<Cluster, 'lease'>;
  now(): number;
  notice(message: string, cause?: unknown): void;
}): Drills {
  const { rooms, accounts, shelf, cluster, now, notice } = options;
  const scenario = electionDay();
  /** By election: how to give up playing it, or waiting for one's turn. */
  const playing = new Map<string, () => void>();

  /** The node that holds the lease plays; another takes over where it leaves off, nothing happens twice. */
  function play(room: Room, startedAt: number): void {
    if (playing.has(room.id)) return;
    let run: DrillRun | undefined;
    const end = (): void => {
      run?.stop();
      run = undefined;
    };
    const release = cluster.lease(`drill:${room.id}`, {
      onHeld() {
        run = runDrill({
          room,
          scenario,
          startedAt,
          now,
          schedule(work, delayMs) {
            const timer = setTimeout(work, delayMs);
            return () => clearTimeout(timer);
          },
          notice,
        });
      },
      onLost: end,
    });
    playing.set(room.id, () => {
      end();
      release();
    });
  }

  async function goOn(room: Room): Promise<void> {
    if (!room.rules.drill) return;
    const startedAt = await shelf.startedAt(room.id);
    // Once its time is over, all was played or is not worth playing.
    if (startedAt !== undefined && now() - startedAt < scenario.durationMs) play(room, startedAt);
  }

  const goOnWithAll = (): void => {
    for (const room of rooms.all())
      goOn(room).catch((cause: unknown) => notice('A drill could not be gone on with.', cause));
  };
  const stopListening = [rooms.onOpened(goOnWithAll), shelf.onChanged(goOnWithAll)];

  return {
    async start() {
      const room = await rooms.startDrill();
      const startedAt = now();
      await shelf.begin(room.id, startedAt);
      play(room, startedAt);
      return room;
    },
    async links(room) {
      const expiresAt = now() + LINK_MS;
      const guest = async (name: string, role: 'lead' | 'triager'): Promise<string> => {
        const email = `${role}@${room.id}.example`;
        const added = await accounts.addPerson({
          name,
          email,
          memberships: [{ election: room.id, role, clearance: 'AMBER+STRICT', organisation: null }],
        });
        if (!added.ok) throw new Error(added.refusal.message);
        return accounts.createLink({
          for: { kind: 'person', id: added.value.id },
          to: `/e/${room.id}`,
          expiresAt,
        });
      };
      const display = await accounts.addDisplay(
        { name: 'Drill wall', election: room.id, clearance: 'AMBER', redaction: 'none' },
        'drill',
      );
      return {
        lead: `/link#${await guest('Drill lead', 'lead')}`,
        triager: `/link#${await guest('Drill triager', 'triager')}`,
        wall: `/link#${await accounts.createLink({ for: { kind: 'display', id: display.id }, to: '/wall', expiresAt })}`,
      };
    },
    resume: goOnWithAll,
    stop() {
      for (const stop of [...stopListening, ...playing.values()]) stop();
      playing.clear();
    },
  };
}
