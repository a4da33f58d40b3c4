import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { accountsCopyFile, becomeAccounts } from '../../accounts/accounts-copy.ts';
import { accountsFile } from '../../accounts/open-accounts.ts';
import { sqliteAccountStore } from '../../accounts/sqlite-store.ts';
import { drop } from '../../accounts/records.ts';
import { journalFiles, roomDir } from '../../desk/open-rooms.ts';
import { syncPath } from '../../journal/durable-file.ts';
import { restoreJournal } from '../../journal/backup.ts';
import {
  CommandFailure,
  type Command,
  type CommandIo,
  needed,
  parsed,
  UsageError,
} from '../command.ts';
import { copyEvidence } from '../copy-evidence.ts';
import { copyElectionFiles } from '../elections.ts';
import { evidenceIn, namedEvidence } from '../evidence-store.ts';
import { localServer } from '../local-server.ts';
import { backedUp, placesIn } from '../places.ts';
import { restoreShared } from '../restore-shared.ts';
import { storeNamed } from '../shared-store.ts';

const MOST_FOLDERS = 100;

export const command: Command = {
  name: 'restore',
  summary: 'Put a backup in place, or rebuild a Redis that lost its data from copies',
  help: `
Usage: warroom restore FOLDER [--election ID]
       warroom restore --election ID [FOLDER…]      with STORE set: into Redis
       warroom restore --all [FOLDER…]              with STORE set: all of it, accounts too

Without STORE: verifies the backup and puts it into the data directory (DATA_DIR), where nothing may
be that it would overwrite; the server must be stopped. Evidence files go to where EVIDENCE_STORE says.
All sessions end: everybody signs in again.
Keys and displays that were revoked after the backup was made work again: look through them.

  --election ID    only this election's journal, without accounts

With STORE (or --store): for a Redis that lost its data, or came back with less. Looks at this node's
copy and at those in each FOLDER (data directories of other nodes, or backups), verifies them, takes the
longest sound one and loads it into Redis; every event is read back and compared. Nodes may run: they
go on by themselves. Evidence files are not touched: see "warroom evidence copy".

  --store URL      the Redis, where STORE does not name it
  --replace        set aside (under other names, nothing is deleted) what Redis holds of the election,
                   where the copy has more, or Redis has another history
  --accept-loss    restore although a node said that it holds more than any copy looked at`,
  async run(args, io) {
    const { values, positionals } = parsed(
      args,
      {
        election: { type: 'string' },
        all: { type: 'boolean' },
        store: { type: 'string' },
        replace: { type: 'boolean' },
        'accept-loss': { type: 'boolean' },
      },
      MOST_FOLDERS,
    );
    const store = values.store ?? io.store;
    if (store !== undefined) {
      if ((values.election === undefined) === (values.all !== true))
        throw new UsageError(
          'Say what to restore into Redis, either --election ID or --all. (To restore into the data directory instead, unset STORE.)',
        );
      return restoreShared(io, {
        store: storeNamed(store, values.store === undefined ? 'STORE' : '--store'),
        election: values.election,
        folders: positionals,
        replace: values.replace === true,
        acceptLoss: values['accept-loss'] === true,
      });
    }
    for (const option of ['all', 'replace', 'accept-loss'] as const)
      if (values[option] !== undefined)
        throw new UsageError(
          `--${option} is for a Redis: set STORE, or name it with --store redis://HOST:6379.`,
        );
    if (positionals.length > 1)
      throw new UsageError(`"${positionals[1]}" is one argument too many.`);
    const folder = backedUp(io, needed(positionals[0], 'the folder', 'backups/2028-11-07'));
    const one = values.election;
    if (await localServer(io.dataDir))
      throw new CommandFailure('The server is running on this data directory; stop it first.');
    const places = placesIn(folder).filter(({ election }) => one === undefined || election === one);
    // A backup of a node on Redis holds its copy of the accounts.
    const accounts = [accountsFile(folder), accountsCopyFile(folder)].find((file) =>
      existsSync(file),
    );
    if (places.length === 0 && (one !== undefined || accounts === undefined)) {
      throw new CommandFailure(
        one === undefined ? `${folder} holds no backup.` : `${folder} holds no backup of "${one}".`,
      );
    }
    // All that could stand in the way is looked at before anything is written.
    for (const path of [
      ...places.map(({ election }) => journalFiles(io.dataDir, election).file),
      ...(one === undefined ? [accountsFile(io.dataDir)] : []),
    ]) {
      if (existsSync(path))
        throw new CommandFailure(
          `${path} is already there and is not overwritten: move it away first, or name another DATA_DIR.`,
        );
    }
    mkdirSync(io.dataDir, { recursive: true, mode: 0o700 });
    for (const { election, file, anchorFile } of places) {
      mkdirSync(roomDir(io.dataDir, election), { recursive: true, mode: 0o700 });
      mkdirSync(join(io.dataDir, 'anchors'), { recursive: true, mode: 0o700 });
      const { events } = await restoreJournal({
        from: { file, anchorFile },
        to: journalFiles(io.dataDir, election),
        now: io.now(),
      });
      const drill = join(roomDir(folder, election), 'drill.json');
      if (existsSync(drill)) cpSync(drill, join(roomDir(io.dataDir, election), 'drill.json'));
      io.out(`${election}: ${events} events`);
    }
    if (one === undefined) {
      if (accounts !== undefined) await restoreAccounts(accounts, accountsFile(io.dataDir));
      copyElectionFiles(folder, io.dataDir);
    }
    const isWhole = await restoreEvidence(io, folder, places);
    io.err(
      isWhole
        ? `Restored to ${io.dataDir}.`
        : `Restored to ${io.dataDir}, but for the evidence files named above.`,
    );
    return isWhole ? 0 : 1;
  },
};

/** A backup of files holds them; one of a server with an S3 store holds none, and they are in the bucket. */
async function restoreEvidence(
  io: CommandIo,
  folder: string,
  places: readonly { election: string; file: string }[],
): Promise<boolean> {
  const to = namedEvidence(io);
  const from = evidenceIn(folder).store;
  if (to.store.kind === 's3' && !existsSync(from.where)) return true;
  return copyEvidence(io, places, from, to);
}

/** A stolen cookie that was revoked after the backup must not work again, so that no session survives. */
async function restoreAccounts(from: string, to: string): Promise<void> {
  cpSync(from, to);
  await becomeAccounts(to);
  await syncPath(to);
  const store = await sqliteAccountStore(to);
  await store.transact((state) => ({
    changes: [...state.session.keys()]
      .map((id) => drop('session', id))
      .concat([...state.link.keys()].map((id) => drop('link', id))),
    value: null,
  }));
  await store.close();
}
