import type { Refusal } from '@warroom/shared';
import { audienceOf, Handshake, refuse, WIRE_VERSION } from '@warroom/shared';
import type { Identity } from '../accounts/accounts.ts';
import type { Room, Rooms } from '../desk/room.ts';
import type { FeedAccounts } from './feed-accounts.ts';
import type { Admission } from './feed-client.ts';
import { identityKeyOf } from './feed-client.ts';
import { malformed } from './malformed.ts';

export type Admitted =
  | { ok: true; room: Room; admission: Admission }
  | { ok: false; refusal: Refusal };

/**
 * Decides, and where the answer is no to someone who may be known elsewhere, once more with what other
 * nodes wrote meanwhile: a session, a right or an election made there a moment ago.
 */
export async function admitAnew(options: Parameters<typeof admit>[0]): Promise<Admitted> {
  const first = admit(options);
  const { accounts, rooms } = options;
  if (first.ok || !accounts.catchUp) return first;
  if (first.refusal.path !== 'session' && first.refusal.path !== 'election') return first;
  await accounts.catchUp();
  const second = admit(options);
  if (second.ok || second.refusal.path !== 'election' || !rooms.refresh) return second;
  await rooms.refresh().catch(() => undefined);
  return admit(options);
}

/**
 * Decides whether a connection is let in, and as whom. Refused: another wire version (`stale-version`:
 * reload the page), a malformed handshake, nobody signed in (`forbidden`, path `session`), an election
 * that isn't there or isn't theirs (`not-found`, path `election`), too many connections of one identity.
 */
export function admit(options: {
  auth: unknown;
  identify(as: Identity['kind'] | undefined): Identity | undefined;
  accounts: FeedAccounts;
  rooms: Rooms;
  connections(identityKey: string): number;
  maxConnections: number;
}): Admitted {
  const { auth, identify, accounts, rooms } = options;
  const no = (refusal: Refusal): Admitted => ({ ok: false, refusal });
  const nobody = refuse('forbidden', 'Nobody is signed in here: sign in first.', {
    path: 'session',
  });
  // Before anything else: strangers are not told what a right handshake looks like.
  if (!identify(undefined)) return no(nobody);
  const wire: unknown = (auth as { wire?: unknown } | undefined)?.wire;
  if (typeof wire === 'number' && wire !== WIRE_VERSION) {
    const message = `This page speaks version ${wire} of the wire, the server ${WIRE_VERSION}: reload the page.`;
    return no(refuse('stale-version', message, { path: 'wire' }));
  }
  const handshake = Handshake.safeParse(auth);
  if (!handshake.success) return no(malformed('handshake', handshake.error, auth));
  const { election, as } = handshake.data;
  const identity = identify(as);
  if (!identity) return no(nobody);
  const room = rooms.get(election);
  const subject = room && accounts.subjectIn(identity, election);
  const audience = subject && audienceOf(subject);
  if (!room || !audience) {
    const message = `There is no election "${election}" here that you may read.`;
    return no(refuse('not-found', message, { path: 'election' }));
  }
  if (options.connections(identityKeyOf(identity)) >= options.maxConnections) {
    const message = `You have ${options.maxConnections} connections open already: close some windows.`;
    return no(refuse('too-many', message));
  }
  return { ok: true, room, admission: { identity, subject, audience } };
}
