import { z } from 'zod';
import { DismissReason, Severity } from '../incident/incident.ts';
import { Id, text } from '../text.ts';
import { Language, SignalInput } from './signal.ts';

const signals = z.array(Id).min(1, 'name at least one signal').max(200, 'name at most 200 signals');

/** Which signals a batch is taken from; a language takes in its regions (`es` also es-MX). */
export const SignalFilters = z.strictObject({
  source: text(1, 120).optional(),
  language: Language.optional(),
  jurisdiction: Id.optional(),
  severity: Severity.optional(),
});
export type SignalFilters = z.infer<typeof SignalFilters>;

/** All that people can ask of signals. One command is all or nothing. */
export const SignalCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('signal.enter'),
    commandId: Id,
    signal: SignalInput.omit({ externalId: true, raw: true }),
  }),
  z.strictObject({
    type: z.literal('signal.dismiss'),
    commandId: Id,
    signals,
    reason: DismissReason,
    text: text(0, 2000).optional(),
  }),
  z.strictObject({ type: z.literal('signal.restore'), commandId: Id, signals }),
  z.strictObject({ type: z.literal('signal.claim'), commandId: Id, signals }),
  z.strictObject({ type: z.literal('signal.release'), commandId: Id, signals }),
  /** Claims the oldest signals that nobody has claimed: each goes to one person only. */
  z.strictObject({
    type: z.literal('signal.claim-next'),
    commandId: Id,
    count: z.int().min(1).max(50, 'takes at most 50 signals at once').default(10),
    filters: SignalFilters.default({}),
  }),
]);
export type SignalCommand = z.infer<typeof SignalCommand>;
