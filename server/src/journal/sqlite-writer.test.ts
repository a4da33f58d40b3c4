import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalPlace } from './backup.ts';
import type { Journal } from './journal.ts';
import { entry } from './testing/entries.ts';
import { faultyDriver } from './testing/faulty-driver.ts';
import { openSqlite, placeIn, testFolder } from './testing/rig.ts';

const IOERR_FSYNC = 1034;
const FULL = 13;
const BUSY = 5;

describe('a write that fails', { timeout: 60_000 }, () => {
  let folder: ReturnType<typeof testFolder>;
  let place: JournalPlace;
  let faults: Map<string, number>;
  let journal: Journal;
  let deaths: Error[];
  let notices: string[];
  let freeBytes: number;

  beforeEach(async () => {
    folder = testFolder();
    place = placeIn(folder.path);
    const faulty = await faultyDriver();
    ({ faults } = faulty);
    deaths = [];
    notices = [];
    freeBytes = 1e9;
    journal = await openSqlite(place, {
      driver: faulty.driver,
      die: (error) => deaths.push(error),
      notice: (message) => notices.push(message),
      freeBytes: () => freeBytes,
    });
    await write('before');
  });
  afterEach(async () => {
    faults.clear();
    await journal.close();
    folder.release();
  });

  function write(label: string) {
    return journal.append([{ entries: [entry('a', label)] }]);
  }
  async function labels(): Promise<unknown[]> {
    return (await journal.readAfter(0, 100)).map((event) => event.data.label);
  }

  it('[JN24] ends the process, once, when an fsync fails, and accepts nothing more', async () => {
    faults.set('COMMIT', IOERR_FSYNC);
    const writes = await Promise.allSettled([write('x'), write('y')]);
    expect(writes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(deaths).toHaveLength(1);
    expect(deaths[0]?.message).toMatch(/Writing to the journal .* failed .*SQLite code 1034/);
    faults.clear();
    await expect(write('z')).rejects.toMatchObject({ name: 'JournalUnavailable', kind: 'failed' });
    expect(deaths).toHaveLength(1);
    expect(journal.status()).toMatchObject({ writable: false, kind: 'failed' });
    expect(await labels()).toEqual(['before']);
  });

  it('[JN24] does not let an anchor vouch for a clean close after that', async () => {
    faults.set('COMMIT', IOERR_FSYNC);
    await expect(write('x')).rejects.toMatchObject({ kind: 'failed' });
    await journal.close();
    // The lock stays until the process ends, so no one takes up a file in an unknown state.
    await expect(openSqlite(place)).rejects.toMatchObject({ kind: 'locked' });
  });

  it('[JN25] refuses as disk-full with nothing written, reads on, and goes on by itself', async () => {
    expect(existsSync(`${place.file}.ballast`)).toBe(true);
    faults.set('COMMIT', FULL);
    freeBytes = 0;
    const told: number[] = [];
    await journal.subscribe(0, (events) => told.push(...events.map(({ seq }) => seq)));
    await expect(write('lost')).rejects.toMatchObject({
      name: 'JournalUnavailable',
      kind: 'disk-full',
    });
    expect(existsSync(`${place.file}.ballast`)).toBe(false);
    expect(journal.status()).toMatchObject({ writable: false, kind: 'disk-full' });
    expect(await labels()).toEqual(['before']);

    faults.clear();
    await expect(write('still lost')).rejects.toMatchObject({ kind: 'disk-full' });
    freeBytes = 1e9;
    expect(journal.status()).toEqual({ writable: true });
    expect(existsSync(`${place.file}.ballast`)).toBe(true);
    expect(await write('after')).toEqual([{ kind: 'appended', first: 2, last: 2 }]);
    expect(await labels()).toEqual(['before', 'after']);
    expect(told).toEqual([1, 2]);
    expect(deaths).toEqual([]);
    expect(notices.map((notice) => notice.split(' ').slice(0, 4).join(' '))).toEqual([
      'The disk that holds',
      'There is room again',
    ]);
  });

  it('[JN25] takes back what was remembered of a group that was not written', async () => {
    faults.set('COMMIT', FULL);
    const fresh = { entries: [entry('new', '1', { expectedVersion: 0 })] };
    await expect(journal.append([{ key: 'k', ...fresh }])).rejects.toMatchObject({
      kind: 'disk-full',
    });
    faults.clear();
    expect(await journal.append([{ key: 'k', ...fresh }])).toEqual([
      { kind: 'appended', first: 2, last: 2 },
    ]);
  });

  it('[JN26] asks to try again when another program holds the file', async () => {
    faults.set('BEGIN IMMEDIATE', BUSY);
    await expect(write('x')).rejects.toMatchObject({
      name: 'JournalUnavailable',
      kind: 'overloaded',
    });
    faults.clear();
    expect((await write('y'))[0]).toMatchObject({ kind: 'appended', first: 2 });
    expect(deaths).toEqual([]);
  });

  it('[JN24] ends the process when folding the log into the database fails to sync', async () => {
    faults.set('PRAGMA wal_checkpoint(PASSIVE)', IOERR_FSYNC);
    await write('x'.repeat(4_000_000));
    await expect(write('after')).rejects.toMatchObject({ kind: 'failed' });
    expect(deaths).toHaveLength(1);
  });
});
