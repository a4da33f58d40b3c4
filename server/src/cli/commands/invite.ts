import { Role, Tlp } from '@warroom/shared';
import { type Command, needed, oneOf, parsed } from '../command.ts';
import { knownElection } from '../elections.ts';
import { granted, withAccounts } from '../with-accounts.ts';

export const command: Command = {
  name: 'invite',
  summary: 'Print a link by which someone joins',
  help: `
Usage: warroom invite --email ADDRESS --election ID --role ROLE [OPTIONS]

Prints a link that works once, within 7 days. Whoever opens it chooses a password.

  --name NAME         as colleagues see it (they can change it)
  --clearance TLP     CLEAR, GREEN, AMBER, AMBER+STRICT or RED  (default AMBER)
  --admin             may administer the server; --election and --role can then be left out`,
  async run(args, io) {
    const { values } = parsed(args, {
      email: { type: 'string' },
      name: { type: 'string' },
      election: { type: 'string' },
      role: { type: 'string' },
      clearance: { type: 'string' },
      admin: { type: 'boolean' },
    });
    const email = needed(values.email, '--email', 'ana@example.org');
    const admin = values.admin === true;
    const membership =
      admin && values.election === undefined
        ? null
        : {
            election: knownElection(io, needed(values.election, '--election', 'us-general')),
            role: oneOf(needed(values.role, '--role', 'triager'), Role.options, '--role'),
            clearance: oneOf(values.clearance ?? 'AMBER', Tlp.options, '--clearance'),
            organisation: null,
          };
    return withAccounts(io, async ({ accounts, note, link }) => {
      const name = values.name ?? email.split('@')[0] ?? email;
      const { invitation, token } = granted(
        await accounts.invite({ email, name, admin, membership }, 'cli'),
      );
      await note(membership ? [membership.election] : [], 'account.invited', {
        invitation: invitation.id,
        role: membership?.role ?? null,
        admin,
      });
      io.out(link(`/invite#${token}`));
      return 0;
    });
  },
};
