import { describe, expect, it } from 'vitest';
import type { IncidentView } from '../incident/project.ts';
import type { SignalView } from '../signal/project.ts';
import { foldText, holdsWords } from './fold.ts';
import { unknownIn } from './known.ts';
import { isShownFor, matchesIncident, matchesSignal } from './match.ts';
import type { MatchContext } from './match.ts';
import {
  bothQueries,
  EMPTY_QUERY,
  formatQuery,
  parseQuery,
  QUERY_FIELDS,
  withoutValue,
} from './query.ts';
import type { Query } from './query.ts';

const NOON = 1_857_225_600_000;
const clock = (dueMs: number) => ({
  startedAt: NOON,
  warnAt: NOON + dueMs * 0.8,
  dueAt: NOON + dueMs,
  metAt: null,
});
const incidentView = (given: Partial<IncidentView> = {}): IncidentView => ({
  id: 'US28-0001',
  version: 1,
  openedAt: NOON,
  changedAt: NOON,
  changedBy: null,
  drill: false,
  title: 'Polls close at six',
  nextStep: '',
  state: 'new',
  severity: 'S2',
  veracity: 'unverified',
  occurrence: 'happening',
  category: null,
  jurisdictions: [],
  tlp: 'AMBER',
  named: [],
  tags: [],
  owned: given.assignee !== undefined && given.assignee !== null,
  assignee: null,
  claim: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  activeAt: null,
  mitigatedAt: null,
  resolvedAt: null,
  closedAt: null,
  outcome: null,
  dismissal: null,
  dismissalRequest: null,
  mergedInto: null,
  signalCount: 0,
  sources: [],
  noteCount: 0,
  sourceResolvedAt: null,
  clocks: { acknowledge: clock(300_000), act: clock(900_000), resolve: clock(5_400_000) },
  taskCount: 0,
  openTaskCount: 0,
  evidenceCount: 0,
  linkCount: 0,
  watchers: [],
  snooze: null,
  escalation: null,
  undo: null,
  ...given,
});
const signalView = (given: Partial<SignalView> = {}): SignalView => ({
  id: 's1',
  version: 1,
  source: 'tips',
  channel: 'post',
  observedAt: NOON,
  receivedAt: NOON,
  language: null,
  jurisdiction: null,
  category: null,
  severity: null,
  tlp: 'AMBER',
  drill: false,
  state: 'undecided',
  incidents: [],
  claim: null,
  sourceResolvedAt: null,
  text: '',
  url: null,
  author: null,
  erased: false,
  dismissReason: null,
  ...given,
});

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
  it('[QY1] reads fields, lists of values, phrases and words', () => {
    expect(parseQuery('sev:S1,S2 in:US-AZ is:unassigned "drop box" van')).toEqual({
      terms: [
        { field: 'sev', values: ['S1', 'S2'] },
        { field: 'in', values: ['US-AZ'] },
        { field: 'is', values: ['unassigned'] },
      ],
      texts: ['drop box', 'van'],
      without: [],
    });
  });

  it('[QY1] takes what is no field as text', () => {
    expect(parseQuery('colour:red 12:30')).toEqual({
      terms: [],
      texts: ['colour:red', '12:30'],
      without: [],
    });
  });

  it('[QY1] ends a quote left open with the line', () => {
    expect(parseQuery('"drop box').texts).toEqual(['drop box']);
  });

  it('[QY1] reads back what it writes, whatever is asked for (500 searches by chance, seeded)', () => {
    const { text, pick, upTo } = chance(42);
    const inOrder = (one: Query) => ({
      ...one,
      terms: one.terms.map((term) => ({ ...term, values: term.values.toSorted() })),
    });
    for (let round = 0; round < 500; round += 1) {
      const fields = new Set(Array.from({ length: upTo(4) }, () => pick(QUERY_FIELDS)));
      const query: Query = {
        terms: [...fields].map((field) => ({
          field,
          values: [...new Set(Array.from({ length: 1 + upTo(2) }, text))],
          ...(upTo(3) === 0 ? { not: true as const } : {}),
        })),
        texts: Array.from({ length: upTo(3) }, text),
        without: Array.from({ length: upTo(2) }, text),
      };
      expect(inOrder(parseQuery(formatQuery(query)))).toEqual(inOrder(query));
    }
  });

  it('[QY1] never fails on anything typed, and says it back the same (2,000 lines by chance, seeded)', () => {
    const { text, upTo } = chance(7);
    for (let round = 0; round < 2_000; round += 1) {
      const once = parseQuery(Array.from({ length: upTo(5) }, text).join(' '));
      expect(parseQuery(formatQuery(once))).toEqual(once);
    }
  });

  it('[QY2] finds incidents by each field', () => {
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

  it('[QY2] needs all terms and any of a term’s values', () => {
    const incident = incidentView({ severity: 'S2', state: 'new' });
    expect(finds('sev:S1,S2 state:new', incident)).toBe(true);
    expect(finds('sev:S1,S2 state:active', incident)).toBe(false);
  });

  it('[QY2] finds what is overdue by the server’s clock', () => {
    const late = { ...context, now: NOON + 300_000 };
    expect(matchesIncident(parseQuery('is:overdue'), incidentView(), late)).toBe(true);
    expect(finds('is:overdue')).toBe(false);
  });

  it('[QY2] passes over what signals don’t have', () => {
    const signal = signalView({ severity: 'S1', text: 'polls close at six', language: 'es-MX' });
    const matches = (typed: string) => matchesSignal(parseQuery(typed), signal, context);
    expect(matches('is:unassigned tag:x six')).toBe(true);
    expect(matches('lang:es sev:S1')).toBe(true);
    expect(matches('sev:S2')).toBe(false);
    expect(matches('is:claimed')).toBe(false);
  });

  it('[QY1] takes one value off a field, and the field with its last', () => {
    const query = parseQuery('sev:S1,S2 van');
    expect(formatQuery(withoutValue(query, 'sev', 'S1'))).toBe('sev:S2 van');
    expect(withoutValue(parseQuery('sev:S1'), 'sev', 'S1')).toEqual(EMPTY_QUERY);
  });

  it('[QY1] leaves out with a minus: values, words and phrases', () => {
    const query = parseQuery('-sev:S5,S4 sev:S1 -van -"drop box" -- -');
    expect(query).toEqual({
      terms: [
        { field: 'sev', values: ['S5', 'S4'], not: true },
        { field: 'sev', values: ['S1'] },
      ],
      texts: ['--', '-'],
      without: ['van', 'drop box'],
    });
    expect(parseQuery(formatQuery(query))).toEqual(query);
    expect(formatQuery(withoutValue(query, 'sev', 'S5', true))).toBe(
      '-sev:S4 sev:S1 -van -"drop box" "--" "-"',
    );
    expect(finds('-sev:S2')).toBe(false);
    expect(finds('-sev:S5')).toBe(true);
    expect(finds('-six')).toBe(false);
    // Left out are words, not beginnings of words.
    expect(finds('-clos')).toBe(true);
  });

  it('[QY3] finds words whatever their case and accents, the last one as it is being typed', () => {
    const incident = incidentView({ title: 'Urnas cerradas en São Paulo a las seis' });
    expect(finds('sao pau', incident)).toBe(true);
    expect(finds('pau sao', incident)).toBe(false);
    expect(finds('"São Paulo" cerr', incident)).toBe(true);
    expect(finds('aulo', incident)).toBe(false);
    expect(finds('us28 0001', incident)).toBe(true);
  });

  it('[QY3] finds parts of scripts written without spaces', () => {
    const incident = incidentView({ title: '有人说投票箱被拿走了' });
    expect(finds('投票箱', incident)).toBe(true);
    expect(finds('票箱', incident)).toBe(true);
    expect(finds('箱票', incident)).toBe(false);
    expect(finds('คูหา', incidentView({ title: 'ปิดคูหาแล้ว' }))).toBe(true);
    expect(foldText('Ｖｏｔｅ! (early)')).toBe('vote early');
    expect(holdsWords('polls close', 'poll', true)).toBe(true);
    expect(holdsWords('polls close', 'poll', false)).toBe(false);
  });

  it('[QY2] asks for what holds now: snoozed, breaching, watched, escalating, linked, has, opened', () => {
    const incident = incidentView({
      state: 'active',
      watchers: ['me'],
      snooze: { until: NOON + 1, condition: null, by: 'me' },
      escalation: { next: 1, nextAt: NOON, nobodyAt: null },
      linkCount: 1,
      evidenceCount: 1,
      taskCount: 2,
      openedAt: NOON - 3_600_000,
      clocks: {
        acknowledge: { ...clock(1), warnAt: NOON - 1, dueAt: NOON + 1 },
        act: clock(900_000),
        resolve: clock(5_400_000),
      },
    });
    const all =
      'is:snoozed|is:breaching|is:watched|is:escalating|is:linked|is:open|has:evidence|has:tasks|has:links|opened:<2h|-opened:<30m|opened:>30m|changed:<1m|kind:incident';
    for (const typed of all.split('|')) expect(finds(typed, incident), typed).toBe(true);
    for (const typed of ['is:overdue', 'is:closed', 'kind:signal', 'opened:soon', 'is:nonsense'])
      expect(finds(typed, incident), typed).toBe(false);
    const plain = incidentView();
    for (const typed of ['is:snoozed', 'is:watched', 'is:escalating', 'is:linked', 'has:tasks'])
      expect(finds(typed, plain), typed).toBe(false);
  });

  it('[QY4] shows what is open and not snoozed, until a search says otherwise', () => {
    const shown = (typed: string, incident: IncidentView) =>
      isShownFor(parseQuery(typed), incident, context);
    const snoozed = incidentView({ snooze: { until: null, condition: null, by: null } });
    const closed = incidentView({ state: 'closed' });
    expect(shown('', incidentView())).toBe(true);
    expect(shown('', snoozed)).toBe(false);
    expect(shown('six', snoozed)).toBe(false);
    expect(shown('is:snoozed', snoozed)).toBe(true);
    expect(shown('', closed)).toBe(false);
    expect(shown('state:closed', closed)).toBe(true);
    expect(shown('-is:closed', closed)).toBe(false);
    expect(isShownFor(bothQueries(parseQuery('sev:S2'), parseQuery('six')), snoozed, context)).toBe(
      false,
    );
  });

  it('[QY5] says of each value that nothing is called so, and of nothing else', () => {
    const names = {
      hasPlace: (value: string) => value === 'AZ',
      hasCategory: (value: string) => value === 'OPS',
      hasSource: () => false,
      hasPerson: (value: string) => value === 'ana',
    };
    expect(
      unknownIn(parseQuery('sev:S1 in:AZ cat:OPS by:ana,me tag:any is:mine opened:<2h x'), names),
    ).toEqual([]);
    const said = unknownIn(
      parseQuery('sev:S9 in:ZZ cat:NO source:x by:bo is:odd opened:soon'),
      names,
    );
    expect(said).toHaveLength(7);
    expect(said[0]).toBe('“sev:S9” is not known; sev is one of S1, S2, S3, S4, S5.');
    expect(said[1]).toContain('no jurisdiction is called ZZ');
  });

  it('[QY2] asks signals for their own states, and is silent about theirs where it does not', () => {
    const linked = signalView({ state: 'linked', incidents: ['US28-0001'] });
    const matches = (typed: string, signal: SignalView) =>
      matchesSignal(parseQuery(typed), signal, context);
    expect(matches('state:linked', linked)).toBe(true);
    expect(matches('is:dismissed', linked)).toBe(false);
    expect(matches('state:active', linked)).toBe(true);
    expect(matches('-state:closed', linked)).toBe(true);
    expect(matches('has:links', signalView())).toBe(false);
    expect(matches('kind:incident', linked)).toBe(false);
    expect(matches('lang:es', signalView({ language: 'est' }))).toBe(false);
  });
});
