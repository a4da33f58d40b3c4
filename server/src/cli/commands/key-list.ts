import { type Command, parsed, shownTime, table } from '../command.ts';
import { withAccounts } from '../with-accounts.ts';

export const command: Command = {
  name: 'key list',
  summary: 'List intake keys',
  help: `
Usage: warroom key list [--election ID] [--json]

Lists keys with their source and last use; never the keys themselves.`,
  async run(args, io) {
    const { values } = parsed(args, { election: { type: 'string' }, json: { type: 'boolean' } });
    return withAccounts(io, async ({ accounts }) => {
      const keys = accounts.keys(values.election);
      if (values.json === true) io.out(JSON.stringify(keys, null, 2));
      else {
        const rows = keys.map((key) => [
          key.id,
          key.election,
          key.source,
          key.scopes.join(' '),
          shownTime(key.createdAt),
          shownTime(key.lastUsedAt),
          key.revokedAt === null ? '' : `revoked ${shownTime(key.revokedAt)}`,
          key.name,
        ]);
        for (const line of table(
          ['ID', 'ELECTION', 'SOURCE', 'SCOPES', 'MADE', 'LAST USED', 'STATE', 'NAME'],
          rows,
        ))
          io.out(line);
      }
      return 0;
    });
  },
};
