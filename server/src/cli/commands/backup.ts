import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { accountsCopyFile } from '../../accounts/accounts-copy.ts';
import { accountsFile } from '../../accounts/open-accounts.ts';
import { journalFiles, roomDir } from '../../desk/open-rooms.ts';
import { backupJournal } from '../../journal/backup.ts';
import { moveDurably, syncPath, writeDurably } from '../../journal/durable-file.ts';
import { sqliteDriver } from '../../journal/sqlite-driver.ts';
import { backupNote } from '../../ops/health.ts';
import { CommandFailure, type Command, type CommandIo, needed, parsed } from '../command.ts';
import { copyEvidence } from '../copy-evidence.ts';
import { copyElectionFiles, foldersIn } from '../elections.ts';
import { evidenceIn, namedEvidence } from '../evidence-store.ts';
import { placesIn } from '../places.ts';

export const command: Command = {
  name: 'backup',
  summary: 'Copy all journals and accounts, also while the server runs',
  help: `
Usage: warroom backup FOLDER

Copies every journal (verified, one consistent picture each), the accounts, the election files and
the evidence files (each hashed) of the data directory into FOLDER, which must be new or empty. Keep it as safe as the original: it
holds the texts of all signals. Of a node on Redis these are its copies: run it with that node's DATA_DIR.
Evidence files in an S3 store (EVIDENCE_STORE) are not copied: back that bucket up by its own means.`,
  async run(args, io) {
    const { positionals } = parsed(args, {}, 1);
    const folder = resolve(io.cwd, needed(positionals[0], 'the folder', 'backups/2028-11-07'));
    if (existsSync(folder) && readdirSync(folder).length > 0)
      throw new CommandFailure(`${folder} is not empty; name a new folder.`);
    const elections = foldersIn(io.dataDir);
    const accounts = accountsInUse(io);
    if (elections.length === 0 && accounts === undefined)
      throw new CommandFailure(
        `There is nothing to back up in ${io.dataDir}; name the DATA_DIR of a server${io.store === undefined ? '' : ', or of a node on this Redis'}.`,
      );
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const election of elections) {
      const { events } = await backupJournal({
        from: journalFiles(io.dataDir, election),
        to: journalFiles(folder, election),
        now: io.now(),
      });
      const drill = join(roomDir(io.dataDir, election), 'drill.json');
      if (existsSync(drill)) cpSync(drill, join(roomDir(folder, election), 'drill.json'));
      io.out(`${election}: ${events} events`);
    }
    if (accounts !== undefined) await copyAccounts(accounts, join(folder, basename(accounts)));
    copyElectionFiles(io.dataDir, folder);
    const evidence = namedEvidence(io);
    const isWhole =
      evidence.store.kind === 's3' ||
      (await copyEvidence(io, placesIn(folder), evidence.store, evidenceIn(folder)));
    rmSync(evidenceIn(folder).spool.dir, { recursive: true, force: true });
    await writeDurably(backupNote(folder), JSON.stringify({ at: io.now() }));
    await writeDurably(backupNote(io.dataDir), JSON.stringify({ at: io.now() }));
    if (evidence.store.kind === 's3')
      io.err(
        `Evidence files are apart, in ${evidence.store.where}: they are not in this backup; back that bucket up too.`,
      );
    io.err(
      isWhole
        ? `Backed up to ${folder}.`
        : `Backed up to ${folder}, but for the evidence files named above: "warroom evidence check" tells more.`,
    );
    return isWhole ? 0 : 1;
  },
};

/**
 * The account file that is written to: the embedded store's, or a node's copy of those in Redis. Who moved
 * from one to the other has both; the older one is out of date.
 */
function accountsInUse({ dataDir, store }: CommandIo): string | undefined {
  const own = accountsFile(dataDir);
  const copy = accountsCopyFile(dataDir);
  if (!existsSync(copy)) return existsSync(own) ? own : undefined;
  if (!existsSync(own) || (store !== undefined && store !== '')) return copy;
  return writtenAt(copy) > writtenAt(own) ? copy : own;
}

/** With what SQLite has not yet taken into the file. */
function writtenAt(file: string): number {
  return Math.max(
    ...[file, `${file}-wal`].map((each) => statSync(each, { throwIfNoEntry: false })?.mtimeMs ?? 0),
  );
}

/** One consistent copy, in place whole or not at all. */
async function copyAccounts(from: string, to: string): Promise<void> {
  const driver = await sqliteDriver();
  const db = driver.open(from, { readOnly: true });
  try {
    db.prepare('VACUUM INTO ?').run(`${to}.new`);
  } finally {
    db.close();
  }
  await syncPath(`${to}.new`);
  await moveDurably(`${to}.new`, to);
  await syncPath(dirname(to));
}
