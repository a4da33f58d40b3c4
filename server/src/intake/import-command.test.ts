import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importCommand } from './import-command.ts';
import type { ImportCommandParts } from './import-command.ts';
import { importRoutes } from './import/import-routes.ts';
import { systemClock } from './import/system-clock.ts';
import { intakeRig, shippedElections } from './testing/rig.ts';
import type { IntakeRig } from './testing/rig.ts';

let rig: IntakeRig;
let dir: string;
let out: string;
let err: string;
let parts: ImportCommandParts;

beforeEach(async () => {
  rig = await intakeRig();
  dir = await mkdtemp(join(tmpdir(), 'import-command-'));
  out = '';
  err = '';
  parts = {
    dataDir: dir,
    elections: shippedElections(),
    localServer: () => Promise.resolve(undefined),
    openRoom: () => Promise.resolve({ ...rig.room, close: () => Promise.resolve() }),
    out: (text) => (out += text),
    err: (text) => (err += text),
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    stop: new AbortController().signal,
  };
});
afterEach(async () => {
  await rig.close();
  await rm(dir, { recursive: true });
});

const file = (name: string): string => join(dir, name);
const rows = (count: number): string =>
  `content,who,when,language\n${Array.from({ length: count }, (_, row) => `row ${row},a${row % 7},11/7/2028 10:00,${row === 3 ? 'Elvish' : 'English'}`).join('\n')}\n`;
const run = (...args: string[]): Promise<number> =>
  importCommand(
    [
      file('posts.csv'),
      '--election',
      'us-general',
      '--source',
      'x',
      '--map',
      'text=content,author=who,observedAt=when,language=language',
      ...args,
    ],
    parts,
  );

describe('warroom import', { timeout: 30_000 }, () => {
  it('[IN30] reports what it took, the zone it assumed and the languages it left out; then only duplicates', async () => {
    await writeFile(file('posts.csv'), rows(1300));
    expect([await run(), err]).toEqual([0, '']);
    expect(out).toMatch(/1,300 rows\n\s+1,300 accepted\n\s+0 duplicates\n\s+0 rejected/);
    expect(out).toContain(
      "1,300 times named no zone and were read as America/New_York (the election's)",
    );
    expect(out).toContain('Elvish (1)');
    expect(out).toContain('Observed from 2028-11-07 10:00');
    out = '';
    expect(await run()).toBe(0);
    expect(out).toMatch(/0 accepted\n\s+1,300 duplicates/);
    expect(await readdir(join(dir, 'imports'))).toEqual([]);
  });

  it('[IN31] takes nothing in a dry run, and guesses columns where no map is given', async () => {
    await writeFile(file('posts.csv'), rows(10));
    expect(
      await importCommand(
        [file('posts.csv'), '--election=us-general', '--source=x', '--dry-run', '--zone=UTC'],
        parts,
      ),
    ).toBe(0);
    expect(out).toContain('Dry run: nothing was taken in.');
    expect(out).toContain('--map text=content,language=language');
    expect(rig.room.situation.signals.size).toBe(0);
  });

  it('[IN32] goes on where it was stopped, its file of rejected rows too', async () => {
    await writeFile(file('posts.csv'), rows(1200).replace('row 2,', ',').replace('row 1100,', ','));
    const stop = new AbortController();
    let taken = 0;
    const stopping = {
      ...rig.room,
      close: () => Promise.resolve(),
      receive: async (...batch: Parameters<typeof rig.room.receive>) => {
        const received = await rig.room.receive(...batch);
        taken += received.length;
        stop.abort();
        return received;
      },
    };
    expect(
      await importCommand(
        [
          file('posts.csv'),
          '--election=us-general',
          '--source=x',
          '--map=text=content',
          `--rejected=${file('bad.csv')}`,
        ],
        { ...parts, stop: stop.signal, openRoom: () => Promise.resolve(stopping) },
      ),
    ).toBe(130);
    expect([taken, err]).toEqual([499, 'Stopped. Run the same command again to go on.\n']);
    out = '';
    err = '';
    expect(
      await importCommand(
        [
          file('posts.csv'),
          '--election=us-general',
          '--source=x',
          '--map=text=content',
          `--rejected=${file('bad.csv')}`,
        ],
        parts,
      ),
    ).toBe(0);
    expect(err).toContain('Goes on after row 500');
    expect(out).toMatch(/1,200 rows\n\s+1,198 accepted\n\s+0 duplicates\n\s+2 rejected/);
    const bad = (await readFile(file('bad.csv'), 'utf8')).trimEnd().split('\r\n');
    expect(bad.map((line) => line.split(',').slice(0, 2).join(','))).toEqual([
      '\uFEFFrow,line',
      '3,4',
      '1101,1102',
    ]);
  });

  it('[IN39] posts to the server that runs, and waits out a restart', async () => {
    await writeFile(file('posts.csv'), rows(1100));
    const app = importRoutes({
      rooms: rig.rooms,
      accounts: { identify: () => undefined, subjectIn: () => undefined },
      localToken: 'secret',
      dataDir: dir,
      now: () => rig.clock.now,
      clock: systemClock,
    });
    let down = 2;
    const sleeps: number[] = [];
    const code = await importCommand(
      [file('posts.csv'), '--election=us-general', '--source=x', '--map=text=content'],
      {
        ...parts,
        localServer: () => Promise.resolve({ url: 'http://warroom.test', token: 'secret' }),
        openRoom: () => Promise.reject(new Error('the server has it open')),
        clock: { now: () => 0, sleep: (ms) => Promise.resolve(void sleeps.push(ms)) },
        fetch: (input, init) => {
          if (down-- > 0) return Promise.reject(new TypeError('fetch failed'));
          return Promise.resolve(
            app.request((input as string).replace('http://warroom.test/api', ''), init),
          );
        },
      },
    );
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('1,100 accepted');
    expect(sleeps).toEqual([1000, 1000]);
  });

  it.each([
    [[], /Name the file/],
    [['none.csv', '--election=us-general', '--source=x'], /no file none\.csv/],
    [['posts.csv', '--source=x'], /--election us-general/],
    [['posts.csv', '--election=us-general'], /--source x/],
    [['posts.csv', '--election=nowhere', '--source=x'], /There is us-general|example-city/],
    [['posts.csv', '--election=us-general', '--source=x', '--zone=EST'], /America\/Denver/],
    [['posts.csv', '--election=us-general', '--source=x', '--replay=fast'], /600x/],
    [['posts.csv', '--election=us-general', '--source=x', '--map=nonsense'], /field=column/],
    [
      ['posts.csv', '--election=us-general', '--source=x', '--map=text=nope'],
      /Its columns are content/,
    ],
    [
      ['posts.csv', '--election=us-general', '--source=x', '--channel=pigeon'],
      /post, tip|post tip/,
    ],
    [['posts.csv', '--election=us-general', '--source=x', '--surprise'], /--help/],
  ])('[IN27] refuses %j with one sentence and code 2', async (args, message) => {
    await writeFile(file('posts.csv'), rows(1));
    expect(
      await importCommand(
        args.map((arg) => (arg === 'posts.csv' ? file('posts.csv') : arg)),
        parts,
      ),
    ).toBe(2);
    expect(err).toMatch(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it("[IN21] ends with code 1 and the line at a file it can't read", async () => {
    await writeFile(file('posts.csv'), Buffer.from('content\ncaf\xe9\n', 'latin1'));
    expect(
      await importCommand([file('posts.csv'), '--election=us-general', '--source=x'], parts),
    ).toBe(1);
    expect(err).toMatch(/^posts\.csv: Line 2: .*latin1/);
  });

  it('tells how it is used', async () => {
    expect(await importCommand(['--help'], parts)).toBe(0);
    expect(out).toContain('--replay 600x');
  });
});
