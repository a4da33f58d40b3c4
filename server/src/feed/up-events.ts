import type { Answer, CommandResult, Refusal, SyncResult, Up } from '@warroom/shared';
import {
  can,
  DisplayReport,
  Id,
  PresenceRequest,
  refuse,
  sees,
  SyncRequest,
  WatchRequest,
} from '@warroom/shared';
import { z } from 'zod';
import type { RateLimit } from '../guard/rate-limit.ts';
import type { FeedAccounts } from './feed-accounts.ts';
import { answerShared, bye, deliver } from './feed-client.ts';
import type { FeedClient, FeedCounts } from './feed-client.ts';
import { malformed } from './malformed.ts';
import { packet } from './packet.ts';
import type { FeedLog, RoomFeed } from './room-feed.ts';
import { ackIdOf } from './text-parser.ts';
import type { EventArgs } from './text-parser.ts';

interface Asked<T> {
  client: FeedClient;
  feed: RoomFeed;
  accounts: FeedAccounts;
  now(): number;
  counts: FeedCounts;
  value: T;
}

/** A Buffer is an answer that was encoded for many. */
type Reply = object | Buffer;

/** One kind of message from a client: its shape, what it leads to, and how a refusal is worded in its answer. */
interface Handler<T> {
  schema: z.ZodType<T>;
  run(asked: Asked<T>): Reply | Promise<Reply>;
  refused(refusal: Refusal, value: unknown): Reply;
}

/** Ties a handler's schema to what it runs, then forgets the type: the table below holds all kinds. */
function handler<T>(of: Handler<T>): Handler<unknown> {
  return of;
}

const PUT_OFF_MS = 500;
const MOST_PUT_OFF = 3;
const OK: Answer = { kind: 'ok' };
const answerRefused = (refusal: Refusal): Answer => ({ kind: 'refused', refusal });

const HANDLERS: Record<keyof Up, Handler<unknown>> = {
  sync: handler({
    schema: SyncRequest,
    refused: (refusal) => ({ kind: 'refused', refusal }),
    async run({ client, feed, value }) {
      const seen = value.cursor === null ? null : feed.stream(client.audience).seqOf(value.cursor);
      if (typeof seen === 'number' && !(await feed.reached(seen))) return putOff(client);
      client.putOff = 0;
      const answer = feed.stream(client.audience).sync(client, value.cursor);
      return answer ?? { kind: 'snapshot', url: `/api/elections/${feed.room.id}/snapshot` };
    },
  }),
  command: handler({
    // The room parses it: the same command comes by other ways too.
    schema: z.unknown(),
    refused: commandRefused,
    run({ client, feed, counts, value }) {
      counts.commands += 1;
      return feed.room.command(value, { subject: client.subject, via: 'board' });
    },
  }),
  watch: handler({
    schema: WatchRequest,
    refused: answerRefused,
    run({ client, feed, value }) {
      const { signals, metrics, incident } = value;
      if (signals && !can(client.subject, 'signal.read')) {
        return answerRefused(refuse('forbidden', 'Your role does not read signals.'));
      }
      if (incident !== null && !visible(feed, client, incident)) {
        return answerRefused(unknownIncident(incident));
      }
      feed.watchSignals(client, signals);
      feed.watchMetrics(client, metrics);
      feed.timelines.watch(client, incident);
      if (incident !== null && client.audience.redaction === 'none') {
        deliver(client, packet('presence', feed.presence.of(incident)));
      }
      return OK;
    },
  }),
  presence: handler({
    schema: PresenceRequest,
    refused: answerRefused,
    run({ client, feed, value }) {
      if (client.subject.kind !== 'person') {
        return answerRefused(refuse('forbidden', 'Presence is for people; a display has none.'));
      }
      if (value.incident !== null && !visible(feed, client, value.incident)) {
        return answerRefused(unknownIncident(value.incident));
      }
      feed.presence.set(client.id, client.subject.id, value);
      feed.pokePresence();
      return OK;
    },
  }),
  report: handler({
    schema: DisplayReport,
    refused: answerRefused,
    run({ client, accounts, value }) {
      if (client.identity.kind !== 'display') {
        return answerRefused(refuse('forbidden', 'Only displays report on themselves.'));
      }
      accounts.recordReport(client.identity.display.id, value);
      return OK;
    },
  }),
  time: handler({
    schema: z.null(),
    // Its answer has no place for a refusal: the client sees that it holds no time.
    refused: answerRefused,
    run: ({ now }) => ({ now: now() }),
  }),
};

/**
 * This node is behind what the client has seen at another: a whole picture of here would be older than
 * the client's own. It asks again; when that does not help, it is sent to look for another node.
 */
function putOff(client: FeedClient): SyncResult {
  client.putOff += 1;
  const refusal = refuse(
    'unavailable',
    'This node has not caught up with what you have seen already; asking again.',
    { retryAfterMs: PUT_OFF_MS },
  );
  if (client.putOff >= MOST_PUT_OFF) bye(client, { ...refusal, retryAfterMs: 0 });
  return { kind: 'refused', refusal };
}

function visible(feed: RoomFeed, client: FeedClient, incident: string): boolean {
  const tracked = feed.room.situation.incidents.get(incident);
  return tracked !== undefined && sees(client.audience, tracked.incident);
}

function unknownIncident(incident: string): Refusal {
  return refuse(
    'not-found',
    `There is no incident ${incident} here, or it is not shared with you.`,
    {
      path: 'incident',
    },
  );
}

function commandRefused(refusal: Refusal, value: unknown): CommandResult {
  const id = Id.safeParse((value as { commandId?: unknown } | null | undefined)?.commandId);
  const commandId = id.success ? id.data : null;
  return { kind: 'refused', commandId, refusal, current: null, between: [] };
}

export interface UpEventsOptions {
  accounts: FeedAccounts;
  counts: FeedCounts;
  limit: RateLimit;
  log: FeedLog;
  now(): number;
}

/**
 * The one way in for everything that a client sends once it is let in. Refused, each with an answer: an
 * unknown event, a malformed one, too many, what the subject may not do; what fails is logged once and
 * answered as `unavailable`. An event that can't be answered, for want of an acknowledgement, ends the
 * connection with `bye`. Nothing that comes in here can throw.
 */
export function upEvents(options: UpEventsOptions) {
  const { accounts, counts, limit, log, now } = options;

  return async function handle(client: FeedClient, feed: RoomFeed, args: EventArgs): Promise<void> {
    const [name, value] = args;
    const ack = args.at(-1);
    const ackId = ackIdOf(args);
    client.shared.fanOut.settle(client);
    if (client.gone) return;
    if (typeof ack !== 'function' || args.length > 3) {
      counts.refused += 1;
      const message = `"${shortName(name)}" needs one value and an acknowledgement: every message is answered.`;
      return bye(client, refuse('malformed', message));
    }
    const known = isKnown(name) ? HANDLERS[name] : undefined;
    const refused = known?.refused ?? answerRefused;
    const reply = await answerTo().catch((error: unknown) => {
      log.error({ err: error, event: name }, 'A message from a client could not be handled.');
      return refused(
        refuse('unavailable', 'The server failed at this, and logged why. Try again.'),
        value,
      );
    });
    if (client.gone) return;
    // Its screen must not be told an older state after a newer one.
    client.shared.fanOut.settle(client);
    if (Buffer.isBuffer(reply)) answerShared(client, ackId, ack as (value: unknown) => void, reply);
    else ack(reply);

    async function answerTo(): Promise<Reply> {
      const waitMs = limit.take(client.id);
      if (waitMs > 0) {
        const message = 'More messages than one connection may send; wait a moment.';
        return no(refuse('rate-limited', message, { retryAfterMs: waitMs }));
      }
      if (!known) {
        const names = Object.keys(HANDLERS).join(', ');
        return no(
          refuse('malformed', `There is no message "${shortName(name)}"; there are ${names}.`),
        );
      }
      const given = args.length === 3 ? value : undefined;
      const parsed = known.schema.safeParse(given);
      if (!parsed.success)
        return no(malformed(`"${shortName(name)}" message`, parsed.error, given));
      const asked = { client, feed, accounts, now, counts, value: parsed.data };
      return known.run(asked);
    }

    function no(refusal: Refusal): Reply {
      counts.refused += 1;
      return refused(refusal, value);
    }
  };
}

function isKnown(name: unknown): name is keyof Up {
  return typeof name === 'string' && Object.hasOwn(HANDLERS, name);
}

function shortName(name: unknown): string {
  return String(name)
    .replace(/\p{Cc}/gu, '?')
    .slice(0, 40);
}
