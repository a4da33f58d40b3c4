import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Election } from '@warroom/shared';
import { journalFiles, roomDir } from '../desk/open-rooms.ts';
import { loadElections } from '../election/load.ts';
import { CommandFailure, type CommandIo } from './command.ts';

/** The elections of the files, shipped and one's own, and drills begun earlier. */
export function allElections(io: CommandIo): Election[] {
  const files = loadElections(io.electionsDir, ownElections(io.dataDir));
  if (!files.ok) throw new CommandFailure(files.message);
  const drills = foldersIn(io.dataDir).flatMap((id) => {
    const file = join(roomDir(io.dataDir, id), 'drill.json');
    if (!existsSync(file)) return [];
    // One that another version made reads differently; the server leaves it closed too.
    const drill = Election.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return drill.success ? [drill.data] : [];
  });
  return [...files.elections, ...drills];
}

/** An election that there is, or one clear sentence. */
export function knownElection(io: CommandIo, id: string): string {
  const known = allElections(io).map((election) => election.id);
  if (!known.includes(id))
    throw new CommandFailure(`There is no election "${id}"; there are ${known.join(', ')}.`);
  return id;
}

/** Elections that have a journal in a data directory or backup. */
export function foldersIn(dataDir: string): string[] {
  const folder = ownElections(dataDir);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((id) => existsSync(journalFiles(dataDir, id).file));
}

/** Where a data directory keeps election files of one's own, beside the folders of the journals. */
export function ownElections(dataDir: string): string {
  return join(dataDir, 'elections');
}

/** Copies election files of one's own from one data directory or backup to another. */
export function copyElectionFiles(from: string, to: string): void {
  const folder = ownElections(from);
  if (!existsSync(folder)) return;
  mkdirSync(ownElections(to), { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder))
    if (/\.ya?ml$/.test(name)) cpSync(join(folder, name), join(ownElections(to), name));
}
