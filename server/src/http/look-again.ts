import type { Accounts, Identity } from '../accounts/accounts.ts';
import { namesSomeone } from '../accounts/cookies.ts';
import type { Room, Rooms } from '../desk/room.ts';
import { catchUpWith } from '../guard/catch-up.ts';

/**
 * Successive requests go to different nodes: what was written on one a moment ago may not be known here
 * yet. So before a "no" this node catches up, and looks once more.
 */

/** Whoever the cookies name; looked up again when nobody is known by them. */
export async function identified(
  accounts: Pick<Accounts, 'identify' | 'catchUp'>,
  cookies: string | undefined,
  as?: Identity['kind'],
): Promise<Identity | undefined> {
  const known = accounts.identify(cookies, as);
  if (known || !namesSomeone(cookies)) return known;
  await accounts.catchUp();
  return accounts.identify(cookies, as);
}

const catchUps = new WeakMap<object, () => Promise<void>>();

/** One for each room or rooms, so that many who ask at once share it. */
function sharedCatchUp(of: object, refresh: () => Promise<void>): Promise<void> {
  let catchUp = catchUps.get(of);
  if (!catchUp) catchUps.set(of, (catchUp = catchUpWith(refresh, { apartMs: 20 })));
  return catchUp();
}

/** Within a second, has in the situation what anyone was acknowledged before; or as much as there is. */
export async function caughtUp(room: Room): Promise<void> {
  if (room.caughtUp) await sharedCatchUp(room, () => room.caughtUp?.() ?? Promise.resolve());
}

/** Within a second, knows the elections that other nodes have opened. */
export async function roomsRefreshed(rooms: Rooms): Promise<void> {
  if (rooms.refresh) await sharedCatchUp(rooms, () => rooms.refresh?.() ?? Promise.resolve());
}
