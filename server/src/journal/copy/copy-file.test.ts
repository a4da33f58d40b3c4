import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupJournal, type JournalPlace, restoreJournal } from '../backup.ts';
import { sqliteJournal } from '../sqlite.ts';
import { processOf } from '../testing/appending-process.ts';
import { entry } from '../testing/entries.ts';
import { openSqlite, placeIn, tamper, TEST_NOW, testFolder } from '../testing/rig.ts';
import { verifyJournal } from '../verify.ts';
import { wholeUnits } from './check-events.ts';
import { type CopyFile, openCopy, type OpenCopyOptions } from './copy-file.ts';
import { copyStanding, journalReader } from './copy-reader.ts';
import { sameLog } from './testing/copy-forever.ts';
import { type FakeLog } from './testing/fake-redis-journal.ts';

describe('a copy of a shared journal', { timeout: 60_000 }, () => {
  let folder: ReturnType<typeof testFolder>;
  let place: JournalPlace;
  let log: FakeLog;
  const opened: CopyFile[] = [];

  beforeEach(async () => {
    folder = testFolder();
    place = placeIn(folder.path);
    log = await sameLog(10);
  });
  afterEach(async () => {
    for (const copy of opened.splice(0)) await copy.close();
    folder.release();
  });

  async function open(more: Partial<OpenCopyOptions> = {}): Promise<CopyFile> {
    const copy = await openCopy({
      ...place,
      identity: { journal: log.journal, epoch: log.epoch },
      now: () => TEST_NOW,
      notice: () => undefined,
      die: (error) => {
        throw error;
      },
      ballastBytes: 4096,
      ...more,
    });
    opened.push(copy);
    return copy;
  }
  async function close(): Promise<void> {
    for (const copy of opened.splice(0)) await copy.close();
  }

  it('[CP1] takes only what follows, whole batches or nothing of them', async () => {
    const copy = await open();
    expect(() => copy.put(log.events.slice(0, 1))).toThrow(/Event 1 .* end of its unit is missing/);
    copy.put(log.events.slice(0, 5));
    expect(() => copy.put(log.events.slice(6, 8))).toThrow(/Event 6 .* event 7 came in its place/);
    expect(() => copy.put(log.events.slice(4, 8))).toThrow(/Event 6/);
    const twice = log.events
      .slice(5, 9)
      .map((event) => ({ ...event, unit: { key: 'k0', last: 9 } }));
    expect(() => copy.put(twice)).toThrow(/its key was used before/);
    expect(copy.head()).toEqual({ seq: 5, hash: log.events[4]?.hash });
    copy.put(log.events.slice(5));
    expect(copy.tailedAfter(0, 100)).toEqual(log.events);
    expect(copy.keyed('k4')).toEqual({ first: 9, last: 10 });
  });

  it('[CP10] after kill -9 while copying holds what was said to be durable, is sound, and goes on', async () => {
    const count = 20_000;
    log = await sameLog(count);
    const script = fileURLToPath(new URL('./testing/copy-forever.ts', import.meta.url));
    let before = 0;
    for (let round = 1; round <= 3; round += 1) {
      const child = processOf(script, 'copyForever', [place, count]);
      await child.answered(60 * round);
      await child.kill();
      expect(child.lines[0]).toBe(`begun ${before}`);
      const said = Number(child.lines.at(-1));
      const verification = await verifyJournal(place.file, place.anchorFile);
      expect(verification.findings).toEqual([]);
      before = verification.head.seq;
      expect(before).toBeGreaterThanOrEqual(said);
      expect(verification.head.hash).toBe(log.events[before - 1]?.hash);
    }
    const copy = await open();
    const more = wholeUnits(log.events.slice(before, before + 10));
    copy.put(more);
    expect(copy.tailedAfter(0, count)).toEqual(log.events.slice(0, before + more.length));
  });

  it('[CP11] is verified and backed up like any journal, also while it is written to', async () => {
    const copy = await open();
    copy.put(log.events.slice(0, 12));
    expect(await verifyJournal(place.file, place.anchorFile)).toMatchObject({
      sound: true,
      events: 12,
    });
    const to = placeIn(`${folder.path}/backup`);
    await backupJournal({ from: place, to, now: TEST_NOW });
    copy.put(log.events.slice(12));
    expect(await verifyJournal(to.file, to.anchorFile)).toMatchObject({ sound: true, events: 12 });
    await close();
    await tamper(place.file, (db) =>
      db.exec(`UPDATE events SET record = replace(record, 's3', 's4') WHERE seq = 7`),
    );
    expect((await verifyJournal(place.file, place.anchorFile)).findings[0]).toMatchObject({
      kind: 'flipped',
      seq: 7,
    });
    await expect(copyStanding(place)).resolves.toMatchObject({ journal: log.journal, seq: 20 });
  });

  it('[CP11] restored from a backup it is a journal of its own again', async () => {
    (await open()).put(log.events);
    await close();
    await expect(openSqlite(place)).rejects.toMatchObject({
      name: 'JournalFileError',
      kind: 'copy',
    });
    const to = placeIn(`${folder.path}/restored`);
    await restoreJournal({ from: place, to, now: TEST_NOW });
    const journal = await sqliteJournal({ ...to, now: () => TEST_NOW, ballastBytes: 4096 });
    expect(await journal.append([{ entries: [entry('incident:1', 'on')] }])).toEqual([
      { kind: 'appended', first: 21, last: 21 },
    ]);
    await journal.close();
  });

  it('[CP7] takes over the journal that was moved to Redis from here', async () => {
    const journal = await openSqlite(place);
    await journal.append([{ key: 'k', entries: [entry('a', '1'), entry('b', '2')] }]);
    await journal.close();
    const standing = await copyStanding(place);
    const identity = { journal: standing?.journal ?? '', epoch: 'in redis' };
    const copy = await open({ identity });
    expect(copy.head().seq).toBe(2);
    expect(copy.identity).toEqual(identity);
    await close();
    await expect(openSqlite(place)).rejects.toMatchObject({ kind: 'copy' });
  });

  it('[CP11] is read from beginning to end in one picture, with what was erased', async () => {
    const copy = await open();
    copy.put(log.events.slice(0, 15));
    copy.erasePersonal([2]);
    const reader = await journalReader(place.file);
    const [first, ...more] = reader.pages(0, 4);
    copy.put(log.events.slice(15));
    expect(reader.head.seq).toBe(15);
    expect(more).toHaveLength(3);
    expect([...(first ?? []), ...more.flat()].map(({ seq }) => seq)).toEqual(
      Array.from({ length: 15 }, (_, n) => n + 1),
    );
    expect(reader.erased()).toEqual([2]);
    expect(reader.lastAt).toBe(1_730_000_000_000);
    reader.close();
  });

  it('[CP7] a copy that cannot be read is spoken for by its anchor', async () => {
    expect(await copyStanding(place)).toBeUndefined();
    (await open()).put(log.events);
    await close();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(place.file, 'garbage');
    expect(await copyStanding(place)).toMatchObject({ journal: log.journal, seq: 20 });
  });
});
