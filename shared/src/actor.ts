import { z } from 'zod';
import { Id } from './text.ts';

/** Who made something happen, as the journal keeps it. People are kept by id: names live in the account store. */
export const Actor = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('person'), id: Id }),
  z.strictObject({ kind: z.literal('source'), id: Id }),
  z.strictObject({ kind: z.literal('system'), id: Id }),
]);
export type Actor = z.infer<typeof Actor>;

/** By which way a command came in. */
export const Via = z.enum(['board', 'api', 'intake', 'import', 'automation', 'cli', 'drill']);
export type Via = z.infer<typeof Via>;

/** Whether two actors are the same one. */
export function sameActor(a: Actor, b: Actor): boolean {
  return a.kind === b.kind && a.id === b.id;
}
