import {
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalPlace } from './backup.ts';
import { chained } from './record.ts';
import type { SqliteDatabase } from './sqlite-driver.ts';
import { entry, noted } from './testing/entries.ts';
import { openSqlite, placeIn, tamper, testFolder } from './testing/rig.ts';
import { verifyJournal } from './verify.ts';

describe('verify', { timeout: 60_000 }, () => {
  let folder: ReturnType<typeof testFolder>;
  let place: JournalPlace;

  beforeEach(async () => {
    folder = testFolder();
    place = placeIn(folder.path);
    await write(10);
  });
  afterEach(() => folder.release());

  /** Adds events of two aggregates in turn, every third with personal text. */
  async function write(count: number): Promise<void> {
    const journal = await openSqlite(place);
    for (let n = 1; n <= count; n += 1) {
      const more = n % 3 === 0 ? { personal: { name: `Jane ${n}` } } : {};
      const aggregate = n % 2 === 0 ? 'even' : 'odd';
      await journal.append([
        {
          key: `k${journal.head().seq}`,
          entries: [{ aggregate, event: noted(`label ${n}`, more) }],
        },
      ]);
    }
    await journal.close();
  }

  async function findings(): Promise<Array<[string, number | undefined]>> {
    const verification = await verifyJournal(place.file, place.anchorFile);
    expect(verification.sound).toBe(verification.findings.length === 0);
    return verification.findings.map(({ kind, seq }) => [kind, seq]);
  }

  /** Changes the files, and expects exactly this to be found. */
  async function expectFound(
    found: Array<[string, number | undefined]>,
    work: (db: SqliteDatabase) => void,
  ): Promise<void> {
    await tamper(place.file, work);
    expect(await findings()).toEqual(found);
  }

  /** Renumbers rows from `from` on by `by`, as someone would who wants no gap to show. */
  function renumber(db: SqliteDatabase, from: number, by: number): void {
    db.exec(`UPDATE events SET seq = -(seq + ${by}) WHERE seq >= ${from}`);
    db.exec('UPDATE events SET seq = -seq WHERE seq < 0');
  }

  it('[JN30] finds nothing wrong with a sound journal, and changes nothing', async () => {
    const before = readFileSync(place.file);
    const files = readdirSync(folder.path);
    const verification = await verifyJournal(place.file, place.anchorFile);
    expect(verification).toMatchObject({
      sound: true,
      events: 10,
      erased: 0,
      head: { seq: 10 },
      anchor: { seq: 10, closed: true },
      findings: [],
    });
    expect(readFileSync(place.file)).toEqual(before);
    expect(readdirSync(folder.path)).toEqual(files);
  });

  it('[JN30] verifies a journal beside the process that has it open', async () => {
    const journal = await openSqlite(place);
    await journal.append([{ entries: [entry('a', 'eleventh')] }]);
    expect(await verifyJournal(place.file, place.anchorFile)).toMatchObject({
      sound: true,
      events: 11,
    });
    await journal.close();
  });

  it('[JN31] names a flipped event', async () => {
    await expectFound([['flipped', 5]], (db) => {
      db.exec(`UPDATE events SET record = replace(record, 'label 5', 'label 6') WHERE seq = 5`);
    });
  });

  it('[JN31] names the event of a single byte flipped on disk', async () => {
    const bytes = readFileSync(place.file);
    const at = bytes.indexOf('label 7');
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(place.file, bytes);
    expect(await findings()).toEqual([['flipped', 7]]);
  });

  it('[JN31] names an event made unreadable', async () => {
    await tamper(place.file, (db) => db.exec(`UPDATE events SET record = 'gone' WHERE seq = 4`));
    expect((await findings())[0]).toEqual(['flipped', 4]);
  });

  it('[JN31] finds an event that was changed together with its hash, where the next no longer follows', async () => {
    await expectFound([['flipped', 6]], (db) => {
      const [before, row] = db
        .prepare(
          'SELECT lower(hex(hash)) AS hash, record FROM events WHERE seq IN (4, 5) ORDER BY seq',
        )
        .all();
      const record = String(row?.record).replace('label 5', 'label 6');
      const hash = chained(String(before?.hash), record);
      db.prepare('UPDATE events SET record = ?, hash = ? WHERE seq = 5').run(
        record,
        Buffer.from(hash, 'hex'),
      );
    });
  });

  it('[JN32] names dropped events by the gap', async () => {
    await expectFound([['dropped', 4]], (db) => db.exec('DELETE FROM events WHERE seq IN (4, 5)'));
  });

  it('[JN32] names dropped events when the later ones were renumbered', async () => {
    await tamper(place.file, (db) => {
      db.exec('DELETE FROM events WHERE seq = 4');
      renumber(db, 5, -1);
    });
    expect(await findings()).toEqual([
      ['dropped', 4],
      ['cut-off', 10],
    ]);
  });

  it('[JN33] names two events whose records changed places', async () => {
    await tamper(place.file, (db) => {
      const [third, eighth] = db.prepare('SELECT record FROM events WHERE seq IN (3, 8)').all();
      const put = db.prepare('UPDATE events SET record = ? WHERE seq = ?');
      put.run(String(eighth?.record), 3);
      put.run(String(third?.record), 8);
    });
    expect(await findings()).toEqual([['swapped', 3]]);
  });

  it('[JN33] names two events that changed places with all that belongs to them', async () => {
    await tamper(place.file, (db) => {
      for (const [from, to] of [
        [3, -3],
        [8, 3],
        [-3, 8],
      ]) {
        db.exec(`UPDATE events SET seq = ${to} WHERE seq = ${from}`);
      }
    });
    expect(await findings()).toEqual([['swapped', 3]]);
  });

  it('[JN34] names an event that was inserted, though it was hashed to follow', async () => {
    await tamper(place.file, (db) => {
      renumber(db, 5, 1);
      const before = db
        .prepare('SELECT lower(hex(hash)) AS hash, record FROM events WHERE seq = 4')
        .get();
      const record = String(before?.record).replace('"seq":4', '"seq":5');
      const hash = Buffer.from(chained(String(before?.hash), record), 'hex');
      db.prepare('INSERT INTO events VALUES (5, 2, ?, ?)').run(hash, record);
    });
    const found = await findings();
    expect(found).toEqual([
      ['inserted', 5],
      ['inserted', 11], // the journal was closed at 10
    ]);
  });

  it('[JN34] names a copy of an earlier event put in between', async () => {
    await tamper(place.file, (db) => {
      renumber(db, 8, 1);
      db.exec('INSERT INTO events SELECT 8, previous, hash, record FROM events WHERE seq = 5');
    });
    const found = await findings();
    expect(found).toEqual([
      ['inserted', 8],
      ['inserted', 11], // the journal was closed at 10
    ]);
  });

  it('[JN34] names an event added after the journal was closed, though it follows', async () => {
    const closed = readFileSync(place.anchorFile);
    await write(1);
    writeFileSync(place.anchorFile, closed);
    expect(await findings()).toEqual([['inserted', 11]]);
  });

  it('[JN35] names where the end was cut off', async () => {
    await expectFound([['cut-off', 8]], (db) => db.exec('DELETE FROM events WHERE seq > 7'));
  });

  it('[JN35] finds an older copy of the file in place of the newer', async () => {
    copyFileSync(place.file, `${place.file}.old`);
    await write(5);
    copyFileSync(`${place.file}.old`, place.file);
    expect(await findings()).toEqual([['cut-off', 11]]);
  });

  it('[JN36] finds a journal that was rewritten from some event on, with a sound chain', async () => {
    await expectFound([['rewritten', 10]], (db) => {
      let hash = String(
        db.prepare('SELECT lower(hex(hash)) AS hash FROM events WHERE seq = 4').get()?.hash,
      );
      for (const row of db
        .prepare('SELECT seq, record FROM events WHERE seq > 4 ORDER BY seq')
        .all()) {
        const record = String(row.record).replace('label 5', 'label X');
        hash = chained(hash, record);
        db.prepare('UPDATE events SET record = ?, hash = ? WHERE seq = ?').run(
          record,
          Buffer.from(hash, 'hex'),
          row.seq ?? 0,
        );
      }
    });
  });

  it('[JN37] finds personal text that was changed, and takes erased text for sound', async () => {
    const journal = await openSqlite(place);
    await journal.erasePersonal([3]);
    await journal.close();
    expect(await verifyJournal(place.file, place.anchorFile)).toMatchObject({
      sound: true,
      erased: 1,
    });
    await expectFound([['personal-changed', 6]], (db) => {
      db.exec(`UPDATE personal SET text = replace(text, 'Jane', 'Joan') WHERE seq = 6`);
    });
  });

  it('[JN37] finds personal text put where none belongs', async () => {
    await expectFound([['personal-changed', 4]], (db) => {
      db.exec(`INSERT INTO personal VALUES (4, 'ab', '{"name":"Eve"}')`);
    });
  });

  it('[JN38] finds indexes that lead astray', async () => {
    await tamper(place.file, (db) =>
      db.exec(`UPDATE aggregates SET version = 9 WHERE aggregate = 'odd'`),
    );
    expect(await findings()).not.toEqual([]);
    await tamper(place.file, (db) =>
      db.exec(`UPDATE aggregates SET version = 5 WHERE aggregate = 'odd'`),
    );
    expect(await findings()).toEqual([]);
    await expectFound([['index', 7]], (db) =>
      db.exec('UPDATE events SET previous = 1 WHERE seq = 7'),
    );
    await tamper(place.file, (db) => db.exec('UPDATE events SET previous = 5 WHERE seq = 7'));
    await expectFound([['index', undefined]], (db) =>
      db.exec(`INSERT INTO keys VALUES ('k', 99, 99)`),
    );
  });

  it('[JN39] says when there is no anchor, or one that cannot vouch', async () => {
    const genuine = readFileSync(place.anchorFile, 'utf8');
    writeFileSync(place.anchorFile, genuine.replace('"seq": 10', '"seq": 9'));
    expect(await findings()).toEqual([['anchor', undefined]]);
    rmSync(place.anchorFile);
    expect(await findings()).toEqual([['anchor', undefined]]);
  });

  it('[JN39] says of a torn file that it cannot be read, and refuses a foreign one', async () => {
    truncateSync(place.file, 9000);
    expect(await findings()).toEqual([['unreadable', undefined]]);
    writeFileSync(place.file, 'x'.repeat(5000));
    await expect(verifyJournal(place.file, place.anchorFile)).rejects.toMatchObject({
      kind: 'foreign',
    });
  });
});
