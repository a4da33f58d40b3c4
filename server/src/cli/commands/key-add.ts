import { Scope } from '@warroom/shared';
import { type Command, needed, oneOf, parsed } from '../command.ts';
import { knownElection } from '../elections.ts';
import { granted, withAccounts } from '../with-accounts.ts';

export const command: Command = {
  name: 'key add',
  summary: 'Make a key by which a program posts signals',
  help: `
Usage: warroom key add --election ID --source NAME [--scope signal:write] [--name TEXT]

Prints the key, once: only its hash is kept. Programs send it as "Authorization: Bearer KEY".

  --election ID     the election it posts to
  --source NAME     what its signals are counted under: small letters, digits, hyphens
  --scope SCOPE     what it may do (default signal:write)
  --name TEXT       a note for yourselves: who has it, and where`,
  async run(args, io) {
    const { values } = parsed(args, {
      election: { type: 'string' },
      source: { type: 'string' },
      scope: { type: 'string', multiple: true },
      name: { type: 'string' },
    });
    const election = knownElection(io, needed(values.election, '--election', 'us-general'));
    const source = needed(values.source, '--source', 'tips');
    const scopes = (values.scope ?? ['signal:write']).map((scope) =>
      oneOf(scope, Scope.options, '--scope'),
    );
    return withAccounts(io, async ({ accounts, note }) => {
      const { key, token } = granted(
        await accounts.addKey({ election, source, scopes, name: values.name }, 'cli'),
      );
      await note([election], 'account.key-added', {
        key: key.id,
        source,
        scopes: scopes.join(' '),
      });
      io.err(`Key ${key.id} for ${source} in ${election}. It is shown only this once:`);
      io.out(token);
      return 0;
    });
  },
};
