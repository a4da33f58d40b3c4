import type { Attempt, Message, MessageClaim, MessageData } from './message.ts';

/** The beginning of what a receiver answered, as text: kept apart, it may hold anything. */
interface Answer {
  excerpt: string;
}

/** What happens to messages. */
export type MessageEvent =
  | { type: 'message.queued'; data: MessageData }
  | { type: 'message.claimed'; data: Omit<MessageClaim, 'at'> }
  | { type: 'message.sent'; data: Attempt; personal?: Answer }
  /** `retryInMs` null: given up. */
  | { type: 'message.failed'; data: Attempt & { retryInMs: number | null }; personal?: Answer }
  /** Not sent and not to be: the target may no longer see the incident. */
  | { type: 'message.dropped'; data: { reason: 'not-visible' } }
  /** Carries the message as it was: finished ones are not kept in memory, and this brings one back. */
  | { type: 'message.replayed'; data: { message: Message } };
export type MessageEventType = MessageEvent['type'];
