import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { roomDir } from '../desk/open-rooms.ts';
import type { DrillTables } from './shared-store.ts';

const FILES = [
  ['drills', 'drill.json'],
  ['runs', 'drill-run.json'],
] as const;

/** Adds an election's drill to the shared tables, where a data directory or backup describes one. */
export async function drillToTables(
  folder: string,
  election: string,
  tables: DrillTables,
): Promise<boolean> {
  let isDrill = false;
  for (const [table, name] of FILES) {
    const file = join(roomDir(folder, election), name);
    if (!existsSync(file)) continue;
    // As one line: what the tables hold is what nodes write.
    await tables[table].add(election, JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))));
    isDrill ||= table === 'drills';
  }
  return isDrill;
}

/** Writes the files of a drill that the shared tables describe, unless they are there. */
export async function drillToFiles(
  tables: DrillTables,
  election: string,
  folder: string,
): Promise<boolean> {
  let isDrill = false;
  for (const [table, name] of FILES) {
    const text = (await tables[table].all()).get(election);
    if (text === undefined) continue;
    isDrill ||= table === 'drills';
    const file = join(roomDir(folder, election), name);
    mkdirSync(roomDir(folder, election), { recursive: true, mode: 0o700 });
    if (!existsSync(file))
      writeFileSync(file, JSON.stringify(JSON.parse(text), null, 2), { mode: 0o600 });
  }
  return isDrill;
}
