import { setTimeout as sleep } from 'node:timers/promises';
import { openEmbeddedRoom } from '../../desk/open-rooms.ts';
import { IMPORT_HELP } from '../../intake/import/command-options.ts';
import { CommandFailure, type Command, type CommandIo } from '../command.ts';
import { allElections } from '../elections.ts';
import { localServer } from '../local-server.ts';
import { withAccounts } from '../with-accounts.ts';

export const command: Command = {
  name: 'import',
  summary: 'Take in a CSV or NDJSON file of signals',
  help: IMPORT_HELP,
  async run(args, io) {
    // Loaded when asked for: the other commands need none of it.
    const { importCommand } = await import('../../intake/import-command.ts');
    const stop = new AbortController();
    const onSignal = (): void => stop.abort();
    process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
    try {
      return await withAccounts(io, ({ accounts }) =>
        importCommand(args, {
          dataDir: io.dataDir,
          elections: allElections(io),
          localServer: () => localServer(io.dataDir),
          openRoom(election) {
            if (io.store !== undefined && io.store !== '')
              throw new CommandFailure(
                'No node runs on this data directory: start one (STORE=… npm start), or name the DATA_DIR of one that runs.',
              );
            return openEmbeddedRoom(election, {
              dataDir: io.dataDir,
              now: io.now,
              staff: (id) => accounts.staff(id),
              people: (id) => accounts.people(id),
              notice: io.err,
              die: (error) => {
                io.err(`The journal could not be written for certain: ${error.message}`);
                process.exit(74);
              },
            });
          },
          out: (text) => io.out(withoutLineEnd(text)),
          err: (text) => io.err(withoutLineEnd(text)),
          ...progressOf(io),
          clock: {
            now: io.now,
            sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
          },
          stop: stop.signal,
        }),
      );
    } finally {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    }
  },
};

function withoutLineEnd(text: string): string {
  return text.replace(/\n$/, '');
}

/** One line that is written over, where a person watches. */
function progressOf(io: CommandIo): { progress?: (line: string) => void } {
  return io.overwrite ? { progress: io.overwrite } : {};
}
