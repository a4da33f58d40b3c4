import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSituation, SITUATION_FORMAT } from '@warroom/shared';
import { memoryJournal } from '../journal/memory.ts';
import { textErased } from '../journal/text-erased.ts';
import type { Journal, Unit } from '../journal/journal.ts';
import { situationKeeper } from './keeper.ts';

const clock = { startedAt: 0, warnAt: 1, dueAt: 2, metAt: null };
const opened = (n: number) => ({
  entries: [
    {
      aggregate: `incident:EX-${String(n).padStart(4, '0')}`,
      expectedVersion: 0,
      event: {
        type: 'incident.opened',
        data: {
          severity: 'S3',
          category: null,
          jurisdictions: [],
          tlp: 'AMBER',
          occurrence: 'happening',
          veracity: 'unverified',
          signals: [],
          sources: [],
          drill: false,
          named: [],
          clocks: { acknowledge: clock, act: clock, resolve: clock },
        },
        personal: { title: `Incident ${n}` },
        at: 1_000 * n,
        by: { kind: 'person', id: 'bo' },
        via: 'board',
      },
    },
  ],
});

function keeperOf(journal: Journal, now: () => number = () => 0) {
  return situationKeeper({
    journal,
    now,
    notice: (message, cause) => {
      throw new Error(message, { cause });
    },
  });
}

describe('keeping the situation', () => {
  it('[ST1] is the same from a snapshot and the tail after it as from all events', async () => {
    const journal = memoryJournal();
    const first = await keeperOf(journal);
    await journal.append([1, 2, 3].map(opened));
    await first.snapshot();
    await journal.append([4, 5].map(opened));
    expect((await journal.loadSnapshot(SITUATION_FORMAT))?.seq).toBe(3);
    const resumed = await keeperOf(journal);
    expect(resumed.situation).toEqual(first.situation);
    expect(resumed.situation).toMatchObject({ seq: 5, nextNumber: 6 });
  });

  it('[ST4] saves a snapshot when a minute has passed with something new, and at the end', async () => {
    const journal = memoryJournal();
    let now = 0;
    const keeper = await keeperOf(journal, () => now);
    await journal.append([opened(1)]);
    expect(await journal.loadSnapshot(SITUATION_FORMAT)).toBeUndefined();
    now = 60_000;
    await journal.append([opened(2)]);
    expect((await journal.loadSnapshot(SITUATION_FORMAT))?.seq).toBe(2);
    await journal.append([opened(3)]);
    await keeper.close();
    expect((await journal.loadSnapshot(SITUATION_FORMAT))?.seq).toBe(3);
  });

  it('[ST5] tells listeners of each batch after it is folded, before the writer is answered', async () => {
    const journal = memoryJournal();
    const keeper = await keeperOf(journal);
    const seen: string[] = [];
    keeper.onFolded((events, touched) =>
      seen.push(
        `${events.map((event) => event.seq).join()} ${touched.map((one) => one.incident).join()} at ${keeper.situation.seq}`,
      ),
    );
    await journal.append([opened(1), opened(2)]);
    expect(seen).toEqual(['1,2 EX-0001,EX-0002 at 2']);
  });

  it('[ST6] leaves the snapshot to another node that makes one, and asks again later', async () => {
    const memory = memoryJournal();
    const asked: number[] = [];
    let isWanted = false;
    const journal: Journal = {
      ...memory,
      wantsSnapshot(seq) {
        asked.push(seq);
        return Promise.resolve(isWanted);
      },
    };
    const keeper = await keeperOf(journal);
    await journal.append([opened(1)]);
    await keeper.snapshot();
    expect(await journal.loadSnapshot(SITUATION_FORMAT)).toBeUndefined();
    isWanted = true;
    await journal.append([opened(2)]);
    await keeper.close();
    expect((await journal.loadSnapshot(SITUATION_FORMAT))?.seq).toBe(2);
    expect(asked).toEqual([1, 2]);
  });

  it('[ST7] saves the situation exactly as it was at its seq, whatever happens while it is encoded', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 1, maxLength: 25 }),
        fc.array(happening, { maxLength: 25 }),
        async (before, meanwhile) => {
          const journal = memoryJournal();
          const keeper = await slowKeeperOf(journal, async () => {
            const next = meanwhile.shift();
            if (next) await journal.append([next]);
          });
          for (const unit of before) await journal.append([unit]);
          const seq = keeper.situation.seq;
          await keeper.snapshot();
          const saved = await journal.loadSnapshot(SITUATION_FORMAT);
          expect(saved?.seq).toBe(seq);
          const then = memoryJournal();
          for (const unit of before) await then.append([unit]);
          const asItWas = await keeperOf(then);
          expect(decodeSituation(new TextDecoder().decode(saved?.bytes))).toEqual(
            asItWas.situation,
          );
        },
      ),
      { numRuns: 200, seed: 20281107 },
    );
  });

  it('[ST7] holds while a long journal is still being replayed', async () => {
    const journal = memoryJournal();
    await journal.append([opened(1)]);
    for (let n = 0; n < 7_000; n += 1) await journal.append([retitled(1, n)]);
    const saved: { seq: number; title: string | null | undefined }[] = [];
    const keeper = await slowKeeperOf(
      {
        ...journal,
        async saveSnapshot({ seq, bytes }) {
          const text = Buffer.concat(bytes as Uint8Array[]).toString();
          const { incident } = decodeSituation(text).incidents.get('EX-0001') ?? {};
          saved.push({ seq, title: incident?.title });
        },
      },
      () => new Promise((resolve) => void setImmediate(resolve)),
    );
    await keeper.snapshot();
    expect(saved).toEqual([{ seq: 5_000, title: 'Title 4998' }]);
  });

  it('[ST7] takes turns with other work, and makes one snapshot at a time', async () => {
    const journal = memoryJournal();
    let turns = 0;
    const keeper = await slowKeeperOf(journal, async () => void (turns += 1));
    await journal.append(Array.from({ length: 100 }, (_, n) => opened(n + 1)));
    const [one, other] = [keeper.snapshot(), keeper.snapshot()];
    expect(one).toBe(other);
    await one;
    expect(turns).toBeGreaterThan(4);
  });

  it('[ST9] keeps no picture of texts that were erased meanwhile, says so once, and does again after a start', async () => {
    const journal = memoryJournal();
    const told: string[] = [];
    let now = 0;
    const begin = (): ReturnType<typeof situationKeeper> =>
      situationKeeper({ journal, now: () => now, notice: (message) => told.push(message) });
    const erase = async (seq: number): Promise<void> => {
      const erased = [{ aggregate: 'incident:EX-0001', seqs: [seq] }];
      const record = textErased(erased, { reason: 'Asked for', operator: 'ana' });
      const event = { ...record, at: now, by: { kind: 'system', id: 'cli' }, via: 'cli' };
      await journal.append([{ entries: [{ aggregate: 'journal', event }] }]);
      await journal.erasePersonal([seq]);
    };
    const keeper = await begin();
    await journal.append([opened(1), opened(2)]);
    await keeper.snapshot();
    await erase(1);
    await erase(2);
    now += 120_000;
    await journal.append([opened(3)]);
    await keeper.snapshot();
    await keeper.close();
    expect(await journal.loadSnapshot(SITUATION_FORMAT)).toBeUndefined();
    expect(told).toEqual([expect.stringContaining('restart it')]);

    const again = await begin();
    expect(again.situation.incidents.get('EX-0001')?.incident.title).toBeNull();
    await journal.append([opened(4)]);
    await again.close();
    const saved = await journal.loadSnapshot(SITUATION_FORMAT);
    expect(saved?.seq).toBe(6);
    expect(new TextDecoder().decode(saved?.bytes)).not.toContain('Incident 1');
    expect(told).toHaveLength(1);
  });

  it('[ST8] gives up a snapshot that is being encoded when it closes with newer events, for one of these', async () => {
    const memory = memoryJournal();
    const saved: number[] = [];
    const journal: Journal = {
      ...memory,
      async saveSnapshot(snapshot) {
        saved.push(snapshot.seq);
        await memory.saveSnapshot(snapshot);
      },
    };
    let goOn = (): void => undefined;
    let isHeld = true;
    const keeper = await slowKeeperOf(journal, () =>
      isHeld ? new Promise<void>((resolve) => (goOn = resolve)) : Promise.resolve(),
    );
    await journal.append([opened(1)]);
    const given = keeper.snapshot();
    await journal.append([opened(2)]);
    const closed = keeper.close();
    isHeld = false;
    goOn();
    await Promise.all([given, closed]);
    expect(saved).toEqual([2]);
    expect((await memory.loadSnapshot(SITUATION_FORMAT))?.seq).toBe(2);
  });
});

/** A keeper for which every look at the clock is a slice later: it gives way after each piece. */
function slowKeeperOf(journal: Journal, turn: () => Promise<void>) {
  let ms = 0;
  return situationKeeper({
    journal,
    now: () => 0,
    notice: (message, cause) => {
      throw new Error(message, { cause });
    },
    elapsedMs: () => (ms += 10),
    turn,
  });
}

const by = { kind: 'person', id: 'bo' };
function unitOf(
  aggregate: string,
  type: string,
  data: object = {},
  personal?: Record<string, string>,
): Unit {
  const event = { type, data: data as never, at: 60_000, by, via: 'board' };
  return { entries: [{ aggregate, event: personal ? { ...event, personal } : event }] };
}

function retitled(n: number, to: number): Unit {
  const aggregate = `incident:EX-000${n}`;
  return unitOf(
    aggregate,
    'incident.changed',
    { changes: {}, before: {} },
    { title: `Title ${to}` },
  );
}

const received = { source: 'desk', channel: 'call', tlp: 'AMBER', lang: null, jurisdictions: [] };
const number = fc.integer({ min: 1, max: 4 });
/** All that a situation is made of: incidents and their labels, counts, signals, sources, sections. */
const happening: fc.Arbitrary<Unit> = fc.oneof(
  number.map(opened).map(({ entries: [entry] }) => ({
    entries: [{ aggregate: entry!.aggregate, event: entry!.event }],
  })),
  fc.tuple(number, fc.nat({ max: 99 })).map(([n, to]) => retitled(n, to)),
  fc
    .tuple(number, fc.constantFrom('GREEN', 'AMBER', 'RED'))
    .map(([n, tlp]) =>
      unitOf(`incident:EX-000${n}`, 'incident.changed', { changes: { tlp }, before: {} }),
    ),
  number.map((n) => unitOf(`incident:EX-000${n}`, 'incident.resolved', { outcome: 'fixed' })),
  number.map((n) => unitOf(`signal:s${n}`, 'signal.received', received, { text: 'Long lines' })),
  number.map((n) => unitOf(`signal:s${n}`, 'signal.dismissed', { reason: 'spam' })),
  number.map((n) => unitOf(`signal:s${n}`, 'signal.claimed', { until: n })),
  number.map((n) =>
    unitOf(`view:v${n}`, 'view.saved', { owner: null }, { title: `View ${n}`, query: 'sev:S1' }),
  ),
);
