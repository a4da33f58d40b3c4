/** Fields that can be asked for as `field:value`, and what they look at. */
export const QUERY_FIELDS = [
  'sev',
  'state',
  'in',
  'cat',
  'source',
  'is',
  'by',
  'tag',
  'lang',
  'channel',
  'veracity',
  'tlp',
  'has',
  'opened',
  'changed',
  'kind',
] as const;
export type QueryField = (typeof QUERY_FIELDS)[number];

export interface QueryTerm {
  field: QueryField;
  /** Any of these; never empty. */
  values: string[];
  /** None of them, instead. */
  not?: true;
}

/** A parsed search: all terms and all texts must hold, and nothing that is left out. */
export interface Query {
  terms: QueryTerm[];
  /** Words and phrases, looked for anywhere in the texts, whatever their case and accents. */
  texts: string[];
  /** Words and phrases that must not occur. */
  without: string[];
}

export const EMPTY_QUERY: Query = { terms: [], texts: [], without: [] };

/** What is longer is cut: nobody reads so far, and every word costs. */
const MAX_TYPED = 1_000;
const TOKEN = /(-?)([a-z]+):(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))|(-?)"((?:[^"\\]|\\.)*)"?|([^\s"]+)/gi;

/**
 * Reads a search as typed: `sev:S1,S2 in:US-AZ -is:claimed "drop box"`. What is no known field is text, so
 * nothing that can be typed is refused; a quote left open ends with the line. A minus leaves out.
 */
export function parseQuery(typed: string): Query {
  const query: Query = { terms: [], texts: [], without: [] };
  for (const match of typed.slice(0, MAX_TYPED).matchAll(TOKEN)) {
    const [whole, minus, name, quotedValue, bareValue, textMinus, phrase, word = ''] = match;
    const field = QUERY_FIELDS.find((known) => known === name?.toLowerCase());
    if (field) {
      const values =
        quotedValue === undefined ? (bareValue ?? '').split(',') : [unescape(quotedValue)];
      addTerm(query, field, values, minus === '-');
    } else if (name !== undefined) {
      const text = unescape(whole.replaceAll(/(?<!\\)"/g, ''));
      addText(query, minus === '-' ? text.slice(1) : text, minus === '-');
    } else if (phrase === undefined) {
      const isOut = word.startsWith('-') && /^-+[^-]/.test(word);
      addText(query, isOut ? word.replace(/^-+/, '') : word, isOut);
    } else addText(query, unescape(phrase), textMinus === '-');
  }
  return query;
}

function addTerm(query: Query, field: QueryField, given: readonly string[], isNot: boolean): void {
  const values = [...new Set(given.filter((value) => value !== ''))];
  const known = query.terms.find((term) => term.field === field && (term.not ?? false) === isNot);
  if (known) known.values = [...new Set([...known.values, ...values])];
  else if (values.length > 0) query.terms.push({ field, values, ...(isNot ? { not: true } : {}) });
}

function addText(query: Query, given: string, isOut: boolean): void {
  const text = given.trim();
  if (text !== '') (isOut ? query.without : query.texts).push(text);
}

/** Writes a search so that `parseQuery` reads the same again. */
export function formatQuery(query: Query): string {
  const terms = query.terms.flatMap(({ field, values, not }) => {
    const name = `${not ? '-' : ''}${field}`;
    const plain = values.filter((value) => /^[^\s",\\]+$/.test(value));
    const quoted = values.filter((value) => !plain.includes(value));
    return [
      ...(plain.length > 0 ? [`${name}:${plain.join(',')}`] : []),
      ...quoted.map((value) => `${name}:"${escape(value)}"`),
    ];
  });
  const text = (one: string): string =>
    /^[^\s":\\-][^\s":\\]*$/.test(one) ? one : `"${escape(one)}"`;
  return [...terms, ...query.without.map((one) => `-${text(one)}`), ...query.texts.map(text)].join(
    ' ',
  );
}

function escape(text: string): string {
  return text.replaceAll(/["\\]/g, '\\$&');
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/gs, '$1');
}

/** The query without one value of a field (or without the field when that was its last). */
export function withoutValue(query: Query, field: QueryField, value: string, not = false): Query {
  return {
    ...query,
    terms: query.terms.flatMap((term) => {
      if (term.field !== field || (term.not ?? false) !== not) return [term];
      const values = term.values.filter((one) => one !== value);
      return values.length === 0 ? [] : [{ ...term, values }];
    }),
  };
}

/** Both searches at once: what answers each. Its last text is the second's, where that has one. */
export function bothQueries(first: Query, second: Query): Query {
  return {
    terms: [...first.terms, ...second.terms],
    texts: [...first.texts, ...second.texts],
    without: [...first.without, ...second.without],
  };
}

/** What a search asks about by `is:` that is not open and in sight. */
const NOT_IN_SIGHT = ['open', 'resolved', 'closed', 'dismissed', 'merged', 'snoozed'];

/**
 * Whether a search leaves the usual in force: only what is open and not snoozed. It does not as soon as it
 * says itself which states it wants, or asks for the snoozed.
 */
export function staysInSight(query: Query): boolean {
  return !query.terms.some(
    ({ field, values }) =>
      field === 'state' ||
      (field === 'is' && values.some((value) => NOT_IN_SIGHT.includes(value.toLowerCase()))),
  );
}
