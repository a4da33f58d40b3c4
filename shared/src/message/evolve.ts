import type { Occurred } from '../incident/evolve.ts';
import { unreachable } from '../refusal.ts';
import type { MessageEvent } from './events.ts';
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
    case 'message.claimed':
      return { claim: { ...event.data, at: event.at } };
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
      return { state: 'dropped', claim: null };
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
