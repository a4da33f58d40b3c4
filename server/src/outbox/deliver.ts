import { messageAggregate } from '@warroom/shared';
import type { Attempt, Message, MessageEvent, MessageTarget } from '@warroom/shared';
import type { KeyedWrites } from '../desk/record.ts';
import type { Room } from '../desk/room.ts';
import type { Delivery, Notifier, NotifierTools } from './notifier.ts';
import { outgoingOf } from './outgoing.ts';
import { retryIn } from './retry.ts';

/** A claim keeps other nodes from sending: longer than any try can take, short enough to wait for a dead node. */
const LEASE_MS = 60_000;

export interface DeliverOptions {
  room: Pick<Room, 'situation' | 'election' | 'record'>;
  node: string;
  tools: NotifierTools;
  now(): number;
  monotonicMs(): number;
  random(): number;
  publicUrl: string | undefined;
  notice(message: string, cause?: unknown): void;
  /** Repeats the work until the journal can be written; rejects when the outbox ends before. */
  persist<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Takes one message through one try: claims it (one node wins), sends it, records how it went. Answers
 * how it went; `lost` when another was first. What dies between sending and recording is sent again, with the same id,
 * when the claim has run out.
 */
export async function deliver(
  message: Message,
  target: MessageTarget,
  notifier: Notifier,
  options: DeliverOptions,
): Promise<'sent' | 'failed' | 'dropped' | 'lost'> {
  const { room, node, now } = options;
  const { situation, election } = room;
  const [claimed] = await room.record('outbox', [
    writeOf(message, 0, { type: 'message.claimed', data: { node, leaseMs: LEASE_MS } }),
  ]);
  if (claimed?.kind !== 'appended') return 'lost';

  const outgoing = outgoingOf({
    message,
    incident: situation.incidents.get(message.incident)?.incident,
    target,
    election: election.election,
    publicUrl: options.publicUrl,
  });
  if (!outgoing) {
    await recorded({ type: 'message.dropped', data: { reason: 'not-visible' } });
    return 'dropped';
  }
  const startedMs = options.monotonicMs();
  const delivery = await notifier.send(outgoing, target, options.tools);
  const attempt: Attempt = {
    status: delivery.status,
    ms: Math.round(options.monotonicMs() - startedMs),
    problem: delivery.problem,
  };
  await recorded(eventOf(delivery, attempt));
  return delivery.ok ? 'sent' : 'failed';

  /** A conflict means that the claim ran out and another took over: then how it goes is theirs to say. */
  async function recorded(event: MessageEvent): Promise<void> {
    await options.persist(() => room.record('outbox', [writeOf(message, 1, event)]));
  }

  function eventOf(delivery: Delivery, attempt: Attempt): MessageEvent {
    const personal =
      delivery.excerpt === undefined ? {} : { personal: { excerpt: delivery.excerpt } };
    if (delivery.ok) return { type: 'message.sent', data: attempt, ...personal };
    // A try that our own stopping cut short is nobody's failure: whoever runs tries again at once.
    const retryInMs = options.tools.signal.aborted
      ? 0
      : retryIn({
          attempts: message.attempts + 1,
          ageMs: now() - message.queuedAt,
          gone: delivery.gone === true,
          retryAfterMs: delivery.retryAfterMs,
          random: options.random,
        });
    if (retryInMs === null) options.notice(givenUp(message, attempt));
    return { type: 'message.failed', data: { ...attempt, retryInMs }, ...personal };
  }
}

/** Gives up a message whose target is in the election's file no more. */
export async function giveUp(
  message: Message,
  options: Pick<DeliverOptions, 'room' | 'notice'>,
): Promise<void> {
  const attempt = {
    status: null,
    ms: 0,
    problem: `no target is named ${message.target} (any more)`,
  };
  const [result] = await options.room.record('outbox', [
    writeOf(message, 0, { type: 'message.failed', data: { ...attempt, retryInMs: null } }),
  ]);
  if (result?.kind === 'appended') options.notice(givenUp(message, attempt));
}

function givenUp(message: Message, attempt: Attempt): string {
  return `NOT DELIVERED: message ${message.id} (${message.kind}, ${message.incident}) to ${message.target} is given up after ${message.attempts + 1} tries: ${attempt.problem ?? 'no reason'}. Send it again with the command message.replay once that is mended.`;
}

function writeOf(message: Message, further: number, event: MessageEvent): KeyedWrites {
  return {
    writes: [
      {
        aggregate: messageAggregate(message.id),
        expectedVersion: message.messageVersion + further,
        event,
      },
    ],
  };
}
