import { type Command, needed, parsed } from '../command.ts';
import { granted, withAccounts } from '../with-accounts.ts';

export const command: Command = {
  name: 'display revoke',
  summary: 'Unpair a wall screen',
  help: `
Usage: warroom display revoke ID

The screen goes blank within a second and shows a code to be paired again.`,
  async run(args, io) {
    const { positionals } = parsed(args, {}, 1);
    const id = needed(positionals[0], 'the id', 'd-abc… (see "display list")');
    return withAccounts(io, async ({ accounts, note }) => {
      const display = granted(await accounts.revokeDisplay(id));
      await note([display.election], 'account.display-revoked', { display: id });
      io.err(`${display.name} is unpaired.`);
      return 0;
    });
  },
};
