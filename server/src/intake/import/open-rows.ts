import type { ImportEncoding, ImportFormat, ImportReading } from '@warroom/shared';
import { csvRows } from './csv-rows.ts';
import { decodeText, encodingOf } from './decode.ts';
import { ndjsonRows } from './ndjson-rows.ts';
import { peek } from './rows.ts';
import type { Rows } from './rows.ts';

export type OpenedRows = Rows & { encoding: ImportEncoding };

/** Opens a file's bytes as rows. Throws UnreadableFile, here or while the rows are read. */
export async function openRows(
  bytes: AsyncIterable<Uint8Array>,
  options: ImportReading = {},
): Promise<OpenedRows> {
  const { head, all } = await peek(bytes, 1024, (parts) => new Uint8Array(Buffer.concat(parts)));
  const encoding = options.encoding ?? encodingOf(head);
  const text = decodeText(all, encoding);
  const format = options.format ?? formatOf(head);
  const rows =
    format === 'ndjson' ? await ndjsonRows(text) : await csvRows(text, options.delimiter);
  return { ...rows, encoding };
}

/** A file that begins with an object or array is JSON; no header of a CSV file does. */
function formatOf(head: Uint8Array): ImportFormat {
  const start = Buffer.from(head.subarray(0, 200))
    .toString('latin1')
    .replaceAll('\u0000', '')
    .replace(/^(ï»¿|ÿþ|þÿ)/, '')
    .trimStart();
  return /^(\{|\[)/.test(start) ? 'ndjson' : 'csv';
}
