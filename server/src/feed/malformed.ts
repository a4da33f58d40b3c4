import type { Refusal } from '@warroom/shared';
import { refuse } from '@warroom/shared';
import type { z } from 'zod';

/** What zod found wrong, as a refusal that names the first place. `what` is the message it is about. */
export function malformed(what: string, error: z.ZodError): Refusal {
  const [issue] = error.issues;
  const path = (issue?.path ?? []).map(String).join('.').slice(0, 200);
  const problem = (issue?.message ?? 'is not what it should be').slice(0, 300);
  const message = path === '' ? `The ${what}: ${problem}.` : `The ${what}, at ${path}: ${problem}.`;
  return refuse('malformed', message, path === '' ? {} : { path });
}
