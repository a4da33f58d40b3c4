import { foldText } from '@warroom/shared';
import type { Query } from '@warroom/shared';

/** Between texts that are kept as one: a word that nobody can ask for, so that no phrase runs over it. */
export const APART = ' \ue000 ';

/** Words and phrases looked for at most; more narrow nothing down that these have not. */
const MAX_TERMS = 12;
const MAX_TERM_LENGTH = 200;

/** What the word index is asked: FTS5 queries, or undefined where there is nothing to ask. */
export interface WordQuery {
  match: string | undefined;
  /** What must not match, where nothing must: else it is part of `match`. */
  without: string | undefined;
}

/**
 * A search's texts for FTS5. Never a syntax error: every text is folded to plain words and quoted, so
 * operators are only words. The last word is taken as the beginning of one: it is still being typed.
 */
export function wordQuery({ texts, without }: Pick<Query, 'texts' | 'without'>): WordQuery {
  const asked = texts
    .slice(0, MAX_TERMS)
    .map((text, index) => quoted(text, index === texts.length - 1))
    .filter((term) => term !== undefined);
  const left = without
    .slice(0, MAX_TERMS)
    .map((text) => quoted(text, false))
    .filter((term) => term !== undefined);
  const out = left.length === 0 ? undefined : left.join(' OR ');
  if (asked.length === 0) return { match: undefined, without: out };
  const all = asked.join(' AND ');
  return { match: out === undefined ? all : `(${all}) NOT (${out})`, without: undefined };
}

/** A text as one phrase of FTS5; undefined when it holds no word. */
export function quoted(text: string, isOpen: boolean): string | undefined {
  const words = foldText(text.slice(0, MAX_TERM_LENGTH));
  return words === '' ? undefined : `"${words}"${isOpen ? '*' : ''}`;
}
