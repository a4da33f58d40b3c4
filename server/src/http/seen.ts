import type { Accounts } from '../accounts/accounts.ts';
import { cookieOf } from '../accounts/cookies.ts';
import type { Rooms } from '../desk/room.ts';
import { caughtUp, roomsRefreshed } from './look-again.ts';

/**
 * So that a browser finds on any node what it wrote on another: the answer to a write notes how far the
 * node was that wrote it, in a cookie of a few seconds; a node that isn't that far waits until it is.
 */
const SEEN_COOKIE = 'warroom_seen';
const SEEN_S = 10;

/** How far a node is: with the accounts, and with one election. */
export interface Seen {
  accounts: number;
  seq: number;
  /** '' for none. */
  election: string;
}

const SEEN = /^(\d{1,15})\.(\d{1,15})\.([\w.:+-]{0,64})$/;

/** What a browser has seen, by its Cookie header. Anything but what we set counts as nothing. */
export function seenBy(cookies: string | undefined): Seen | undefined {
  const match = SEEN.exec(cookieOf(cookies, SEEN_COOKIE) ?? '');
  return match
    ? { accounts: Number(match[1]), seq: Number(match[2]), election: match[3] ?? '' }
    : undefined;
}

/** The cookie that notes how far this node is. Undefined where it is the only one. */
export function seenCookie(
  { accounts, rooms }: { accounts: Pick<Accounts, 'version'>; rooms: Rooms },
  election: string | undefined,
  secure: boolean,
): string | undefined {
  const version = accounts.version();
  if (version === undefined) return undefined;
  const room = election === undefined ? undefined : rooms.get(election);
  const value = `${version}.${room?.situation.seq ?? 0}.${room?.id ?? ''}`;
  return `${SEEN_COOKIE}=${value}; Path=/; Max-Age=${SEEN_S}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

/** Waits, a second at most, until this node is as far as the browser has seen. */
export async function reach(
  { accounts, seq, election }: Seen,
  here: { accounts: Pick<Accounts, 'version' | 'catchUp'>; rooms: Rooms },
): Promise<void> {
  const version = here.accounts.version();
  if (version === undefined) return;
  const waits: Promise<void>[] = [];
  if (version < accounts) waits.push(here.accounts.catchUp());
  if (election !== '') {
    const room = here.rooms.get(election);
    if (!room) waits.push(roomsRefreshed(here.rooms));
    else if (room.situation.seq < seq) waits.push(caughtUp(room));
  }
  await Promise.all(waits);
}
