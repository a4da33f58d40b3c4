import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileElection, drillElection, Election } from '@warroom/shared';
import { sqliteJournal } from '../journal/sqlite.ts';
import { openRoom } from './open-room.ts';
import type { Room, Rooms } from './room.ts';

export interface OpenRoomsOptions {
  dataDir: string;
  elections: readonly Election[];
  now(): number;
  /** Who works on an election now: incidents can be theirs. */
  staff(election: string): readonly { id: string }[];
  /** Those who work or worked on it: their names are left out for visitors. */
  people(election: string): readonly { id: string; name: string }[];
  /** Told what an operator should know. */
  notice(message: string, cause?: unknown): void;
  /** Ends the process: a write may or may not be on disk. */
  die(error: Error): void;
}

export interface OpenedRooms extends Rooms {
  close(): Promise<void>;
}

/** Where an election keeps its journal, anchor and library. */
export function roomDir(dataDir: string, election: string): string {
  return join(dataDir, 'elections', election);
}

/** The journal's file and its anchor's. */
export function journalFiles(
  dataDir: string,
  election: string,
): { file: string; anchorFile: string } {
  return {
    file: join(roomDir(dataDir, election), 'journal.db'),
    anchorFile: join(dataDir, 'anchors', `${election}.json`),
  };
}

/** Opens one election's room on its embedded journal. */
export async function openEmbeddedRoom(
  election: Election,
  options: OpenRoomsOptions,
): Promise<Room> {
  const dir = roomDir(options.dataDir, election.id);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  mkdirSync(join(options.dataDir, 'anchors'), { recursive: true, mode: 0o700 });
  const journal = await sqliteJournal({
    ...journalFiles(options.dataDir, election.id),
    now: options.now,
    die: options.die,
    notice: (message) => options.notice(message),
  });
  return openRoom({
    election: compileElection(election),
    journal,
    dir,
    now: options.now,
    hasPerson: (id) => options.staff(election.id).some((person) => person.id === id),
    names: () => options.people(election.id).map((person) => person.name),
    notice: options.notice,
  });
}

/** Opens all elections of the server: those of the files, and drills begun earlier. */
export async function openRooms(options: OpenRoomsOptions): Promise<OpenedRooms> {
  const rooms = new Map<string, Room>();
  const listeners = new Set<(room: Room) => void>();
  for (const election of [...options.elections, ...earlierDrills(options)]) {
    rooms.set(election.id, await openEmbeddedRoom(election, options));
  }
  return {
    get: (id) => rooms.get(id),
    all: () => [...rooms.values()],
    async startDrill() {
      const base = options.elections[0] ?? must('no election to make a drill of');
      const preferred = options.elections.find((election) => election.id === 'us-general') ?? base;
      const election = drillElection(preferred, options.now());
      mkdirSync(roomDir(options.dataDir, election.id), { recursive: true, mode: 0o700 });
      writeFileSync(drillFile(options.dataDir, election.id), JSON.stringify(election, null, 2), {
        mode: 0o600,
      });
      const room = await openEmbeddedRoom(election, options);
      rooms.set(room.id, room);
      for (const listener of listeners) listener(room);
      return room;
    },
    onOpened(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await Promise.all([...rooms.values()].map((room) => room.close()));
    },
  };
}

function drillFile(dataDir: string, election: string): string {
  return join(roomDir(dataDir, election), 'drill.json');
}

function earlierDrills({ dataDir, notice }: OpenRoomsOptions): Election[] {
  const dir = join(dataDir, 'elections');
  if (!existsSync(dir)) return [];
  return readdirSync(dir).flatMap((name) => {
    const file = drillFile(dataDir, name);
    if (!existsSync(file)) return [];
    const parsed = Election.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (parsed.success) return [parsed.data];
    notice(
      `The drill in ${file} was made by another version and is left closed; its journal is untouched.`,
    );
    return [];
  });
}

function must(message: string): never {
  throw new Error(message);
}
