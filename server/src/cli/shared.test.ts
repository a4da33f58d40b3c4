import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountsCopy, accountsCopyFile } from '../accounts/accounts-copy.ts';
import { accountsFile, sqliteAccounts } from '../accounts/open-accounts.ts';
import { sqliteAccountStore } from '../accounts/sqlite-store.ts';
import { everything } from '../accounts/copy-accounts.ts';
import { journalFiles, makeRoomDirs, roomDir } from '../desk/open-rooms.ts';
import { PASSWORD } from '../http/testing/rig.ts';
import { copiedJournal, type CopiedJournal } from '../journal/copy/copied-journal.ts';
import { copyStanding } from '../journal/copy/copy-reader.ts';
import type { Journal } from '../journal/journal.ts';
import { openRedisJournal } from '../journal/redis/testing/journal-rig.ts';
import { sqliteJournal } from '../journal/sqlite.ts';
import { noted } from '../journal/testing/entries.ts';
import { tamper } from '../journal/testing/rig.ts';
import { verifyJournal } from '../journal/verify.ts';
import { startRedis, type RedisSet } from '../redis/testing/redis-servers.ts';
import { runCommandLine } from './run.ts';

const ELECTION = 'us-general';
const electionsDir = join(import.meta.dirname, '../../elections');
const now = (): number => 1_800_000_000_000;

describe('between data directories and Redis', { timeout: 60_000 }, () => {
  let redis: RedisSet;
  let dir: string;
  let out: string[];
  let err: string[];
  const opened: { close(): Promise<unknown> }[] = [];

  beforeAll(async () => {
    redis = await startRedis();
  }, 60_000);
  afterAll(() => redis.stop());
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'shared-'));
    await (await redis.master()).command('FLUSHALL');
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const at = (name: string): string => join(dir, name);

  async function warroom(dataDir: string, line: string, store?: string): Promise<number> {
    out = [];
    err = [];
    return runCommandLine(line.split(' '), {
      out: (text) => out.push(text),
      err: (text) => err.push(text),
      dataDir,
      cwd: dir,
      electionsDir,
      publicUrl: undefined,
      store,
      now,
      readSecret: async () => PASSWORD,
      interactive: false,
    });
  }

  /** Events with keys, several to a unit, some with personal text. */
  async function write(journal: Journal, count: number, label = 'e'): Promise<void> {
    await journal.append(
      Array.from({ length: count }, (_, n) => ({
        ...(n % 3 !== 0 && { key: `${label} ${n} é\u0000` }),
        entries: [
          { aggregate: `signal:${label}${n}`, event: noted(`${label} ${n}`) },
          {
            aggregate: `incident:${n % 5}`,
            event: noted(`${n}`, n % 2 === 0 ? { personal: { name: `Jane ${n}` } } : {}),
          },
        ],
      })),
    );
  }
  async function embedded(folder: string): Promise<Journal> {
    makeRoomDirs(folder, ELECTION);
    const journal = await sqliteJournal({
      ...journalFiles(folder, ELECTION),
      now,
      ballastBytes: 4096,
    });
    opened.push(journal);
    return journal;
  }
  async function node(folder: string, id: string): Promise<CopiedJournal> {
    makeRoomDirs(folder, ELECTION);
    const place = journalFiles(folder, ELECTION);
    const base = await copyStanding(place);
    const journal = await copiedJournal({
      ...place,
      inner: await openRedisJournal(redis.url, {
        election: ELECTION,
        node: id,
        ...(base && { base }),
      }),
      node: id,
      copiesNeeded: 2,
      keepEvents: 1_000_000,
      now,
      notice: () => undefined,
      ballastBytes: 4096,
    });
    opened.push(journal);
    return journal;
  }
  async function close(one: { close(): Promise<unknown> }): Promise<void> {
    opened.splice(opened.indexOf(one), 1);
    await one.close();
  }
  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const flush = async (): Promise<unknown> => (await redis.master()).command('FLUSHALL');

  it('[CL10] migrate takes journals and accounts to Redis and back, event by event the same', async () => {
    const journal = await embedded(at('old'));
    await write(journal, 60);
    await journal.erasePersonal([2]);
    const head = journal.head();
    const events = await journal.readAfter(0, 1_000);
    await close(journal);
    const accounts = await sqliteAccounts({
      file: accountsFile(at('old')),
      now,
      every: () => () => undefined,
    });
    await accounts.addPerson({ name: 'Ana', email: 'ana@example.org', password: PASSWORD });
    await accounts.close();

    expect([await warroom(at('old'), `migrate --to ${redis.url} --all`), err]).toEqual([
      0,
      [expect.stringMatching(/^Moved to redis:\/\/127/)],
    ]);
    expect(out).toEqual([
      expect.stringMatching(/^us-general: 120 events in .*each read back and the same$/),
      expect.stringMatching(/^accounts: 1 person/),
    ]);
    // Run again, it finds all as it left it.
    expect(await warroom(at('old'), `migrate --to ${redis.url} --all`)).toBe(0);
    expect(out[0]).toMatch(/120 events are in Redis already, each the same/);

    const first = await node(at('old'), 'node-1'); // goes on with the files as its copy
    expect(first.head()).toEqual(head);
    expect(await first.readAfter(0, 1_000)).toEqual(events);
    await write(first, 10, 'later');
    await close(first);

    expect([await warroom(at('back'), `migrate --from ${redis.url} --all`), err]).toEqual([
      0,
      [expect.stringMatching(/^Moved to .*back/)],
    ]);
    expect(out[0]).toMatch(/^us-general: 140 events in .*each compared and the same$/);
    const back = await embedded(at('back'));
    expect((await back.readAfter(0, 120)).slice(0, 120)).toEqual(events);
    await write(back, 1, 'own');
    await close(back);
    const store = await sqliteAccountStore(accountsFile(at('back')));
    expect([...store.state.person.values()].map(({ email }) => email)).toEqual(['ana@example.org']);
    await store.close();
    // The embedded journal went on, so it is not touched again.
    expect(await warroom(at('back'), `migrate --from ${redis.url} --election us-general`)).toBe(1);
    expect(err[0]).toMatch(/already there and is not overwritten/);
    expect(await warroom(at('back'), `migrate --to ${redis.url} --election us-general`)).toBe(1);
    expect(err[0]).toMatch(/one of them went on by itself/);
  });

  it('[CL10] migrate from Redis completes what was broken off, and takes what was trimmed from a node', async () => {
    const one = await node(at('one'), 'node-1');
    await write(one, 2_500);
    await until(() => one.copyState().behind === 0);
    await one.close();
    const other = await openRedisJournal(redis.url, { election: ELECTION });
    expect(await other.trimThrough(4_900)).toBe(4_096);
    await other.close();
    expect(await warroom(at('new'), `migrate --from ${redis.url} --election us-general`)).toBe(1);
    expect(err[0]).toMatch(/no longer has events 1 to 4096 .*nodes' copies/);
    expect(await warroom(at('new'), `migrate --from ${redis.url} --election us-general one`)).toBe(
      0,
    );
    expect(await warroom(at('new'), `migrate --from ${redis.url} --election us-general`)).toBe(0);
    expect(out[0]).toMatch(/5000 events are here already/);
    const { file, anchorFile } = journalFiles(at('new'), ELECTION);
    expect(await verifyJournal(file, anchorFile)).toMatchObject({ sound: true, events: 5_000 });
    opened.length = 0;
  });

  it('[CL10] migrate takes drills along, and refuses what is running, unsound or something else', async () => {
    const journal = await embedded(at('old'));
    await write(journal, 5);
    expect(await warroom(at('old'), `migrate --to ${redis.url} --all`)).toBe(1);
    expect(err[0]).toMatch(/Another running server has the journal/);
    await close(journal);
    const drill = join(roomDir(at('old'), ELECTION), 'drill.json');
    writeFileSync(drill, JSON.stringify({ id: ELECTION, note: 'a drill' }, null, 2));
    expect(await warroom(at('old'), `migrate --to ${redis.url} --election us-general`)).toBe(0);
    expect(await warroom(at('back'), `migrate --from ${redis.url} --election us-general`)).toBe(0);
    expect(readFileSync(join(roomDir(at('back'), ELECTION), 'drill.json'), 'utf8')).toBe(
      readFileSync(drill, 'utf8'),
    );
    const other = await embedded(at('other'));
    await write(other, 1);
    await close(other);
    expect(await warroom(at('other'), `migrate --to ${redis.url} --all`)).toBe(1);
    expect(err[0]).toMatch(/already holds 10 events of another journal/);
    await tamper(journalFiles(at('old'), ELECTION).file, (db) =>
      db.exec(`UPDATE events SET record = replace(record, 'e 2', 'e 3')`),
    );
    expect(await warroom(at('old'), `migrate --to ${redis.url} --all`)).toBe(1);
    expect(err[0]).toMatch(/not sound, so it was not moved/);
    expect(await warroom(at('none'), `migrate --from ${redis.url} --election us-2028`)).toBe(1);
    expect(err[0]).toMatch(/holds no journal of "us-2028"/);
  });

  it.each([
    ['migrate --all', /either --to .* or --from/],
    ['migrate --to redis://x --from redis://x --all', /either --to .* or --from/],
    ['migrate --to redis://x', /either --election ID or --all/],
    ['migrate --to redis://x --all more', /"more" is one argument too many/],
    ['migrate --to http://x --all', /--to: STORE must be redis:/],
    ['restore --all', /--all is for a Redis/],
    ['restore --store redis://x', /either --election ID or --all/],
  ])('[CL1] says what is missing: %s', async (line, sentence) => {
    expect(await warroom(at('x'), line)).toBe(2);
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(sentence);
  });

  it('[CL11] restore rebuilds an emptied Redis from the longest sound copy, while nodes run', async () => {
    const one = await node(at('one'), 'node-1');
    const two = await node(at('two'), 'node-2');
    await write(one, 40);
    await one.erasePersonal([2]);
    await until(() => two.copyState().behind === 0 && one.copyState().behind === 0);
    await close(two);
    await write(one, 10, 'more');
    await until(() => one.copyState().behind === 0);
    const head = one.head();
    const events = await one.readAfter(0, 1_000);
    await flush();
    await expect(
      one.append([{ entries: [{ aggregate: 'x', event: noted('lost?') }] }]),
    ).rejects.toMatchObject({ name: 'JournalUnavailable' });
    expect(one.status()).toMatchObject({ writable: false, kind: 'lost' });

    // From the shorter copy alone: the running node holds more.
    await until(() => !one.status().writable);
    expect(await warroom(at('two'), 'restore --election us-general', redis.url)).toBe(1);
    expect(err.join('\n')).toMatch(/Node node-1 said that it holds 100 events .* 20 more than/);
    expect(err.join('\n')).toMatch(/--accept-loss/);

    expect([await warroom(at('two'), 'restore --election us-general one', redis.url), err]).toEqual(
      [
        0,
        [
          expect.stringMatching(/holds|Accounts are apart/),
          expect.stringMatching(/go on by themselves/),
        ],
      ],
    );
    expect(out.join('\n')).toMatch(/WHERE +EVENTS +LAST EVENT +STATE/);
    expect(out.join('\n')).toMatch(/two +80 .* sound/);
    expect(out.join('\n')).toMatch(/one +100 .* sound/);
    expect(out.join('\n')).toMatch(
      /restored from .*one: 100 events in .*each read back and the same/,
    );

    await until(() => one.status().writable);
    expect(one.head()).toEqual(head);
    await write(one, 1, 'after');
    const again = await node(at('two'), 'node-2');
    await until(() => again.copyState().behind === 0);
    expect((await again.readAfter(0, 1_000)).slice(0, 100)).toEqual(events);
    await until(() => one.copyState().behind === 0);
    expect(await warroom(at('two'), 'restore --election us-general one', redis.url)).toBe(0);
    expect(out.join('\n')).toMatch(/already holds all 102 events; nothing was changed/);
  });

  it('[CL11] restore never takes the place of what has more, and sets another history aside only when told', async () => {
    const one = await node(at('one'), 'node-1');
    await write(one, 10);
    await until(() => one.copyState().behind === 0);
    cpSync(at('one'), at('old'), { recursive: true });
    await write(one, 5, 'more');
    await until(() => one.copyState().behind === 0);
    await close(one);
    expect(
      await warroom(at('old'), 'restore --election us-general --replace --accept-loss', redis.url),
    ).toBe(1);
    expect(err.join('\n')).toMatch(
      /holds more of us-general than the longest copy: 30 events, not 20/,
    );

    await flush();
    const stranger = await embedded(at('stranger'));
    await write(stranger, 3, 'stranger');
    await close(stranger);
    expect(await warroom(at('stranger'), `migrate --to ${redis.url} --all`)).toBe(0);
    expect(await warroom(at('one'), 'restore --election us-general', redis.url)).toBe(1);
    expect(err.join('\n')).toMatch(/6 events of another history .*--replace sets those keys aside/);
    expect(await warroom(at('one'), 'restore --election us-general stranger', redis.url)).toBe(1);
    expect(err.join('\n')).toMatch(/are of different histories/);
    expect(await warroom(at('one'), 'restore --election us-general --replace', redis.url)).toBe(0);
    expect(out.join('\n')).toMatch(/its keys now begin with \{wr:us-general\}:replaced-2027-/);
    const master = await redis.master();
    const aside = '{wr:us-general}:replaced-2027-01-15T08:00:00';
    expect(await master.command('XLEN', `${aside}:events`)).toBe(6);
    expect(await master.command('XLEN', '{wr:us-general}:events')).toBe(30);
  });

  it('[CL11] restore passes over copies that are not sound, and says what is wrong with them', async () => {
    const one = await node(at('one'), 'node-1');
    await write(one, 10);
    await until(() => one.copyState().behind === 0);
    await close(one);
    cpSync(at('one'), at('bad'), { recursive: true });
    await tamper(journalFiles(at('bad'), ELECTION).file, (db) =>
      db.exec(`UPDATE events SET record = replace(record, 'e 2', 'e 3') WHERE seq = 5`),
    );
    await flush();
    expect(await warroom(at('bad'), 'restore --election us-general', redis.url)).toBe(1);
    expect(err[0]).toMatch(/No copy of "us-general" is sound/);
    expect(out.join('\n')).toMatch(/bad +20 .*Event 5 does not match its hash/);
    expect(await warroom(at('bad'), 'restore --election us-general one', redis.url)).toBe(0);
    expect(await warroom(at('bad'), 'restore --election us-general nowhere', redis.url)).toBe(1);
    expect(err[0]).toMatch(/There is no folder .*nowhere/);
  });

  it('[CL11] restore leaves out a text that any of the copies has erased', async () => {
    const one = await node(at('one'), 'node-1');
    await write(one, 6);
    await until(() => one.copyState().behind === 0);
    cpSync(at('one'), at('stale'), { recursive: true });
    await one.erasePersonal([2]);
    await close(one);
    // The stale one is read first, and both are of the same length.
    await flush();
    expect(await warroom(at('stale'), 'restore --election us-general one', redis.url)).toBe(0);
    const stale = await node(at('stale'), 'node-2');
    await until(() => stale.tailedAfter(1, 1)?.[0]?.personal === undefined);
    expect((await stale.readAfter(1, 1))[0]?.erased).toBe(true);
  });

  it('[CL11] restore --all brings the accounts back from the newest copy, and drills', async () => {
    const one = await node(at('one'), 'node-1');
    await write(one, 2);
    await until(() => one.copyState().behind === 0);
    await close(one);
    const drill = { id: ELECTION, note: 'a drill' };
    writeFileSync(join(roomDir(at('one'), ELECTION), 'drill.json'), JSON.stringify(drill));
    const source = await sqliteAccounts({
      file: accountsFile(at('source')),
      now,
      every: () => () => undefined,
    });
    await source.addPerson({ name: 'Ana', email: 'ana@example.org', password: PASSWORD });
    await source.close();
    const from = await sqliteAccountStore(accountsFile(at('source')));
    const copy = await accountsCopy(accountsCopyFile(at('one')));
    await copy.write(everything(from.state), { id: 'a'.repeat(24), epoch: 'e', version: 7 });
    await copy.close();
    await from.close();
    await flush();
    expect(await warroom(at('one'), 'restore --all', redis.url)).toBe(0);
    expect(out.join('\n')).toMatch(/accounts: 1 person, from/);
    expect(await warroom(at('one'), 'restore --all', redis.url)).toBe(0);
    expect(await (await redis.master()).command('HGET', '{wr:nodes}:table:drills', ELECTION)).toBe(
      JSON.stringify(drill),
    );
  });

  it('[CL12] verify and backup work on a node’s copy, also while it runs', async () => {
    const one = await node(at('one'), 'node-1');
    await write(one, 10);
    await until(() => one.copyState().behind === 0);
    expect(await warroom(at('one'), 'verify')).toBe(0);
    expect(out[0]).toMatch(/^us-general: sound, 20 events/);
    expect(await warroom(at('one'), 'backup copy')).toBe(0);
    expect(await warroom(at('one'), 'verify --backup copy')).toBe(0);
    await close(one);
    expect(existsSync(journalFiles(at('copy'), ELECTION).file)).toBe(true);
    await flush();
    expect(await warroom(at('empty'), 'restore --election us-general copy', redis.url)).toBe(0);
    expect(await warroom(at('plain'), 'restore copy --election us-general')).toBe(0);
    const plain = await embedded(at('plain'));
    expect(plain.head().seq).toBe(20);
  });

  it('[CL12] a backup of a node holds the accounts, for Redis and for a server without it', async () => {
    const one = await node(at('one'), 'node-1');
    await write(one, 2);
    await until(() => one.copyState().behind === 0);
    await close(one);
    const source = await sqliteAccounts({
      file: accountsFile(at('source')),
      now,
      every: () => () => undefined,
    });
    await source.addPerson({ name: 'Ana', email: 'ana@example.org', password: PASSWORD });
    await source.close();
    const from = await sqliteAccountStore(accountsFile(at('source')));
    const copy = await accountsCopy(accountsCopyFile(at('one')));
    await copy.write(everything(from.state), { id: 'a'.repeat(24), epoch: 'e', version: 7 });
    await copy.close();
    await from.close();

    expect(await warroom(at('one'), 'backup copy')).toBe(0);
    await flush();
    expect(await warroom(at('empty'), 'restore --all copy', redis.url)).toBe(0);
    expect(out.join('\n')).toMatch(/accounts: 1 person, from/);
    expect(await warroom(at('plain'), 'restore copy')).toBe(0);
    expect(await warroom(at('plain'), 'user list')).toBe(0);
    expect(out.join('\n')).toContain('ana@example.org');
  });

  it('[CL11] an account command says that Redis lost the accounts, and leaves no connection that keeps it from ending', async () => {
    const copy = await accountsCopy(accountsCopyFile(at('one')));
    await copy.write([], { id: 'a'.repeat(24), epoch: 'e', version: 7 });
    await copy.close();
    const connected = async (): Promise<number> =>
      String(await (await redis.master()).command('CLIENT', 'LIST')).match(/\bid=/g)?.length ?? 0;
    const before = await connected();
    expect(await warroom(at('one'), 'user list', redis.url)).toBe(1);
    expect(err.join('\n')).toContain('Redis holds no accounts any more');
    await expect.poll(connected).toBe(before);
  });
});
