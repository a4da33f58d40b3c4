import { asksOfSignals, durationOf } from '@warroom/shared';
import type { QueryTerm } from '@warroom/shared';
import type { SqlValue } from '../journal/sqlite-driver.ts';
import type { SignalFind } from './query.ts';

/** The WHERE of a search over `facets f`. */
export interface Conditions {
  sql: string;
  values: SqlValue[];
  /** What SQL can't tell (who holds a claim now) must be looked at record by record. */
  needsCheck: boolean;
}

const STATES = ['undecided', 'linked', 'dismissed'];

/** What is asked for, within what may be found. */
export function conditionsOf(find: SignalFind): Conditions {
  const parts: string[] = [`f.tlp IN ${list(find.labels)}`];
  const values: SqlValue[] = [...find.labels];
  let needsCheck = false;
  if (find.state !== undefined) {
    parts.push('f.state = ?');
    values.push(find.state);
  }
  if (find.incidents !== undefined) {
    const ids = 'SELECT value FROM json_each(?)';
    parts.push(`f.arrival IN (SELECT arrival FROM links WHERE incident IN (${ids}))`);
    values.push(JSON.stringify(find.incidents));
  }
  for (const term of find.query.terms) {
    if (!asksOfSignals(term)) continue;
    const condition = conditionOf(term, find);
    if (condition === undefined) needsCheck = true;
    else {
      // Unknown (NULL) counts as not so, on both sides.
      parts.push(`coalesce((${condition.sql}), 0) = ${term.not ? 0 : 1}`);
      values.push(...condition.values);
    }
  }
  return { sql: parts.join(' AND '), values, needsCheck };
}

/** One term; undefined when SQL can't tell. */
function conditionOf(
  { field, values }: QueryTerm,
  find: SignalFind,
): { sql: string; values: SqlValue[] } | undefined {
  const among = (column: string, of: readonly string[]) => ({
    sql: `f.${column} IN ${list(of)}`,
    values: [...of],
  });
  const lower = values.map((value) => value.toLowerCase());
  switch (field) {
    case 'sev':
      return among('severity', upper(values));
    case 'tlp':
      return among('tlp', upper(values));
    case 'source':
      return among('source', values);
    case 'channel':
      return among('channel', lower);
    case 'in': {
      const places = JSON.stringify(values.flatMap((value) => find.placesIn(value)));
      return { sql: 'f.jurisdiction IN (SELECT value FROM json_each(?))', values: [places] };
    }
    case 'cat':
      // From "INFO." up to but not "INFO/", the sign after the full stop.
      return any(values, "f.category = ? OR (f.category >= ? || '.' AND f.category < ? || '/')");
    case 'lang':
      return any(
        lower,
        "lower(f.language) = ? OR (lower(f.language) >= ? || '-' AND lower(f.language) < ? || '.')",
      );
    case 'opened':
      return opened(values, find.context.now);
    case 'kind':
      return { sql: lower.includes('signal') ? '1' : '0', values: [] };
    case 'is':
    case 'state':
      if (field === 'is' && lower.some((value) => value === 'claimed' || value === 'mine'))
        return undefined;
      return among(
        'state',
        lower.filter((value) => STATES.includes(value)),
      );
    case 'has':
    case 'by':
    case 'tag':
    case 'veracity':
    case 'changed':
      return undefined;
  }
}

function opened(values: readonly string[], now: number): { sql: string; values: SqlValue[] } {
  const durations = values.flatMap((value) => durationOf(value) ?? []);
  if (durations.length === 0) return { sql: '0', values: [] };
  return {
    sql: durations.map(({ isLonger }) => `f.received ${isLonger ? '<' : '>'} ?`).join(' OR '),
    values: durations.map(({ ms }) => now - ms),
  };
}

/** The same of each value, which occurs three times. */
function any(values: readonly string[], sql: string): { sql: string; values: SqlValue[] } {
  return {
    sql: values.map(() => `(${sql})`).join(' OR '),
    values: values.flatMap((value) => [value, value, value]),
  };
}

function upper(values: readonly string[]): string[] {
  return values.map((value) => value.toUpperCase());
}

function list(of: readonly unknown[]): string {
  return `(${of.map(() => '?').join(', ')})`;
}
