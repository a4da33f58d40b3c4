import { z } from 'zod';
import { DismissReason } from '../incident/incident.ts';
import { Id, text } from '../text.ts';
import { SignalInput } from './signal.ts';

const signals = z.array(Id).min(1, 'name at least one signal').max(200, 'name at most 200 signals');

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
]);
export type SignalCommand = z.infer<typeof SignalCommand>;
