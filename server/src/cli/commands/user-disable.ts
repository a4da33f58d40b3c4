import { type Command, needed, parsed } from '../command.ts';
import { granted, personNamed, withAccounts } from '../with-accounts.ts';

export const command: Command = {
  name: 'user disable',
  summary: 'Shut a person out at once, or let them in again',
  help: `
Usage: warroom user disable --email ADDRESS [--undo]

Ends all sessions of a person and lets them sign in no more. Their name stays with what they did.

  --undo    lets them sign in again`,
  async run(args, io) {
    const { values } = parsed(args, { email: { type: 'string' }, undo: { type: 'boolean' } });
    const email = needed(values.email, '--email', 'ana@example.org');
    const disabled = values.undo !== true;
    return withAccounts(io, async ({ accounts, note }) => {
      const person = granted(
        await accounts.changePerson(personNamed(accounts, email).id, { disabled }),
      );
      await note(
        person.admin ? [] : person.memberships.map(({ election }) => election),
        'account.person-changed',
        { person: person.id, disabled },
      );
      io.err(disabled ? `${person.name} is shut out.` : `${person.name} can sign in again.`);
      return 0;
    });
  },
};
