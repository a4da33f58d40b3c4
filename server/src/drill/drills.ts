import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PersonView } from '@warroom/shared';
import type { Accounts } from '../accounts/accounts.ts';
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

/** Drills of this server: opening, playing, and going on after a restart. */
export function drillsOf(options: {
  rooms: Rooms;
  accounts: Accounts;
  /** Where a room keeps its files. */
  dirOf(election: string): string;
  now(): number;
  notice(message: string, cause?: unknown): void;
}): Drills {
  const { rooms, accounts, now, notice } = options;
  const scenario = electionDay();
  const runs = new Map<string, DrillRun>();
  const runFile = (election: string): string => join(options.dirOf(election), 'drill-run.json');

  function play(room: Room, startedAt: number): void {
    runs.set(
      room.id,
      runDrill({
        room,
        scenario,
        startedAt,
        now,
        schedule(work, delayMs) {
          const timer = setTimeout(work, delayMs);
          return () => clearTimeout(timer);
        },
        notice,
      }),
    );
  }

  return {
    async start() {
      const room = await rooms.startDrill();
      const startedAt = now();
      writeFileSync(runFile(room.id), JSON.stringify({ startedAt }), { mode: 0o600 });
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
    resume() {
      for (const room of rooms.all()) {
        if (!room.rules.drill) continue;
        const startedAt = startOf(runFile(room.id));
        // Once its time is over, all was played or is not worth playing.
        if (startedAt !== undefined && now() - startedAt < scenario.durationMs)
          play(room, startedAt);
      }
    },
    stop() {
      for (const run of runs.values()) run.stop();
    },
  };
}

function startOf(file: string): number | undefined {
  try {
    const { startedAt } = JSON.parse(readFileSync(file, 'utf8')) as { startedAt?: unknown };
    return typeof startedAt === 'number' ? startedAt : undefined;
  } catch {
    return undefined;
  }
}
