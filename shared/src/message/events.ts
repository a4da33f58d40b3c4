import type {
  Absorbed,
  Attempt,
  DropReason,
  Message,
  MessageClaim,
  MessageData,
} from './message.ts';

/** The beginning of what a receiver answered, as text: kept apart, it may hold anything. */
interface Answer {
  excerpt: string;
}

/** What happens to messages. */
export type MessageEvent =
  | { type: 'message.queued'; data: MessageData }
  /** `absorbs` are other waiting messages to the same receiver on the same incident: this one tells them too. */
  | { type: 'message.claimed'; data: Omit<MessageClaim, 'at'> & { absorbs?: Absorbed[] } }
  /** Told by another: written together with that one's claim. */
  | { type: 'message.absorbed'; data: { into: string } }
  | { type: 'message.sent'; data: Attempt; personal?: Answer }
  /** `retryInMs` null: given up. */
  | { type: 'message.failed'; data: Attempt & { retryInMs: number | null }; personal?: Answer }
  /** Not sent and not to be. */
  | { type: 'message.dropped'; data: { reason: DropReason } }
  /** Carries the message as it was: finished ones are not kept in memory, and this brings one back. */
  | { type: 'message.replayed'; data: { message: Message } };
export type MessageEventType = MessageEvent['type'];
