import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audienceOf, compileElection } from '@warroom/shared';
import type { Subject } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadElections } from '../election/load.ts';
import type { Journal } from '../journal/journal.ts';
import { memoryJournal } from '../journal/memory.ts';
import { openRoom } from './open-room.ts';
import type { Room } from './room.ts';

const ANA: Subject = {
  kind: 'person',
  id: 'ana',
  role: 'lead',
  clearance: 'AMBER+STRICT',
  organisation: null,
};
const BO: Subject = {
  kind: 'person',
  id: 'bo',
  role: 'triager',
  clearance: 'AMBER',
  organisation: null,
};
const WALL: Subject = { kind: 'display', id: 'wall', clearance: 'GREEN', redaction: 'visitor' };

let room: Room;
let journal: Journal;
let dir: string;
const clock = 1_000_000_000_000;
let ids = 0;

const files = loadElections(join(import.meta.dirname, '../../elections'));
if (!files.ok) throw new Error(files.message);
const general = compileElection(
  files.elections.find((election) => election.id === 'us-general') ?? files.elections[0]!,
);

async function open(): Promise<Room> {
  return openRoom({
    election: general,
    journal,
    dir,
    now: () => clock,
    hasPerson: (id) => ['ana', 'bo'].includes(id),
    names: () => ['Ana Lima'],
    notice: (message) => {
      throw new Error(message);
    },
  });
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'room-'));
  journal = memoryJournal();
  room = await open();
});
afterEach(async () => {
  await room.close();
  rmSync(dir, { recursive: true });
});

const signals = (texts: string[], source = 'tips') =>
  room.receive(
    texts.map((text) => ({
      input: { text },
      source,
      dedupeKey: `${source}\n${text}`,
      via: 'intake' as const,
    })),
  );
const ask = (subject: Subject, command: Record<string, unknown>) =>
  room.command({ commandId: `c${(ids += 1)}`, ...command }, { subject, via: 'board' });
async function opened(more: Record<string, unknown> = {}): Promise<string> {
  const result = await ask(BO, { type: 'incident.open', title: 'Line at the library', ...more });
  if (result.kind !== 'done' || result.opened === null) throw new Error(JSON.stringify(result));
  return result.opened;
}

describe('the desk', () => {
  it('[DK1] answers a repeated commandId with the first result, also when both come at once', async () => {
    const command = { type: 'incident.open', commandId: 'same', title: 'Once' };
    const answers = await Promise.all(
      [1, 2, 3].map(() => room.command(command, { subject: BO, via: 'board' })),
    );
    expect(answers.map((answer) => answer.kind === 'done' && answer.opened)).toEqual([
      'US28-0001',
      'US28-0001',
      'US28-0001',
    ]);
    expect(answers.filter((answer) => answer.kind === 'done' && !answer.repeated)).toHaveLength(1);
    expect(room.situation.incidents.size).toBe(1);
  });

  it('[DK2] keeps command ids apart by who asks', async () => {
    await room.command(
      { type: 'incident.open', commandId: 'x', title: 'A' },
      { subject: BO, via: 'board' },
    );
    const other = await room.command(
      { type: 'incident.open', commandId: 'x', title: 'B' },
      { subject: ANA, via: 'board' },
    );
    expect(other).toMatchObject({ kind: 'done', repeated: false, opened: 'US28-0002' });
  });

  it('[DK3] gives each of 50 incidents opened at once a number of its own, without gaps', async () => {
    const numbers = await Promise.all(Array.from({ length: 50 }, () => opened()));
    expect(numbers.toSorted()).toEqual(
      Array.from({ length: 50 }, (_, i) => `US28-${String(i + 1).padStart(4, '0')}`),
    );
  });

  it('[DK4] has one winner when 20 people claim one incident at once', async () => {
    const id = await opened();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        room.command(
          { type: 'incident.claim', commandId: `claim${i}`, incident: id },
          { subject: { ...BO, id: `p${i}` }, via: 'board' },
        ),
      ),
    );
    expect(answers.filter((answer) => answer.kind === 'done')).toHaveLength(1);
    expect(
      answers.filter(
        (answer) => answer.kind === 'refused' && answer.refusal.kind === 'already-claimed',
      ),
    ).toHaveLength(19);
  });

  it('[DK5] refuses a stale version with the current incident and what happened in between', async () => {
    const id = await opened();
    await ask(BO, { type: 'incident.acknowledge', incident: id });
    await ask(BO, { type: 'incident.note', incident: id, text: 'two poll workers missing' });
    const stale = await ask(ANA, {
      type: 'incident.assign',
      incident: id,
      expectedVersion: 1,
      assignee: 'ana',
    });
    expect(stale).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'stale-version', who: 'bo' },
      current: { id, version: 3, state: 'triage' },
    });
    expect(stale.kind === 'refused' && stale.between.map((entry) => entry.type)).toEqual([
      'incident.acknowledged',
      'incident.noted',
    ]);
  });

  it('[DK6] refuses what is not a command with the field and what would be right', async () => {
    expect(await ask(BO, { type: 'incident.explode' })).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'malformed', path: 'type' },
    });
    expect(await room.command(null, { subject: BO, via: 'api' })).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'malformed' },
    });
    expect(
      await ask(BO, { type: 'incident.note', incident: 'US28-0001', text: 'half \ud800 pair' }),
    ).toMatchObject({ refusal: { kind: 'malformed', path: 'text' } });
    expect(
      await ask(BO, { type: 'incident.note', incident: 'US28-0001', text: 'x', extra: 1 }),
    ).toMatchObject({ refusal: { kind: 'malformed' } });
  });

  it('[DK7] answers for what someone may not see as if it were not there', async () => {
    const id = await opened({ tlp: 'AMBER' });
    const green: Subject = { ...BO, id: 'gil', clearance: 'GREEN' };
    const hidden = await ask(green, { type: 'incident.note', incident: id, text: 'hello' });
    const absent = await ask(green, {
      type: 'incident.note',
      incident: 'US28-0999',
      text: 'hello',
    });
    expect(hidden).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'not-found' },
      current: null,
      between: [],
    });
    expect(absent).toMatchObject({ refusal: { kind: 'not-found' } });
  });
});

describe('intake through the room', () => {
  it('[RM1] takes a signal once, however often and however parallel it comes', async () => {
    const rounds = await Promise.all(
      Array.from({ length: 20 }, () => signals(['ballots in the river'])),
    );
    expect(rounds.flat().filter((one) => one.kind === 'accepted')).toHaveLength(1);
    expect(new Set(rounds.flat().map((one) => one.id)).size).toBe(1);
    expect(room.situation.signals.size).toBe(1);
  });

  it('[RM2] moves a signal out of the undecided when it is linked, and back when it is unlinked', async () => {
    const [signal] = await signals(['polls close at five?']);
    const id = await opened({ signals: [signal!.id] });
    expect(room.situation.signals.size).toBe(0);
    expect(room.situation.incidents.get(id)?.incident).toMatchObject({
      signalCount: 1,
      sources: ['tips'],
    });
    await ask(BO, { type: 'incident.unlink', incident: id, signals: [signal!.id] });
    expect(room.situation.signals.get(signal!.id!)?.signal).toMatchObject({
      state: 'undecided',
      version: 3,
      incidents: [],
    });
  });

  it('[RM3] closes a new incident when its source says the alert is over, and only marks one at work', async () => {
    const [first] = await signals(['probe down']);
    const [second] = await signals(['probe slow']);
    const fresh = await opened({ signals: [first!.id] });
    const working = await opened({ signals: [second!.id] });
    await ask(BO, { type: 'incident.acknowledge', incident: working });
    expect(await room.sourceResolved('tips\nprobe down', 'tips')).toBe(true);
    expect(await room.sourceResolved('tips\nprobe slow', 'tips')).toBe(true);
    expect(await room.sourceResolved('tips\nprobe slow', 'tips')).toBe(true);
    expect(await room.sourceResolved('tips\nunheard of', 'tips')).toBe(false);
    expect(room.situation.incidents.get(fresh)?.incident).toMatchObject({
      state: 'closed',
      sourceResolvedAt: clock,
    });
    expect(room.situation.incidents.get(working)?.incident).toMatchObject({
      state: 'triage',
      sourceResolvedAt: clock,
    });
  });
});

describe('what is hidden', () => {
  const cy: Subject = { ...BO, id: 'cy', clearance: 'AMBER' };
  const strict: Subject = { ...ANA, id: 'sam' };

  it('[RM4] a signal names no incident that the audience may not know of, nor is it listed under one', async () => {
    const [signal] = await signals(['one signal, two incidents']);
    const open = await opened({ signals: [signal!.id] });
    const made = await ask(strict, { type: 'incident.open', title: 'Secret', tlp: 'AMBER+STRICT' });
    const secret = made.kind === 'done' ? made.opened! : '';
    await ask(strict, { type: 'incident.link', incident: secret, signals: [signal!.id] });
    const all = { state: 'all', limit: 10 } as const;
    expect((await room.signal(signal!.id!, audienceOf(strict)!))?.incidents).toEqual([
      open,
      secret,
    ]);
    expect((await room.signal(signal!.id!, audienceOf(cy)!))?.incidents).toEqual([open]);
    expect(JSON.stringify(await room.signalPage(all, audienceOf(cy)!))).not.toContain(secret);
    expect(await room.signalPage({ ...all, incident: secret }, audienceOf(cy)!)).toEqual({
      items: [],
      next: null,
    });
    expect(
      (await room.signalPage({ ...all, incident: secret }, audienceOf(strict)!)).items,
    ).toHaveLength(1);
  });

  it('[RM5] a timeline names no incident that the audience may not know of', async () => {
    const [one, two] = [await opened(), await opened()];
    await ask(BO, { type: 'incident.merge', incident: one, expectedVersion: 1, into: two });
    await ask(strict, {
      type: 'incident.change',
      incident: two,
      expectedVersion: 2,
      changes: { tlp: 'AMBER+STRICT' },
    });
    expect(JSON.stringify(await room.timeline(one, audienceOf(strict)!))).toContain(two);
    expect(JSON.stringify(await room.timeline(one, audienceOf(cy)!))).not.toContain(two);
    expect(room.incident(one, audienceOf(cy)!)?.mergedInto).toBeNull();
  });
});

describe('the library', () => {
  const everyone = audienceOf(ANA)!;

  it('[LB1] finds signals by words, phrases and parts of scripts without spaces', async () => {
    await signals([
      'The polls close at five',
      'Les bureaux ferment à cinq heures',
      '投票所は五時に閉まる',
      'nothing to see',
    ]);
    const find = async (text: string) =>
      (await room.signalPage({ state: 'all', q: text, limit: 10 }, everyone)).items.map(
        (item) => item.text,
      );
    expect(await find('clos')).toEqual(['The polls close at five']);
    expect(await find('"close at"')).toEqual(['The polls close at five']);
    expect(await find('a cinq')).toEqual(['Les bureaux ferment à cinq heures']);
    expect(await find('五時')).toEqual(['投票所は五時に閉まる']);
    expect(await find('" OR NEAR( *')).toEqual([]);
  });

  it('[LB2] pages newest first without losing or doubling any', async () => {
    await signals(Array.from({ length: 25 }, (_, i) => `signal ${i}`));
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const page = await room.signalPage({ state: 'undecided', limit: 10, before }, everyone);
      seen.push(...page.items.map((item) => item.text));
      before = page.next ?? undefined;
    } while (before !== undefined);
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => `signal ${24 - i}`));
  });

  it('[LB3] shows an audience only what it may see, with names and handles left out for visitors', async () => {
    await signals(['written by @someone, see https://example.org']);
    const wall = audienceOf(WALL)!;
    expect((await room.signalPage({ state: 'all', limit: 10 }, wall)).items).toEqual([]);
    const amber = { ...wall, clearance: 'AMBER' as const };
    const [seen] = (await room.signalPage({ state: 'all', limit: 10 }, amber)).items;
    expect(seen?.text).not.toMatch(/someone|example/);
  });

  it('[LB4] finds incidents by title and notes', async () => {
    const id = await opened({ title: 'Drop box fire' });
    await ask(BO, { type: 'incident.note', incident: id, text: 'the fire marshal is on site' });
    await opened({ title: 'Other' });
    const found = await room.incidentPage({ state: 'all', q: 'marshal', limit: 10 }, everyone);
    expect(found.items.map((item) => item.id)).toEqual([id]);
  });
});

describe('the situation', () => {
  it('[ST1] is the same from a snapshot and tail as from a replay of all', async () => {
    const received = await signals(Array.from({ length: 12 }, (_, i) => `s${i}`));
    const id = await opened({ signals: [received[0]!.id, received[1]!.id] });
    await ask(BO, { type: 'incident.acknowledge', incident: id });
    const { situation } = room;
    const plain = JSON.stringify([
      [...situation.incidents],
      [...situation.signals],
      [...situation.sources],
      situation.rollups,
    ]);
    const again = await open();
    expect(
      JSON.stringify([
        [...again.situation.incidents],
        [...again.situation.signals],
        [...again.situation.sources],
        again.situation.rollups,
      ]),
    ).toBe(plain);
  });
});
