import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileElection, drillElection, gapsBetween, peopleAt } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRoom } from '../desk/open-room.ts';
import type { Room } from '../desk/room.ts';
import { loadElections } from '../election/load.ts';
import type { Journal } from '../journal/journal.ts';
import { memoryJournal } from '../journal/memory.ts';
import { runDrill } from './runner.ts';
import { electionDay } from './scenario/election-day.ts';

const files = loadElections(join(import.meta.dirname, '../../elections'));
if (!files.ok) throw new Error(files.message);
const base = files.elections.find((election) => election.id === 'us-general')!;
const STARTED = 1_900_000_000_000;
const scenario = electionDay();

let journal: Journal;
let room: Room;
let dir: string;
let now = STARTED;
beforeEach(async () => {
  now = STARTED;
  dir = mkdtempSync(join(tmpdir(), 'drill-'));
  journal = memoryJournal();
  const names = new Set<string>(scenario.cast.map((member) => member.id));
  room = await openRoom({
    election: compileElection(drillElection(base, STARTED)),
    journal,
    dir,
    now: () => now,
    hasPerson: (id) => names.has(id),
    names: () => [],
    notice: (message) => {
      throw new Error(message);
    },
  });
});
afterEach(async () => {
  await room.close();
  rmSync(dir, { recursive: true });
});

/** Plays to the end on a clock that jumps to whatever is waited for. */
async function play(): Promise<string[]> {
  const notices: string[] = [];
  const run = runDrill({
    room,
    scenario,
    startedAt: STARTED,
    now: () => now,
    schedule(work, delayMs) {
      now += delayMs;
      queueMicrotask(work);
      return () => {};
    },
    notice: (message, cause) => notices.push(`${message} ${String(cause)}`),
  });
  await run.ended;
  return notices;
}

describe('the drill', () => {
  it('[DR1] plays its whole scenario through the same desk as people do, everything marked as a drill', async () => {
    expect(await play()).toEqual([]);
    const { situation } = room;
    const received = scenario.signals.filter((signal) => signal.resolves === undefined).length;
    expect([...situation.sources.values()].reduce((sum, source) => sum + source.count, 0)).toBe(
      received,
    );
    expect(situation.incidents.size).toBe(
      scenario.actions.filter((action) => action.type === 'incident.open').length,
    );
    expect(
      [...situation.incidents.values()].every(
        ({ incident }) => incident.drill && incident.id.startsWith('EX-'),
      ),
    ).toBe(true);
    expect(now - STARTED).toBeGreaterThan(9 * 60_000);
    expect(now - STARTED).toBeLessThan(11 * 60_000);
  });

  it('[DR3] puts its cast on call from the start, once', async () => {
    await play();
    await play();
    const { roster } = room.situation.sections;
    expect(peopleAt(roster, 'cyber', STARTED)).toEqual(['exercise-lev']);
    expect(roster.shifts).toHaveLength(scenario.onCall.length);
    expect(
      gapsBetween(roster, room.rules.desks, room.rules.zone, STARTED, now + 86_400_000),
    ).toEqual([]);
  });

  it('[DR2] played again after a restart does nothing twice', async () => {
    await play();
    const { seq } = journal.head();
    expect(await play()).toEqual([]);
    expect(journal.head().seq).toBe(seq);
  });
});
