import type { Attempt, Message } from './message.ts';

/** One try of a message, as the log has it. */
export interface LoggedTry extends Attempt {
  at: number;
  ok: boolean;
  /** The beginning of the receiver's answer; null where there was none, or it was erased. */
  excerpt: string | null;
}

/** A message as leads see it in the log: what became of it, and each try. */
export interface MessageRecord extends Pick<
  Message,
  | 'id'
  | 'kind'
  | 'incident'
  | 'severity'
  | 'target'
  | 'about'
  | 'happenedAt'
  | 'queuedAt'
  | 'state'
  | 'attempts'
  | 'dropped'
> {
  /** Other happenings that it tells. */
  absorbed: number;
  /** The message that tells it. */
  into: string | null;
  /** When it is tried again, epoch ms; null when it is not. */
  retryAt: number | null;
  /** The newest first, at most 20. */
  tries: LoggedTry[];
}

/** A part of the log, newest first. `before` of the next page is `next`. */
export interface MessageLogPage {
  items: MessageRecord[];
  next: string | null;
}

/** The log as the page of messages reads it. */
export interface MessageLogView extends MessageLogPage {
  waiting: number;
  /** Of the newest 200 given up and not sent again. */
  givenUp: number;
  /** Of the election's file. */
  targets: readonly { name: string; kind: 'webhook' | 'slack' }[];
}
