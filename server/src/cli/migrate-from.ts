import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyAccounts } from '../accounts/copy-accounts.ts';
import { accountsFile } from '../accounts/open-accounts.ts';
import { accountsSlotKey, redisAccountStore } from '../accounts/redis-store.ts';
import { sqliteAccountStore } from '../accounts/sqlite-store.ts';
import { journalFiles, makeRoomDirs } from '../desk/open-rooms.ts';
import type { JournalPlace } from '../journal/backup.ts';
import { wholeUnits } from '../journal/copy/check-events.ts';
import { type CopyFile, openCopy } from '../journal/copy/copy-file.ts';
import { journalReader } from '../journal/copy/copy-reader.ts';
import { compareEvents } from '../journal/copy/same-events.ts';
import type { SharedLog } from '../journal/copy/shared-log.ts';
import { becomeJournal } from '../journal/journal-file.ts';
import type { LogStanding } from '../journal/redis/log-standing.ts';
import type { RedisLogIdentity, TailedEvent } from '../journal/redis/redis-journal-types.ts';
import { sqliteDriver } from '../journal/sqlite-driver.ts';
import { verifyJournal } from '../journal/verify.ts';
import { describeStore, type RedisStore } from '../redis/store-url.ts';
import { CommandFailure, type CommandIo } from './command.ts';
import { drillToFiles } from './drill-files.ts';
import { shownRate } from './load-shared.ts';
import { shownCounts } from './migrate-to.ts';
import { withDrillTables, withLink, withLog } from './shared-store.ts';

/**
 * Brings an election from Redis into the data directory as an embedded journal, under its own id. Begins
 * with this node's copy where there is one; what is written until it ends is such a copy too, so it can be
 * done again when it was broken off. Answers false where Redis has no such journal.
 */
export async function electionFromRedis(
  io: CommandIo,
  store: RedisStore,
  election: string,
  folders: readonly string[],
): Promise<boolean> {
  return withLog(store, election, async (log) => {
    const standing = await log.standing();
    if (standing.kind === 'none') return false;
    if (standing.kind !== 'there')
      throw new CommandFailure(
        `Redis (${describeStore(store)}) does not have the journal of "${election}" whole (${standing.kind}); bring it back with "warroom restore --election ${election}" first.`,
      );
    const place = journalFiles(io.dataDir, election);
    if (await isThere(place, standing)) {
      await compare(io, log, standing, election, place);
      io.out(`${election}: ${standing.seq} events are here already, each the same`);
      return true;
    }
    makeRoomDirs(io.dataDir, election);
    await withDrillTables(store, (tables) => drillToFiles(tables, election, io.dataDir));
    const startedAt = performance.now();
    await fill(io, log, standing, election, place, folders);
    const ms = performance.now() - startedAt;
    await compare(io, log, standing, election, place);
    const { seq } = standing;
    await refuseMoved(log, seq, election);
    await becomeOwn(place);
    io.out(`${election}: ${shownRate({ events: seq, ms })}, each compared and the same`);
    return true;
  });
}

type There = Extract<LogStanding, { kind: 'there' }>;

/** Whether it was moved before. Throws CommandFailure for a file that is anything but a copy of it. */
async function isThere({ file }: JournalPlace, { identity, seq }: There): Promise<boolean> {
  if (!existsSync(file)) return false;
  const reader = await journalReader(file);
  const { copy, identity: own, head } = reader;
  reader.close();
  if (own.journal === identity.journal && copy) return false;
  if (own.journal === identity.journal && head.seq === seq) return true;
  throw new CommandFailure(
    `${file} is already there and is not overwritten: move it and its anchor away first, or name another DATA_DIR.`,
  );
}

/** Puts everything that Redis holds into the copy; what was trimmed there comes from other copies. */
async function fill(
  io: CommandIo,
  log: SharedLog,
  standing: There,
  election: string,
  place: JournalPlace,
  folders: readonly string[],
): Promise<void> {
  const { identity, seq: last } = standing;
  const copy = await openedCopy(io, place, identity);
  try {
    const first = await log.firstSeq();
    for (const folder of folders) {
      if (copy.head().seq + 1 >= first) break;
      await fillFrom(copy, journalFiles(folder, election).file);
    }
    if (copy.head().seq + 1 < first)
      throw new CommandFailure(
        `Redis no longer has events ${copy.head().seq + 1} to ${first - 1} of "${election}"; they are in the nodes' copies. Run it with the data directory of a node (stopped), or name one: warroom migrate --from … FOLDER`,
      );
    let rest: TailedEvent[] = [];
    for await (const page of log.pages(copy.head(), last)) {
      rest = put(copy, rest.concat(page));
      io.overwrite?.(`${election}: ${copy.head().seq} of ${last} events`);
    }
    copy.erasePersonal(await log.erasures());
  } finally {
    await copy.close();
  }
}

function openedCopy(
  io: CommandIo,
  place: JournalPlace,
  identity: RedisLogIdentity,
): Promise<CopyFile> {
  return openCopy({
    ...place,
    identity,
    now: io.now,
    notice: (message) => io.err(message),
    die: (error) => io.err(error.message),
  });
}

async function fillFrom(copy: CopyFile, file: string): Promise<void> {
  if (!existsSync(file)) return;
  const reader = await journalReader(file);
  try {
    if (reader.identity.journal !== copy.identity.journal) return;
    let rest: TailedEvent[] = [];
    for (const page of reader.pages(copy.head().seq, 1_000)) rest = put(copy, rest.concat(page));
  } finally {
    reader.close();
  }
}

/** Puts whole units; answers what must wait for its end. */
function put(copy: CopyFile, events: TailedEvent[]): TailedEvent[] {
  const whole = wholeUnits(events);
  copy.put(whole);
  return events.slice(whole.length);
}

/** All that Redis holds against what was written, and the whole chain by itself. */
async function compare(
  io: CommandIo,
  log: SharedLog,
  { identity, seq }: There,
  election: string,
  { file, anchorFile }: JournalPlace,
): Promise<void> {
  const { findings, head } = await verifyJournal(file, anchorFile);
  if (findings[0])
    throw new CommandFailure(
      `What was written to ${file} is not sound, so it was left as a copy: ${findings[0].message}`,
    );
  const reader = await journalReader(file);
  try {
    const first = await log.firstSeq();
    const before = first - 1;
    const from = { seq: before, hash: reader.hashAt(before) ?? '' };
    const { wrong } = await compareEvents(
      reader.pages(before, 1_000),
      log.pages(from, seq),
      (count) => io.overwrite?.(`${election}: ${count} of ${seq - before} events compared`),
    );
    const inRedis = await log.hashAt(identity.journal, seq);
    io.overwrite?.('');
    if (wrong !== null || head.seq !== seq || (inRedis !== undefined && inRedis !== head.hash))
      throw new CommandFailure(
        `${file} is not the same as in Redis: ${wrong ?? `it ends at event ${head.seq}, Redis at ${seq}`}. It was left as a copy; move it away and try again.`,
      );
  } finally {
    reader.close();
  }
}

async function refuseMoved(log: SharedLog, seq: number, election: string): Promise<void> {
  const now = await log.standing();
  if (now.kind === 'there' && now.seq === seq) return;
  throw new CommandFailure(
    `Somebody still writes to "${election}" in Redis: stop all nodes and run this again; it goes on from where it is.`,
  );
}

/** From here on it is a journal of its own. A new epoch, as the nodes' screens may have seen more of the old. */
async function becomeOwn({ file }: JournalPlace): Promise<void> {
  const db = (await sqliteDriver()).open(file);
  try {
    becomeJournal(db, randomUUID());
  } finally {
    db.close();
  }
}

/** Brings the accounts, sessions and keys included. */
export async function accountsFromRedis(io: CommandIo, store: RedisStore): Promise<void> {
  await withLink(store, accountsSlotKey(store.prefix), async (link) => {
    const from = await redisAccountStore({ link, prefix: store.prefix });
    const to = await sqliteAccountStore(accountsFile(io.dataDir));
    try {
      io.out(`accounts: ${shownCounts(await copyAccounts(from, to))}`);
    } finally {
      await to.close();
      await from.close();
    }
  });
}
