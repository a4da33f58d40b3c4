import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { journalFiles } from '../desk/open-rooms.ts';
import type { JournalPlace } from '../journal/backup.ts';
import { CommandFailure, type CommandIo } from './command.ts';
import { foldersIn } from './elections.ts';

/** A backup's folder, or one clear sentence. It is laid out like a data directory. */
export function backedUp(io: CommandIo, folder: string): string {
  const path = resolve(io.cwd, folder);
  if (!existsSync(path)) throw new CommandFailure(`There is no folder ${path}.`);
  return path;
}

/** The journals in a data directory or backup. */
export function placesIn(folder: string): (JournalPlace & { election: string })[] {
  return foldersIn(folder).map((election) => ({ election, ...journalFiles(folder, election) }));
}
