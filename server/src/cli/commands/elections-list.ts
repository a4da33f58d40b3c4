import { type Command, parsed, table } from '../command.ts';
import { allElections, foldersIn } from '../elections.ts';

export const command: Command = {
  name: 'elections list',
  summary: 'List the elections of this server',
  help: `
Usage: warroom elections list

Lists the elections of the election files, and drills begun earlier, with whether they have a journal.`,
  async run(args, io) {
    parsed(args, {});
    const begun = new Set(foldersIn(io.dataDir));
    const rows = allElections(io).map(({ id, name }) => [
      id,
      begun.has(id) ? 'has a journal' : 'not begun',
      name,
    ]);
    for (const line of table(['ID', 'JOURNAL', 'NAME'], rows)) io.out(line);
    return 0;
  },
};
