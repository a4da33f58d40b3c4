import { redactionOf } from '../../accounts/accounts.ts';
import { type Command, parsed, shownTime, table } from '../command.ts';
import { withAccounts } from '../with-accounts.ts';

export const command: Command = {
  name: 'display list',
  summary: 'List paired wall screens',
  help: `
Usage: warroom display list [--election ID] [--json]`,
  async run(args, io) {
    const { values } = parsed(args, { election: { type: 'string' }, json: { type: 'boolean' } });
    return withAccounts(io, async ({ accounts }) => {
      const displays = accounts.displays(values.election);
      if (values.json === true) io.out(JSON.stringify(displays, null, 2));
      else {
        const rows = displays.map((display) => [
          display.id,
          display.election,
          display.name,
          `TLP:${display.clearance}`,
          redactionOf(display),
          shownTime(display.pairedAt),
          shownTime(display.lastReport?.at ?? null),
        ]);
        for (const line of table(
          ['ID', 'ELECTION', 'NAME', 'CLEARANCE', 'LEAVES OUT', 'PAIRED', 'LAST SEEN'],
          rows,
        ))
          io.out(line);
      }
      return 0;
    });
  },
};
