import { type Command, needed, parsed } from '../command.ts';
import { granted, personNamed, withAccounts } from '../with-accounts.ts';

export const command: Command = {
  name: 'user password',
  summary: 'Set a new password for a person',
  help: `
Usage: warroom user password --email ADDRESS

Sets a new password, asked for at the terminal or read from standard input, and ends all of the
person's sessions.`,
  async run(args, io) {
    const { values } = parsed(args, {
      email: { type: 'string' },
      'password-stdin': { type: 'boolean' },
    });
    const email = needed(values.email, '--email', 'ana@example.org');
    return withAccounts(io, async ({ accounts, note }) => {
      const { id } = personNamed(accounts, email);
      const person = granted(
        await accounts.setPassword(id, await io.readSecret(`New password for ${email}: `)),
      );
      await note(
        person.memberships.map(({ election }) => election),
        'account.person-changed',
        { person: id, password: true },
      );
      io.err(`${person.name} has a new password; all their sessions ended.`);
      return 0;
    });
  },
};
