import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileElection } from '@warroom/shared';
import type { Audience, CommandResult, Subject } from '@warroom/shared';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRoom } from '../desk/open-room.ts';
import { journalFiles, makeRoomDirs, roomDir } from '../desk/open-rooms.ts';
import type { Room } from '../desk/room.ts';
import { electionWith, LEAD } from '../desk/testing/nodes.ts';
import { copiedJournal } from '../journal/copy/copied-journal.ts';
import { copyStanding } from '../journal/copy/copy-reader.ts';
import type { Journal, StoredEvent } from '../journal/journal.ts';
import { openRedisJournal, until } from '../journal/redis/testing/journal-rig.ts';
import { sqliteJournal } from '../journal/sqlite.ts';
import { verifyJournal } from '../journal/verify.ts';
import { startRedis, type RedisSet } from '../redis/testing/redis-servers.ts';
import { runCommandLine } from './run.ts';

const ELECTION = 'us-general';
const SEES: Audience = {
  clearance: 'AMBER',
  redaction: 'none',
  organisation: null,
  person: null,
};
const now = (): number => 1_800_000_000_000;
const place = (folder: string) => journalFiles(folder, ELECTION);

let dir: string;
let out: string[];
let err: string[];
let commands = 0;
const opened = new Set<Room>();
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'erase-'));
});
afterEach(async () => {
  for (const room of opened) await room.close();
  opened.clear();
  rmSync(dir, { recursive: true, force: true });
});

async function warroom(dataDir: string, args: string[], store?: string): Promise<number> {
  out = [];
  err = [];
  return runCommandLine(['erase', '--election', ELECTION, ...args], {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    dataDir,
    cwd: dir,
    electionsDir: join(import.meta.dirname, '../../elections'),
    publicUrl: undefined,
    store,
    now,
    readSecret: () => Promise.resolve(''),
    interactive: false,
  });
}
async function roomOn(journal: Journal, folder: string): Promise<Room> {
  const room = await openRoom({
    election: compileElection(electionWith({})),
    journal,
    dir: roomDir(folder, ELECTION),
    now,
    hasPerson: () => true,
    names: () => [],
    notice: () => undefined,
  });
  opened.add(room);
  return room;
}
async function embedded(folder: string): Promise<Room> {
  makeRoomDirs(folder, ELECTION);
  return roomOn(await sqliteJournal({ ...place(folder), now, ballastBytes: 4096 }), folder);
}
async function close(room: Room): Promise<void> {
  opened.delete(room);
  await room.close();
}
async function must(room: Room, command: Record<string, unknown>, who: Subject = LEAD) {
  const commandId = `c${(commands += 1)}`;
  const result: CommandResult = await room.command(
    { commandId, ...command },
    { subject: who, via: 'board' },
  );
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusal));
  return result;
}

/** An incident with a note, another one, and two signals; all about the same name. */
async function written(
  room: Room,
): Promise<{ incident: string; other: string; signals: string[] }> {
  const open = async (title: string) =>
    (await must(room, { type: 'incident.open', title, severity: 'S3' })).opened ?? '';
  const incident = await open('Jane Roe blocks the door');
  const other = await open('Seen again: roe');
  await must(room, { type: 'incident.note', incident, text: 'Roe lives in Elm Street' });
  await must(room, { type: 'incident.tag', incident, add: ['door'], remove: [] });
  const received = await room.receive(
    ['Jane Roe at the door', 'roe again'].map((text) => ({
      source: 'sms',
      input: { text, channel: 'sms' as const, author: 'Jane Roe' },
      key: undefined,
    })) as unknown as Parameters<Room['receive']>[0],
  );
  return { incident, other, signals: received.map(({ id }) => id ?? '') };
}
async function found(room: Room, q: string): Promise<string[]> {
  const ask = { q, limit: 50, me: null };
  const signals = await room.signalPage(ask, SEES);
  const incidents = await room.incidentPage(ask, SEES);
  return [...incidents.items, ...signals.items].map(({ id }) => id).toSorted();
}
const sorted = (...ids: string[]) => ids.toSorted();
async function eventsOf(journal: Pick<Journal, 'readAfter'>): Promise<StoredEvent[]> {
  return journal.readAfter(0, 1_000);
}
/** Whether any file below holds these letters. */
function holds(folder: string, letters: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .filter((file) => readFileSync(file).includes(letters));
}

describe('erase', () => {
  it('[CL14] takes the texts of events, incidents and signals from journal, snapshots and search, and leaves a record', async () => {
    const room = await embedded(dir);
    const { incident, other, signals } = await written(room);
    const [first = '', second = ''] = signals;
    expect(await found(room, 'roe')).toEqual(sorted(incident, other, first, second));
    await close(room);
    expect(holds(dir, 'Elm Street').length).toBeGreaterThan(0);

    const asked = ['--incident', incident, '--signal', first, '--reason', 'Letter of 3 May'];
    expect(await warroom(dir, [...asked, '--by', 'Ana Ruiz'])).toBe(0);
    expect(out).toHaveLength(3);
    expect(err).toEqual([
      'Erased the text of 3 events of us-general. Search is built anew at the next start.',
    ]);
    expect(holds(dir, 'Elm Street')).toEqual([]);
    expect(await verifyJournal(place(dir).file, place(dir).anchorFile)).toMatchObject({
      sound: true,
      erased: 3,
    });
    expect(await warroom(dir, asked)).toBe(1);
    expect(err).toEqual(['There is no personal text in what was named (any more).']);

    const again = await embedded(dir);
    expect(await found(again, 'roe')).toEqual(sorted(other, second));
    expect(await found(again, 'door')).toEqual([incident]);
    expect(again.situation.incidents.get(incident)?.incident).toMatchObject({
      title: null,
      noteCount: 1,
      tags: ['door'],
    });
    await close(again);
    const journal = await sqliteJournal({ ...place(dir), now, ballastBytes: 4096 });
    const record = (await eventsOf(journal)).at(-1);
    await journal.close();
    expect(record).toMatchObject({
      type: 'journal.text-erased',
      personal: { reason: 'Letter of 3 May', operator: 'Ana Ruiz' },
      by: { kind: 'system', id: 'cli' },
    });
    expect(record?.data['erased']).toEqual([
      { aggregate: `incident:${incident}`, seqs: [1, 3] },
      { aggregate: `signal:${first}`, seqs: [5] },
    ]);
  });

  it('[CL14] refuses what is not there, and a journal that a server has open, and changes nothing', async () => {
    const room = await embedded(dir);
    const { incident } = await written(room);
    const why = ['--reason', 'x'];
    const no = async (args: string[]): Promise<string> => {
      expect(await warroom(dir, args)).toBeGreaterThan(0);
      return err.join();
    };
    expect(await no(['--seq', '1', ...why])).toMatch(/stop it first/);
    await close(room);
    expect(await no(['--seq', '99', ...why])).toBe('The journal of "us-general" has no event 99.');
    expect(await no(['--incident', 'US28-9999', ...why])).toBe(
      'The journal of "us-general" knows of no incident US28-9999.',
    );
    expect(await no(['--seq', 'x', ...why])).toMatch(/must be the number of an event, like 4096/);
    expect(await no(why)).toMatch(/Say what to erase/);
    expect(await no(['--seq', '1'])).toMatch(/--reason is missing/);
    expect(await no(['--seq', '1', '--reason', 'x'.repeat(301)])).toMatch(/longer than 300/);
    const again = await embedded(dir);
    expect(again.situation.incidents.get(incident)?.incident.title).toBe(
      'Jane Roe blocks the door',
    );
  });
});

describe('erase on a Redis', { timeout: 60_000 }, () => {
  let redis: RedisSet;
  beforeAll(async () => {
    redis = await startRedis();
  }, 60_000);
  afterAll(() => redis.stop());

  async function node(id: string): Promise<Room> {
    const folder = join(dir, id);
    makeRoomDirs(folder, ELECTION);
    const base = await copyStanding(place(folder));
    const journal = await copiedJournal({
      ...place(folder),
      inner: await openRedisJournal(redis.url, {
        election: ELECTION,
        node: id,
        ...(base && { base }),
      }),
      node: id,
      copiesNeeded: 2,
      keepEvents: 1_000_000,
      now,
      notice: () => undefined,
      ballastBytes: 4096,
    });
    return roomOn(journal, folder);
  }

  it('[CL14] reaches every node’s copy and search while they run, and memory and snapshots by their next start', async () => {
    const one = await node('one');
    const two = await node('two');
    const { incident, other, signals } = await written(one);
    const [first = '', second = ''] = signals;
    await until(async () => (await found(two, 'roe')).length === 4);
    const asked = ['--incident', incident, '--seq', '5', '--reason', 'Letter of 3 May'];
    expect([await warroom(join(dir, 'one'), asked, redis.url), err]).toEqual([
      0,
      [expect.stringContaining('hold it in memory until they are restarted')],
    ]);
    for (const room of [one, two])
      await until(async () => (await found(room, 'elm OR jane')).length === 0);
    for (const room of [one, two])
      expect(await found(room, 'roe')).toEqual(sorted(incident === other ? '' : other, second));
    expect(await found(two, 'door')).toEqual([incident]);
    // Closing keeps a picture, but for those who still hold the text.
    await close(one);
    await close(two);
    for (const id of ['one', 'two']) {
      const again = await node(id);
      expect(again.situation.incidents.get(incident)?.incident.title).toBeNull();
      expect(await found(again, 'roe')).toEqual(sorted(other, second));
      expect((await again.signal(first, SEES))?.text).not.toBe('Jane Roe at the door');
    }
    expect(existsSync(place(join(dir, 'one')).file)).toBe(true);
  });
});
