import { CommandFailure, type Command, parsed } from '../command.ts';
import { withAccounts } from '../with-accounts.ts';

export const command: Command = {
  name: 'setup-link',
  summary: 'Print the one-time link for the first admin',
  help: `
Usage: warroom setup-link

Prints a fresh link; an earlier one works no more. It is valid until it is used or an admin was added.`,
  async run(args, io) {
    parsed(args, {});
    return withAccounts(io, async ({ accounts, link }) => {
      const token = await accounts.setupToken();
      if (token === undefined)
        throw new CommandFailure(
          'There is an admin already, so there is no first admin to set up; "user link" signs one of them in.',
        );
      io.out(link(`/setup#${token}`));
      return 0;
    });
  },
};
