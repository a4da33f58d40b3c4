import { z } from 'zod';
import { Id } from '../text.ts';

/** What people can ask of messages: to send one again that was sent, given up or dropped. */
export const MessageCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('message.replay'), commandId: Id, message: Id }),
]);
export type MessageCommand = z.infer<typeof MessageCommand>;
