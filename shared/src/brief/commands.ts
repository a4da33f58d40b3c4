import { z } from 'zod';
import { EpochMs, Id, IncidentId, text } from '../text.ts';

const on = { commandId: Id, brief: Id };

/** What can be asked of shift briefs. */
export const BriefCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('brief.make'),
    commandId: Id,
    /** A desk of the election, or null for the whole room. */
    desk: Id.nullable().default(null),
    /** Who hands over; oneself unless said, and only a lead may say. */
    outgoing: Id.optional(),
    incoming: Id.nullable().optional(),
    /** Default: the turn of the roster that is on or ended last, else the last 8 h. */
    from: EpochMs.optional(),
    until: EpochMs.optional(),
  }),
  z.strictObject({
    type: z.literal('brief.edit'),
    ...on,
    summary: text(0, 1_200).optional(),
    word: text(0, 2_000).optional(),
    /** An empty text goes back to the incident's own. */
    nextStep: z.strictObject({ incident: IncidentId, text: text(0, 500) }).optional(),
    incoming: Id.nullable().optional(),
    /** By incident; null takes a choice back to nobody. At most 200 at a time. */
    holders: z
      .record(IncidentId, Id.nullable())
      .refine((given) => Object.keys(given).length <= 200, 'holds more than 200 incidents')
      .optional(),
  }),
  z.strictObject({
    type: z.literal('brief.sign'),
    ...on,
    /** Needed of a lead who signs for someone else, and to sign with things left unsettled. */
    reason: text(1, 500).optional(),
  }),
  z.strictObject({ type: z.literal('brief.accept'), ...on }),
  z.strictObject({ type: z.literal('brief.discard'), ...on }),
]);
export type BriefCommand = z.infer<typeof BriefCommand>;
