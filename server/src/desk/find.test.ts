import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audienceOf, compileElection } from '@warroom/shared';
import type { Audience, Election, Subject } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadElections } from '../election/load.ts';
import { memoryJournal } from '../journal/memory.ts';
import type { Journal } from '../journal/journal.ts';
import { textErased } from '../journal/text-erased.ts';
import { firstOf } from './first-of.ts';
import { openRoom } from './open-room.ts';
import type { Room } from './room.ts';

const person = (id: string, clearance: 'AMBER' | 'AMBER+STRICT' | 'RED'): Subject => ({
  kind: 'person',
  id,
  role: 'lead',
  clearance,
  organisation: null,
});
const ANA = person('ana', 'AMBER+STRICT');
const BO = person('bo', 'AMBER');
const RUTH = person('ruth', 'RED');
const reader = (subject: Subject): Audience => {
  const audience = audienceOf(subject);
  if (!audience) throw new Error('reads nothing');
  return audience;
};

const files = loadElections(join(import.meta.dirname, '../../elections'));
if (!files.ok) throw new Error(files.message);
const general = files.elections.find(({ id }) => id === 'us-general');
if (!general) throw new Error('the shipped elections have no us-general');
const election: Election = {
  ...general,
  sources: [
    ...general.sources,
    {
      name: 'agency',
      title: 'Agency',
      kind: 'partner',
      tlp: 'AMBER+STRICT',
    },
  ],
};

let room: Room;
let journal: Journal;
let dir: string;
let clock: number;
let asked: number;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'find-'));
  journal = memoryJournal();
  clock = 1_800_000_000_000;
  asked = 0;
  room = await open();
});
afterEach(async () => {
  await room.close();
  rmSync(dir, { recursive: true, force: true });
});

function open(): Promise<Room> {
  return openRoom({
    election: compileElection(election),
    journal,
    dir,
    now: () => clock,
    hasPerson: () => true,
    names: () => ['Marit Lind'],
    notice: (message, cause) => {
      if (!message.startsWith('Texts were erased')) throw new Error(message, { cause });
    },
  });
}

async function ask(subject: Subject, command: Record<string, unknown>) {
  const commandId = `c${(asked += 1)}`;
  const result = await room.command({ commandId, ...command }, { subject, via: 'api' });
  if (result.kind === 'refused') throw new Error(result.refusal.message);
  return result;
}
async function opened(title: string, more: Record<string, unknown> = {}): Promise<string> {
  return (await ask(ANA, { type: 'incident.open', title, ...more })).opened ?? '';
}
async function signals(...texts: (string | Record<string, unknown>)[]): Promise<string[]> {
  const received = await room.receive(
    texts.map((given) => {
      const { source = 'tips', ...input } = typeof given === 'string' ? { text: given } : given;
      return { input: input as { text: string }, source: source as string, via: 'api' as const };
    }),
  );
  return received.map(({ id }) => id ?? '');
}
async function found(q: string, subject: Subject = ANA) {
  const [one, other] = [
    await room.incidentPage({ q, state: 'all', limit: 50 }, reader(subject)),
    await room.signalPage({ q, state: 'all', limit: 50 }, reader(subject)),
  ];
  return {
    incidents: one.items.map(({ id }) => id),
    signals: other.items.map(({ text }) => text),
  };
}

describe('searching', () => {
  it('[LB4] finds incidents by number, title, next step, notes, tasks and evidence, also closed ones', async () => {
    const id = await opened('Ballot box moved');
    await opened('Something else');
    await ask(ANA, { type: 'incident.note', incident: id, text: 'Zébra crossing blocked' });
    await ask(ANA, { type: 'incident.task-add', incident: id, title: 'Call the marshal' });
    await ask(ANA, {
      type: 'incident.evidence-add',
      incident: id,
      evidence: { kind: 'text', text: 'a photo of the hatch' },
    });
    for (const q of ['moved', 'zebra', 'marsh', '"the hatch"', 'zebra box marshal', id]) {
      expect((await found(q)).incidents, q).toEqual([id]);
    }
    // No phrase runs from one text into the next.
    expect((await found('"moved zebra"')).incidents).toEqual([]);
    await ask(ANA, {
      type: 'incident.dismiss',
      incident: id,
      expectedVersion: version(id),
      reason: 'spam',
    });
    expect((await found('zebra')).incidents).toEqual([id]);
    expect((await found('zebra -marshal')).incidents).toEqual([]);
  });

  it('[LB4] forgets a title that was changed and a task that was taken away', async () => {
    const id = await opened('First wording');
    await ask(ANA, {
      type: 'incident.change',
      incident: id,
      expectedVersion: 1,
      changes: { title: 'Second wording' },
    });
    expect((await found('first')).incidents).toEqual([]);
    expect((await found('second')).incidents).toEqual([id]);
    await ask(ANA, { type: 'incident.undo', incident: id, version: version(id) });
    expect((await found('first')).incidents).toEqual([id]);
  });

  it('[LB5] narrows signals down by every field, alone and with words, and leaves out with a minus', async () => {
    await signals(
      {
        text: 'van at the gate',
        severity: 'S1',
        language: 'es-MX',
        channel: 'call',
        jurisdiction: 'US-AZ',
      },
      { text: 'van on the road', severity: 'S2', source: 'desk-line', category: 'OPS.long-lines' },
      { text: 'nothing there' },
    );
    const only = async (q: string) => (await found(q)).signals;
    expect(await only('van sev:S1')).toEqual(['van at the gate']);
    expect(await only('van -sev:S1')).toEqual(['van on the road']);
    expect(await only('-sev:S1')).toEqual(['nothing there', 'van on the road']);
    expect(await only('lang:es')).toEqual(['van at the gate']);
    expect(await only('channel:call')).toEqual(['van at the gate']);
    expect(await only('in:AZ')).toEqual(['van at the gate']);
    expect(await only('cat:OPS')).toEqual(['van on the road']);
    expect(await only('source:desk-line')).toEqual(['van on the road']);
    expect(await only('-van')).toEqual(['nothing there']);
    expect(await only('van -gate')).toEqual(['van on the road']);
    expect(await only('kind:incident')).toEqual([]);
    clock += 3 * 3_600_000;
    await signals('van later');
    expect(await only('van opened:<2h')).toEqual(['van later']);
    expect(await only('van opened:>2h')).toEqual(['van on the road', 'van at the gate']);
    expect(await only('van is:nonsense colour:red')).toEqual([]);
  });

  it('[LB5] knows claims and states of signals', async () => {
    const [a = '', b = '', c = ''] = await signals('one', 'two', 'three');
    await ask(BO, { type: 'signal.claim', signals: [a] });
    await ask(BO, { type: 'signal.dismiss', signals: [b], reason: 'spam' });
    const id = await opened('With a signal', { signals: [c] });
    const page = async (q: string, me: string | null) =>
      (await room.signalPage({ q, limit: 9, me }, reader(BO))).items.map(({ text }) => text);
    expect(await page('is:claimed', 'bo')).toEqual(['one']);
    expect(await page('is:mine', 'bo')).toEqual(['one']);
    expect(await page('is:mine', 'ana')).toEqual([]);
    expect(await page('state:dismissed', null)).toEqual(['two']);
    expect(await page('has:links is:linked', null)).toEqual(['three']);
    expect(await page('', null)).toEqual(['one']);
    expect(
      (await room.find.matching({ kind: 'incidents', q: '', view: 'open', me: null }, reader(BO)))
        ?.ids,
    ).toEqual([id]);
  });

  it('[LB6] gives ids in the order of the board, at most 500, with how many there are', async () => {
    const texts = Array.from({ length: 620 }, (_, n) => `flood ${n}`);
    const all = await signals(...texts);
    const flood = await room.find.matching(
      { kind: 'signals', q: 'flood', view: 'signals', me: 'bo' },
      reader(BO),
    );
    expect(flood).toEqual({ ids: all.toReversed().slice(0, 500), total: 620 });
    const low = await opened('low', { severity: 'S4' });
    const high = await opened('high', { severity: 'S1' });
    const snoozed = await opened('asleep', { severity: 'S2' });
    await ask(ANA, { type: 'incident.snooze', incident: snoozed, until: clock + 60_000 });
    const ids = async (view: string, q = '') =>
      (await room.find.matching({ kind: 'incidents', q, view, me: 'bo' }, reader(BO)))?.ids;
    expect(await ids('open')).toEqual([high, low]);
    expect(await ids('unowned')).toEqual([high]);
    expect(await ids('snoozed')).toEqual([snoozed]);
    expect(await ids('open', 'is:snoozed')).toEqual([snoozed]);
    expect(await ids('no such view')).toBeUndefined();
  });

  it('[LB11] finds texts that were erased no more, at once, and all else as before', async () => {
    const id = await opened('Jane Roe at the door', { note: 'roe again' });
    const other = await opened('Not roe');
    await ask(ANA, { type: 'incident.tag', incident: id, add: ['door'], remove: [] });
    const [first = '', second = ''] = await signals('roe one', 'roe two');
    const seqs = new Map<string, number[]>();
    for (const { seq, aggregate, personal } of await journal.readAfter(0, 99))
      if (personal !== null && [`incident:${id}`, `signal:${first}`].includes(aggregate))
        seqs.set(aggregate, [...(seqs.get(aggregate) ?? []), seq]);
    const all = (q: string) => found(q, BO);
    const before = await all('roe');
    expect(before.incidents.toSorted()).toEqual([id, other].toSorted());
    expect(before.signals).toEqual(['roe two', 'roe one']);

    const erased = [...seqs].map(([aggregate, some]) => ({ aggregate, seqs: some }));
    const record = textErased(erased, { reason: 'Asked for', operator: 'ana' });
    const event = { ...record, at: clock, by: { kind: 'system', id: 'cli' }, via: 'cli' };
    // Before the journal itself has let go of them, and with more that comes in at once.
    await journal.append([{ entries: [{ aggregate: 'journal', event }] }]);
    await ask(ANA, { type: 'incident.note', incident: id, text: 'written since' });
    expect(await all('roe')).toEqual({ incidents: [other], signals: ['roe two'] });
    expect((await all('door')).incidents).toEqual([id]);
    expect((await all('since')).incidents).toEqual([id]);
    expect((await all(id)).incidents).toEqual([id]);
    expect((await room.signal(first, reader(BO)))?.text).not.toBe('roe one');
    expect((await room.signal(second, reader(BO)))?.text).toBe('roe two');

    await journal.erasePersonal([...seqs.values()].flat());
    const kept = await journalCopy();
    await room.close();
    rmSync(join(dir, 'library.db'), { force: true });
    journal = kept;
    room = await open();
    expect(await all('roe')).toEqual({ incidents: [other], signals: ['roe two'] });
    expect((await all('door')).incidents).toEqual([id]);
  });

  it('[LB7] finds nothing for anyone that they may not see, and counts nothing of it', async () => {
    const secret = await opened('Quiet harbour', { tlp: 'AMBER+STRICT', note: 'whisper' });
    const red = await ask(RUTH, { type: 'incident.open', title: 'Quiet cellar', tlp: 'RED' });
    const plain = await opened('Loud harbour');
    await signals({ text: 'quiet harbour seen', source: 'agency' }, 'loud harbour seen');
    const bo = reader(BO);
    expect(await found('harbour', BO)).toEqual({
      incidents: [plain],
      signals: ['loud harbour seen'],
    });
    expect((await found('whisper', BO)).incidents).toEqual([]);
    expect((await found(secret, BO)).incidents).toEqual([]);
    expect((await found('cellar', ANA)).incidents).toEqual([]);
    expect((await found('cellar', RUTH)).incidents).toEqual([red.opened]);
    const match = (kind: 'incidents' | 'signals', q: string) =>
      room.find.matching({ kind, q, view: 'open', me: 'bo' }, bo);
    expect(await match('incidents', 'harbour')).toEqual({ ids: [plain], total: 1 });
    expect(await match('incidents', 'quiet')).toEqual({ ids: [], total: 0 });
    expect((await match('signals', 'harbour'))?.total).toBe(1);
    const count = (q: string, subject: Subject) =>
      room.find.counts([q], reader(subject), subject.id);
    expect(await count('harbour', BO)).toEqual([{ q: 'harbour', signals: 1, isMore: false }]);
    expect(await count('tlp:AMBER+STRICT', BO)).toEqual([
      { q: 'tlp:AMBER+STRICT', signals: 0, isMore: false },
    ]);
    expect(await count('harbour', ANA)).toEqual([{ q: 'harbour', signals: 2, isMore: false }]);
  });

  it('[LB7] counts no links to incidents that are hidden', async () => {
    const secret = await opened('Hidden one', { tlp: 'AMBER+STRICT' });
    const plain = await opened('Plain one');
    await ask(ANA, { type: 'incident.relate', incident: plain, other: secret });
    expect((await found('has:links', ANA)).incidents).toContain(plain);
    expect((await found('has:links', BO)).incidents).toEqual([]);
    expect((await found('is:linked one', BO)).incidents).toEqual([]);
  });

  it('[IC23] shows the signals of what was merged with it, as far as that may be known of, until it is taken out', async () => {
    const [one = '', two = '', three = ''] = await signals('first', 'second', 'third');
    const target = await opened('Target', { signals: [one], tlp: 'AMBER+STRICT' });
    const merged = await opened('Same', { signals: [two] });
    const deeper = await opened('Same again', { signals: [three] });
    const merge = (incident: string, into: string) =>
      ask(ANA, { type: 'incident.merge', incident, into, expectedVersion: 1 });
    await merge(deeper, merged);
    await ask(ANA, { type: 'incident.merge', incident: merged, into: target, expectedVersion: 2 });
    const of = async (incident: string) =>
      (await room.signalPage({ state: 'all', incident, limit: 50 }, reader(ANA))).items.map(
        ({ text }) => text,
      );
    expect(await of(target)).toEqual(['third', 'second', 'first']);
    expect(await of(merged)).toEqual(['third', 'second']);
    expect(room.incident(target, reader(ANA))?.signalCount).toBe(3);
    const page = await room.signalPage({ state: 'all', incident: target, limit: 50 }, reader(BO));
    expect(page.items).toEqual([]);
    const { version } = room.incident(merged, reader(ANA)) ?? { version: 0 };
    await ask(ANA, { type: 'incident.unmerge', incident: merged, expectedVersion: version });
    expect(await of(target)).toEqual(['first']);
  });

  it('[LB8] lets a display find nothing by what is left out on it', async () => {
    const id = await opened('Marit Lind saw it');
    await ask(ANA, { type: 'incident.tag', incident: id, add: ['gate'] });
    await ask(ANA, { type: 'incident.note', incident: id, text: 'said by phone' });
    await ask(ANA, {
      type: 'incident.assign',
      incident: id,
      expectedVersion: version(id),
      assignee: 'bo',
    });
    await signals({ text: 'see @leaker at https://example.org/x', author: 'leaker' });
    const wall = (redaction: 'names' | 'visitor'): Subject => ({
      kind: 'display',
      id: 'wall',
      clearance: 'AMBER',
      redaction,
    });
    for (const q of ['Marit', 'Lind', 'tag:gate', 'by:bo', 'phone'])
      expect((await found(q, wall('visitor'))).incidents, q).toEqual([]);
    expect((await found('saw', wall('visitor'))).incidents).toEqual([id]);
    for (const q of ['leaker', 'example', 'source:tips'])
      expect((await found(q, wall('visitor'))).signals, q).toEqual([]);
    expect((await found('see', wall('visitor'))).signals).toHaveLength(1);
    expect((await found('phone', wall('names'))).incidents).toEqual([]);
    expect((await found('by:bo', wall('names'))).incidents).toEqual([]);
  });

  it('[LB9] is the same after the library was thrown away and built anew', async () => {
    const id = await opened('Lantern');
    await ask(ANA, { type: 'incident.note', incident: id, text: 'glow' });
    const [a = ''] = await signals('lantern lit', 'other');
    await ask(BO, { type: 'signal.dismiss', signals: [a], reason: 'spam' });
    const before = [await found('lantern'), await found('glow'), await found('state:dismissed')];
    const kept = await journalCopy();
    await room.close();
    rmSync(join(dir, 'library.db'), { force: true });
    journal = kept;
    room = await open();
    expect([await found('lantern'), await found('glow'), await found('state:dismissed')]).toEqual(
      before,
    );
  });

  it('pages through what is found without losing or doubling any, whatever matches', async () => {
    await signals(
      ...Array.from({ length: 45 }, (_, n) => `${n % 3 === 0 ? 'even' : 'odd'} row ${n}`),
    );
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const page = await room.signalPage({ q: 'even row', limit: 4, before }, reader(BO));
      seen.push(...page.items.map(({ text }) => text));
      before = page.next ?? undefined;
    } while (before !== undefined);
    expect(seen).toHaveLength(15);
    expect(new Set(seen).size).toBe(15);
    expect(seen[0]).toBe('even row 42');
  });
});

describe('the first of many', () => {
  it('are the same as sorting all, whatever their order', () => {
    const all = Array.from({ length: 1_000 }, (_, n) => (n * 7_919) % 1_000);
    const first = firstOf<number>(17, (a, b) => a - b);
    for (const one of all) first.add(one);
    expect(first.all()).toEqual(all.toSorted((a, b) => a - b).slice(0, 17));
  });
});

function version(id: string): number {
  return room.situation.incidents.get(id)?.incident.version ?? 0;
}

/** The journal goes with its room; this one holds the same events. */
async function journalCopy(): Promise<Journal> {
  const events = await journal.readAfter(0, 1_000);
  const copy = memoryJournal();
  await copy.append(
    events.map(({ aggregate, type, data, personal, at, by, via }) => ({
      entries: [
        { aggregate, event: { type, data, at, by, via, ...(personal ? { personal } : {}) } },
      ],
    })),
  );
  return copy;
}
