import { z } from 'zod';
import { Id } from '../text.ts';

/** What can be asked of this section. */
export const CareCommand = z.discriminatedUnion('type', [
  /** A person's own screen says how long they looked at distressing signals since it last did. */
  z.strictObject({
    type: z.literal('care.report'),
    commandId: Id,
    minutes: z.number().min(0.1).max(10),
  }),
]);
export type CareCommand = z.infer<typeof CareCommand>;
