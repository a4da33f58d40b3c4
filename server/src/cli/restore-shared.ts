import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { journalFiles } from '../desk/open-rooms.ts';
import type { LogStanding } from '../journal/redis/log-standing.ts';
import type { SharedLog } from '../journal/copy/shared-log.ts';
import { describeStore, type RedisStore } from '../redis/store-url.ts';
import { CommandFailure, type CommandIo } from './command.ts';
import { drillToTables } from './drill-files.ts';
import { foldersIn } from './elections.ts';
import { type ChosenCopy, copiesTable, longestSound, lookAtCopies } from './found-copies.ts';
import { loadAndCompare, shownRate } from './load-shared.ts';
import { restoreSharedAccounts } from './restore-accounts.ts';
import { withDrillTables, withLog } from './shared-store.ts';

export interface RestoreShared {
  store: RedisStore;
  /** Undefined: all that any folder has, and the accounts. */
  election: string | undefined;
  /** Data directories of other nodes, or backups, beside this DATA_DIR. */
  folders: readonly string[];
  /** Set aside what Redis holds, where the copy has more or is of another history. */
  replace: boolean;
  /** Restore although a node said that it holds more than any copy looked at. */
  acceptLoss: boolean;
}

/** Rebuilds elections in Redis from the longest copies that verify. Answers the exit code. */
export async function restoreShared(io: CommandIo, wanted: RestoreShared): Promise<number> {
  const folders = [io.dataDir, ...wanted.folders.map((folder) => resolve(io.cwd, folder))];
  const missing = folders.slice(1).find((folder) => !existsSync(folder));
  if (missing !== undefined) throw new CommandFailure(`There is no folder ${missing}.`);
  const elections =
    wanted.election === undefined
      ? [...new Set(folders.flatMap(foldersIn))].toSorted()
      : [wanted.election];
  if (elections.length === 0)
    throw new CommandFailure(
      `There is no copy of any journal in ${folders.join(', ')}; name the data directories of other nodes, or backups.`,
    );
  for (const election of elections) await restoreElection(io, wanted, election, folders);
  if (wanted.election === undefined) await restoreSharedAccounts(io, wanted.store, folders);
  else
    io.err(
      'Accounts are apart from elections: where Redis lost those too, run it again with --all.',
    );
  io.err('Nodes that run go on by themselves within seconds; others can be started now.');
  return 0;
}

async function restoreElection(
  io: CommandIo,
  wanted: RestoreShared,
  election: string,
  folders: readonly string[],
): Promise<void> {
  const places = folders
    .map((folder) => ({ folder, ...journalFiles(folder, election) }))
    .filter(({ file, anchorFile }) => existsSync(file) || existsSync(anchorFile));
  const copies = await lookAtCopies(places);
  io.out(`${election}:`);
  for (const line of copiesTable(copies)) io.out(`  ${line}`);
  const chosen = await longestSound(election, copies);
  try {
    await withLog(wanted.store, election, async (log, link) => {
      const isThere = await mayLoad(io, wanted, election, log, chosen);
      if (!isThere) {
        const moved = await loadAndCompare({
          io,
          link,
          log,
          prefix: wanted.store.prefix,
          election,
          reader: chosen.reader,
          last: chosen.events,
          erased: chosen.erased,
        });
        io.out(
          `  restored from ${chosen.folder}: ${shownRate(moved)}, each read back and the same`,
        );
      }
    });
    await withDrillTables(wanted.store, async (tables) => {
      for (const folder of folders) await drillToTables(folder, election, tables);
    });
  } finally {
    chosen.reader.close();
  }
}

/** Whether all is there already. Throws CommandFailure where restoring would take something away. */
async function mayLoad(
  io: CommandIo,
  wanted: RestoreShared,
  election: string,
  log: SharedLog,
  chosen: ChosenCopy,
): Promise<boolean> {
  const more = (await log.held(chosen.journal)).filter(({ seq }) => seq > chosen.events);
  for (const { node, seq } of more)
    io.err(
      `Node ${node} said that it holds ${seq} events of ${election}, ${seq - chosen.events} more than the longest copy here.`,
    );
  const standing = await log.standing();
  const isEmpty = standing.kind !== 'there' || standing.seq === 0;
  if (!isEmpty && (await isWhole(log, standing, chosen))) {
    io.out(`  Redis already holds all ${chosen.events} events; nothing was changed`);
    return true;
  }
  if (more.length > 0 && !wanted.acceptLoss) {
    throw new CommandFailure(
      `Nothing was changed: name the data directory of that node too, or accept that what only it has is gone with --accept-loss.`,
    );
  }
  if (isEmpty) return false;
  const inRedis = await compared(log, standing, chosen);
  if (inRedis === 'longer') {
    throw new CommandFailure(
      `Redis (${describeStore(wanted.store)}) holds more of ${election} than the longest copy: ${standing.seq} events, not ${chosen.events}. Nothing was changed.`,
    );
  }
  const what =
    inRedis === 'shorter'
      ? `only the first ${standing.seq} of these ${chosen.events} events`
      : `${standing.seq} events of another history (journal ${standing.identity.journal}; the copy's is ${chosen.journal})`;
  if (!wanted.replace) {
    throw new CommandFailure(
      `Redis (${describeStore(wanted.store)}) holds ${what} of ${election}. Nothing was changed. Make sure that STORE names the right Redis and prefix; then --replace sets those keys aside under other names and loads the copy.`,
    );
  }
  const aside = await log.setAside(`replaced-${new Date(io.now()).toISOString().slice(0, 19)}`);
  io.out(`  Redis held ${what}; its keys now begin with ${aside}`);
  return false;
}

type There = Extract<LogStanding, { kind: 'there' }>;

async function isWhole(log: SharedLog, standing: There, chosen: ChosenCopy): Promise<boolean> {
  return standing.seq === chosen.events && (await compared(log, standing, chosen)) === 'shorter';
}

/** How Redis' log stands to the copy: its beginning (or the same), going on from it, or another history. */
async function compared(
  log: SharedLog,
  { identity, seq }: There,
  chosen: ChosenCopy,
): Promise<'shorter' | 'longer' | 'other'> {
  if (identity.journal !== chosen.journal) return 'other';
  const common = Math.min(seq, chosen.events);
  const inRedis = await log.hashAt(identity.journal, common);
  if (inRedis !== chosen.reader.hashAt(common)) return 'other';
  return seq > chosen.events ? 'longer' : 'shorter';
}
