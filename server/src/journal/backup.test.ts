import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupJournal, type JournalPlace, restoreJournal } from './backup.ts';
import type { Journal } from './journal.ts';
import { entry, noted } from './testing/entries.ts';
import { openSqlite, placeIn, tamper, TEST_NOW, testFolder } from './testing/rig.ts';
import { verifyJournal } from './verify.ts';

describe('backup and restore', { timeout: 60_000 }, () => {
  let folder: ReturnType<typeof testFolder>;
  let place: JournalPlace;
  let copy: JournalPlace;
  let journal: Journal;

  beforeEach(async () => {
    folder = testFolder();
    place = placeIn(folder.path);
    copy = placeIn(`${folder.path}/backups`, 'copy.db');
    journal = await openSqlite(place);
    const personal = { name: 'Jane Q. Complainant' };
    await journal.append([
      { key: 'k', entries: [{ aggregate: 'a', event: noted('1', { personal }) }, entry('a', '2')] },
    ]);
  });
  afterEach(async () => {
    await journal.close();
    folder.release();
  });

  it('[JN40] copies a journal that is open and being written to, with an anchor of its own', async () => {
    const writing = Array.from({ length: 20 }, (_, n) =>
      journal.append([{ entries: [entry('b', String(n))] }]),
    );
    const verification = await backupJournal({ from: place, to: copy, now: TEST_NOW });
    await Promise.all(writing);
    expect(verification.sound).toBe(true);
    const again = await verifyJournal(copy.file, copy.anchorFile);
    expect(again).toMatchObject({ sound: true, head: verification.head, anchor: { closed: true } });
    expect((await journal.append([{ entries: [entry('a', '3')] }]))[0]).toMatchObject({
      first: 23,
    });
    expect(readdirSync(`${folder.path}/backups`).toSorted()).toEqual(['copy.db', 'copy.db.anchor']);
  });

  it('[JN40] holds nothing of erased text', async () => {
    await journal.erasePersonal([1]);
    await backupJournal({ from: place, to: copy, now: TEST_NOW });
    expect(readFileSync(copy.file).includes('Complainant')).toBe(false);
  });

  it('[JN41] restores what was there, as a new epoch', async () => {
    await backupJournal({ from: place, to: copy, now: TEST_NOW });
    const { epoch } = journal;
    const events = await journal.readAfter(0, 10);
    const head = journal.head();
    const to = placeIn(`${folder.path}/restored`);
    await restoreJournal({ from: copy, to, now: TEST_NOW });
    const restored = await openSqlite(to);
    expect(await restored.readAfter(0, 10)).toEqual(events);
    expect(restored.head()).toEqual(head);
    expect(restored.epoch).not.toBe(epoch);
    const unit = { key: 'k', entries: [entry('a', '1')] };
    expect((await restored.append([unit]))[0]?.kind).toBe('repeated');
    await restored.close();
    expect((await verifyJournal(to.file, to.anchorFile)).sound).toBe(true);
  });

  it('[JN42] never overwrites', async () => {
    await backupJournal({ from: place, to: copy, now: TEST_NOW });
    const before = readFileSync(copy.file);
    const again = backupJournal({ from: place, to: copy, now: TEST_NOW });
    await expect(again).rejects.toThrow(`${copy.file} is already there and is not overwritten`);
    const over = restoreJournal({ from: copy, to: place, now: TEST_NOW });
    await expect(over).rejects.toMatchObject({ name: 'JournalFileError', kind: 'exists' });
    expect(readFileSync(copy.file)).toEqual(before);
  });

  it('[JN42] neither backs up nor restores what is not sound, and leaves nothing behind', async () => {
    await backupJournal({ from: place, to: copy, now: TEST_NOW });
    await tamper(copy.file, (db) =>
      db.exec(`UPDATE events SET record = replace(record, '"2"', '"3"')`),
    );
    const to = placeIn(`${folder.path}/restored`);
    await expect(restoreJournal({ from: copy, to, now: TEST_NOW })).rejects.toThrow(
      /copy.db is not sound, so it was not copied: Event 2 does not match its hash/,
    );
    expect(existsSync(to.file)).toBe(false);
    expect(existsSync(`${to.file}.new`)).toBe(false);

    rmSync(copy.file);
    const cut = restoreJournal({ from: copy, to, now: TEST_NOW });
    await expect(cut).rejects.toMatchObject({ name: 'JournalFileError', kind: 'missing' });
  });
});
