import { Role, Tlp } from '@warroom/shared';
import { CommandFailure, type Command, needed, oneOf, parsed, UsageError } from '../command.ts';
import { knownElection } from '../elections.ts';
import { granted, personNamed, withAccounts } from '../with-accounts.ts';

export const command: Command = {
  name: 'user set-role',
  summary: 'Set what a person may do in an election, or on the server',
  help: `
Usage: warroom user set-role --email ADDRESS --election ID --role ROLE [--clearance TLP]
       warroom user set-role --email ADDRESS --election ID --remove
       warroom user set-role --email ADDRESS --server-admin yes|no

  --role ROLE          viewer, triager, lead, admin or partner
  --clearance TLP      CLEAR, GREEN, AMBER, AMBER+STRICT or RED (default: as it is, else AMBER)
  --remove             takes part in the election no more
  --server-admin WORD  yes or no: may administer the server`,
  async run(args, io) {
    const { values } = parsed(args, {
      email: { type: 'string' },
      election: { type: 'string' },
      role: { type: 'string' },
      clearance: { type: 'string' },
      remove: { type: 'boolean' },
      'server-admin': { type: 'string' },
    });
    const email = needed(values.email, '--email', 'ana@example.org');
    const serverAdmin = values['server-admin'];
    if ((serverAdmin === undefined) === (values.election === undefined))
      throw new UsageError('Give either --election or --server-admin.');
    return withAccounts(io, async ({ accounts, note }) => {
      const person = personNamed(accounts, email);
      if (serverAdmin !== undefined) {
        const admin = oneOf(serverAdmin, ['yes', 'no'], '--server-admin') === 'yes';
        granted(await accounts.changePerson(person.id, { admin }));
        await note([], 'account.person-changed', { person: person.id, admin });
        return 0;
      }
      const election = knownElection(io, needed(values.election, '--election', 'us-general'));
      if (values.remove === true) {
        granted(await accounts.endMembership(person.id, election));
        await note([election], 'account.member-removed', { person: person.id });
        return 0;
      }
      const current = person.memberships.find((one) => one.election === election);
      const role = oneOf(values.role ?? current?.role ?? '', Role.options, '--role');
      const clearance = oneOf(
        values.clearance ?? current?.clearance ?? 'AMBER',
        Tlp.options,
        '--clearance',
      );
      if (person.disabled)
        throw new CommandFailure(`${person.name} is disabled; "user disable --undo" first.`);
      granted(
        await accounts.setMembership(person.id, {
          election,
          role,
          clearance,
          organisation: current?.organisation ?? null,
        }),
      );
      await note([election], 'account.member-set', { person: person.id, role, clearance });
      return 0;
    });
  },
};
