import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const REAL = join(import.meta.dirname, '../../../shared/data/ira-tweets-2016-11-08.csv');

/**
 * Texts of posts from a real election day, where ../shared/data holds them beside the repository; else
 * invented ones of the same length and noise. With CI=true it throws instead: there the real ones are meant.
 */
export function realPosts(count: number): string[] {
  if (!existsSync(REAL)) {
    if (process.env['CI'] === 'true')
      throw new Error(`There are no posts of a real election day at ${REAL}: put them there.`);
    return Array.from(
      { length: count },
      (_, n) =>
        `Post ${n}: is precinct ${n % 40} still open? “They” say no, #vote https://t.co/${n}`,
    );
  }
  const [head = [], ...rows] = csvRows(readFileSync(REAL, 'utf8'), count * 2);
  const at = { text: head.indexOf('content'), language: head.indexOf('language') };
  return rows
    .filter((row) => row[at.language] === 'English')
    .flatMap((row) => row[at.text] ?? [])
    .filter((text) => text.trim() !== '')
    .slice(0, count);
}

/** The first so many rows of a CSV file (RFC 4180): quotes, doubled quotes and line ends within them. */
function csvRows(text: string, atMost: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g,
  )) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === ',') continue;
    rows.push(row);
    row = [];
    if (rows.length > atMost) break;
  }
  return rows;
}
