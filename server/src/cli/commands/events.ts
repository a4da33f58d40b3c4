import { existsSync } from 'node:fs';
import { journalFiles } from '../../desk/open-rooms.ts';
import {
  checkJournalFile,
  JournalFileError,
  openForReading,
  readingFault,
} from '../../journal/journal-file.ts';
import { sqliteDriver, type SqliteDatabase } from '../../journal/sqlite-driver.ts';
import { CommandFailure, type Command, needed, parsed, UsageError } from '../command.ts';

/** Lines written at once: one write a line costs more than reading it. */
const LINES = 500;

export const command: Command = {
  name: 'events',
  summary: 'Print the events of a journal, one JSON object a line',
  help: `
Usage: warroom events --election ID [--after N]

Prints the journal of this data directory (on a node of several: its copy) in order of seq, one event
a line: the record byte for byte as it is hashed, then "personal" (null where there is none or it was
erased) and "hash", the chain's hash up to it. Changes nothing and works beside a running server.
What people typed is in it: keep the output as safe as the journal.

  --after N    only events with a greater seq`,
  async run(args, io) {
    const { values } = parsed(args, { election: { type: 'string' }, after: { type: 'string' } });
    const election = needed(values.election, '--election', 'us-general');
    if (values.after !== undefined && !/^\d{1,15}$/.test(values.after))
      throw new UsageError(`--after is "${values.after}"; it must be a whole number like 4096.`);
    const { file } = journalFiles(io.dataDir, election);
    if (!existsSync(file))
      throw new CommandFailure(`There is no journal of "${election}" in ${io.dataDir}.`);
    checkJournalFile(file);
    const db = openForReading(await sqliteDriver(), file);
    try {
      for (const lines of pagesOf(db, Number(values.after ?? 0))) io.out(lines.join('\n'));
    } catch (error) {
      const fault = readingFault(file, error);
      throw fault instanceof JournalFileError ? new CommandFailure(fault.message) : fault;
    } finally {
      db.close();
    }
    return 0;
  },
};

function* pagesOf(db: SqliteDatabase, after: number): Generator<string[]> {
  // A page at a time: a long read would keep a running server from folding its log in.
  const select = db.prepare(
    `SELECT e.seq, e.record, lower(hex(e.hash)) AS hash, p.text FROM events e
       LEFT JOIN personal p ON p.seq = e.seq WHERE e.seq > ? ORDER BY e.seq LIMIT ?`,
  );
  for (let seq = after; ;) {
    const rows = select.all(seq, LINES);
    if (rows.length === 0) return;
    yield rows.map(
      ({ record, text, hash }) =>
        `${String(record).slice(0, -1)},"personal":${text === null ? 'null' : String(text)},"hash":"${String(hash)}"}`,
    );
    seq = Number(rows.at(-1)?.seq);
  }
}
