import { Role, Tlp } from '@warroom/shared';
import { type Command, needed, oneOf, parsed } from '../command.ts';
import { knownElection } from '../elections.ts';
import { granted, withAccounts } from '../with-accounts.ts';

export const command: Command = {
  name: 'user add',
  summary: 'Add a person, or print a link by which they join',
  help: `
Usage: warroom user add --email ADDRESS --name NAME [OPTIONS]

Adds a person. At a terminal their password is asked for; with --password-stdin it is read from
standard input. With neither, a link is printed by which they choose a password (valid 7 days).

  --email ADDRESS     what they sign in with
  --name NAME         as colleagues see it
  --admin             may administer the server
  --election ID       takes part in this election, with
  --role ROLE         viewer, triager, lead, admin or partner   (default viewer)
  --clearance TLP     CLEAR, GREEN, AMBER, AMBER+STRICT or RED  (default AMBER)
  --password-stdin    read the password from standard input
  --link              print a link instead of asking for a password`,
  async run(args, io) {
    const { values } = parsed(args, {
      email: { type: 'string' },
      name: { type: 'string' },
      admin: { type: 'boolean' },
      election: { type: 'string' },
      role: { type: 'string' },
      clearance: { type: 'string' },
      'password-stdin': { type: 'boolean' },
      link: { type: 'boolean' },
    });
    const email = needed(values.email, '--email', 'ana@example.org');
    const name = needed(values.name, '--name', '"Ana Sousa"');
    const role = oneOf(values.role ?? 'viewer', Role.options, '--role');
    const clearance = oneOf(values.clearance ?? 'AMBER', Tlp.options, '--clearance');
    const election = values.election === undefined ? undefined : knownElection(io, values.election);
    const membership =
      election === undefined ? null : { election, role, clearance, organisation: null };
    const admin = values.admin === true;
    const asks = values['password-stdin'] === true || (io.interactive && values.link !== true);
    return withAccounts(io, async ({ accounts, note, link }) => {
      if (!asks) {
        const { token } = granted(await accounts.invite({ email, name, admin, membership }, 'cli'));
        io.err(`${name} joins by this link, once, within 7 days:`);
        io.out(link(`/invite#${token}`));
        return 0;
      }
      const password = await io.readSecret(`Password for ${email}: `);
      const memberships = membership ? [membership] : [];
      const person = granted(
        await accounts.addPerson({ email, name, admin, password, memberships }),
      );
      await note(election === undefined ? [] : [election], 'account.person-added', {
        person: person.id,
        admin,
      });
      io.out(person.id);
      return 0;
    });
  },
};
