import type { Message, MessageEvent } from '@warroom/shared';
import type { StoredEvent } from '../journal/journal.ts';
import type { SqliteDatabase } from '../journal/sqlite-driver.ts';

/** Which messages are looked for; the newest queued first. */
export interface MessageFind {
  target?: string | undefined;
  /** All of one person, by whichever way; ids of people hold no wildcard. */
  person?: string | undefined;
  incident?: string | undefined;
  state?: Message['state'] | undefined;
  /** Only those queued before this seq of the journal. */
  before?: number | undefined;
  limit: number;
}

/** A message that was found; `seq` is that of its being queued. */
export interface FoundMessage {
  id: string;
  seq: number;
  incident: string | null;
}

/** Takes note of messages and of what becomes of them; what was tried is in the journal. */
export function messageShelf(db: SqliteDatabase): { put(event: StoredEvent): void } {
  const insert = db.prepare(
    "INSERT OR REPLACE INTO messages (seq, id, target, incident, state) VALUES (?, ?, ?, ?, 'pending')",
  );
  const update = db.prepare('UPDATE messages SET state = ? WHERE id = ?');
  return {
    put(event) {
      const id = event.aggregate.slice('message:'.length);
      const happened = event as unknown as MessageEvent;
      if (happened.type === 'message.queued')
        insert.run(event.seq, id, happened.data.target, happened.data.incident);
      else {
        const state = stateAfter(happened);
        if (state !== undefined) update.run(state, id);
      }
    },
  };
}

function stateAfter(event: MessageEvent): Message['state'] | undefined {
  switch (event.type) {
    case 'message.sent':
      return 'sent';
    case 'message.failed':
      return event.data.retryInMs === null ? 'dead' : 'pending';
    case 'message.dropped':
      return 'dropped';
    case 'message.absorbed':
      return 'absorbed';
    case 'message.replayed':
      return 'pending';
    default:
      return undefined;
  }
}

/** Finds messages. */
export function messagesIn(db: SqliteDatabase): (find: MessageFind) => FoundMessage[] {
  return ({ target, person, incident, state, before, limit }) => {
    const where: string[] = [];
    const values: (string | number)[] = [];
    const only = (condition: string, ...given: (string | number)[]): void => {
      where.push(condition);
      values.push(...given);
    };
    if (target !== undefined) only('target = ?', target);
    if (person !== undefined)
      only('target IN (?, ?)', `person:${person}:email`, `person:${person}:push`);
    if (incident !== undefined) only('incident = ?', incident);
    if (state !== undefined) only('state = ?', state);
    if (before !== undefined) only('seq < ?', before);
    const rows = db
      .prepare(
        `SELECT id, seq, incident FROM messages ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} ORDER BY seq DESC LIMIT ?`,
      )
      .all(...values, limit);
    return rows.map((row) => ({
      id: String(row['id']),
      seq: Number(row['seq']),
      incident: row['incident'] === null ? null : String(row['incident']),
    }));
  };
}
