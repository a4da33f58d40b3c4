import { z } from 'zod';
import { Id, text } from '../text.ts';
import { ViewFields } from './view.ts';

const commandId = Id;
const view = Id;

/** What can be asked of saved views. */
export const ViewCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('view.save'),
    commandId,
    ...ViewFields.omit({ place: true }).shape,
  }),
  z.strictObject({
    type: z.literal('view.change'),
    commandId,
    view,
    expectedVersion: z.int().min(1).max(1_000_000_000),
    changes: z
      .strictObject({
        title: text(1, 60),
        query: text(0, 500),
        lanes: z.enum(['both', 'incidents', 'signals']),
        sort: z.enum(['severity', 'due', 'newest', 'changed']),
        scope: z.enum(['team', 'private']),
      })
      .partial(),
  }),
  z.strictObject({ type: z.literal('view.remove'), commandId, view }),
  /** Puts it before another of its like; null: at the end. */
  z.strictObject({ type: z.literal('view.move'), commandId, view, before: Id.nullable() }),
]);
export type ViewCommand = z.infer<typeof ViewCommand>;
