import { type Command, needed, parsed } from '../command.ts';
import { personNamed, withAccounts } from '../with-accounts.ts';

const VALID_MS = 3_600_000;

export const command: Command = {
  name: 'user link',
  summary: 'Print a one-time link that signs a person in',
  help: `
Usage: warroom user link --email ADDRESS

For someone who forgot their password: the link works once, within an hour. They set a new
password on their own page.`,
  async run(args, io) {
    const { values } = parsed(args, { email: { type: 'string' } });
    const email = needed(values.email, '--email', 'ana@example.org');
    return withAccounts(io, async ({ accounts, note, link }) => {
      const person = personNamed(accounts, email);
      const token = await accounts.createLink({
        for: { kind: 'person', id: person.id },
        to: '/',
        expiresAt: io.now() + VALID_MS,
      });
      await note(
        person.memberships.map(({ election }) => election),
        'account.link-made',
        { person: person.id },
      );
      io.out(link(`/link#${token}`));
      return 0;
    });
  },
};
