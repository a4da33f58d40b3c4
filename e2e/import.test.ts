import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setUp } from './rigs/api.ts';
import type { Api } from './rigs/api.ts';
import { startServer } from './rigs/server.ts';
import type { ServerRig } from './rigs/server.ts';

const ELECTION = 'us-general';
const cli = resolve(import.meta.dirname, '../server/dist/cli.js');
const tweets = resolve(import.meta.dirname, '../../shared/data/ira-tweets-2016-11-08.csv');
let dir: string;
let server: ServerRig;
let api: Api;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'import-'));
  server = await startServer();
  api = await setUp(server);
});
afterAll(async () => {
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

/** Runs `warroom import` beside the running server. */
function run(file: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [cli, 'import', file, '--election', ELECTION, '--source', 'x', ...args],
      { env: { ...process.env, DATA_DIR: server.dataDir } },
      (error, out, err) => done({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

async function written(name: string, bytes: string | Buffer): Promise<string> {
  const file = join(dir, name);
  await writeFile(file, bytes);
  return file;
}

/** Texts of all signals whose text holds a word. */
async function textsWith(word: string): Promise<string[]> {
  const { items } = await api.get<{ items: { text: string }[] }>(
    `/api/elections/${ELECTION}/signals?limit=200&q=${encodeURIComponent(word)}`,
  );
  return items.map(({ text }) => text).toSorted();
}

const ROWS = [
  'when,who,"what, exactly"',
  '2028-11-07 08:00,"Lim, Ana","Nopal: doors are shut, ""no key"""',
  '2028-11-07 08:01,Bo,"Nopal: two lines',
  'of text"',
  '',
  '2028-11-07 08:02,Çağla,Nopal: ışık yok 🗳️',
  '',
].join('\r\n');
const MAP = ['--map', 'text="what, exactly",author=who,observedAt=when'];

describe('importing a file by command line, into the running server', () => {
  it('[E40] reads BOM, CRLF, quotes and line ends in cells; a second run is all duplicates', async () => {
    const file = await written('quotes.csv', `\uFEFF${ROWS}`);
    const first = await run(file, ...MAP);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(countsOf(first.out)).toEqual({ accepted: 3, duplicates: 0, rejected: 0 });
    expect(first.out).toContain("read as America/New_York (the election's)");
    expect((await textsWith('Nopal')).map((text) => text.replaceAll('\r\n', '\n'))).toEqual([
      'Nopal: doors are shut, "no key"',
      'Nopal: two lines\nof text',
      'Nopal: ışık yok 🗳️',
    ]);
    const second = await run(file, ...MAP);
    expect(countsOf(second.out)).toEqual({ accepted: 0, duplicates: 3, rejected: 0 });
    expect(await textsWith('Nopal')).toHaveLength(3);
  });

  it('[E41] reads UTF-16 by its mark, and refuses it without one in words', async () => {
    const bytes = Buffer.from(ROWS.replaceAll('Nopal', 'Quillaja'), 'utf16le');
    const marked = await written('marked.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), bytes]));
    expect(countsOf((await run(marked, ...MAP)).out).accepted).toBe(3);
    expect(await textsWith('Quillaja')).toContain('Quillaja: ışık yok 🗳️');
    const bare = await run(await written('bare.csv', bytes), ...MAP);
    expect(bare).toMatchObject({ code: 1, out: '' });
    expect(bare.err).toMatch(/bare\.csv: .*byte-order mark.*utf-16le/);
  });

  it('[E42] rows that do not fit are left out with line and reason, and the rest is taken', async () => {
    const file = await written(
      'short.csv',
      'when,who,what\n2028-11-07 08:00,Ana,Tamarack one\n2028-11-07 08:01,Bo\nyesterday,Cy,Tamarack three\n2028-11-07 08:03,Di,Tamarack, unquoted\n',
    );
    const rejected = join(dir, 'rejected.csv');
    const map = ['--map', 'text=what,author=who,observedAt=when'];
    const dry = await run(file, ...map, '--dry-run');
    expect(dry).toMatchObject({ code: 0, err: '' });
    expect(dry.out).toContain('Dry run: nothing was taken in.');
    expect(await textsWith('Tamarack')).toEqual([]);
    const { code, out } = await run(file, ...map, '--rejected', rejected);
    expect(code).toBe(0);
    expect(countsOf(out)).toEqual({ accepted: 1, duplicates: 0, rejected: 3 });
    expect(out).toMatch(/line 3: .*2 cells where the header has 3/);
    expect(out).toMatch(/line 4: /);
    expect(await textsWith('Tamarack')).toEqual(['Tamarack one']);
    const lines = (await readFile(rejected, 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain('2028-11-07 08:01,Bo');
  });

  it('[E43] a quotation mark that never closes and a wrong map are refused with line and names', async () => {
    const open = await run(
      await written('open.csv', 'what\n"never closed\nmore\n'),
      '--map',
      'text=what',
    );
    expect(open).toMatchObject({ code: 1, out: '' });
    expect(open.err).toMatch(/open\.csv: .*(line 2|Line 2)/);
    const wrong = await run(await written('map.csv', 'a,b\n1,2\n'), '--map', 'text=c');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toMatch(/"?c"?.*\ba, b\b/);
  });

  if (existsSync(tweets)) {
    it('[E44] takes in all 6,890 rows of a real archive; a second run reports 6,890 duplicates', async () => {
      const map = [
        '--map',
        'text=content,author=author_id,observedAt=publish_date,language=language',
      ];
      const first = await run(tweets, ...map);
      expect(countsOf(first.out)).toEqual({ accepted: 6890, duplicates: 0, rejected: 0 });
      const second = await run(tweets, ...map);
      expect(countsOf(second.out)).toEqual({ accepted: 0, duplicates: 6890, rejected: 0 });
    });
  } else {
    process.stdout.write(`The archive is not on this machine, so it is not imported: ${tweets}\n`);
  }
});

/** The figures of a report. */
function countsOf(report: string): { accepted: number; duplicates: number; rejected: number } {
  const figure = (word: string): number => {
    const [, digits] = new RegExp(`([\\d,]+) ${word}`).exec(report) ?? [];
    if (digits === undefined) throw new Error(`the report has no ${word}:\n${report}`);
    return Number(digits.replaceAll(',', ''));
  };
  return {
    accepted: figure('accepted'),
    duplicates: figure('duplicates'),
    rejected: figure('rejected'),
  };
}
