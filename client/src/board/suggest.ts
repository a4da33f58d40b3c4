import { FIELD_VALUES, FIELD_WORDS, QUERY_FIELDS } from '../store/query.ts';
import type { QueryField } from '../store/query.ts';

/** Something that can follow what was typed. */
export interface Suggestion {
  /** The whole search with it. */
  typed: string;
  /** What it puts in place of the last word, as shown. */
  text: string;
  /** What that is, in words. */
  says: string;
  /** Nothing more follows it: a blank comes after it. */
  isWhole: boolean;
}

/** Values that differ by election, each with what it is called. */
export type KnownValues = Partial<
  Record<QueryField, () => readonly { value: string; says: string }[]>
>;

const MOST = 8;

/**
 * What the last word of a search can become: fields by their beginning, and values of a field by their
 * beginning or a word of their name. Nothing for plain words of one letter, so that typing is left alone.
 */
export function suggestionsFor(typed: string, known: KnownValues): Suggestion[] {
  const cut = typed.lastIndexOf(' ') + 1;
  const [before, word] = [typed.slice(0, cut), typed.slice(cut)];
  const minus = word.startsWith('-') ? '-' : '';
  const bare = word.slice(minus.length);
  const colon = bare.indexOf(':');
  if (colon < 0) {
    if (bare.length < 1 || !/^[a-z]+$/i.test(bare)) return [];
    return QUERY_FIELDS.filter((field) => field.startsWith(bare.toLowerCase())).map((field) => ({
      typed: `${before}${minus}${field}:`,
      text: `${minus}${field}:`,
      says: FIELD_WORDS[field],
      isWhole: false,
    }));
  }
  const field = QUERY_FIELDS.find((one) => one === bare.slice(0, colon).toLowerCase());
  if (!field) return [];
  const given = bare.slice(colon + 1);
  const comma = given.lastIndexOf(',') + 1;
  const [others, begun] = [given.slice(0, comma), given.slice(comma).replace(/^"/, '')];
  const taken = new Set(others.split(','));
  return valuesOf(field, known)
    .filter(({ value, says }) => !taken.has(value) && begins(value, says, begun))
    .slice(0, MOST)
    .map(({ value, says }) => {
      const written = /^[^\s",\\]+$/.test(value) ? value : `"${value.replaceAll('"', '')}"`;
      return {
        typed: `${before}${minus}${field}:${others}${written}`,
        text: `${minus}${field}:${written}`,
        says,
        isWhole: true,
      };
    });
}

function valuesOf(
  field: QueryField,
  known: KnownValues,
): readonly { value: string; says: string }[] {
  return known[field]?.() ?? (FIELD_VALUES[field] ?? []).map((value) => ({ value, says: '' }));
}

function begins(value: string, says: string, begun: string): boolean {
  const start = begun.toLowerCase();
  return (
    value.toLowerCase().startsWith(start) ||
    says.toLowerCase().startsWith(start) ||
    says.toLowerCase().includes(` ${start}`)
  );
}
