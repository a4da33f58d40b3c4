import type { Query, QueryField } from './query.ts';

const IS = [
  'unassigned',
  'mine',
  'overdue',
  'breaching',
  'unacknowledged',
  'claimed',
  'snoozed',
  'watched',
  'escalating',
  'linked',
  'open',
  'resolved',
  'closed',
  'dismissed',
  'merged',
  'undecided',
];

/** Values that a field can have, where these are always the same; each in the way it is best written. */
export const FIELD_VALUES: Readonly<Partial<Record<QueryField, readonly string[]>>> = {
  sev: ['S1', 'S2', 'S3', 'S4', 'S5'],
  state: [
    'new',
    'triage',
    'active',
    'mitigated',
    'resolved',
    'closed',
    'dismissed',
    'merged',
    'undecided',
    'linked',
  ],
  is: IS,
  has: ['evidence', 'tasks', 'links', 'notes'],
  kind: ['signal', 'incident'],
  tlp: ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'],
  veracity: [
    'unverified',
    'corroborated',
    'confirmed-true',
    'confirmed-false',
    'misleading',
    'inconclusive',
  ],
  channel: ['post', 'tip', 'call', 'alert', 'partner', 'mail', 'sms', 'desk', 'other'],
  opened: ['<30m', '<2h', '<1d', '>1d'],
  changed: ['<30m', '<2h', '<1d', '>1d'],
};

/** What each field asks for, in words. */
export const FIELD_WORDS: Readonly<Record<QueryField, string>> = {
  sev: 'severity',
  state: 'state',
  in: 'jurisdiction, with those in it',
  cat: 'category or heading',
  source: 'source',
  is: 'what holds now',
  by: 'assignee',
  tag: 'tag',
  lang: 'language',
  channel: 'channel',
  veracity: 'what we know of the claim',
  tlp: 'label',
  has: 'what belongs to it',
  opened: 'when it was opened or received',
  changed: 'when it last changed',
  kind: 'signals or incidents',
};

const UNIT_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Reads `<2h`, `>3d`, `45m`: how long ago, in ms; undefined for what is no time. */
export function durationOf(value: string): { isLonger: boolean; ms: number } | undefined {
  const match = /^([<>]?)(\d{1,5})(m|min|h|d|w)$/i.exec(value);
  const unit = UNIT_MS[match?.[3]?.toLowerCase() ?? ''];
  if (!match || unit === undefined) return undefined;
  return { isLonger: match[1] === '>', ms: Number(match[2]) * unit };
}

/** What only the election can tell to be known. */
export interface KnownNames {
  /** A jurisdiction's id or code. */
  hasPlace(value: string): boolean;
  hasCategory(value: string): boolean;
  hasSource(value: string): boolean;
  hasPerson(value: string): boolean;
}

/**
 * What of a search can't be found because nothing is called so, each in a sentence. Nothing is refused:
 * the search runs as it stands.
 */
export function unknownIn(query: Query, names: KnownNames): string[] {
  return query.terms.flatMap(({ field, values }) =>
    values.flatMap((value) => unknownValue(field, value, names) ?? []),
  );
}

function unknownValue(field: QueryField, value: string, names: KnownNames): string | undefined {
  const said = `“${field}:${value}”`;
  switch (field) {
    case 'in':
      return names.hasPlace(value) ? undefined : `${said}: no jurisdiction is called ${value}.`;
    case 'cat':
      return names.hasCategory(value) ? undefined : `${said}: no category is called ${value}.`;
    case 'source':
      return names.hasSource(value) ? undefined : `${said}: no source is called ${value}.`;
    case 'by':
      return value === 'me' || names.hasPerson(value)
        ? undefined
        : `${said}: nobody here is called ${value}.`;
    case 'opened':
    case 'changed':
      return durationOf(value) ? undefined : `${said} is no time; write it like <2h, <30m or >1d.`;
    case 'tag':
    case 'lang':
      return undefined;
    default: {
      const known = FIELD_VALUES[field] ?? [];
      return known.some((one) => one.toLowerCase() === value.toLowerCase())
        ? undefined
        : `${said} is not known; ${field} is one of ${known.join(', ')}.`;
    }
  }
}
