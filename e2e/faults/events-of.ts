import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { parseEvents } from './history/journal.ts';
import type { JournalEvent } from './history/journal.ts';

const CLI = resolve(import.meta.dirname, '../../server/dist/cli.js');
const MOST_BYTES = 1_000_000_000;

/** Runs `warroom` on a data directory; its standard output. Rejects with what it said otherwise. */
export function warroom(
  args: readonly string[],
  env: { DATA_DIR: string } & Record<string, string>,
): Promise<string> {
  return new Promise((done, failed) => {
    execFile(
      process.execPath,
      [CLI, ...args],
      { env: { ...process.env, ...env }, maxBuffer: MOST_BYTES },
      (error, out, err) => {
        if (error === null) done(out);
        else
          failed(
            new Error(`warroom ${args.join(' ')}: ${err.trim() || out.trim()}`, { cause: error }),
          );
      },
    );
  });
}

/** The journal as a node keeps it, read beside the running node. */
export async function eventsOf(
  node: { dataDir: string },
  election: string,
  after = 0,
): Promise<JournalEvent[]> {
  return parseEvents(
    await warroom(['events', '--election', election, '--after', String(after)], {
      DATA_DIR: node.dataDir,
    }),
  );
}
