import { evolveMessage, messageAggregate, sees } from '@warroom/shared';
import type {
  Audience,
  FoldEvent,
  LoggedTry,
  Message,
  MessageEvent,
  MessageLogView,
  MessageRecord,
  Occurred,
  Situation,
} from '@warroom/shared';
import type { Journal } from '../journal/journal.ts';
import type { Library } from '../library/library.ts';
import type { MessageFind } from '../library/message-shelf.ts';

export interface MessageLogQuery extends Omit<MessageFind, 'before'> {
  /** The `next` of the page before. */
  before?: string | undefined;
}

/** A page, and how many wait or were given up of all that the reader may know of. */
export type MessageLog = Omit<MessageLogView, 'targets'>;

/** Given up and not sent again; more are not counted. */
const MOST_GIVEN_UP = 1_000;
const MAX_TRIES = 20;
/** So many rounds of looking are made for one page, where much of what is found may not be shown. */
const MAX_ROUNDS = 10;

/**
 * The log of messages: which there are is asked of the library, what became of each of the journal, where
 * receivers' answers can be erased. Messages about incidents that the reader may not know of are not there.
 */
export function messageLog(options: {
  journal: Pick<Journal, 'readAggregate'>;
  situation: Situation;
  library: Pick<Library, 'messages' | 'reached'>;
}): (query: MessageLogQuery, audience: Audience) => Promise<MessageLog> {
  const { journal, situation, library } = options;

  function isVisible(incident: string | null, audience: Audience): boolean {
    if (incident === null) return true;
    const found = situation.incidents.get(incident)?.incident;
    return found !== undefined && sees(audience, found);
  }

  /** How many there are must tell nothing of hidden incidents either. */
  function countsFor(audience: Audience): Pick<MessageLog, 'waiting' | 'givenUp'> {
    const count = (messages: Iterable<{ incident: string | null }>): number => {
      let seen = 0;
      for (const { incident } of messages) if (isVisible(incident, audience)) seen += 1;
      return seen;
    };
    return {
      waiting: count(situation.messages.values()),
      givenUp: count(library.messages({ state: 'dead', limit: MOST_GIVEN_UP })),
    };
  }

  async function recordOf(id: string): Promise<MessageRecord | undefined> {
    const events = (await journal.readAggregate(messageAggregate(id))).map(
      (event) => event as unknown as Occurred<MessageEvent> & FoldEvent,
    );
    let message: Message | undefined;
    let into: string | null = null;
    const tries: LoggedTry[] = [];
    for (const event of events) {
      message = evolveMessage(message, id, event);
      if (event.type === 'message.absorbed') ({ into } = event.data);
      if (event.type !== 'message.sent' && event.type !== 'message.failed') continue;
      const { status, ms, problem } = event.data;
      const excerpt = event.personal?.excerpt ?? null;
      tries.push({ at: event.at, ok: event.type === 'message.sent', status, ms, problem, excerpt });
    }
    return message && shown(message, into, tries);
  }

  return async (query, audience) => {
    await library.reached(situation.seq);
    const { before, limit, ...find } = query;
    let from = before === undefined ? undefined : Number(before);
    const ids: string[] = [];
    let next: string | null = null;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const found = library.messages({ ...find, before: from, limit: limit + 1 });
      let isFull = false;
      for (const one of found) {
        if (ids.length === limit) {
          isFull = true;
          break;
        }
        from = one.seq;
        if (isVisible(one.incident, audience)) ids.push(one.id);
      }
      const isEnd = !isFull && found.length <= limit;
      next = isEnd || from === undefined ? null : String(from);
      if (isFull || isEnd) break;
    }
    const items = await Promise.all(ids.map(recordOf));
    return {
      items: items.filter((item) => item !== undefined),
      next,
      ...countsFor(audience),
    };
  };
}

function shown(message: Message, into: string | null, tries: LoggedTry[]): MessageRecord {
  const { id, kind, incident, severity, target, about, happenedAt, queuedAt } = message;
  const { state, attempts, dropped, lastAttempt, retryInMs } = message;
  return {
    id,
    kind,
    incident,
    severity,
    target,
    happenedAt,
    queuedAt,
    state,
    attempts,
    ...(about === undefined ? {} : { about }),
    ...(dropped === undefined ? {} : { dropped }),
    absorbed: message.absorbed?.length ?? 0,
    into,
    retryAt:
      state === 'pending' && lastAttempt && retryInMs !== null ? lastAttempt.at + retryInMs : null,
    tries: tries.slice(-MAX_TRIES).reverse(),
  };
}
