import { open, truncate } from 'node:fs/promises';
import type { Row } from './rows.ts';

/** Rows that were not taken, as a CSV file: row, line, reasons, then the row as it was. */
export interface RejectedFile {
  write(row: Row, reasons: string[]): Promise<void>;
  /** Hands all rows to the file system; answers its bytes, for going on there after a break. */
  flush(): Promise<number>;
  close(): Promise<void>;
}

/** Opens the file; `continueAt` cuts it there and goes on, otherwise it begins anew. Not readable by others. */
export async function rejectedFile(
  file: string,
  columns: readonly string[],
  continueAt?: number,
): Promise<RejectedFile> {
  if (continueAt !== undefined && continueAt > 0) await truncate(file, continueAt);
  const handle = await open(file, continueAt === undefined || continueAt === 0 ? 'w' : 'a', 0o600);
  let bytes = continueAt ?? 0;
  let pending = '';
  const flush = async (): Promise<number> => {
    const text = pending;
    pending = '';
    if (text !== '') await handle.appendFile(text);
    return bytes;
  };
  const append = async (text: string): Promise<void> => {
    pending += text;
    bytes += Buffer.byteLength(text);
    if (pending.length >= 64 * 1024) await flush();
  };
  // A byte-order mark, so that spreadsheets read it as UTF-8.
  if (bytes === 0) await append(`\uFEFF${csvLine(['row', 'line', 'reasons', ...columns])}`);
  return {
    write: (row, reasons) =>
      append(csvLine([String(row.row), String(row.line), reasons.join('; '), ...row.cells])),
    flush,
    async close() {
      await flush();
      await handle.close();
    },
  };
}

/** One line of CSV (RFC 4180). */
function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
