/** Scripts written without spaces: the word index can't find parts of a run of them. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** A search text taken apart: what the word index answers, and what must be looked for in the text itself. */
export interface Search {
  /** An FTS5 query, or undefined when there are no words. */
  match: string | undefined;
  /** Parts to be found by LIKE, escaped with a backslash. */
  contains: string[];
}

/**
 * Reads what someone typed: words (the last as a prefix), "quoted phrases". Never a syntax error:
 * every word is quoted, so FTS5's operators are only words here.
 */
export function parseSearch(text: string): Search {
  const terms: string[] = [];
  const contains: string[] = [];
  for (const [, phrase, word] of text.slice(0, 400).matchAll(/"([^"]*)"?|([^\s"]+)/g)) {
    const part = (phrase ?? word ?? '').trim();
    if (part === '') continue;
    if (UNSPACED.test(part)) contains.push(part.replace(/[\\%_]/g, '\\$&'));
    else if (/[\p{L}\p{N}]/u.test(part))
      terms.push(`"${part.replaceAll('"', '')}"${phrase === undefined ? '*' : ''}`);
  }
  return {
    match: terms.length > 0 ? terms.slice(0, 12).join(' AND ') : undefined,
    contains: contains.slice(0, 6),
  };
}
