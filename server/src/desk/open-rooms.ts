import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compileElection, drillElection } from '@warroom/shared';
import type { Election, Rules, Subject, Upload, WayKind } from '@warroom/shared';
import type { Journal } from '../journal/journal.ts';
import type { TailedEvent } from '../journal/redis/redis-journal-types.ts';
import { sqliteJournal } from '../journal/sqlite.ts';
import type { DrillShelf } from './drill-shelf.ts';
import { openRoom } from './open-room.ts';
import type { Room, Rooms } from './room.ts';

/** An election's journal, just opened. */
export interface OpenedJournal {
  journal: Journal;
  /** How this node's copy is doing, where the journal is shared. */
  copy?: Room['copy'];
  /** From this node's copy, for another node's. */
  tailedAfter?(seq: number, limit: number): TailedEvent[] | undefined;
}

export interface OpenRoomsOptions {
  dataDir: string;
  elections: readonly Election[];
  /** Where drills that were begun are kept. */
  drills: DrillShelf;
  openJournal(election: string): Promise<OpenedJournal>;
  now(): number;
  /** Who works on an election now: incidents can be theirs. */
  staff(election: string): ReturnType<Rules['people']>;
  /** Those who work or worked on it: their names are left out for visitors. */
  people(election: string): readonly { id: string; name: string }[];
  /** Told what an operator should know. */
  notice(message: string, cause?: unknown): void;
  /** Who someone is in an election now; without, people are told nothing. */
  subjectOf?(election: string, person: string): Subject | undefined;
  /** The ways by which this server can tell people things. */
  wayKinds?: readonly WayKind[];
  /** What an upload's token stands for in an election, when it is this person's. */
  upload?(election: string, token: string, person: string): Upload | undefined;
}

export interface OpenedRooms extends Rooms {
  /** Opens what other nodes have begun meanwhile. */
  refresh(): Promise<void>;
  /** At most `limit` events of an election after `seq`, from this node's copy; undefined: it has none. */
  tailedAfter(election: string, seq: number, limit: number): TailedEvent[] | undefined;
  /** Told how long each append took that was acknowledged, or refused for want of the store. */
  onAppended(listener: (election: string, seconds: number) => void): () => void;
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

/** Makes the folders that an election's files go to. */
export function makeRoomDirs(dataDir: string, election: string): void {
  mkdirSync(roomDir(dataDir, election), { recursive: true, mode: 0o700 });
  mkdirSync(join(dataDir, 'anchors'), { recursive: true, mode: 0o700 });
}

/** Opens the embedded journal of an election. `die` ends the process: a write may or may not be on disk. */
export async function openEmbeddedJournal(
  election: string,
  options: {
    dataDir: string;
    now(): number;
    die(error: Error): void;
    notice(message: string): void;
  },
): Promise<OpenedJournal> {
  makeRoomDirs(options.dataDir, election);
  const journal = await sqliteJournal({
    ...journalFiles(options.dataDir, election),
    now: options.now,
    die: options.die,
    notice: options.notice,
  });
  return { journal };
}

/** Opens one election on its embedded journal, without the others: for the command line. */
export function openEmbeddedRoom(
  election: Election,
  options: Omit<OpenElectionOptions, 'openJournal'> & { die(error: Error): void },
): Promise<Room> {
  return openElection(election, {
    ...options,
    openJournal: (id) => openEmbeddedJournal(id, options),
  });
}

type OpenElectionOptions = Pick<
  OpenRoomsOptions,
  | 'dataDir'
  | 'openJournal'
  | 'now'
  | 'staff'
  | 'people'
  | 'notice'
  | 'upload'
  | 'subjectOf'
  | 'wayKinds'
>;

async function openElection(election: Election, options: OpenElectionOptions): Promise<Room> {
  makeRoomDirs(options.dataDir, election.id);
  return openOn(await options.openJournal(election.id), election, options);
}

function openOn(
  { journal, copy }: OpenedJournal,
  election: Election,
  options: OpenElectionOptions,
): Promise<Room> {
  return openRoom({
    election: compileElection(election),
    journal,
    dir: roomDir(options.dataDir, election.id),
    now: options.now,
    hasPerson: (id) => options.staff(election.id).some((person) => person.id === id),
    people: () => options.staff(election.id),
    subjectOf: (person) => options.subjectOf?.(election.id, person),
    ...(options.wayKinds ? { wayKinds: options.wayKinds } : {}),
    upload: (token, person) => options.upload?.(election.id, token, person),
    names: () => options.people(election.id).map((person) => person.name),
    notice: options.notice,
    ...(copy === undefined ? {} : { copy }),
  });
}

/** Opens all elections of the server: those of the files, and drills begun earlier. */
export async function openRooms(options: OpenRoomsOptions): Promise<OpenedRooms> {
  const { drills } = options;
  const rooms = new Map<string, Room>();
  const listeners = new Set<(room: Room) => void>();
  const opening = new Map<string, Promise<Room>>();
  const journals = new Map<string, OpenedJournal>();
  const appendListeners = new Set<(election: string, seconds: number) => void>();
  let closed = false;

  /** Once, however many ask for it at the same time. */
  function open(election: Election): Promise<Room> {
    const known = rooms.get(election.id);
    if (known) return Promise.resolve(known);
    const under = opening.get(election.id) ?? openNow(election);
    opening.set(election.id, under);
    return under;
  }

  async function openNow(election: Election): Promise<Room> {
    try {
      makeRoomDirs(options.dataDir, election.id);
      const opened = await options.openJournal(election.id);
      journals.set(election.id, opened);
      const journal = timed(opened.journal, (seconds) => {
        for (const listener of appendListeners) listener(election.id, seconds);
      });
      const room = await openOn({ ...opened, journal }, election, options);
      rooms.set(room.id, room);
      for (const listener of listeners) listener(room);
      return room;
    } finally {
      opening.delete(election.id);
    }
  }

  for (const election of [...options.elections, ...(await drills.all())]) await open(election);

  async function refresh(): Promise<void> {
    if (closed) return;
    for (const election of await drills.all()) await open(election);
  }
  const stopListening = drills.onChanged(() => {
    refresh().catch((cause: unknown) =>
      options.notice('A drill that another node began could not be opened here.', cause),
    );
  });

  return {
    get: (id) => rooms.get(id),
    all: () => [...rooms.values()],
    refresh,
    onAppended(listener) {
      appendListeners.add(listener);
      return () => appendListeners.delete(listener);
    },
    tailedAfter: (election, seq, limit) => journals.get(election)?.tailedAfter?.(seq, limit),
    async startDrill() {
      const base = options.elections[0] ?? must('no election to make a drill of');
      const preferred = options.elections.find((election) => election.id === 'us-general') ?? base;
      const election = drillElection(preferred, options.now());
      await drills.add(election);
      return open(election);
    },
    onOpened(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closed = true;
      stopListening();
      await Promise.allSettled(opening.values());
      await Promise.all([...rooms.values()].map((room) => room.close()));
    },
  };
}

/** A journal that tells how long its appends take. */
function timed(journal: Journal, told: (seconds: number) => void): Journal {
  return {
    ...journal,
    get epoch() {
      return journal.epoch;
    },
    async append(units) {
      const startedAt = performance.now();
      try {
        return await journal.append(units);
      } finally {
        told((performance.now() - startedAt) / 1000);
      }
    },
  };
}

function must(message: string): never {
  throw new Error(message);
}
