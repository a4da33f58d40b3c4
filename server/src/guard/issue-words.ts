import { refuse } from '@warroom/shared';
import type { Refusal } from '@warroom/shared';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** Where something is wrong, and what, with what would be right. */
export interface Wrong {
  /** As in `turns.0.scene`; empty for the whole. */
  path: string;
  /** Follows the path: "must be …", "is missing; …". */
  words: string;
}

const MAX_PATH = 200;
const MAX_WORDS = 300;
const MAX_SHOWN = 40;
/** Longer lists of what would be right help nobody. */
const MAX_CHOICES = 40;
/** What a schema doesn't put into words of its own; anything else was written for people. */
const RAW = /^(?:Invalid|Too big|Too small|Unrecognized)/;

/**
 * Says in words the first thing that a schema found wrong with a value: the only place where zod's own are put into ours.
 * `isTyped`: what was given is short and was typed into an address, so that it can be shown again; in a
 * body it may be anybody's secret.
 */
export function wrongIn(error: z.ZodError, value: unknown, isTyped = false): Wrong {
  const [issue] = error.issues;
  if (!issue) return { path: '', words: 'is not what it should be' };
  const { at, words } = issueWords(issue, value, isTyped);
  return {
    path: at.map(String).join('.').slice(0, MAX_PATH),
    words: words.slice(0, MAX_WORDS),
  };
}

/** The same as a refusal; `whole` is what it is called where no field of it is to blame. */
export function malformedBy(
  error: z.ZodError,
  value: unknown,
  { whole, isTyped = false }: { whole: string; isTyped?: boolean },
): Refusal {
  const { path, words } = wrongIn(error, value, isTyped);
  return path === ''
    ? refuse('malformed', `${whole} ${words}.`)
    : refuse('malformed', `${path}: ${words}`, { path });
}

/** One issue in words, and where it is: `value` is what the schema was given. */
export function issueWords(
  issue: Issue,
  value: unknown,
  isTyped = false,
): { at: PropertyKey[]; words: string } {
  const given = valueAt(value, issue.path);
  const said = isTyped ? shown(given) : kindOf(given);
  const words = (text: string) => ({ at: issue.path, words: text });
  if (issue.code === 'unrecognized_keys')
    return {
      at: [...issue.path, issue.keys[0] ?? ''],
      words: 'is no field of this; leave it out, or correct its name',
    };
  if (!RAW.test(issue.message)) return words(issue.message);
  switch (issue.code) {
    case 'invalid_type': {
      const right = EXPECTED[issue.expected] ?? `a ${issue.expected}`;
      return words(
        given === undefined
          ? `is missing; right would be ${right}`
          : `must be ${right}, not ${said}`,
      );
    }
    case 'invalid_value': {
      const right = choiceOf(issue.values.map(String));
      return words(
        given === undefined
          ? `is missing; right would be ${right}`
          : `must be ${right}, not ${said}`,
      );
    }
    case 'too_big':
      return words(sizeWords(issue.origin, 'most', issue.maximum, said));
    case 'too_small':
      return words(sizeWords(issue.origin, 'least', issue.minimum, said));
    case 'invalid_format':
      return words(
        issue.format === 'regex'
          ? `is not written as it should be${isTyped ? `: ${said}` : ''}`
          : `is no valid ${FORMATS[issue.format] ?? issue.format}${isTyped ? `: ${said}` : ''}`,
      );
    case 'not_multiple_of':
      return words(`must be a multiple of ${issue.divisor}, not ${said}`);
    case 'invalid_union':
      return unionWords(issue, value, isTyped);
    case 'invalid_key':
    case 'invalid_element': {
      const [inner] = issue.issues;
      const about = inner ? issueWords(inner, undefined, false).words : 'is not what it should be';
      return words(issue.code === 'invalid_key' ? `its name ${about}` : about);
    }
    default:
      return words('is not what it should be');
  }
}

/** Of what could have been meant, the one that fits furthest in. */
function unionWords(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  value: unknown,
  isTyped: boolean,
): { at: PropertyKey[]; words: string } {
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
  if (options.length > 0) {
    const given = valueAt(value, issue.path);
    const right = choiceOf(options.map(String));
    return {
      at: issue.path,
      words:
        given === undefined
          ? `is missing; right would be ${right}`
          : `must be ${right}, not ${shown(given)}`,
    };
  }
  const firsts = issue.errors.flatMap(([first]) => first ?? []);
  const deepest = firsts.toSorted((a, b) => b.path.length - a.path.length)[0];
  if (!deepest) return { at: issue.path, words: 'is not what it should be' };
  const kinds = firsts.flatMap((first) =>
    first.path.length === 0 && first.code === 'invalid_type'
      ? (EXPECTED[first.expected] ?? `a ${first.expected}`)
      : [],
  );
  if (deepest.path.length === 0 && kinds.length === firsts.length) {
    const given = valueAt(value, issue.path);
    return {
      at: issue.path,
      words: `must be ${orList([...new Set(kinds)])}, not ${isTyped ? shown(given) : kindOf(given)}`,
    };
  }
  const inner = issueWords(deepest, valueAt(value, issue.path), isTyped);
  return { at: [...issue.path, ...inner.at], words: inner.words };
}

const EXPECTED: Readonly<Partial<Record<string, string>>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  undefined: 'left out',
};
const FORMATS: Readonly<Partial<Record<string, string>>> = {
  email: 'e-mail address',
  url: 'address of the web',
  datetime: 'moment such as 2028-11-07T18:30:00Z',
  date: 'date such as 2028-11-07',
  time: 'time such as 18:30',
};

function sizeWords(
  origin: string,
  at: 'least' | 'most',
  limit: number | bigint,
  said: string,
): string {
  const plural = Number(limit) === 1 ? '' : 's';
  switch (origin) {
    case 'string':
      if (at === 'least' && Number(limit) === 1) return 'must not be empty';
      return at === 'most'
        ? `is longer than ${limit} character${plural}`
        : `needs at least ${limit} character${plural}`;
    case 'array':
    case 'set':
    case 'map':
      return at === 'most'
        ? `has more than ${limit} item${plural}`
        : `needs at least ${limit} item${plural}`;
    default:
      return `must be at ${at} ${limit}, not ${said}`;
  }
}

function choiceOf(values: readonly string[]): string {
  const some = values.slice(0, MAX_CHOICES);
  const more = values.length > some.length ? ', …' : '';
  return values.length === 1 ? (values[0] ?? '') : `one of ${some.join(', ')}${more}`;
}

function orList(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

function shown(given: unknown): string {
  if (typeof given !== 'string') return kindOf(given);
  return `"${given.slice(0, MAX_SHOWN)}${given.length > MAX_SHOWN ? '…' : ''}"`;
}

function kindOf(given: unknown): string {
  switch (typeof given) {
    case 'number':
    case 'boolean':
      return String(given);
    case 'string':
      return given === '' ? 'an empty text' : 'this text';
    case 'undefined':
      return 'nothing';
    default:
      if (given === null) return 'null';
      return Array.isArray(given) ? 'a list' : 'an object';
  }
}
