import { can } from '@warroom/shared';
import type { Subject } from '@warroom/shared';
import type { Accounts } from '../accounts/accounts.ts';
import { keyPartsOf } from '../accounts/token.ts';
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
  rooms: Pick<Rooms, 'get' | 'refresh'>;
  accounts: Pick<Accounts, 'intakeKey'> & Partial<Pick<Accounts, 'catchUp'>>;
}

const HOW =
  'Send the header "Authorization: Bearer <key>"; an admin makes keys on the admin page or with "warroom key add".';

/** The key in an Authorization header (RFC 6750), or undefined. */
export function bearer(header: string | undefined): string | undefined {
  const match = /^Bearer +([\w.~+/=-]{1,512}) *$/i.exec(header ?? '');
  return match?.[1];
}

/**
 * The same, asked again when the answer is no: the key or the election may be new on another node. Takes a
 * key that only looks like one of ours for a moment's wait, shared with all others who wait.
 */
export async function authoriseAnew(
  key: string | undefined,
  election: string,
  doors: Doors,
): Promise<ReturnType<typeof authorise>> {
  const first = authorise(key, election, doors);
  if (!mayBeNew(first, key, doors)) return first;
  await doors.accounts.catchUp?.();
  const second = authorise(key, election, doors);
  // Only for a key that is known: strangers can't make us look for elections.
  if (!('no' in second) || second.no.status !== 404 || !doors.rooms.refresh) return second;
  await doors.rooms.refresh().catch(() => undefined);
  return authorise(key, election, doors);
}

/** Whether it is worth looking again. */
export function mayBeNew(
  door: ReturnType<typeof authorise>,
  key: string | undefined,
  doors: Doors,
): boolean {
  return (
    'no' in door &&
    key !== undefined &&
    doors.accounts.catchUp !== undefined &&
    keyPartsOf(key) !== undefined
  );
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
