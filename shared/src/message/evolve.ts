import type { Occurred } from '../incident/evolve.ts';
import { unreachable } from '../refusal.ts';
import type { MessageEvent } from './events.ts';
import { MAX_ABSORBED } from './message.ts';
import type { Message } from './message.ts';

/** Folds one event into a message; `undefined` before the first. */
export function evolveMessage(
  message: Message | undefined,
  id: string,
  event: Occurred<MessageEvent>,
): Message | undefined {
  if (event.type === 'message.queued') {
    return {
      id,
      messageVersion: event.version,
      ...event.data,
      happenedAt: event.at,
      queuedAt: event.at,
      state: 'pending',
      attempts: 0,
      lastAttempt: null,
      retryInMs: null,
      claim: null,
    };
  }
  if (!message) return undefined;
  return { ...message, ...apply(message, event), messageVersion: event.version };
}

function apply(
  message: Message,
  event: Exclude<Occurred<MessageEvent>, { type: 'message.queued' }>,
): Partial<Message> {
  switch (event.type) {
    case 'message.claimed': {
      const { absorbs, ...claim } = event.data;
      return {
        claim: { ...claim, at: event.at },
        ...(absorbs === undefined
          ? {}
          : { absorbed: [...(message.absorbed ?? []), ...absorbs].slice(-MAX_ABSORBED) }),
      };
    }
    case 'message.absorbed':
      return { state: 'absorbed', claim: null };
    case 'message.sent':
      return {
        state: 'sent',
        attempts: message.attempts + 1,
        lastAttempt: { ...event.data, at: event.at },
        retryInMs: null,
        claim: null,
      };
    case 'message.failed': {
      const { retryInMs, ...attempt } = event.data;
      return {
        state: retryInMs === null ? 'dead' : 'pending',
        attempts: message.attempts + 1,
        lastAttempt: { ...attempt, at: event.at },
        retryInMs,
        claim: null,
      };
    }
    case 'message.dropped':
      return { state: 'dropped', claim: null, dropped: event.data.reason };
    case 'message.replayed':
      return {
        state: 'pending',
        queuedAt: event.at,
        attempts: 0,
        retryInMs: null,
        claim: null,
      };
    default:
      return unreachable(event);
  }
}
