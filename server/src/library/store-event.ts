import { evolveSignal } from '@warroom/shared';
import type { FoldEvent, Occurred, Query, Signal, SignalEvent, SignalText } from '@warroom/shared';
import { foldText } from '@warroom/shared';
import type { StoredEvent } from '../journal/journal.ts';
import type { SqliteDatabase } from '../journal/sqlite-driver.ts';
import type { ErasedTexts } from '../journal/text-erased.ts';
import { incidentWords } from './incident-words.ts';
import { messageShelf } from './message-shelf.ts';
import { APART } from './words.ts';

/** Where events are put so that they can be found; inside a transaction of the caller. */
export interface Shelf {
  put(event: StoredEvent): void;
  /** Gives up texts that were erased; of an incident all is made anew from its events without them. */
  forget(erased: ErasedTexts, events: readonly StoredEvent[]): void;
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
  const textsOf = db.prepare('SELECT texts FROM signals WHERE arrival = ?');
  const clearTexts = db.prepare('UPDATE signals SET texts = NULL WHERE arrival = ?');
  const removeWords = db.prepare(
    "INSERT INTO signal_words (signal_words, rowid, text) VALUES ('delete', ?, ?)",
  );
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
    addWords.run(seq, wordsOf(personal));
  }

  function forgetSignal(arrival: number): void {
    const texts = textsOf.get(arrival)?.['texts'];
    if (typeof texts !== 'string') return;
    // The index keeps no content: it is told again what it took in.
    removeWords.run(arrival, wordsOf(JSON.parse(texts) as SignalText));
    clearTexts.run(arrival);
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
    forget({ aggregate, seqs }, events) {
      if (aggregate.startsWith('signal:')) seqs.forEach(forgetSignal);
      else if (aggregate.startsWith('incident:'))
        words.anew(aggregate.slice('incident:'.length), events);
    },
    settle: words.settle,
    drop: words.drop,
    incidentsWith: words.found,
  };
}

/** What of a signal is searched, as its index takes it in. */
function wordsOf({ text, author, url }: SignalText): string {
  return [text, author, url]
    .filter(Boolean)
    .map((said) => foldText(said ?? ''))
    .join(APART);
}
