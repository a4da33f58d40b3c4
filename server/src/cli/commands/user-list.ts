import { type Command, parsed, table } from '../command.ts';
import { withAccounts } from '../with-accounts.ts';

export const command: Command = {
  name: 'user list',
  summary: 'List people and what they may do',
  help: `
Usage: warroom user list [--json]

Lists everybody with their elections, roles and clearances.`,
  async run(args, io) {
    const { values } = parsed(args, { json: { type: 'boolean' } });
    return withAccounts(io, async ({ accounts }) => {
      const people = accounts.allPeople();
      if (values.json === true) io.out(JSON.stringify(people, null, 2));
      else if (people.length === 0)
        io.err('There is nobody yet; "setup-link" prints the link for the first admin.');
      else {
        const rows = people.map((person) => [
          person.id,
          person.email,
          person.name,
          person.disabled ? 'disabled' : person.admin ? 'server admin' : '',
          person.memberships
            .map(({ election, role, clearance }) => `${election}: ${role}, TLP:${clearance}`)
            .join('; '),
        ]);
        for (const line of table(['ID', 'E-MAIL', 'NAME', 'STATE', 'ELECTIONS'], rows))
          io.out(line);
      }
      return 0;
    });
  },
};
