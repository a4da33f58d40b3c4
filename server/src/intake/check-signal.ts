import { SignalInput } from '@warroom/shared';
import type { z } from 'zod';
import type { Room } from '../desk/room.ts';
import { issueWords } from '../guard/issue-words.ts';
import { checkJsonValue } from '../guard/json-guard.ts';

/** Why one of several signals was not taken. `index` counts from 0 in the order sent. */
export interface Rejected {
  index: number;
  /** The field, as in `raw.link`; empty for the signal as a whole. */
  path: string;
  reason: string;
}

export type Checked =
  | { ok: true; input: SignalInput }
  | { ok: false; path: string; reason: string };

const FIELDS = Object.keys(SignalInput.shape);

/** Checks one signal from outside against size, the JSON guard, the schema and the election's own lists. */
export function checkSignal(
  value: unknown,
  room: Pick<Room, 'rules' | 'election' | 'id'>,
  maxBytes: number,
): Checked {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      ok: false,
      path: '',
      reason: `a signal is an object such as {"text": "..."}; this is ${kindOf(value)}`,
    };
  }
  const unsafe = checkJsonValue(value);
  if (unsafe) return { ok: false, path: unsafe.path ?? '', reason: unsafe.message };
  if (mayExceed(value, maxBytes)) {
    const bytes = Buffer.byteLength(JSON.stringify(value));
    if (bytes > maxBytes)
      return {
        ok: false,
        path: '',
        reason: `this signal is ${bytes} bytes of JSON; at most ${maxBytes} are taken. Shorten "text" or leave out "raw".`,
      };
  }
  const parsed = SignalInput.safeParse(value);
  if (!parsed.success) return { ok: false, ...explainIssue(parsed.error.issues[0], value) };
  return checkPlace(parsed.data, room);
}

/** Whether the election knows the signal's jurisdiction and category. A short code such as `AZ` is written out. */
export function checkPlace(
  input: SignalInput,
  room: Pick<Room, 'rules' | 'election' | 'id'>,
): Checked {
  const { jurisdiction, category } = input;
  if (category !== undefined && !room.rules.hasCategory(category)) {
    return {
      ok: false,
      path: 'category',
      reason: `the taxonomy of ${room.id} has no "${category}"; right would be one such as ${examples(room.election.categories.keys(), category)}`,
    };
  }
  if (jurisdiction === undefined || room.rules.hasJurisdiction(jurisdiction))
    return { ok: true, input };
  const byCode = room.election.byCode.get(jurisdiction);
  if (byCode) return { ok: true, input: { ...input, jurisdiction: byCode.id } };
  return {
    ok: false,
    path: 'jurisdiction',
    reason: `${room.id} has no jurisdiction "${jurisdiction}"; right would be one such as ${examples(room.election.byId.keys(), jurisdiction)}`,
  };
}

/** The first three names, those that begin as the wrong one does before others. */
function examples(names: Iterable<string>, wrong: string): string {
  const all = [...names];
  const near = all.filter(
    (name) => name.slice(0, 2).toUpperCase() === wrong.slice(0, 2).toUpperCase(),
  );
  return [...new Set([...near, ...all])].slice(0, 3).join(', ');
}

/**
 * A cheap upper bound, so that only long signals are measured: no character of a string takes more than
 * six bytes of JSON, and only `raw` can hold more than strings and numbers.
 */
function mayExceed(value: object, maxBytes: number): boolean {
  let bound = 400;
  for (const field of Object.values(value)) {
    if (typeof field === 'string') bound += 6 * field.length;
    else if (typeof field === 'object' && field !== null) return true;
  }
  return bound > maxBytes;
}

/** A zod issue in words that say what would be right; `fields` are named where one is unknown. */
export function explainIssue(
  issue: z.core.$ZodIssue | undefined,
  value: unknown,
  fields: readonly string[] = FIELDS,
): { path: string; reason: string } {
  if (!issue) return { path: '', reason: 'is not a signal' };
  const path = issue.path.join('.');
  const given = issue.path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
  switch (issue.code) {
    case 'unrecognized_keys':
      return {
        path: [...issue.path, issue.keys[0] ?? ''].join('.'),
        reason:
          fields.length === 0
            ? 'is not known here'
            : `is not a field of a signal; put what else there is under "raw". The fields are ${fields.join(', ')}`,
      };
    case 'invalid_type':
      return {
        path,
        reason:
          given === undefined
            ? `is missing; right would be a ${issue.expected}`
            : `must be a ${issue.expected}, this is ${kindOf(given)}`,
      };
    case 'invalid_value':
      return { path, reason: `must be one of ${issue.values.map(String).join(', ')}` };
    default:
      return { path, reason: issueWords(issue, value).words };
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
