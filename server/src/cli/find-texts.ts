import { existsSync } from 'node:fs';
import { journalFiles } from '../desk/open-rooms.ts';
import type { Journal, StoredEvent } from '../journal/journal.ts';
import { checkJournalFile, openForReading } from '../journal/journal-file.ts';
import { columnText, parseRecord } from '../journal/record.ts';
import { sqliteDriver } from '../journal/sqlite-driver.ts';
import { CommandFailure, type CommandIo } from './command.ts';

/** An event as far as erasing needs to know it. */
export interface FoundText {
  seq: number;
  aggregate: string;
  type: string;
  /** Whether there is personal text (still). */
  hasText: boolean;
}

/**
 * Looks for events by number and for all of an aggregate, in the journal of the data directory (on a
 * node of several: its copy), also beside a running server; and in `newer`, the shared journal, for what the
 * copy doesn't have yet. Throws CommandFailure for what is not there.
 */
export async function findTexts(
  io: Pick<CommandIo, 'dataDir'>,
  election: string,
  wanted: { seqs: readonly number[]; aggregates: readonly string[] },
  newer?: Pick<Journal, 'readAfter' | 'readAggregate'>,
): Promise<FoundText[]> {
  const { file } = journalFiles(io.dataDir, election);
  const isHere = existsSync(file);
  if (!isHere && !newer)
    throw new CommandFailure(`There is no journal of "${election}" in ${io.dataDir}.`);
  const here = isHere ? await readingFile(file) : undefined;
  try {
    const found = new Map<number, FoundText>();
    const add = (more: readonly FoundText[]): boolean => {
      for (const one of more) found.set(one.seq, one);
      return more.length > 0;
    };
    for (const seq of wanted.seqs) {
      const known = here?.event(seq);
      if (known) add([known]);
      else if (!add(((await newer?.readAfter(seq - 1, 1)) ?? []).map(foundIn)) || !found.has(seq))
        throw new CommandFailure(`The journal of "${election}" has no event ${seq}.`);
    }
    for (const aggregate of wanted.aggregates) {
      const known = here?.eventsOf(aggregate) ?? [];
      const more = await newer?.readAggregate(aggregate, { afterVersion: known.length });
      if (!add([...known, ...(more ?? []).map(foundIn)]))
        throw new CommandFailure(
          `The journal of "${election}" knows of no ${aggregate.replace(':', ' ')}.`,
        );
    }
    return [...found.values()].toSorted((a, b) => a.seq - b.seq);
  } finally {
    here?.close();
  }
}

function foundIn({ seq, aggregate, type, personal }: StoredEvent): FoundText {
  return { seq, aggregate, type, hasText: personal !== null };
}

async function readingFile(file: string) {
  checkJournalFile(file);
  const db = openForReading(await sqliteDriver(), file);
  const select = db.prepare(
    'SELECT e.previous, e.record, p.seq IS NOT NULL AS has FROM events e LEFT JOIN personal p ON p.seq = e.seq WHERE e.seq = ?',
  );
  const lastOf = db.prepare('SELECT last FROM aggregates WHERE aggregate = ?');

  function look(seq: number): { event: FoundText; previous: number } | undefined {
    const row = select.get(seq);
    if (!row) return undefined;
    const { aggregate, type } = parseRecord(String(row['record']));
    return {
      event: { seq, aggregate, type, hasText: Number(row['has']) === 1 },
      previous: Number(row['previous']),
    };
  }

  return {
    event: (seq: number) => look(seq)?.event,
    /** From its first on. */
    eventsOf(aggregate: string): FoundText[] {
      const events: FoundText[] = [];
      let seq = Number(lastOf.get(columnText(aggregate))?.['last'] ?? 0);
      while (seq > 0) {
        const one = look(seq);
        if (one) events.push(one.event);
        seq = one?.previous ?? 0;
      }
      return events.toReversed();
    },
    close: () => db.close(),
  };
}
