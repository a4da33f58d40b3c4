import type { Subject } from '@warroom/shared';
import type { Person } from '../accounts/accounts.ts';
import type { Room } from '../desk/room.ts';
import type { RouteContext } from './options.ts';

type Data = Record<string, string | number | boolean | null>;

/**
 * Notes a change of rights in the journals it concerns. Ids only, no names or addresses, but for
 * a reason that somebody gave. The change
 * has happened; where it can't be noted (a full disk), the log says so instead, and the answer is false.
 */
export async function note(
  context: Pick<RouteContext, 'log'>,
  rooms: readonly Room[],
  type: `account.${string}`,
  data: Data,
  by: Subject,
  /** May name people, so that it can be erased; never logged. */
  personal?: { reason: string },
): Promise<boolean> {
  let isNoted = true;
  for (const room of rooms) {
    try {
      await room.note(type, data, by, personal);
    } catch (error) {
      isNoted = false;
      context.log.error(
        { err: error, election: room.id, type, ...data, by: by.id },
        'A change of rights could not be noted in the journal.',
      );
    }
  }
  return isNoted;
}

/** A person as the author of such a note; what they may do plays no part in it. */
export function author(person: Pick<Person, 'id'>): Subject {
  return { kind: 'person', id: person.id, role: 'admin', clearance: 'CLEAR', organisation: null };
}

/** The rooms that a person is part of. */
export function roomsOf(context: Pick<RouteContext, 'rooms' | 'accounts'>, person: Person): Room[] {
  return context.rooms
    .all()
    .filter(
      (room) =>
        context.accounts.subjectIn({ kind: 'person', person, sessionId: '' }, room.id) !==
        undefined,
    );
}
