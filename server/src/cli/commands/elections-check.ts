import { resolve } from 'node:path';
import { loadElections } from '../../election/load.ts';
import { ownElections } from '../elections.ts';
import { CommandFailure, type Command, parsed } from '../command.ts';

export const command: Command = {
  name: 'elections check',
  summary: 'Check election files, with line numbers',
  help: `
Usage: warroom elections check [FOLDER]

Checks the shipped election files and those in DATA_DIR/elections, or those in FOLDER alone.`,
  async run(args, io) {
    const { positionals } = parsed(args, {}, 1);
    const [folder] = positionals;
    const files =
      folder === undefined
        ? loadElections(io.electionsDir, ownElections(io.dataDir))
        : loadElections(resolve(io.cwd, folder));
    if (!files.ok) throw new CommandFailure(files.message);
    for (const { id, name, jurisdictions } of files.elections)
      io.out(`${id}: ${name}, ${jurisdictions.length} jurisdictions: sound`);
    return 0;
  },
};
