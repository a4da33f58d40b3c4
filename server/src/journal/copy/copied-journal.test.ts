import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalPlace } from '../backup.ts';
import { entry, noted } from '../testing/entries.ts';
import { faultyDriver } from '../testing/faulty-driver.ts';
import { placeIn, tamper, testFolder } from '../testing/rig.ts';
import { verifyJournal } from '../verify.ts';
import { copiedJournal, type CopiedJournal, type CopiedJournalOptions } from './copied-journal.ts';
import { type FakeLog, fakeLog, fakeRedisJournal } from './testing/fake-redis-journal.ts';
import { type ManualClock, manualClock } from './testing/manual-clock.ts';

const FULL = 13;
const IOERR_FSYNC = 1034;

describe('the journal with a copy of its own', { timeout: 60_000 }, () => {
  let folder: ReturnType<typeof testFolder>;
  let place: JournalPlace;
  let log: FakeLog;
  let clock: ManualClock;
  let notices: string[];
  const opened: CopiedJournal[] = [];

  beforeEach(() => {
    folder = testFolder();
    place = placeIn(folder.path);
    log = fakeLog();
    clock = manualClock();
    notices = [];
  });
  afterEach(async () => {
    for (const journal of opened.splice(0)) await journal.close();
    folder.release();
  });

  async function open(more: Partial<CopiedJournalOptions> = {}): Promise<CopiedJournal> {
    const node = more.node ?? 'node-1';
    const journal = await copiedJournal({
      ...place,
      inner: fakeRedisJournal(log, node),
      node,
      copiesNeeded: 2,
      keepEvents: 1_000_000,
      now: clock.nowMs,
      notice: (message) => notices.push(message),
      schedule: clock.schedule,
      ballastBytes: 4096,
      ...more,
    });
    opened.push(journal);
    return journal;
  }
  async function close(journal: CopiedJournal): Promise<void> {
    opened.splice(opened.indexOf(journal), 1);
    await journal.close();
  }
  /** Appends so many events of three aggregates, every third with personal text, every second with a key. */
  async function write(journal: CopiedJournal, count: number): Promise<void> {
    for (let n = 1; n <= count; n += 1) {
      const id = journal.head().seq + 1;
      const more = n % 3 === 0 ? { personal: { name: `Jane ${id}` } } : {};
      await journal.append([
        {
          ...(n % 2 === 0 && { key: `k${id}` }),
          entries: [{ aggregate: `a${n % 3}`, event: noted(`label ${id}`, more) }],
        },
      ]);
    }
  }
  const whole = (journal: CopiedJournal): boolean =>
    journal.copyState().seq === journal.head().seq && journal.copyState().fault === null;

  it('[CP1] holds, some time later, exactly what was delivered, as a journal that verifies', async () => {
    const journal = await open();
    await write(journal, 40);
    expect(journal.copyState()).toEqual({ seq: 0, behind: 40, fault: null });
    await clock.advance(50);
    expect(journal.copyState()).toEqual({ seq: 40, behind: 0, fault: null });
    expect(journal.tailedAfter(0, 100)).toEqual(log.events);
    expect(journal.tailedAfter(38, 1)).toEqual([log.events[38]]);
    const head = journal.head();
    await close(journal);
    expect(await verifyJournal(place.file, place.anchorFile)).toMatchObject({
      sound: true,
      head,
      events: 40,
      anchor: { closed: true },
    });
  });

  it('[CP1] whatever the order of writing, falling behind, restarts and trimming, it ends as the log is', async () => {
    const action = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('write'), count: fc.nat(30) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('wait'), count: fc.nat(200) }) },
      fc.record({ do: fc.constant('restart'), count: fc.nat(3) }),
      fc.record({ do: fc.constant('erase'), count: fc.nat(30) }),
      fc.record({ do: fc.constant('gone'), count: fc.nat(100) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 14 }), async (actions) => {
        const own = testFolder();
        try {
          log = fakeLog();
          place = placeIn(own.path);
          let journal = await open();
          const writer = fakeRedisJournal(log, 'other');
          for (const { do: what, count } of actions) {
            if (what === 'write') await write(journal, count);
            else if (what === 'wait') await clock.advance(count);
            else if (what === 'erase') await journal.erasePersonal([count + 1]).catch(() => 0);
            else if (what === 'gone') {
              log.isGone = true;
              await clock.advance(count);
              log.isGone = false;
            } else {
              await close(journal);
              for (let n = 0; n < count; n += 1)
                await writer.append([{ entries: [entry('b', `other ${n}`)] }]);
              journal = await open();
            }
          }
          await clock.until(() => whole(journal));
          await clock.advance(2_000); // erasures that could not be followed at once
          expect(journal.tailedAfter(0, 10_000)).toEqual(log.events);
          expect(await journal.readAfter(0, 10_000)).toEqual(await writer.readAfter(0, 10_000));
          for (const aggregate of ['a0', 'a1', 'a2', 'b'])
            expect(await journal.readAggregate(aggregate)).toEqual(
              await writer.readAggregate(aggregate),
            );
          await close(journal);
          expect((await verifyJournal(place.file, place.anchorFile)).findings).toEqual([]);
        } finally {
          for (const journal of opened.splice(0)) await journal.close();
          own.release();
        }
      }),
      { numRuns: 25, seed: 11 },
    );
  });

  it('[CP2] fills in from the stream what was written while it was away', async () => {
    const journal = await open();
    await write(journal, 5);
    await close(journal);
    const other = fakeRedisJournal(log, 'other');
    for (let n = 0; n < 3_000; n += 1) await other.append([{ entries: [entry('b', `o${n}`)] }]);
    const again = await open();
    expect(again.copyState()).toMatchObject({ seq: 5, behind: 3_000 });
    await clock.until(() => whole(again));
    expect(again.tailedAfter(0, 10_000)).toEqual(log.events);
  });

  it('[CP2] never keeps more waiting than its bound, and gets the rest from the stream', async () => {
    const journal = await open();
    for (let n = 0; n < 30; n += 1)
      await journal.append([
        { entries: Array.from({ length: 1_000 }, (_, i) => entry('a', `${n}.${i}`)) },
      ]);
    expect(journal.copyState()).toMatchObject({ seq: 0, behind: 30_000 });
    await clock.until(() => whole(journal));
    expect(journal.tailedAfter(29_990, 20)).toEqual(log.events.slice(29_990));
  });

  it('[CP3] reads what the stream no longer has, waiting for the copy where it must', async () => {
    const journal = await open();
    await write(journal, 60);
    await clock.until(() => whole(journal));
    log.trimmed = 50;
    expect(await journal.readAfter(0, 100)).toHaveLength(60);
    expect(await journal.readAggregate('a1')).toHaveLength(20);
    expect(await journal.keyed('k2')).toEqual({ first: 2, last: 2 });

    const seen: number[] = [];
    await journal.subscribe(0, (events) => seen.push(...events.map(({ seq }) => seq)));
    await write(journal, 2);
    expect(seen).toEqual(Array.from({ length: 62 }, (_, n) => n + 1));
  });

  it('[CP3] what is read includes what was delivered and is not yet in the copy', async () => {
    const journal = await open();
    await write(journal, 10);
    await clock.until(() => whole(journal));
    log.trimmed = 10; // nothing but the copy and what waits can answer now
    await write(journal, 5);
    expect(journal.copyState().behind).toBe(5);
    expect((await journal.readAfter(8, 100)).map(({ seq }) => seq)).toEqual([
      9, 10, 11, 12, 13, 14, 15,
    ]);
    expect((await journal.readAggregate('a1')).map(({ version }) => version)).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    expect((await journal.readAggregate('a1', { afterVersion: 3, limit: 2 })).length).toBe(2);
  });

  it('[CP4] a new node takes from another what the stream no longer has, checked by the chain', async () => {
    const first = await open();
    await write(first, 2_500);
    await clock.until(() => whole(first));
    log.trimmed = 2_400;
    place = placeIn(`${folder.path}/second`);
    const asked: number[] = [];
    const second = await open({
      node: 'node-2',
      fetchPrefix: async (after, limit) => {
        asked.push(after.seq);
        return first.tailedAfter(after.seq, limit) ?? [];
      },
    });
    const early = second.readAggregate('a1');
    await clock.until(() => whole(second));
    expect(asked).toEqual([0, 1_000, 2_000]);
    expect(second.tailedAfter(0, 10_000)).toEqual(log.events);
    expect(await early).toEqual(await first.readAggregate('a1'));
  });

  it.each([
    ['a changed record', { record: '{"seq":2,"aggregate":"a2","version":1,"type":"x"}' }],
    ['another number', { seq: 7 }],
    ['another aggregate', { aggregate: 'b' }],
    ['another version', { version: 9 }],
    ['a changed hash', { hash: '0'.repeat(64) }],
    ['personal text of its own', { personal: { salt: '00', text: '{"name":"Eve"}' } }],
    ['a unit that ends before it begins', { unit: { key: 'k', last: 1 } }],
  ])('[CP4] refuses %s from another node, says so, and works on', async (_, lie) => {
    const first = await open();
    await write(first, 30);
    await clock.until(() => whole(first));
    log.trimmed = 25;
    place = placeIn(`${folder.path}/second`);
    let isLying = true;
    const second = await open({
      node: 'node-2',
      fetchPrefix: async (after, limit) =>
        (first.tailedAfter(after.seq, limit) ?? []).map((event) =>
          isLying && event.seq === 2 ? { ...event, ...lie } : event,
        ),
    });
    await clock.advance(5_000);
    expect(second.copyState()).toMatchObject({
      seq: 0,
      fault: expect.stringMatching(/Event 2 was not taken/),
    });
    expect(log.reports.has('node-2')).toBe(false);
    expect(await second.append([{ entries: [entry('a', 'on')] }])).toHaveLength(1);
    expect(notices.filter((notice) => notice.includes('Event 2'))).toHaveLength(1);
    isLying = false;
    await clock.until(() => whole(second));
  });

  it('[CP4] finds a prefix that is sound in itself but of another history, and stops using it', async () => {
    const first = await open();
    await write(first, 30);
    const other = fakeLog(log.journal);
    const forger = fakeRedisJournal(other, 'forger');
    for (let n = 0; n < 25; n += 1) await forger.append([{ entries: [entry('x', `${n}`)] }]);
    log.trimmed = 25;
    place = placeIn(`${folder.path}/second`);
    const second = await open({
      node: 'node-2',
      fetchPrefix: async (after, limit) => other.events.slice(after.seq, after.seq + limit),
    });
    await clock.advance(5_000);
    expect(second.copyState().fault).toMatch(
      /does not follow from the event before|another one than/,
    );
    expect(log.reports.has('node-2')).toBe(false);
  });

  it('[CP5] erases what was erased anywhere, also what was on its way or missed while away', async () => {
    const journal = await open();
    const personal = { name: 'Jane Q. Complainant' };
    const write1 = (n: number) =>
      journal.append([{ entries: [{ aggregate: 'p', event: noted(`${n}`, { personal }) }] }]);
    await write1(1);
    await clock.until(() => whole(journal));
    await write1(2); // waits
    await fakeRedisJournal(log, 'other').erasePersonal([1, 2]);
    await clock.until(() => whole(journal));
    expect(journal.tailedAfter(0, 9)?.map((event) => event.personal)).toEqual([
      undefined,
      undefined,
    ]);
    await write1(3);
    await clock.until(() => whole(journal));
    await close(journal);
    await fakeRedisJournal(log, 'other').erasePersonal([3]);
    const again = await open();
    // From the first read on: what a start folds to would keep it.
    expect((await again.readAfter(0, 9)).map(({ personal }) => personal)).toEqual([
      null,
      null,
      null,
    ]);
    await clock.advance(100);
    expect(again.tailedAfter(2, 9)?.[0]?.personal).toBeUndefined();
    expect((await again.readAfter(0, 9)).every(({ erased }) => erased)).toBe(true);
  });

  it('[CP5] a text erased long ago does not come back from another node that still has it', async () => {
    const first = await open();
    await write(first, 30);
    const stale = structuredClone(log.events);
    await clock.until(() => whole(first));
    await first.erasePersonal([3]);
    log.trimmed = 25;
    place = placeIn(`${folder.path}/second`);
    const second = await open({
      node: 'node-2',
      fetchPrefix: async (after, limit) => stale.slice(after.seq, after.seq + limit),
    });
    await clock.until(() => whole(second));
    expect(second.tailedAfter(2, 1)?.[0]?.personal).toBeUndefined();
    expect(second.tailedAfter(5, 1)?.[0]?.personal).toBeDefined();
  });

  it('[CP6] a full disk stops the copy alone, which goes on by itself', async () => {
    const { driver, faults } = await faultyDriver();
    let freeBytes = 1e9;
    const journal = await open({ driver, freeBytes: () => freeBytes });
    await write(journal, 5);
    await clock.until(() => whole(journal));
    await clock.advance(1_000);
    expect(log.reports.get('node-1')?.seq).toBe(5);
    faults.set('COMMIT', FULL);
    freeBytes = 0;
    await write(journal, 30);
    await clock.advance(10_000);
    expect(journal.copyState()).toMatchObject({
      seq: 5,
      behind: 30,
      fault: expect.stringMatching(/full/),
    });
    expect(journal.status()).toEqual({ writable: true });
    expect(await journal.readAfter(0, 100)).toHaveLength(35);
    expect(log.reports.get('node-1')?.seq).toBe(5);
    faults.clear();
    freeBytes = 1e9;
    await clock.until(() => whole(journal));
    await clock.advance(1_000);
    expect(log.reports.get('node-1')?.seq).toBe(35);
  });

  it('[CP6] a disk that fails ends the copy until a restart, not the node', async () => {
    const { driver, faults } = await faultyDriver();
    const journal = await open({ driver });
    await write(journal, 5);
    await clock.advance(1_000);
    faults.set('COMMIT', IOERR_FSYNC);
    await write(journal, 5);
    await clock.advance(5_000);
    faults.clear();
    await write(journal, 5);
    await clock.advance(5_000);
    expect(journal.copyState()).toMatchObject({
      fault: expect.stringMatching(/until it is restarted/),
    });
    expect(journal.tailedAfter(0, 10)).toBeUndefined();
    expect(await journal.readAfter(0, 100)).toHaveLength(15);
    expect(log.reports.get('node-1')?.seq).toBe(5);
  });

  it('[CP6] a copy that was altered is left as it is, and the node works without it', async () => {
    const journal = await open();
    await write(journal, 5);
    await close(journal);
    await tamper(place.file, (db) =>
      db.exec(`UPDATE events SET record = replace(record, 'label 4', 'label 5') WHERE seq = 4`),
    );
    const again = await open();
    await write(again, 5);
    await clock.advance(5_000);
    expect(again.copyState().fault).toMatch(/was altered.*fills itself again/);
    expect(await again.readAfter(0, 100)).toHaveLength(10);
    expect(log.reports.size).toBe(0);
  });

  it('[CP7] refuses to start beside another process, or with a copy of another journal', async () => {
    const journal = await open();
    await write(journal, 5);
    await expect(open()).rejects.toMatchObject({ name: 'JournalFileError', kind: 'locked' });
    await close(journal);
    log = fakeLog('journal-2');
    await expect(open()).rejects.toMatchObject({ kind: 'other-journal' });
  });

  it('[CP7] follows into a restored journal, and is then never taken for one of its own', async () => {
    const journal = await open();
    await write(journal, 5);
    log.epoch = 'epoch-2';
    await write(journal, 5);
    await clock.until(() => whole(journal));
    expect(journal.epoch).toBe('epoch-2');
    await close(journal);
    const { sqliteJournal } = await import('../sqlite.ts');
    await expect(sqliteJournal({ ...place, now: clock.nowMs })).rejects.toMatchObject({
      kind: 'copy',
    });
  });

  it('[CP8] reports how far it is durable, each second when that changed, and now and then again', async () => {
    const journal = await open();
    await write(journal, 3);
    await clock.advance(1_000);
    expect(log.reports.get('node-1')).toMatchObject({ seq: 3, hash: log.events[2]?.hash });
    log.reports.clear();
    await clock.advance(10_000);
    expect(log.reports.size).toBe(0);
    await clock.advance(300_000);
    expect(log.reports.get('node-1')?.seq).toBe(3);
  });

  it('[CP9] lets the stream go only as far as enough nodes hold it, and keeps the newest', async () => {
    const first = await open({ keepEvents: 10 });
    await write(first, 3_000);
    await clock.until(() => whole(first));
    await clock.advance(30_000);
    expect(log.trimmed).toBe(0); // nobody else holds it
    place = placeIn(`${folder.path}/second`);
    const second = await open({ node: 'node-2', keepEvents: 10 });
    await clock.until(() => whole(second));
    await clock.advance(30_000);
    expect(log.trimmed).toBe(2_990);
  });
});
