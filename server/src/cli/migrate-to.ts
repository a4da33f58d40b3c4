import { existsSync } from 'node:fs';
import { copyAccounts } from '../accounts/copy-accounts.ts';
import { accountsFile } from '../accounts/open-accounts.ts';
import { accountsSlotKey, redisAccountStore } from '../accounts/redis-store.ts';
import { sqliteAccountStore } from '../accounts/sqlite-store.ts';
import { journalFiles } from '../desk/open-rooms.ts';
import { journalReader, type JournalReader } from '../journal/copy/copy-reader.ts';
import type { SharedLog } from '../journal/copy/shared-log.ts';
import { lockJournal } from '../journal/journal-file.ts';
import { sqliteDriver } from '../journal/sqlite-driver.ts';
import { verifyJournal } from '../journal/verify.ts';
import { describeStore, type RedisStore } from '../redis/store-url.ts';
import { CommandFailure, type CommandIo } from './command.ts';
import { drillToTables } from './drill-files.ts';
import { compareWithRedis, loadAndCompare, shownRate } from './load-shared.ts';
import { withDrillTables, withLink, withLog } from './shared-store.ts';

/** Moves an embedded journal into Redis, under its own id. What is in the data directory stays as it is. */
export async function electionToRedis(
  io: CommandIo,
  store: RedisStore,
  election: string,
): Promise<void> {
  const { file, anchorFile } = journalFiles(io.dataDir, election);
  if (!existsSync(file))
    throw new CommandFailure(`There is no journal of "${election}" in ${io.dataDir}.`);
  const lock = lockJournal(await sqliteDriver(), file); // nobody may write to it meanwhile
  try {
    const { findings } = await verifyJournal(file, anchorFile);
    if (findings[0])
      throw new CommandFailure(
        `The journal of "${election}" is not sound, so it was not moved: ${findings[0].message}`,
      );
    const reader = await journalReader(file);
    try {
      await withLog(store, election, async (log, link) => {
        if (await isThere(log, reader, store, election)) {
          await compareWithRedis({ io, log, election, reader, last: reader.head.seq });
          io.out(`${election}: ${reader.head.seq} events are in Redis already, each the same`);
          return;
        }
        const moved = await loadAndCompare({
          io,
          link,
          log,
          prefix: store.prefix,
          election,
          reader,
          last: reader.head.seq,
        });
        io.out(`${election}: ${shownRate(moved)}, each read back and the same`);
      });
      await withDrillTables(store, (tables) => drillToTables(io.dataDir, election, tables));
    } finally {
      reader.close();
    }
  } finally {
    lock.release();
  }
}

/** Whether Redis holds exactly this journal. Throws CommandFailure where it holds anything else. */
async function isThere(
  log: SharedLog,
  reader: JournalReader,
  store: RedisStore,
  election: string,
): Promise<boolean> {
  const standing = await log.standing();
  if (standing.kind !== 'there' || standing.seq === 0) return false;
  const { identity, seq } = standing;
  const isSame =
    identity.journal === reader.identity.journal &&
    seq === reader.head.seq &&
    (await log.hashAt(identity.journal, seq)) === reader.head.hash;
  if (isSame) return true;
  throw new CommandFailure(
    identity.journal === reader.identity.journal
      ? `Redis (${describeStore(store)}) holds ${seq} events of this very journal of "${election}", the data directory ${reader.head.seq}: one of them went on by itself. Nothing was changed.`
      : `Redis (${describeStore(store)}) already holds ${seq} events of another journal of "${election}". Nothing was changed: check the address, or use another ?prefix=.`,
  );
}

/** Moves the accounts, sessions and keys included. */
export async function accountsToRedis(io: CommandIo, store: RedisStore): Promise<void> {
  const file = accountsFile(io.dataDir);
  if (!existsSync(file)) return;
  const from = await sqliteAccountStore(file);
  try {
    await withLink(store, accountsSlotKey(store.prefix), async (link) => {
      const to = await redisAccountStore({ link, prefix: store.prefix });
      try {
        const counts = await copyAccounts(from, to);
        io.out(`accounts: ${shownCounts(counts)}`);
      } finally {
        await to.close();
      }
    });
  } finally {
    await from.close();
  }
}

/** As "3 person, 1 key": only kinds that there are. */
export function shownCounts(counts: Readonly<Record<string, number>>): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some.length === 0 ? 'none' : some.map(([kind, count]) => `${count} ${kind}`).join(', ');
}
