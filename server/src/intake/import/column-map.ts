import { ImportTarget, refuse } from '@warroom/shared';
import type { ColumnMap, Refusal } from '@warroom/shared';

/** Fields of a signal that a column can fill. */
export const TARGETS = ImportTarget.options;
type Target = ImportTarget;

const MANY: readonly Target[] = ['text', 'externalId'];

/** Reads `text=content,author=author_id,externalId=author_id+publish_date`; a column with , + or = goes in double quotes. */
export function parseMap(text: string): { map: ColumnMap } | { refusal: Refusal } {
  const map: ColumnMap = {};
  for (const part of split(text, ',')) {
    const cut = part.indexOf('=');
    const name = part.slice(0, cut).trim();
    const target = TARGETS.find((one) => one === name);
    if (cut < 0 || target === undefined) {
      return {
        refusal: refuse(
          'malformed',
          `"${part.trim()}" in the map is not field=column; the fields are ${TARGETS.join(', ')}.`,
          { path: 'map' },
        ),
      };
    }
    map[target] = split(part.slice(cut + 1), '+').map((column) =>
      column.trim().replace(/^"(.*)"$/, '$1'),
    );
  }
  return { map };
}

function split(text: string, at: string): string[] {
  const parts: string[] = [''];
  let quoted = false;
  for (const char of text) {
    if (char === '"') quoted = !quoted;
    if (char === at && !quoted) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts.filter((part) => part.trim() !== '');
}

/** What is wrong with a map for a file of these columns, or undefined. */
export function mapProblem(map: ColumnMap, columns: readonly string[]): Refusal | undefined {
  if (!map.text || map.text.length === 0)
    return refuse(
      'missing-field',
      `Name the column that holds the text, as in text=${columns[0] ?? 'content'}. The columns are ${listed(columns)}.`,
      { path: 'map.text' },
    );
  for (const target of TARGETS) {
    const named = map[target] ?? [];
    if (named.length > 1 && !MANY.includes(target))
      return refuse(
        'malformed',
        `"${target}" takes one column; only ${MANY.join(' and ')} can be made of several.`,
        { path: `map.${target}` },
      );
    const unknown = named.find((column) => !columns.includes(column));
    if (unknown !== undefined)
      return refuse(
        'malformed',
        `The file has no column "${unknown}" (for ${target}). Its columns are ${listed(columns)}.`,
        { path: `map.${target}` },
      );
  }
  return undefined;
}

function listed(columns: readonly string[]): string {
  const shown = columns.slice(0, 40).join(', ');
  return columns.length > 40 ? `${shown} and ${columns.length - 40} more` : shown;
}

const USUAL: Readonly<Record<Target, readonly string[]>> = {
  text: [
    'text',
    'content',
    'message',
    'body',
    'description',
    'tweet',
    'post',
    'report',
    'summary',
    'title',
    'note',
  ],
  observedAt: [
    'observedat',
    'publishdate',
    'createdat',
    'timestamp',
    'datetime',
    'time',
    'date',
    'posted',
    'postedat',
    'published',
    'publishedat',
    'created',
    'uploadedat',
    'reportedat',
  ],
  author: [
    'author',
    'authorid',
    'username',
    'user',
    'handle',
    'from',
    'sender',
    'screenname',
    'reporter',
    'account',
  ],
  url: ['url', 'link', 'permalink', 'href', 'uri', 'posturl', 'tweeturl'],
  language: ['language', 'lang', 'locale'],
  channel: ['channel'],
  jurisdiction: ['jurisdiction', 'state', 'statecode', 'county', 'region'],
  category: ['category'],
  severity: ['severity', 'priority'],
  externalId: [
    'externalid',
    'id',
    'tweetid',
    'postid',
    'messageid',
    'uuid',
    'guid',
    'reportid',
    'ticket',
  ],
};
/** Columns of these are often free text, so they are not proposed unless the values fit; people choose them. */
const NOT_PROPOSED: readonly Target[] = ['channel', 'jurisdiction', 'category', 'severity'];

/** A map made from the columns' names, for people to correct. */
export function suggestMap(columns: readonly string[]): ColumnMap {
  const plain = new Map(
    columns.map((column) => [column.toLowerCase().replaceAll(/[^a-z0-9]/g, ''), column]),
  );
  const map: ColumnMap = {};
  for (const target of TARGETS) {
    const usual = NOT_PROPOSED.includes(target) ? [target.toLowerCase()] : USUAL[target];
    const found = usual.map((name) => plain.get(name)).find((column) => column !== undefined);
    if (found !== undefined) map[target] = [found];
  }
  return map;
}
