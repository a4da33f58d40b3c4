import type { IncidentView, SignalView } from '@warroom/shared';

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
] as const;
export type QueryField = (typeof QUERY_FIELDS)[number];

export interface QueryTerm {
  field: QueryField;
  /** Any of these; never empty. */
  values: string[];
}

/** A parsed search: all terms and all texts must hold. */
export interface Query {
  terms: QueryTerm[];
  /** Words and phrases, looked for anywhere in the texts, whatever their case. */
  texts: string[];
}

export const EMPTY_QUERY: Query = { terms: [], texts: [] };

const TOKEN = /([a-z]+):(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))|"((?:[^"\\]|\\.)*)"?|([^\s"]+)/gi;

/**
 * Reads a search as typed: `sev:S1,S2 in:US-AZ is:unassigned "drop box"`. What is no known field is
 * text, so nothing that can be typed is refused; a quote left open ends with the line.
 */
export function parseQuery(typed: string): Query {
  const terms: QueryTerm[] = [];
  const texts: string[] = [];
  for (const match of typed.matchAll(TOKEN)) {
    const [whole, name, quotedValue, bareValue, phrase, word] = match;
    const field = QUERY_FIELDS.find((known) => known === name?.toLowerCase());
    if (field) {
      const values =
        quotedValue === undefined ? (bareValue ?? '').split(',') : [unescape(quotedValue)];
      const present = values.filter((value) => value !== '');
      const known = terms.find((term) => term.field === field);
      if (known) known.values = [...new Set([...known.values, ...present])];
      else if (present.length > 0) terms.push({ field, values: [...new Set(present)] });
    } else if (name !== undefined) texts.push(unescape(whole.replaceAll(/(?<!\\)"/g, '')));
    else {
      const text = phrase === undefined ? (word ?? '') : unescape(phrase);
      if (text.trim() !== '') texts.push(text.trim());
    }
  }
  return { terms, texts };
}

/** Writes a search so that `parseQuery` reads the same again. */
export function formatQuery(query: Query): string {
  const terms = query.terms.flatMap(({ field, values }) => {
    const plain = values.filter((value) => /^[^\s",\\]+$/.test(value));
    const quoted = values.filter((value) => !plain.includes(value));
    return [
      ...(plain.length > 0 ? [`${field}:${plain.join(',')}`] : []),
      ...quoted.map((value) => `${field}:"${escape(value)}"`),
    ];
  });
  const texts = query.texts.map((text) => (/^[^\s":\\]+$/.test(text) ? text : `"${escape(text)}"`));
  return [...terms, ...texts].join(' ');
}

function escape(text: string): string {
  return text.replaceAll(/["\\]/g, '\\$&');
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/gs, '$1');
}

/** The query without one value of a field (or without the field when that was its last). */
export function withoutValue(query: Query, field: QueryField, value: string): Query {
  return {
    ...query,
    terms: query.terms.flatMap((term) => {
      if (term.field !== field) return [term];
      const values = term.values.filter((one) => one !== value);
      return values.length === 0 ? [] : [{ field, values }];
    }),
  };
}

/** What matching needs to know besides the record. */
export interface MatchContext {
  /** This person's id. */
  me: string | null;
  /** Server time, epoch ms. */
  now: number;
  /** Whether a jurisdiction (id) is the wanted one (id or code) or lies within it. */
  within(jurisdiction: string, wanted: string): boolean;
}

/** Whether an incident answers a search. */
export function matchesIncident(
  query: Query,
  incident: IncidentView,
  context: MatchContext,
): boolean {
  return (
    query.terms.every(({ field, values }) =>
      values.some((value) => incidentHas(incident, field, value, context)),
    ) &&
    containsAll(query.texts, [incident.id, incident.title, incident.nextStep, ...incident.tags])
  );
}

/** Whether a signal answers a search; what signals don't have (tags, owners, states of incidents) is passed over. */
export function matchesSignal(query: Query, signal: SignalView, context: MatchContext): boolean {
  return (
    query.terms.every(({ field, values }) =>
      values.some((value) => signalHas(signal, field, value, context)),
    ) && containsAll(query.texts, [signal.text, signal.author ?? '', signal.url ?? ''])
  );
}

function containsAll(texts: readonly string[], among: readonly string[]): boolean {
  if (texts.length === 0) return true;
  const whole = among.join('\n').toLocaleLowerCase();
  return texts.every((text) => whole.includes(text.toLocaleLowerCase()));
}

function incidentHas(
  incident: IncidentView,
  field: QueryField,
  value: string,
  context: MatchContext,
): boolean {
  switch (field) {
    case 'sev':
      return incident.severity === value.toUpperCase();
    case 'state':
      return incident.state === value.toLowerCase();
    case 'in':
      return incident.jurisdictions.some((id) => context.within(id, value));
    case 'cat':
      return isCategory(incident.category, value);
    case 'source':
      return incident.sources.includes(value);
    case 'by':
      return incident.assignee === value;
    case 'tag':
      return incident.tags.includes(value);
    case 'veracity':
      return incident.veracity === value.toLowerCase();
    case 'tlp':
      return incident.tlp === value.toUpperCase();
    case 'is':
      return incidentIs(incident, value, context);
    case 'lang':
    case 'channel':
      return true;
  }
}

function incidentIs(incident: IncidentView, value: string, { me, now }: MatchContext): boolean {
  switch (value.toLowerCase()) {
    case 'unassigned':
      return !incident.owned;
    case 'mine':
      return (
        me !== null &&
        (incident.assignee === me || (incident.claim?.by === me && incident.claim.until > now))
      );
    case 'overdue':
      return isOverdue(incident, now);
    case 'unacknowledged':
      return incident.acknowledgedAt === null;
    case 'claimed':
      return incident.claim !== null && incident.claim.until > now;
    default:
      return false;
  }
}

function signalHas(
  signal: SignalView,
  field: QueryField,
  value: string,
  context: MatchContext,
): boolean {
  switch (field) {
    case 'sev':
      return signal.severity === value.toUpperCase();
    case 'in':
      return signal.jurisdiction !== null && context.within(signal.jurisdiction, value);
    case 'cat':
      return isCategory(signal.category, value);
    case 'source':
      return signal.source === value;
    case 'lang':
      return (
        signal.language !== null && signal.language.toLowerCase().startsWith(value.toLowerCase())
      );
    case 'channel':
      return signal.channel === value.toLowerCase();
    case 'tlp':
      return signal.tlp === value.toUpperCase();
    case 'is':
      if (value === 'claimed') return signal.claim !== null && signal.claim.until > context.now;
      if (value === 'mine')
        return signal.claim?.by === context.me && signal.claim.until > context.now;
      return true;
    case 'state':
    case 'by':
    case 'tag':
    case 'veracity':
      return true;
  }
}

function isCategory(category: string | null, wanted: string): boolean {
  return category !== null && (category === wanted || category.startsWith(`${wanted}.`));
}

/** Whether one of an incident's clocks ran out unmet. */
export function isOverdue(incident: IncidentView, now: number): boolean {
  const { acknowledge, act, resolve } = incident.clocks;
  return [acknowledge, act, resolve].some((clock) => clock.metAt === null && clock.dueAt <= now);
}
