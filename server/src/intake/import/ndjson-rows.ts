import { checkJsonText, checkJsonValue } from '../../guard/json-guard.ts';
import { jsonFault } from '../json-position.ts';
import { peek, SAMPLE_CHARS } from './rows.ts';
import type { Row, Rows } from './rows.ts';
import { UnreadableFile } from './unreadable.ts';

const MAX_LINE = 1024 * 1024;
const SAMPLED_LINES = 50;

/** Rows of a file with one JSON object a line (https://github.com/ndjson/ndjson-spec); empty lines are passed over. */
export async function ndjsonRows(pieces: AsyncIterable<string>): Promise<Rows> {
  const { head, all } = await peek(pieces, SAMPLE_CHARS, (parts) => parts.join(''));
  const start = head.trimStart();
  if (start === '')
    throw new UnreadableFile('The file is empty; each line should hold one JSON object.', 1);
  if (start.startsWith('['))
    throw new UnreadableFile(
      'This is a JSON array. NDJSON holds one object a line; "jq -c .[]" makes it of an array.',
      1,
    );
  return { format: 'ndjson', delimiter: null, columns: columnsOf(head), rows: rowsOf(all) };
}

/** Names of the members in the first lines, those of nested objects with dots. */
function columnsOf(head: string): string[] {
  const columns = new Set<string>();
  for (const line of head.split('\n', SAMPLED_LINES)) {
    const value = parsed(line.trim());
    if ('fields' in value)
      for (const [name, inner] of Object.entries(value.fields)) addNames(columns, name, inner, 3);
  }
  return [...columns].slice(0, 200);
}

function addNames(columns: Set<string>, name: string, value: unknown, depth: number): void {
  if (depth > 0 && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value))
      addNames(columns, `${name}.${key}`, inner, depth - 1);
  } else columns.add(name);
}

async function* rowsOf(pieces: AsyncIterable<string>): AsyncGenerator<Row> {
  let row = 0;
  let line = 0;
  for await (const text of linesOf(pieces)) {
    line += 1;
    const trimmed = text.trim();
    if (trimmed === '') continue;
    row += 1;
    const value = parsed(trimmed);
    yield 'fields' in value
      ? { row, line, fields: value.fields, cells: [trimmed] }
      : { row, line, fields: {}, cells: [trimmed], problem: value.problem };
  }
}

function parsed(line: string): { fields: Record<string, unknown> } | { problem: string } {
  const deep = checkJsonText(line);
  if (deep) return { problem: deep.message };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    const fault = jsonFault(line);
    return {
      problem: `is not JSON: at column ${fault?.column ?? 1}, ${fault?.reason ?? 'unreadable'}`,
    };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: 'is no JSON object' };
  const unsafe = checkJsonValue(value);
  return unsafe ? { problem: unsafe.message } : { fields: value as Record<string, unknown> };
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  let line = 1;
  for await (const piece of pieces) {
    const parts = (rest + piece).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      if (part.length > MAX_LINE)
        throw new UnreadableFile(
          'is longer than 1 MB; this is no file with one object a line, perhaps.',
          line,
        );
      yield part;
      line += 1;
    }
    if (rest.length > MAX_LINE)
      throw new UnreadableFile(
        'is longer than 1 MB; this is no file with one object a line, perhaps.',
        line,
      );
  }
  if (rest !== '') yield rest;
}
