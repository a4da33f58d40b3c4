import { z } from 'zod';

/** Every expected "no", closed: the server maps each to a status, the board to words and ways on. */
export const RefusalKind = z.enum([
  'malformed',
  'forbidden',
  'not-found',
  'stale-version',
  'incident-closed',
  'wrong-state',
  'missing-field',
  'second-person-needed',
  'already-claimed',
  'already-decided',
  'already-linked',
  'not-linked',
  'nothing-changes',
  'nothing-to-undo',
  'target-closed',
  'unknown-jurisdiction',
  'unknown-category',
  'unknown-person',
  'unknown-outcome',
  'too-many',
  'rate-limited',
  'overloaded',
  'unavailable',
  // Sent to be written, and no answer came: the same command again, with its id, settles it.
  'unsettled',
]);
export type RefusalKind = z.infer<typeof RefusalKind>;

/**
 * An expected "no". `message` is for the person at the desk: what is wrong and what would be right.
 * `path` names the field for malformed input. `who`, `at` and `until` say who stood in the way.
 */
export const Refusal = z.strictObject({
  kind: RefusalKind,
  message: z.string(),
  path: z.string().optional(),
  who: z.string().optional(),
  at: z.number().optional(),
  until: z.number().optional(),
  retryAfterMs: z.number().optional(),
});
export type Refusal = z.infer<typeof Refusal>;

/** Makes a refusal. */
export function refuse(
  kind: RefusalKind,
  message: string,
  more: Partial<Omit<Refusal, 'kind' | 'message'>> = {},
): Refusal {
  return { kind, message, ...more };
}

/** For a `switch` that must cover all cases: does not compile when one is missing. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
