import { copyFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyFileOf, readAnchor } from './anchor.ts';
import type { JournalPlace } from './backup.ts';
import type { Journal } from './journal.ts';
import { entry } from './testing/entries.ts';
import { openSqlite, placeIn, tamper, testFolder } from './testing/rig.ts';

describe('the anchor', { timeout: 60_000 }, () => {
  let folder: ReturnType<typeof testFolder>;
  let place: JournalPlace;
  let journal: Journal | undefined;

  beforeEach(() => {
    folder = testFolder();
    place = placeIn(folder.path);
  });
  afterEach(async () => {
    await journal?.close();
    folder.release();
  });

  async function write(count: number): Promise<void> {
    journal = await openSqlite(place);
    await journal.append(
      Array.from({ length: count }, (_, n) => ({ entries: [entry('a', String(n))] })),
    );
    await journal.close();
  }

  it('[JN27] follows the head once per delay, however many commits there are', async () => {
    const scheduled: Array<() => Promise<void>> = [];
    journal = await openSqlite(place, {
      anchorDelayMs: 1000,
      schedule: (work) => scheduled.push(work),
    });
    expect(readAnchor(place.anchorFile)).toMatchObject({ seq: 0, closed: false });
    for (const label of ['1', '2', '3']) await journal.append([{ entries: [entry('a', label)] }]);
    expect(scheduled).toHaveLength(1);
    await scheduled[0]?.();
    expect(readAnchor(place.anchorFile)).toMatchObject({ ...journal.head(), closed: false });
    await journal.append([{ entries: [entry('a', '4')] }]);
    expect(scheduled).toHaveLength(2);
    await journal.close();
    expect(readAnchor(place.anchorFile)).toMatchObject({ seq: 4, closed: true });
    await scheduled[1]?.();
    expect(readAnchor(place.anchorFile)).toMatchObject({ seq: 4, closed: true });
  });

  it('[JN27] keeps its key readable by its owner only', async () => {
    await write(1);
    expect(statSync(keyFileOf(place.anchorFile)).mode & 0o777).toBe(0o600);
  });

  it('[JN28] refuses a journal that ends before its anchor, and says how to go on', async () => {
    await write(3);
    copyFileSync(place.file, `${place.file}.old`);
    await write(4);
    renameSync(`${place.file}.old`, place.file);
    await expect(openSqlite(place)).rejects.toThrow(
      `The journal ${place.file} ends at event 3, but 7 were safely written by 2024-10-27T03:33:20.000Z: its last 4 are missing (a torn or replaced file). Put a backup in its place with "restore"; or, to go on with what is there, move ${place.anchorFile} away and start again.`,
    );
    const notices: string[] = [];
    rmSync(place.anchorFile);
    journal = await openSqlite(place, { notice: (message) => notices.push(message) });
    expect(journal.head().seq).toBe(3);
    expect(notices).toEqual([
      `${place.file} had no anchor; a new one now vouches for its 3 events.`,
    ]);
  });

  it('[JN28] refuses an end that was cut off and rewritten to the same length', async () => {
    await write(3);
    copyFileSync(place.file, `${place.file}.old`);
    const early = readFileSync(place.anchorFile);
    await write(1);
    const late = readFileSync(place.anchorFile);
    renameSync(`${place.file}.old`, place.file);
    writeFileSync(place.anchorFile, early);
    journal = await openSqlite(place);
    await journal.append([{ entries: [entry('a', 'another fourth')] }]);
    await journal.close();
    writeFileSync(place.anchorFile, late);
    await expect(openSqlite(place)).rejects.toThrow(/has another event 4 than the one its anchor/);
  });

  it('[JN28] refuses a journal that someone added to after it was closed', async () => {
    await write(3);
    const closed = readFileSync(place.anchorFile);
    await write(1);
    writeFileSync(place.anchorFile, closed);
    await expect(openSqlite(place)).rejects.toThrow(/was closed at event 3, yet it ends at 4/);
  });

  it('[JN28] refuses to start on an end whose events were changed', async () => {
    await write(3);
    await tamper(place.file, (db) => {
      db.exec(
        `UPDATE events SET record = replace(record, '"label":"1"', '"label":"9"') WHERE seq = 2`,
      );
    });
    await expect(openSqlite(place)).rejects.toThrow(/was altered: Event 2 does not match its hash/);
  });

  it('[JN29] refuses an anchor that was altered, signed by a stranger, or unreadable', async () => {
    await write(3);
    const genuine = readFileSync(place.anchorFile, 'utf8');
    writeFileSync(place.anchorFile, genuine.replace('"seq": 3', '"seq": 2'));
    await expect(openSqlite(place)).rejects.toThrow(/was altered: its signature does not match/);
    writeFileSync(place.anchorFile, genuine.slice(0, 40));
    await expect(openSqlite(place)).rejects.toThrow(/cannot be read/);

    const stranger = placeIn(folder.path, 'stranger.db');
    await (await openSqlite(stranger)).close();
    copyFileSync(stranger.anchorFile, place.anchorFile);
    await expect(openSqlite(place)).rejects.toThrow(/was signed with another key/);
    copyFileSync(keyFileOf(stranger.anchorFile), keyFileOf(place.anchorFile));
    await expect(openSqlite(place)).rejects.toThrow(/belongs to another journal/);
  });
});
