import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalPlace } from './backup.ts';
import { journalContract } from './contract.ts';
import type { Journal } from './journal.ts';
import { sqliteDriver } from './sqlite-driver.ts';
import { appendingProcess } from './testing/appending-process.ts';
import { entry, noted } from './testing/entries.ts';
import { openSqlite, placeIn, testFolder } from './testing/rig.ts';
import { verifyJournal } from './verify.ts';

journalContract('sqlite', async (options) => {
  const folder = testFolder();
  const journal = await openSqlite(placeIn(folder.path), options);
  return {
    journal,
    async release() {
      await journal.close();
      folder.release();
    },
  };
});

describe('the sqlite journal', { timeout: 60_000 }, () => {
  let folder: ReturnType<typeof testFolder>;
  let place: JournalPlace;
  const opened: Journal[] = [];

  beforeEach(() => {
    folder = testFolder();
    place = placeIn(folder.path);
  });
  afterEach(async () => {
    for (const journal of opened.splice(0)) await journal.close();
    folder.release();
  });

  async function open(options: Parameters<typeof openSqlite>[1] = {}): Promise<Journal> {
    const journal = await openSqlite(place, options);
    opened.push(journal);
    return journal;
  }

  it('[JN19] is the same journal after it was opened again', async () => {
    const journal = await open();
    const personal = { text: 'x' };
    const entries = [entry('a', '1'), { aggregate: 'a', event: noted('2', { personal }) }];
    await journal.append([{ key: 'k', entries }]);
    await journal.saveSnapshot({ seq: 2, format: 1, bytes: Uint8Array.of(7) });
    const { epoch } = journal;
    const before = { head: journal.head(), events: await journal.readAfter(0, 9) };
    await journal.close();

    const again = await open();
    expect(again.epoch).toBe(epoch);
    expect({ head: again.head(), events: await again.readAfter(0, 9) }).toEqual(before);
    expect((await again.loadSnapshot(1))?.bytes).toEqual(Uint8Array.of(7));
    expect(await again.append([{ key: 'k', entries }])).toEqual([
      { kind: 'repeated', first: 1, last: 2 },
    ]);
    const stale = { entries: [entry('a', '3', { expectedVersion: 1 })] };
    expect((await again.append([stale]))[0]).toMatchObject({ kind: 'conflict', actual: 2 });
    expect((await again.append([{ entries: [entry('a', '3')] }]))[0]).toMatchObject({ first: 3 });
  });

  it('[JN20] has everything it acknowledged after kill -9, five times over', async () => {
    const acknowledged = new Map<string, string>();
    for (let round = 0; round < 5; round += 1) {
      const writer = appendingProcess(place, round);
      await writer.answered(200);
      await writer.kill();
      for (const line of writer.lines) {
        const [key = '', first, last] = line.split(' ');
        acknowledged.set(key, `${first} ${last}`);
      }
      const journal = await open();
      const events = await journal.readAfter(0, 1_000_000);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1));
      for (const [key, range] of acknowledged) {
        const found = await journal.keyed(key);
        expect(`${found?.first} ${found?.last}`).toBe(range);
        expect(events[(found?.first ?? 0) - 1]?.data).toEqual({ label: key });
      }
      // A unit is whole or not there: each wrote two events.
      expect(events.length % 2).toBe(0);
      await journal.close();
      expect((await verifyJournal(place.file, place.anchorFile)).findings).toEqual([]);
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(1000);
  });

  it('[JN21] refuses a second process, and lets it in once the first was killed', async () => {
    const first = appendingProcess(place, 0);
    await first.answered(1);
    await expect(open()).rejects.toThrow(
      `Another running server has the journal ${place.file} open: stop it first, or give this one its own data directory.`,
    );
    await first.kill();
    const journal = await open();
    const second = appendingProcess(place, 1);
    await second.ended;
    expect(second.errors()).toContain('Another running server has the journal');
    expect(second.lines).toEqual([]);
    expect((await journal.append([{ entries: [entry('mine', 'x')] }]))[0]?.kind).toBe('appended');
  });

  it('[JN22] does not start when SQLite does not take a setting that durability needs', async () => {
    const real = await sqliteDriver();
    const deaf = {
      ...real,
      open(file: string, options?: { readOnly?: boolean }) {
        const db = real.open(file, options);
        return {
          exec: (sql: string) => db.exec(sql.replace('synchronous = FULL', 'synchronous = NORMAL')),
          prepare: (sql: string) => db.prepare(sql),
          close: () => db.close(),
        };
      },
    };
    await expect(open({ driver: deaf })).rejects.toThrow(
      /did not take synchronous=FULL .*it says 1/,
    );
  });

  describe('what is not a whole journal', () => {
    async function written(): Promise<void> {
      const journal = await openSqlite(place);
      await journal.append(
        Array.from({ length: 50 }, (_, n) => ({ entries: [entry('a', String(n))] })),
      );
      await journal.close();
    }

    it('[JN23] refuses a foreign file and leaves it as it was', async () => {
      const text = 'minutes of the board\n'.repeat(100);
      writeFileSync(place.file, text);
      await expect(open()).rejects.toThrow(`${place.file} is not a war room journal.`);
      expect(readFileSync(place.file, 'utf8')).toBe(text);
    });

    it("[JN23] refuses another program's SQLite database and leaves it as it was", async () => {
      const other = (await sqliteDriver()).open(place.file);
      other.exec('CREATE TABLE contacts (name TEXT)');
      other.close();
      const before = readFileSync(place.file);
      await expect(open()).rejects.toMatchObject({ name: 'JournalFileError', kind: 'foreign' });
      expect(readFileSync(place.file)).toEqual(before);
    });

    it('[JN23] refuses a torn file in one sentence and leaves it as it was', async () => {
      await written();
      truncateSync(place.file, statSync(place.file).size - 5000);
      const before = readFileSync(place.file);
      await expect(open()).rejects.toThrow(/is torn: \d+ bytes are there of \d+/);
      expect(readFileSync(place.file)).toEqual(before);
    });

    it('[JN23] refuses an empty file where a journal was', async () => {
      await written();
      truncateSync(place.file, 0);
      await expect(open()).rejects.toMatchObject({ name: 'JournalFileError', kind: 'torn' });
    });

    it('[JN23] refuses a file whose pages are garbage', async () => {
      await written();
      const bytes = readFileSync(place.file);
      writeFileSync(
        place.file,
        Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.length - 4096, 0x5a)]),
      );
      await expect(open()).rejects.toMatchObject({ name: 'JournalFileError', kind: 'torn' });
    });

    it('[JN23] refuses a layout newer than it knows', async () => {
      await written();
      const bytes = readFileSync(place.file);
      bytes.writeUInt32BE(99, 60); // where SQLite keeps user_version
      writeFileSync(place.file, bytes);
      await expect(open()).rejects.toMatchObject({ name: 'JournalFileError', kind: 'newer' });
    });

    it('[JN23] refuses to begin anew where the anchor says there was a journal', async () => {
      await written();
      const gone = placeIn(folder.path, 'gone.db');
      await expect(openSqlite({ ...gone, anchorFile: place.anchorFile })).rejects.toMatchObject({
        name: 'JournalFileError',
        kind: 'missing',
      });
      expect(existsSync(gone.file)).toBe(false);
    });
  });

  it('[JN14] leaves nothing of erased text in any of its files', async () => {
    const journal = await open();
    const personal = { text: 'Jane Q. Complainant' };
    const event = noted('1', { personal });
    await journal.append([{ entries: [{ aggregate: 'a', event }, entry('a', 'kept')] }]);
    await journal.saveSnapshot({ seq: 1, format: 1, bytes: Buffer.from(personal.text) });
    expect(filesHolding(personal.text)).not.toEqual([]);
    await journal.erasePersonal([1]);
    expect(filesHolding(personal.text)).toEqual([]);
    await journal.close();
    expect(await verifyJournal(place.file, place.anchorFile)).toMatchObject({
      sound: true,
      erased: 1,
    });
  });

  function filesHolding(text: string): string[] {
    return readdirSync(folder.path, { recursive: true, withFileTypes: true })
      .filter((found) => found.isFile())
      .map((found) => join(found.parentPath, found.name))
      .filter((file) => readFileSync(file).includes(text));
  }

  it('[JN13] passes over a snapshot that was cut short, to the one before it', async () => {
    const journal = await open();
    await journal.append([{ entries: [entry('a', '1'), entry('a', '2')] }]);
    await journal.saveSnapshot({ seq: 1, format: 1, bytes: Uint8Array.of(1, 1, 1) });
    await journal.saveSnapshot({ seq: 2, format: 1, bytes: Uint8Array.of(2, 2, 2) });
    const snapshots = `${place.file}.snapshots`;
    const newest = join(snapshots, readdirSync(snapshots).toSorted().at(-1) ?? '');
    truncateSync(newest, statSync(newest).size - 1);
    expect(await journal.loadSnapshot(1)).toMatchObject({ seq: 1, bytes: Uint8Array.of(1, 1, 1) });
  });

  it('[JN13] keeps only the newest two snapshots of a format', async () => {
    const journal = await open();
    await journal.append([{ entries: ['1', '2', '3'].map((label) => entry('a', label)) }]);
    for (const seq of [1, 2, 3]) {
      await journal.saveSnapshot({ seq, format: 1, bytes: Uint8Array.of(seq) });
    }
    expect(readdirSync(`${place.file}.snapshots`)).toHaveLength(2);
  });
});
