import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { accountsFile } from '../../accounts/open-accounts.ts';
import { sqliteAccountStore } from '../../accounts/sqlite-store.ts';
import { drop } from '../../accounts/records.ts';
import { journalFiles, roomDir } from '../../desk/open-rooms.ts';
import { syncPath } from '../../journal/durable-file.ts';
import { restoreJournal } from '../../journal/backup.ts';
import { CommandFailure, type Command, needed, parsed } from '../command.ts';
import { copyElectionFiles } from '../elections.ts';
import { localServer } from '../local-server.ts';
import { backedUp, placesIn } from '../places.ts';

export const command: Command = {
  name: 'restore',
  summary: 'Put a backup in place in an empty data directory',
  help: `
Usage: warroom restore FOLDER [--election ID]

Verifies the backup and puts it into the data directory (DATA_DIR), where nothing may be that it
would overwrite; the server must be stopped. All sessions end: everybody signs in again. Keys and
displays that were revoked after the backup was made work again: look through them.

  --election ID    only this election's journal, without accounts`,
  async run(args, io) {
    const { values, positionals } = parsed(args, { election: { type: 'string' } }, 1);
    const folder = backedUp(io, needed(positionals[0], 'the folder', 'backups/2028-11-07'));
    const one = values.election;
    if (await localServer(io.dataDir))
      throw new CommandFailure('The server is running on this data directory; stop it first.');
    const places = placesIn(folder).filter(({ election }) => one === undefined || election === one);
    if (places.length === 0 && (one !== undefined || !existsSync(accountsFile(folder)))) {
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
      await restoreAccounts(accountsFile(folder), accountsFile(io.dataDir));
      copyElectionFiles(folder, io.dataDir);
    }
    io.err(`Restored to ${io.dataDir}.`);
    return 0;
  },
};

/** A stolen cookie that was revoked after the backup must not work again, so that no session survives. */
async function restoreAccounts(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  cpSync(from, to);
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
