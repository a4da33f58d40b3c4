import { MAX_ABSORBED, messageAggregate } from '@warroom/shared';
import type {
  Absorbed,
  Attempt,
  DropReason,
  Message,
  MessageEvent,
  MessageTarget,
} from '@warroom/shared';
import type { KeyedWrites } from '../desk/record.ts';
import type { Room } from '../desk/room.ts';
import type { Delivery, Notifier, NotifierTools } from './notifier.ts';
import { outgoingOf } from './outgoing.ts';
import type { PeopleBook } from './outgoing.ts';
import { retryIn } from './retry.ts';
import { mootBecause, tellingsOf, weightiest } from './tellings.ts';

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
  people: PeopleBook;
  notice(message: string, cause?: unknown): void;
  /** Repeats the work until the journal can be written; rejects when the outbox ends before. */
  persist<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Takes one message through one try: claims it (one node wins), sends it, records how it went. Answers
 * how it went; `lost` when another was first. What dies between sending and recording is sent again, with the same id,
 * when the claim has run out. `siblings` wait for the same receiver on the same matter: with the claim,
 * this message takes over what they tell.
 */
export async function deliver(
  message: Message,
  target: MessageTarget,
  notifier: Notifier,
  siblings: readonly Message[],
  options: DeliverOptions,
): Promise<'sent' | 'failed' | 'dropped' | 'lost'> {
  const { room, node, now } = options;
  const { situation, election } = room;
  const told = message.absorbed ?? [];
  const more = siblings.flatMap(absorbedOf);
  // The newest are kept: where that would push out what was absorbed before, all are weighed anew.
  const absorbs = weightiest(
    told.length + more.length > MAX_ABSORBED ? [...told, ...more] : more,
    MAX_ABSORBED,
  );
  const claim = {
    node,
    leaseMs: LEASE_MS,
    ...(siblings.length === 0 ? {} : { absorbs }),
  };
  const [claimed] = await room.record('outbox', [
    {
      writes: [
        ...writeOf(message, 0, { type: 'message.claimed', data: claim }).writes,
        ...siblings.flatMap((sibling) => {
          const event: MessageEvent = { type: 'message.absorbed', data: { into: message.id } };
          return writeOf(sibling, 0, event).writes;
        }),
      ],
    },
  ]);
  if (claimed?.kind !== 'appended') return 'lost';

  const incident =
    message.incident === null ? undefined : situation.incidents.get(message.incident)?.incident;
  const [first, ...others] = tellingsOf(message, absorbs, incident);
  const person = 'person' in target ? target.person : undefined;
  const outgoing =
    first &&
    outgoingOf({
      message,
      tellings: [first, ...others],
      incident,
      target,
      election: election.election,
      people: options.people,
      rules: person === undefined ? undefined : situation.sections.rules[person],
      publicUrl: options.publicUrl,
    });
  if (!outgoing) {
    const moot = mootBecause({ kind: 'page', at: message.happenedAt }, incident);
    const reason: DropReason = first ? 'not-visible' : (moot ?? 'over');
    await recorded({ type: 'message.dropped', data: { reason } });
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
  return `NOT DELIVERED: message ${message.id} (${message.kind}${message.incident === null ? '' : `, ${message.incident}`}) to ${message.target} is given up after ${message.attempts + 1} tries: ${attempt.problem ?? 'no reason'}. Send it again with the command message.replay once that is mended.`;
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

/** What a message tells, as another takes it over. */
function absorbedOf(message: Message): Absorbed[] {
  const { kind, version, severity, clock, dueAt, about, happenedAt } = message;
  const own = { kind, version, severity, clock, dueAt, at: happenedAt };
  return [...(message.absorbed ?? []), about === undefined ? own : { ...own, about }];
}
