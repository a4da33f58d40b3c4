import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileElection } from '@warroom/shared';
import type { CommandResult, Election, Subject } from '@warroom/shared';
import { openRoom } from '../open-room.ts';
import type { OpenRoomOptions } from '../open-room.ts';
import type { Room } from '../room.ts';
import { loadElections } from '../../election/load.ts';
import type { Journal, StoredEvent } from '../../journal/journal.ts';
import { memoryJournal } from '../../journal/memory.ts';

/** A wall clock and a steady one, and the timers that hang on the steady one. */
export interface TestTime {
  now(): number;
  monotonicMs(): number;
  schedule(work: () => void, afterMs: number): () => void;
  /** Lets time pass: timers fire in order, and what they start comes to rest before the next. */
  pass(ms: number): Promise<void>;
  /** Sets the machine's clock, as an operator or NTP would: the steady clock goes on. */
  setClock(now: number): void;
  /** How many timers have fired. */
  readonly fired: number;
}

/** Time that passes only when told to. `rest` waits for what was started; it may be more than turns of the event loop. */
export function testTime(start: number, rest: () => Promise<void> = atRest): TestTime {
  let wall = start;
  let steady = 0;
  let fired = 0;
  const timers = new Set<{ at: number; work: () => void }>();
  return {
    now: () => wall,
    monotonicMs: () => steady,
    schedule(work, afterMs) {
      if (!(afterMs >= 0 && afterMs < 2 ** 31)) throw new RangeError(`a sleep of ${afterMs} ms`);
      const timer = { at: steady + afterMs, work };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async pass(ms) {
      const until = steady + ms;
      await rest();
      for (;;) {
        const [next] = [...timers].toSorted((a, b) => a.at - b.at);
        if (!next || next.at > until) break;
        timers.delete(next);
        wall += Math.max(0, next.at - steady);
        steady = Math.max(steady, next.at);
        fired += 1;
        next.work();
        await rest();
      }
      wall += until - steady;
      steady = until;
    },
    setClock: (now) => void (wall = now),
    get fired() {
      return fired;
    },
  };
}

/** Resolves after what has been started is done, as far as it waits for nothing but turns of the event loop. */
export async function atRest(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

const files = loadElections(join(import.meta.dirname, '../../../elections'));
if (!files.ok) throw new Error(files.message);
const general = files.elections.find((election) => election.id === 'us-general');
if (!general) throw new Error('there is no us-general');

/** The shipped election of the tests, changed as asked. */
export function electionWith(more: Partial<Election> = {}): Election {
  return { ...(general as Election), ...more };
}

export const LEAD: Subject = {
  kind: 'person',
  id: 'ana',
  role: 'lead',
  clearance: 'AMBER+STRICT',
  organisation: null,
};
export const TRIAGER: Subject = { ...LEAD, id: 'bo', role: 'triager' };

/** Who works on it. */
const PEOPLE = [
  { id: 'ana', role: 'lead' },
  { id: 'bo', role: 'triager' },
  { id: 'cy', role: 'triager' },
] as const;

/** Rooms of one election on one journal in memory, each as a node of its own would have it. */
export interface Nodes {
  readonly journal: Journal;
  open(): Promise<Room>;
  /** A command of a person on a node; fails the test when refused. */
  must(room: Room, subject: Subject, command: Record<string, unknown>): Promise<CommandResult>;
  events(type?: string): Promise<StoredEvent[]>;
  close(): Promise<void>;
}

/** Makes nodes; `journal` replaces the one in memory. */
export function testNodes(options: {
  election: Election;
  now(): number;
  journal?: Journal;
  /** More of what a room is opened with. */
  room?: Partial<OpenRoomOptions>;
}): Nodes {
  const journal = options.journal ?? memoryJournal({ epoch: 'epoch-of-the-test' });
  const dir = mkdtempSync(join(tmpdir(), 'nodes-'));
  const rooms: Room[] = [];
  let commands = 0;
  return {
    journal,
    async open() {
      const room = await openRoom({
        election: compileElection(options.election),
        // Closing one node leaves the journal to the others.
        journal: {
          ...journal,
          saveSnapshot: () => Promise.resolve(),
          close: () => Promise.resolve(),
        },
        dir: join(dir, String(rooms.length)),
        now: options.now,
        hasPerson: () => true,
        people: () => PEOPLE,
        names: () => [],
        notice(message, cause) {
          throw new Error(message, { cause });
        },
        ...options.room,
      });
      rooms.push(room);
      return room;
    },
    async must(room, subject, command) {
      commands += 1;
      const result = await room.command(
        { commandId: `c${commands}`, ...command },
        { subject, via: 'board' },
      );
      if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusal));
      return result;
    },
    async events(type) {
      const all = await journal.readAfter(0, 1_000_000);
      return type === undefined ? all : all.filter((event) => event.type === type);
    },
    async close() {
      await Promise.all(rooms.map((room) => room.close()));
      rmSync(dir, { recursive: true });
    },
  };
}
