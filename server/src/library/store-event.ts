import { evolveSignal } from '@warroom/shared';
import type { FoldEvent, Occurred, Query, Signal, SignalEvent } from '@warroom/shared';
import { foldText } from '@warroom/shared';
import type { StoredEvent } from '../journal/journal.ts';
import type { SqliteDatabase } from '../journal/sqlite-driver.ts';
import { incidentWords } from './incident-words.ts';
import { messageShelf } from './message-shelf.ts';
import { APART } from './words.ts';

/** Where events are put so that they can be found; inside a transaction of the caller. */
export interface Shelf {
  put(event: StoredEvent): void;
  /** To be called before the transaction ends. */
  settle(): void;
  /** The transaction was given up. */
  drop(): void;
  incidentsWith(query: Pick<Query, 'texts' | 'without'>): Set<number> | undefined;
}

/** The tables of the library, as events change them. */
export function shelf(db: SqliteDatabase): Shelf {
  const words = incidentWords(db);
  const messages = messageShelf(db);
  const byId = db.prepare('SELECT arrival, signal FROM signals WHERE id = ?');
  const insert = db.prepare(
    'INSERT OR REPLACE INTO signals (arrival, id, signal, texts) VALUES (?, ?, ?, ?)',
  );
  const facets = db.prepare(
    'INSERT OR REPLACE INTO facets (arrival, received, state, tlp, source, channel, language, jurisdiction, category, severity) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const update = db.prepare('UPDATE signals SET signal = ? WHERE arrival = ?');
  const setState = db.prepare('UPDATE facets SET state = ? WHERE arrival = ? AND state <> ?');
  const addWords = db.prepare('INSERT INTO signal_words (rowid, text) VALUES (?, ?)');
  const link = db.prepare('INSERT OR IGNORE INTO links (incident, arrival) VALUES (?, ?)');
  const unlink = db.prepare('DELETE FROM links WHERE incident = ? AND arrival = ?');

  function receive(
    id: string,
    event: Extract<Occurred<SignalEvent>, { type: 'signal.received' }> & { seq: number },
  ): void {
    const signal = evolveSignal(undefined, id, event);
    if (!signal) return;
    const { seq, personal } = event;
    const texts =
      personal === null
        ? null
        : JSON.stringify({ text: personal.text, url: personal.url, author: personal.author });
    insert.run(seq, id, JSON.stringify(signal), texts);
    const { receivedAt, state, tlp, source, channel } = signal;
    const { language, jurisdiction, category, severity } = signal;
    facets.run(
      seq,
      receivedAt,
      state,
      tlp,
      source,
      channel,
      language,
      jurisdiction,
      category,
      severity,
    );
    if (personal === null) return;
    const said = [personal.text, personal.author, personal.url].filter(Boolean);
    addWords.run(seq, said.map((text) => foldText(text ?? '')).join(APART));
  }

  function change(id: string, event: Occurred<SignalEvent>): void {
    const row = byId.get(id);
    if (!row) return;
    const arrival = Number(row['arrival']);
    const signal = evolveSignal(JSON.parse(String(row['signal'])) as Signal, id, event);
    if (!signal) return;
    update.run(JSON.stringify(signal), arrival);
    setState.run(signal.state, arrival, signal.state);
    if (event.type === 'signal.linked') link.run(event.data.incident, arrival);
    if (event.type === 'signal.unlinked') unlink.run(event.data.incident, arrival);
  }

  return {
    put(event) {
      const { aggregate } = event;
      if (aggregate.startsWith('incident:')) words.take(aggregate.slice('incident:'.length), event);
      else if (aggregate.startsWith('signal:')) {
        const id = aggregate.slice('signal:'.length);
        const occurred = event as unknown as Occurred<SignalEvent> & FoldEvent;
        if (occurred.type === 'signal.received') receive(id, occurred);
        else change(id, occurred);
      } else if (aggregate.startsWith('message:')) messages.put(event);
    },
    settle: words.settle,
    drop: words.drop,
    incidentsWith: words.found,
  };
}
