import { isUtf8 } from 'node:buffer';
import type { ImportEncoding } from '@warroom/shared';
import { firstWrongByte } from '../read-body.ts';
import { UnreadableFile } from './unreadable.ts';

const MARKS: readonly { encoding: ImportEncoding; mark: readonly number[] }[] = [
  { encoding: 'utf-8', mark: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', mark: [0xff, 0xfe] },
  { encoding: 'utf-16be', mark: [0xfe, 0xff] },
];

/**
 * The encoding of a file by its first bytes: by its byte-order mark, else UTF-8. Refused is what can
 * be neither: UTF-16 without a mark, and the beginning of a spreadsheet or an archive.
 */
export function encodingOf(head: Uint8Array): ImportEncoding {
  const marked = MARKS.find(({ mark }) => mark.every((byte, index) => head[index] === byte));
  if (marked) return marked.encoding;
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 3)
    throw new UnreadableFile(
      'This is a zip archive or an .xlsx workbook. Save the sheet as "CSV UTF-8" and import that.',
    );
  if (head[0] === 0xd0 && head[1] === 0xcf && head[2] === 0x11)
    throw new UnreadableFile(
      'This is an old .xls workbook. Save the sheet as "CSV UTF-8" and import that.',
    );
  if (head[0] === 0x1f && head[1] === 0x8b)
    throw new UnreadableFile('This file is compressed with gzip. Unpack it first.');
  if (head.subarray(0, 400).includes(0)) {
    throw new UnreadableFile(
      'The file holds NUL bytes and no byte-order mark: UTF-16 perhaps, or no text at all. Save it as UTF-8, or name its encoding (utf-16le or utf-16be).',
      1,
    );
  }
  return 'utf-8';
}

/**
 * A file's text, piece by piece and without its byte-order mark. Throws UnreadableFile with the line
 * where bytes don't fit the encoding: guessing would garble the names of people and places.
 */
export async function* decodeText(
  bytes: AsyncIterable<Uint8Array>,
  encoding: ImportEncoding,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding === 'latin1' ? 'windows-1252' : encoding, {
    fatal: true,
  });
  let lines = 0;
  let before: Uint8Array = new Uint8Array();
  for await (const chunk of bytes) {
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch (error) {
      throw wrongBytes(encoding, lines, before, chunk, error);
    }
    before = chunk.subarray(-3);
    lines += countOf(text, '\n');
    if (text !== '') yield text;
  }
  try {
    const rest = decoder.decode();
    if (rest !== '') yield rest;
  } catch (error) {
    throw new UnreadableFile(
      `The file ends in the middle of a character of ${encoding}. It was cut off perhaps; fetch it again.${cause(error)}`,
      lines + 1,
    );
  }
}

function wrongBytes(
  encoding: ImportEncoding,
  lines: number,
  before: Uint8Array,
  chunk: Uint8Array,
  error: unknown,
): UnreadableFile {
  if (encoding !== 'utf-8')
    return new UnreadableFile(`The bytes are not ${encoding}.${cause(error)}`, lines + 1);
  const joined = Buffer.concat([before, chunk]);
  // The mark may be cut by the join: only what is wrong in this piece counts.
  const at = isUtf8(joined) ? joined.length : firstWrongByte(joined);
  const line =
    lines +
    countOf(joined.subarray(before.length, Math.max(at, before.length)).toString('latin1'), '\n') +
    1;
  return new UnreadableFile(
    'holds bytes that are not UTF-8; the file is Latin-1 (Windows-1252) perhaps. Save it as UTF-8, or name the encoding: latin1.',
    line,
  );
}

function cause(error: unknown): string {
  return error instanceof TypeError ? '' : ` (${String(error)})`;
}

function countOf(text: string, what: string): number {
  let count = 0;
  for (let at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + 1)) count += 1;
  return count;
}
