import { describe, expect, it } from 'vitest';
import {
  EMPTY_QUERY,
  formatQuery,
  matchesIncident,
  matchesSignal,
  parseQuery,
  QUERY_FIELDS,
  withoutValue,
} from './query.ts';
import type { MatchContext, Query } from './query.ts';
import { incidentView, NOON, signalView } from './testing/records.ts';

const context: MatchContext = {
  me: 'me',
  now: NOON,
  within: (id, wanted) => id === wanted || id.startsWith(`${wanted}-`),
};
const finds = (typed: string, incident = incidentView()): boolean =>
  matchesIncident(parseQuery(typed), incident, context);

/** Texts of letters and of all that has a meaning in a search, from a seed (mulberry32). */
function chance(seed: number) {
  let state = seed;
  function random(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const upTo = (most: number): number => Math.floor(random() * (most + 1));
  const pick = <T>(from: readonly T[]): T => from[upTo(from.length - 1)] as T;
  const signs = [...'abcXYZ019é漢', '"', '\\', ':', ',', '-', ' ', 'sev', 'in:', '""'];
  function text(): string {
    for (;;) {
      const made = Array.from({ length: 1 + upTo(7) }, () => pick(signs)).join('');
      if (made.trim() === made && made !== '') return made;
    }
  }
  return { text, pick, upTo };
}

describe('search', () => {
  it('reads fields, lists of values, phrases and words', () => {
    expect(parseQuery('sev:S1,S2 in:US-AZ is:unassigned "drop box" van')).toEqual({
      terms: [
        { field: 'sev', values: ['S1', 'S2'] },
        { field: 'in', values: ['US-AZ'] },
        { field: 'is', values: ['unassigned'] },
      ],
      texts: ['drop box', 'van'],
    });
  });

  it('takes what is no field as text', () => {
    expect(parseQuery('colour:red 12:30')).toEqual({ terms: [], texts: ['colour:red', '12:30'] });
  });

  it('ends a quote left open with the line', () => {
    expect(parseQuery('"drop box').texts).toEqual(['drop box']);
  });

  it('reads back what it writes, whatever is asked for (500 searches by chance, seeded)', () => {
    const { text, pick, upTo } = chance(42);
    const inOrder = (one: Query) => ({
      texts: one.texts,
      terms: one.terms.map(({ field, values }) => ({ field, values: values.toSorted() })),
    });
    for (let round = 0; round < 500; round += 1) {
      const fields = new Set(Array.from({ length: upTo(4) }, () => pick(QUERY_FIELDS)));
      const query: Query = {
        terms: [...fields].map((field) => ({
          field,
          values: [...new Set(Array.from({ length: 1 + upTo(2) }, text))],
        })),
        texts: Array.from({ length: upTo(3) }, text),
      };
      expect(inOrder(parseQuery(formatQuery(query)))).toEqual(inOrder(query));
    }
  });

  it('never fails on anything typed, and says it back the same (2,000 lines by chance, seeded)', () => {
    const { text, upTo } = chance(7);
    for (let round = 0; round < 2_000; round += 1) {
      const once = parseQuery(Array.from({ length: upTo(5) }, text).join(' '));
      expect(parseQuery(formatQuery(once))).toEqual(once);
    }
  });

  it('finds incidents by each field', () => {
    const incident = incidentView({
      severity: 'S1',
      state: 'active',
      jurisdictions: ['US-AZ-MARICOPA'],
      category: 'INFO.procedure',
      sources: ['tips'],
      assignee: 'me',
      tags: ['drop-box'],
      title: 'Drop Box closed early',
    });
    const all = [
      'sev:s1',
      'state:active',
      'in:US-AZ',
      'cat:INFO',
      'source:tips',
      'is:mine',
      'by:me',
      'tag:drop-box',
      '"drop box"',
      'us28-0001',
    ];
    for (const typed of all) expect(finds(typed, incident), typed).toBe(true);
    for (const typed of [
      'sev:S2',
      'state:new',
      'in:US-NV',
      'cat:OPS',
      'is:unassigned',
      'by:ana',
      '"box drop"',
    ]) {
      expect(finds(typed, incident), typed).toBe(false);
    }
  });

  it('needs all terms and any of a term’s values', () => {
    const incident = incidentView({ severity: 'S2', state: 'new' });
    expect(finds('sev:S1,S2 state:new', incident)).toBe(true);
    expect(finds('sev:S1,S2 state:active', incident)).toBe(false);
  });

  it('finds what is overdue by the server’s clock', () => {
    const late = { ...context, now: NOON + 300_000 };
    expect(matchesIncident(parseQuery('is:overdue'), incidentView(), late)).toBe(true);
    expect(finds('is:overdue')).toBe(false);
  });

  it('passes over what signals don’t have', () => {
    const signal = signalView({ severity: 'S1', text: 'polls close at six', language: 'es-MX' });
    const matches = (typed: string) => matchesSignal(parseQuery(typed), signal, context);
    expect(matches('is:unassigned tag:x six')).toBe(true);
    expect(matches('lang:es sev:S1')).toBe(true);
    expect(matches('sev:S2')).toBe(false);
    expect(matches('is:claimed')).toBe(false);
  });

  it('takes one value off a field, and the field with its last', () => {
    const query = parseQuery('sev:S1,S2 van');
    expect(formatQuery(withoutValue(query, 'sev', 'S1'))).toBe('sev:S2 van');
    expect(withoutValue(parseQuery('sev:S1'), 'sev', 'S1')).toEqual(EMPTY_QUERY);
  });
});
