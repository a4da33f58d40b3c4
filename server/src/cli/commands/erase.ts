import { rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { journalFiles, roomDir } from '../../desk/open-rooms.ts';
import type { Journal } from '../../journal/journal.ts';
import { EventsTrimmed } from '../../journal/redis/log-reader.ts';
import { redisJournal, redisJournalSlot } from '../../journal/redis/redis-journal.ts';
import { sqliteJournal } from '../../journal/sqlite.ts';
import { JOURNAL_AGGREGATE, textErased } from '../../journal/text-erased.ts';
import { redisLink } from '../../redis/redis-link.ts';
import {
  CommandFailure,
  type Command,
  type CommandIo,
  needed,
  parsed,
  UsageError,
} from '../command.ts';
import { findTexts, type FoundText } from '../find-texts.ts';
import { localServer } from '../local-server.ts';
import { storeNamed } from '../shared-store.ts';

const LONGEST_REASON = 300;
/** Erased in one go; more is more likely a mistake. */
const MOST_EVENTS = 10_000;
const BEHIND =
  'The copy in this data directory is behind what Redis still holds: run this where a node is running, or start this one first.';

export const command: Command = {
  name: 'erase',
  summary: 'Erase the personal text of events for good; the record still verifies',
  help: `
Usage: warroom erase --election ID (--seq N | --signal ID | --incident NUMBER)… --reason "WHY"

Erases what people wrote or what was written of them (texts, names, addresses, notes, reasons) from
events of the journal, from its snapshots and from search. What happened, when and by whom stays, and
"verify" still finds the journal sound. There is no way back. That it was erased, by whom and why is
recorded first. Evidence files and backups made before are not touched: look after them yourself.

Without STORE the server must be stopped. With STORE nodes may run; run this where one keeps its copy.
They go on, but hold the text in memory until each was restarted.

  --seq N              the event with this number, as "warroom events" prints it; may be repeated
  --signal ID          all events of a signal; may be repeated
  --incident NUMBER    all events of an incident, as US28-0042; may be repeated
  --reason "WHY"       at most 300 characters; can be erased itself
  --by "NAME"          who asks for it (default: the user of this machine)`,
  async run(args, io) {
    const { values } = parsed(args, {
      election: { type: 'string' },
      seq: { type: 'string', multiple: true },
      signal: { type: 'string', multiple: true },
      incident: { type: 'string', multiple: true },
      reason: { type: 'string' },
      by: { type: 'string' },
    });
    const election = needed(values.election, '--election', 'us-general');
    const reason = needed(values.reason, '--reason', '"Asked for by the person, letter of 3 May"');
    if (reason.length > LONGEST_REASON)
      throw new UsageError(`--reason is longer than ${LONGEST_REASON} characters.`);
    const { seq = [], signal = [], incident = [] } = values;
    const wanted = {
      seqs: seq.map(seqOf),
      aggregates: [
        ...signal.map((id) => `signal:${id}`),
        ...incident.map((id) => `incident:${id}`),
      ],
    };
    if (wanted.seqs.length + wanted.aggregates.length === 0)
      throw new UsageError('Say what to erase: --seq N, --signal ID or --incident NUMBER.');
    const isShared = io.store !== undefined && io.store !== '';
    if (!isShared && (await localServer(io.dataDir)))
      throw new CommandFailure('The server is running on this data directory; stop it first.');
    const operator = values.by?.trim() || userName();
    // A wrong number must not make a journal, so that here it is looked for before one is opened.
    const here = isShared ? undefined : erasable(await findTexts(io, election, wanted));
    const journal = await openJournal(io, election);
    let found: FoundText[];
    try {
      found = here ?? erasable(await findTexts(io, election, wanted, journal));
      await erase(io, journal, found, { reason, operator });
    } catch (error) {
      throw error instanceof EventsTrimmed ? new CommandFailure(BEHIND, { cause: error }) : error;
    } finally {
      await journal.close();
    }
    if (!isShared) removeLibrary(io, election);
    for (const { seq: at, aggregate, type } of found) io.out(`${at}  ${type}  ${aggregate}`);
    io.err(
      isShared
        ? `Erased the text of ${found.length} ${found.length === 1 ? 'event' : 'events'} of ${election}. Nodes that run hold it in memory until they are restarted: do so, one after the other.`
        : `Erased the text of ${found.length} ${found.length === 1 ? 'event' : 'events'} of ${election}. Search is built anew at the next start.`,
    );
    return 0;
  },
};

/** Those that have any text. Throws CommandFailure where that is none, or more than anyone means. */
function erasable(found: readonly FoundText[]): FoundText[] {
  const some = found.filter(({ hasText }) => hasText);
  if (some.length === 0)
    throw new CommandFailure('There is no personal text in what was named (any more).');
  if (some.length > MOST_EVENTS)
    throw new CommandFailure(
      `That would be ${some.length} events; at most ${MOST_EVENTS} are erased in one go.`,
    );
  return some;
}

/** No text goes without a record of it, so that comes first. */
async function erase(
  io: Pick<CommandIo, 'now'>,
  journal: Journal,
  found: readonly FoundText[],
  personal: { reason: string; operator: string },
): Promise<void> {
  const byAggregate = new Map<string, number[]>();
  for (const { aggregate, seq } of found)
    byAggregate.set(aggregate, [...(byAggregate.get(aggregate) ?? []), seq]);
  const erased = [...byAggregate].map(([aggregate, seqs]) => ({ aggregate, seqs }));
  const by = { kind: 'system', id: 'cli' };
  const event = { ...textErased(erased, personal), at: io.now(), by, via: 'cli' };
  await journal.append([{ entries: [{ aggregate: JOURNAL_AGGREGATE, event }] }]);
  try {
    await journal.erasePersonal(found.map(({ seq }) => seq));
  } catch (cause) {
    throw new CommandFailure(
      `It is recorded, but not all was erased: ${cause instanceof Error ? cause.message : String(cause)} Run it again.`,
      { cause },
    );
  }
}

function openJournal(io: CommandIo, election: string): Promise<Journal> {
  if (io.store === undefined || io.store === '')
    return sqliteJournal({ ...journalFiles(io.dataDir, election), now: io.now });
  const store = storeNamed(io.store, 'STORE');
  return redisJournal({
    openLink: () => redisLink({ store, slotKey: redisJournalSlot(store.prefix, election) }),
    prefix: store.prefix,
    election,
    node: 'cli',
  });
}

/** It holds the texts; a start makes a new one from the journal. */
function removeLibrary(io: CommandIo, election: string): void {
  for (const end of ['', '-wal', '-shm'])
    rmSync(join(roomDir(io.dataDir, election), `library.db${end}`), { force: true });
}

function seqOf(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new UsageError(`--seq is "${text}"; it must be the number of an event, like 4096.`);
  return Number(text);
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
