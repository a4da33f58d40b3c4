import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileElection } from '@warroom/shared';
import type { Journal } from '../journal/journal.ts';
import { JournalUnavailable } from '../journal/journal.ts';
import { memoryJournal } from '../journal/memory.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRoom } from './open-room.ts';
import type { Room } from './room.ts';
import { electionWith, LEAD, TRIAGER } from './testing/nodes.ts';

/** The journal as a node has it that hears of nothing until it asks. */
function hardOfHearing(journal: Journal) {
  const heldBack: (() => void)[] = [];
  const state = {
    isCutOff: false,
    /** Runs after the next look for a key, before it is answered. */
    afterNextKeyed: (): Promise<unknown> => Promise.resolve(),
  };
  const hear = (): void => {
    for (const tell of heldBack.splice(0)) tell();
  };
  const heard: Journal = {
    ...journal,
    subscribe: (after, onEvents) =>
      journal.subscribe(after, (events) => void heldBack.push(() => onEvents(events))),
    async append(units) {
      const results = await journal.append(units);
      hear();
      return results;
    },
    async keyed(key) {
      const found = await journal.keyed(key);
      const then = state.afterNextKeyed;
      state.afterNextKeyed = () => Promise.resolve();
      await then();
      return found;
    },
    async caughtUp() {
      if (state.isCutOff) throw new JournalUnavailable('unreachable', 'The store does not answer.');
      hear();
    },
    saveSnapshot: () => Promise.resolve(),
  };
  return { journal: heard, state, hear };
}

describe('a node that has not heard the newest yet', () => {
  let dir: string;
  let journal: Journal;
  let far: ReturnType<typeof hardOfHearing>;
  let near: Room;
  let late: Room;
  let incident: string;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'old-picture-'));
    journal = memoryJournal({ epoch: 'epoch-of-the-test' });
    far = hardOfHearing(journal);
    const room = (name: string, on: Journal): Promise<Room> =>
      openRoom({
        election: compileElection(electionWith()),
        journal: { ...on, close: () => Promise.resolve() },
        dir: join(dir, name),
        now: () => Date.parse('2028-06-01T12:00:00Z'),
        hasPerson: () => true,
        names: () => [],
        notice: () => undefined,
      });
    near = await room('near', journal);
    late = await room('late', far.journal);
    const opened = await command(near, { type: 'incident.open', commandId: 'o', title: 'Lines' });
    incident = (opened.kind === 'done' ? opened.opened : null) ?? 'none';
  });
  afterEach(async () => {
    await near.close();
    await late.close();
    await journal.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const command = (room: Room, fields: object, subject = LEAD) =>
    room.command(fields, { subject, via: 'board' });

  it('[DK8] takes a command on what was opened, and at the version it was given, on another node', async () => {
    const noted = { type: 'incident.note', incident, text: 'Called.' };
    expect(await command(late, { ...noted, commandId: 'n1' })).toMatchObject({ kind: 'done' });
    await command(near, { ...noted, commandId: 'n2' });
    const change = { type: 'incident.change', incident, changes: { severity: 'S1' } };
    expect(await command(late, { ...change, commandId: 'c', expectedVersion: 3 })).toMatchObject({
      kind: 'done',
      incident: { version: 4 },
    });
  });

  it('[DK8] refuses on the newest picture, and says what it is', async () => {
    await command(near, { type: 'incident.claim', commandId: 'c1', incident });
    expect(
      await command(late, { type: 'incident.claim', commandId: 'c2', incident }, TRIAGER),
    ).toMatchObject({ refusal: { kind: 'already-claimed', who: 'ana' }, current: { version: 2 } });
  });

  it('[DK8] refuses for want of an answer, not by the rules, while it cannot hear what is newest', async () => {
    far.state.isCutOff = true;
    const note = { type: 'incident.note', commandId: 'n', incident, text: 'Called.' };
    expect(await command(late, note)).toMatchObject({ refusal: { kind: 'unavailable' } });
  });

  it('[DK8] tells a command that was written on its way here that it is done', async () => {
    const change = {
      type: 'incident.change',
      commandId: 'again',
      incident,
      expectedVersion: 1,
      changes: { severity: 'S1' },
    };
    far.hear();
    // Sent to one node, which gave no answer in time, then to another; the first wrote it meanwhile.
    far.state.afterNextKeyed = async () => {
      await command(near, change);
      far.hear();
    };
    expect(await command(late, change)).toMatchObject({
      kind: 'done',
      repeated: true,
      incident: { version: 2 },
    });
  });
});
