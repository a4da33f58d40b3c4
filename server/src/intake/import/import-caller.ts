import { createHash, timingSafeEqual } from 'node:crypto';
import { can } from '@warroom/shared';
import type { Context } from 'hono';
import type { Accounts } from '../../accounts/accounts.ts';
import type { Room, Rooms } from '../../desk/room.ts';
import { bearer } from '../authorise.ts';
import { no } from '../no.ts';
import type { No } from '../no.ts';

/** Someone who may import into the election that the path names. */
export interface ImportCaller {
  room: Room;
  /** The person's id, or `cli`. */
  by: string;
}

export interface ImportCallerParts {
  rooms: Pick<Rooms, 'get'>;
  accounts: Pick<Accounts, 'identify' | 'subjectIn'>;
  /** Known to this machine's operator only: the command line. */
  localToken?: string | undefined;
}

/** Who asks, by cookie or as the command line; a foreign Origin was refused before it came here. */
export function importCaller(
  context: Context,
  { rooms, accounts, localToken }: ImportCallerParts,
): ImportCaller | { no: No } {
  const election = context.req.param('election') ?? '';
  const room = rooms.get(election);
  const nowhere = {
    no: no(
      404,
      'not-found',
      `There is no election "${election.slice(0, 60)}" here, or you are not part of it.`,
    ),
  };
  const token = bearer(context.req.header('authorization'));
  if (token !== undefined && localToken !== undefined && same(token, localToken))
    return room ? { room, by: 'cli' } : nowhere;
  const identity = accounts.identify(context.req.header('cookie'));
  if (!identity)
    return {
      no: no(
        401,
        'forbidden',
        'Sign in to import. A program posts signals with an intake key to /api/elections/<election>/signals instead.',
      ),
    };
  const subject = room && accounts.subjectIn(identity, election);
  if (!room || !subject) return nowhere;
  if (!can(subject, 'signal.import'))
    return {
      no: no(403, 'forbidden', 'Importing needs the role of lead in this election; ask an admin.'),
    };
  return { room, by: subject.id };
}

/** Compared by hash, so that the time taken tells nothing. */
function same(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
