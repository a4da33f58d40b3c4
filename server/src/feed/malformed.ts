import type { Refusal } from '@warroom/shared';
import { refuse } from '@warroom/shared';
import type { z } from 'zod';
import { wrongIn } from '../guard/issue-words.ts';

/** What zod found wrong, as a refusal that names the first place. `what` is the message it is about. */
export function malformed(what: string, error: z.ZodError, value: unknown): Refusal {
  const { path, words } = wrongIn(error, value);
  const message = path === '' ? `The ${what} ${words}.` : `The ${what}, at ${path}: ${words}.`;
  return refuse('malformed', message, path === '' ? {} : { path });
}
