import { CsvError, parse } from 'csv-parse';
import { peek, SAMPLE_CHARS } from './rows.ts';
import type { Row, Rows } from './rows.ts';
import { UnreadableFile } from './unreadable.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** A longer record is most often a quote that was never closed. */
const MAX_RECORD = 1024 * 1024;

/**
 * Rows of a CSV file (RFC 4180, and what programs make of it): any line ends, quotes within quotes,
 * Excel's `sep=;` line, the delimiter found out unless it is given. A row whose cells don't match the
 * header is handed on with its problem; a quote that never closes ends the reading at its line.
 */
export async function csvRows(pieces: AsyncIterable<string>, given?: string): Promise<Rows> {
  const { head, all } = await peek(pieces, SAMPLE_CHARS, (parts) => parts.join(''));
  const told = /^sep=(.)\r?\n/i.exec(head);
  const sample = told ? head.slice(told[0].length) : head;
  const delimiter = given ?? told?.[1] ?? delimiterOf(sample);
  const unixEnds = sample.includes('\n');
  const records = recordsOf(without(all, told?.[0].length ?? 0), {
    delimiter,
    newline: unixEnds ? '\n' : '\r',
    linesBefore: told ? 1 : 0,
  });
  const first = await records.next();
  if (first.done === true)
    throw new UnreadableFile('The file is empty; its first line should name the columns.', 1);
  const columns = columnNames(first.value.cells);
  return { format: 'csv', delimiter, columns, rows: rowsOf(records, columns) };
}

interface CsvRecord {
  line: number;
  cells: string[];
}

/**
 * Records in order, each with the line it begins at. The parser is fed by hand: read as a stream, it
 * would drop the good records before a broken one. Its own count of lines takes CRLF in a cell twice.
 */
async function* recordsOf(
  pieces: AsyncIterable<string>,
  how: { delimiter: string; newline: '\n' | '\r'; linesBefore: number },
): AsyncGenerator<CsvRecord> {
  let line = how.linesBefore + 1;
  let emptyLines = 0;
  let ready: CsvRecord[] = [];
  let failure: unknown;
  const parser = parse({
    delimiter: how.delimiter,
    record_delimiter: how.newline === '\n' ? ['\r\n', '\n'] : ['\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD,
    on_record(cells: string[], { empty_lines: emptySoFar }) {
      line += emptySoFar - emptyLines;
      emptyLines = emptySoFar;
      ready.push({ line, cells });
      line += 1 + cells.reduce((sum, cell) => sum + cell.split(how.newline).length - 1, 0);
      return null;
    },
  });
  parser.on('error', (error) => (failure ??= error));
  parser.resume();
  const taken = function* (): Generator<CsvRecord> {
    const now = ready;
    ready = [];
    yield* now;
  };
  for await (const piece of pieces) {
    await new Promise<void>((resolve) => {
      parser.write(piece, () => resolve());
    });
    yield* taken();
    if (failure !== undefined) throw unreadable(failure, line);
  }
  await new Promise<void>((resolve) => {
    parser.once('close', resolve);
    parser.end();
  });
  yield* taken();
  if (failure !== undefined) throw unreadable(failure, line);
}

function unreadable(error: unknown, line: number): unknown {
  if (!(error instanceof CsvError)) return error;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return new UnreadableFile(
      'a quotation mark opens in or after this line and is never closed. Close it, or write it twice ("") where it is part of the text.',
      line,
    );
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return new UnreadableFile(
      'the row that begins here is longer than 1 MB. A quotation mark is not closed, perhaps.',
      line,
    );
  return new UnreadableFile(error.message, line);
}

async function* rowsOf(
  records: AsyncIterable<CsvRecord>,
  columns: readonly string[],
): AsyncGenerator<Row> {
  let row = 0;
  for await (const { line, cells } of records) {
    row += 1;
    const problem = cellsProblem(cells, columns);
    yield {
      row,
      line,
      cells,
      fields: Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])),
      ...(problem === undefined ? {} : { problem }),
    };
  }
}

function cellsProblem(cells: readonly string[], columns: readonly string[]): string | undefined {
  if (cells.length < columns.length)
    return `has ${cells.length} cells where the header has ${columns.length}; a line break or quotation mark stands in it unquoted, perhaps`;
  if (cells.slice(columns.length).some((cell) => cell.trim() !== ''))
    return `has ${cells.length} cells where the header has ${columns.length}; put texts that hold the delimiter in quotation marks`;
  return undefined;
}

/** Names of columns, each unlike the others: empty ones are numbered, repeated ones too. */
function columnNames(header: readonly string[]): string[] {
  const names: string[] = [];
  for (const [index, cell] of header.entries()) {
    const name = cell.trim() === '' ? `column ${index + 1}` : cell.trim();
    let unique = name;
    for (let more = 2; names.includes(unique); more += 1) unique = `${name} (${more})`;
    names.push(unique);
  }
  return names;
}

/** The delimiter that cuts the most of the first rows into as many cells as the first; a comma where none does. */
function delimiterOf(sample: string): string {
  let best: { delimiter: string; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const counts = cellCounts(sample, delimiter, 25);
    const [header = 1] = counts;
    if (header < 2) continue;
    const agreeing = counts.filter((count) => count === header).length / counts.length;
    const score = agreeing * 100 + Math.min(header, 50);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** Cells of the first `limit` records; the last one of a sample may be cut off, so it doesn't count. */
function cellCounts(sample: string, delimiter: string, limit: number): number[] {
  const counts: number[] = [];
  let cells = 1;
  let quoted = false;
  let started = false;
  for (const char of sample) {
    if (char === '"') quoted = !quoted;
    else if (!quoted && char === delimiter) cells += 1;
    else if (!quoted && (char === '\n' || char === '\r')) {
      if (started) counts.push(cells);
      if (counts.length >= limit) return counts;
      cells = 1;
      started = false;
      continue;
    }
    started = true;
  }
  return counts.length === 0 ? [cells] : counts;
}

async function* without(pieces: AsyncIterable<string>, cut: number): AsyncGenerator<string> {
  let left = cut;
  for await (const piece of pieces) {
    const rest = left > 0 ? piece.slice(left) : piece;
    left = Math.max(0, left - piece.length);
    if (rest !== '') yield rest;
  }
}
