import { describe, expect, it } from 'vitest';
import type { ImportReading } from '@warroom/shared';
import { openRows } from './open-rows.ts';
import type { Row } from './rows.ts';

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function read(
  text: string | Buffer,
  options: ImportReading & { piece?: number } = {},
): Promise<{
  columns: readonly string[];
  rows: Row[];
  delimiter: string | null;
  encoding: string;
  format: string;
}> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const { piece, ...reading } = options;
  const opened = await openRows(pieces(bytes, piece ?? 65_536), reading);
  const rows: Row[] = [];
  for await (const row of opened.rows) rows.push(row);
  return { ...opened, rows };
}
const utf16 = (text: string, big: boolean): Buffer => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return big ? bytes.swap16() : bytes;
};

describe('reading CSV', () => {
  it('[IN20] reads quotes, commas and line breaks in cells, and names the line of each row', async () => {
    const { rows, columns } = await read(
      'id,text\r\n1,"two\r\nlines, ""quoted"""\r\n\r\n2,plain\r\n3,a "word" inside\r\n',
    );
    expect(columns).toEqual(['id', 'text']);
    expect(rows.map(({ row, line, fields }) => [row, line, fields['text']])).toEqual([
      [1, 2, 'two\r\nlines, "quoted"'],
      [2, 5, 'plain'],
      [3, 6, 'a "word" inside'],
    ]);
  });

  it.each([
    ['UTF-8 with a mark', Buffer.from('\uFEFFtext,author\nçà 😀,Ωmega\n'), 'utf-8'],
    ['UTF-16 LE', utf16('text,author\nçà 😀,Ωmega\n', false), 'utf-16le'],
    ['UTF-16 BE', utf16('text,author\nçà 😀,Ωmega\n', true), 'utf-16be'],
  ])('[IN21] reads %s, in pieces of any size', async (_name, bytes, encoding) => {
    for (const piece of [4, 5, 7, 1000]) {
      const file = await read(bytes, { piece });
      expect([file.encoding, file.columns, file.rows[0]?.cells]).toEqual([
        encoding,
        ['text', 'author'],
        ['çà 😀', 'Ωmega'],
      ]);
    }
  });

  it('[IN21] refuses Latin-1 with the line, and reads it when told', async () => {
    const latin = Buffer.from('text\nplain\ncaf\xe9\nlast\n', 'latin1');
    for (const piece of [4, 9, 1000])
      await expect(read(latin, { piece })).rejects.toThrow(/^Line 3: .*latin1/);
    expect((await read(latin, { encoding: 'latin1' })).rows[1]?.cells).toEqual(['café']);
  });

  it.each([
    [Buffer.from('text,author\na,b\n', 'utf16le'), /NUL bytes and no byte-order mark/],
    [Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), /xlsx/],
    [Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), /xls/],
    [Buffer.from([0x1f, 0x8b, 8]), /gzip/],
    [Buffer.from(''), /empty/],
    [Buffer.from('text\n"never closed\nx\ny\n'), /^Line 2: .*never closed/],
    [utf16('text\nab\n', false).subarray(0, -1), /cut off/],
  ])("[IN21] refuses what it can't read: %#", async (bytes, message) => {
    await expect(read(bytes)).rejects.toThrow(message);
  });

  it('[IN21] ends a quote that swallows a megabyte at its line', async () => {
    await expect(read(`text\nfine\n"${'x'.repeat(1_100_000)}`)).rejects.toThrow(
      /^Line 3: .*longer than 1 MB/,
    );
  });

  it("[IN22] finds the delimiter out, or takes Excel's word or ours", async () => {
    expect((await read('a;b;c\n1,5;2,5;3,5\n')).delimiter).toBe(';');
    expect((await read('a\tb\n1,2\t3\n')).delimiter).toBe('\t');
    expect((await read('a|b\n1|3\n')).delimiter).toBe('|');
    expect((await read('text\nno delimiter; at all\n')).columns).toEqual(['text']);
    expect((await read('text,n\n"a; b; c",1\n"d; e; f",2\n')).delimiter).toBe(',');
    const excel = await read('sep=;\r\ntext;n\r\na,b;1\r\n');
    expect([excel.delimiter, excel.columns, excel.rows[0]?.line]).toEqual([';', ['text', 'n'], 3]);
    expect((await read('a,b;c\n', { delimiter: ';' })).columns).toEqual(['a,b', 'c']);
  });

  it('[IN23] hands short and long rows on with their problem, and goes on', async () => {
    const { rows } = await read('a,b,c\n1,2,3\n1\n1,2,3,4\n1,2,3,,\n4,5,6');
    expect(rows.map(({ line, problem }) => [line, problem?.slice(0, 40)])).toEqual([
      [2, undefined],
      [3, 'has 1 cells where the header has 3; a li'],
      [4, 'has 4 cells where the header has 3; put '],
      [5, undefined],
      [6, undefined],
    ]);
  });

  it('names columns without a name, and those named twice', async () => {
    expect((await read('text,,text, text \na,b,c,d\n')).columns).toEqual([
      'text',
      'column 2',
      'text (2)',
      'text (3)',
    ]);
  });

  it('reads the line ends of old Macs', async () => {
    expect((await read('text,n\ra,1\rb,2\r')).rows.map(({ cells }) => cells[0])).toEqual([
      'a',
      'b',
    ]);
  });
});

describe('reading NDJSON', () => {
  it('[IN24] reads one object a line, columns with dots for what is nested', async () => {
    const whole = await read('{"text":"a","user":{"name":"x"}}\n\n{"text":"b"}\r\n{"text":"c"', {
      piece: 3,
    });
    expect(whole.format).toBe('ndjson');
    expect(whole.columns).toEqual(['text', 'user.name']);
    expect(whole.rows.map(({ row, line, problem }) => [row, line, problem === undefined])).toEqual([
      [1, 1, true],
      [2, 3, true],
      [3, 4, false],
    ]);
    expect(whole.rows[2]?.problem).toContain('column 12');
  });

  it('refuses arrays, nested 5,000 deep and __proto__, each by line', async () => {
    await expect(read('[{"text":"a"}]')).rejects.toThrow(/jq -c/);
    const { rows } = await read(
      `{"text":"a"}\n{"a":${'['.repeat(5000)}\n{"__proto__":{"x":1}}\n7\n`,
    );
    expect(rows.map(({ problem }) => problem !== undefined)).toEqual([false, true, true, true]);
  });
});
