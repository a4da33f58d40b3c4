import { type Command, needed, parsed } from '../command.ts';
import { granted, withAccounts } from '../with-accounts.ts';

export const command: Command = {
  name: 'key revoke',
  summary: 'Revoke an intake key',
  help: `
Usage: warroom key revoke ID

The key stops working within a second, also on a running server.`,
  async run(args, io) {
    const { positionals } = parsed(args, {}, 1);
    const id = needed(positionals[0], 'the id', 'kabc… (see "key list")');
    return withAccounts(io, async ({ accounts, note }) => {
      const key = granted(await accounts.revokeKey(id));
      await note([key.election], 'account.key-revoked', { key: id, source: key.source });
      io.err(`Key ${id} of ${key.source} is revoked.`);
      return 0;
    });
  },
};
