import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { AccountsNotCopied } from '../../accounts/copy-accounts.ts';
import { describeStore, type RedisStore } from '../../redis/store-url.ts';
import { CommandFailure, type Command, type CommandIo, parsed, UsageError } from '../command.ts';
import { allElections, foldersIn } from '../elections.ts';
import { localServer } from '../local-server.ts';
import { accountsFromRedis, electionFromRedis } from '../migrate-from.ts';
import { accountsToRedis, electionToRedis } from '../migrate-to.ts';
import { storeNamed, withDrillTables } from '../shared-store.ts';

const MOST_FOLDERS = 100;

export const command: Command = {
  name: 'migrate',
  summary: 'Move elections and accounts from the data directory to Redis, or back',
  help: `
Usage: warroom migrate --to URL   (--election ID | --all)
       warroom migrate --from URL (--election ID | --all) [FOLDER…]

Moves journals between the data directory (DATA_DIR) and a Redis, under the same ids and with the same
hash chain. Every event is read back and compared. Servers must be stopped. --all takes the accounts
along, with sessions and keys. Nothing is overwritten or deleted; broken off, it can be run again.

  --to URL         from the data directory into Redis, as redis://HOST:6379. The files stay; a node that
                   is started with STORE on this data directory goes on with them as its copy
  --from URL       from Redis into the data directory. A FOLDER is the data directory of a node, for
                   events that Redis no longer keeps
  --election ID    only this election's journal
  --all            all elections, and the accounts

Election files of your own are no part of Redis: copy them to the elections folder of each node.`,
  async run(args, io) {
    const { values, positionals } = parsed(
      args,
      {
        to: { type: 'string' },
        from: { type: 'string' },
        election: { type: 'string' },
        all: { type: 'boolean' },
      },
      MOST_FOLDERS,
    );
    const { to, from, election } = values;
    if ((to === undefined) === (from === undefined))
      throw new UsageError(
        'Say where to, either --to redis://HOST:6379 or --from redis://HOST:6379.',
      );
    if ((election === undefined) === (values.all !== true))
      throw new UsageError('Say what to move, either --election ID or --all.');
    if (to !== undefined && positionals[0] !== undefined)
      throw new UsageError(`"${positionals[0]}" is one argument too many.`);
    const server = await localServer(io.dataDir);
    if (server)
      throw new CommandFailure('The server is running on this data directory; stop it first.');
    const store = storeNamed(to ?? from ?? '', to === undefined ? '--from' : '--to');
    try {
      if (to !== undefined) await toRedis(io, store, election);
      else {
        const folders = positionals.map((folder) => resolve(io.cwd, folder));
        await fromRedis(io, store, election, folders);
      }
    } catch (error) {
      if (error instanceof AccountsNotCopied) throw new CommandFailure(error.message);
      throw error;
    }
    return 0;
  },
};

async function toRedis(io: CommandIo, store: RedisStore, one: string | undefined): Promise<void> {
  const elections = one === undefined ? foldersIn(io.dataDir) : [one];
  for (const election of elections) await electionToRedis(io, store, election);
  if (one === undefined) await accountsToRedis(io, store);
  io.err(
    `Moved to ${describeStore(store)}. Start the nodes with STORE set; the journals in ${io.dataDir} are no longer written to.`,
  );
}

async function fromRedis(
  io: CommandIo,
  store: RedisStore,
  one: string | undefined,
  folders: readonly string[],
): Promise<void> {
  mkdirSync(io.dataDir, { recursive: true, mode: 0o700 });
  const elections = one === undefined ? await electionsIn(io, store) : [one];
  let moved = 0;
  for (const election of elections)
    if (await electionFromRedis(io, store, election, folders)) moved += 1;
  if (moved === 0)
    throw new CommandFailure(
      one === undefined
        ? `Redis (${describeStore(store)}) holds no journal of ${elections.join(', ')}.`
        : `Redis (${describeStore(store)}) holds no journal of "${one}".`,
    );
  if (one === undefined) await accountsFromRedis(io, store);
  io.err(`Moved to ${io.dataDir}. Start the server without STORE; what is in Redis is as it was.`);
}

/** Elections of the files, and drills that any node began. */
async function electionsIn(io: CommandIo, store: RedisStore): Promise<string[]> {
  const drills = await withDrillTables(store, ({ drills }) => drills.all());
  return [...new Set([...allElections(io).map(({ id }) => id), ...drills.keys()])];
}
