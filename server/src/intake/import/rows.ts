import type { ImportFormat } from '@warroom/shared';

/** One row of a file, whatever its format. */
export interface Row {
  /** Data rows count from 1, the header not among them. */
  row: number;
  /** The line in the file where it begins, from 1. */
  line: number;
  /** By column; texts in CSV, any JSON in NDJSON. */
  fields: Readonly<Record<string, unknown>>;
  /** The row as it stood, for the file of rejected rows. */
  cells: readonly string[];
  /** Why it can't be read at all. */
  problem?: string;
}

/** How much of a file is looked at to tell its delimiter and columns. */
export const SAMPLE_CHARS = 64 * 1024;

/** A file opened for reading: its columns are known before its rows are read. */
export interface Rows {
  format: ImportFormat;
  /** `,`, `;`, `\t` or `|`; null for NDJSON. */
  delimiter: string | null;
  columns: readonly string[];
  rows: AsyncIterable<Row>;
}

/** Pieces of a stream, and its first `atLeast` units (or all there are) in front, to look at without losing them. */
export async function peek<T extends { length: number }>(
  pieces: AsyncIterable<T>,
  atLeast: number,
  join: (parts: T[]) => T,
): Promise<{ head: T; all: AsyncIterable<T> }> {
  const iterator = pieces[Symbol.asyncIterator]();
  const parts: T[] = [];
  for (let size = 0; size < atLeast;) {
    const next = await iterator.next();
    if (next.done === true) break;
    parts.push(next.value);
    size += next.value.length;
  }
  const head = join(parts);
  async function* all(): AsyncGenerator<T> {
    try {
      if (head.length > 0) yield head;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
        yield next.value;
    } finally {
      // A reader that stops early lets the file go.
      await iterator.return?.();
    }
  }
  return { head, all: all() };
}
