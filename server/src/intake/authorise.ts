import { can } from '@warroom/shared';
import type { Subject } from '@warroom/shared';
import type { Accounts } from '../accounts/accounts.ts';
import type { Room, Rooms } from '../desk/room.ts';
import { no } from './no.ts';
import type { No } from './no.ts';

/** Who may post here, and where it goes. */
export interface Sender {
  room: Room;
  keyId: string;
  source: string;
  subject: Extract<Subject, { kind: 'intake' }>;
}

export interface Doors {
  rooms: Pick<Rooms, 'get'>;
  accounts: Pick<Accounts, 'intakeKey'>;
}

const HOW =
  'Send the header "Authorization: Bearer <key>"; an admin makes keys on the admin page or with "warroom key add".';

/** The key in an Authorization header (RFC 6750), or undefined. */
export function bearer(header: string | undefined): string | undefined {
  const match = /^Bearer +([\w.~+/=-]{1,512}) *$/i.exec(header ?? '');
  return match?.[1];
}

/** The sender behind a key in one election, or why not: 401 before anything about elections is told. */
export function authorise(
  key: string | undefined,
  election: string,
  { rooms, accounts }: Doors,
): { sender: Sender } | { no: No } {
  if (key === undefined) return { no: no(401, 'forbidden', `This needs an intake key. ${HOW}`) };
  const found = accounts.intakeKey(key);
  if (!found)
    return {
      no: no(401, 'forbidden', `This key is not known here: it is mistyped or was revoked. ${HOW}`),
    };
  const room = rooms.get(election);
  if (!room)
    return {
      no: no(
        404,
        'not-found',
        `There is no election "${election}" on this server. The key given belongs to "${found.election}".`,
      ),
    };
  if (found.election !== election) {
    return {
      no: no(
        403,
        'forbidden',
        `This key belongs to the election "${found.election}", not to "${election}". Post to that one, or ask an admin for a key of this one.`,
      ),
    };
  }
  if (!can(found.subject, 'signal.write')) {
    return {
      no: no(
        403,
        'forbidden',
        'This key may not post signals: it lacks the scope signal:write. Ask an admin for one that has it.',
      ),
    };
  }
  return {
    sender: { room, keyId: found.id, source: found.subject.source, subject: found.subject },
  };
}
