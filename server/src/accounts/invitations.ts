import type { Accounts, Begun, Invitation, Outcome, Redeemed } from './accounts.ts';
import { bad, DAY_MS, good, hashing, type AccountContext } from './context.ts';
import { displayOf, withNewToken } from './displays.ts';
import { emailKey, emailTaken, newPerson, personWith } from './people.ts';
import {
  drop,
  put,
  type AccountState,
  type InvitationRecord,
  type LinkRecord,
  type PersonRecord,
} from './records.ts';
import { beginSession, tooOften } from './sessions.ts';
import { hashOfSecret, newId, newSecret, partsOf, secretFits, tokenOf } from './token.ts';

type InvitationsPart = Pick<
  Accounts,
  | 'invite'
  | 'invitations'
  | 'invitation'
  | 'revokeInvitation'
  | 'acceptInvitation'
  | 'createLink'
  | 'redeemLink'
>;

const INVITATION_MS = 7 * DAY_MS;

/** Invitations to join and one-time links to sign in. */
export function invitationsOf(context: AccountContext): InvitationsPart {
  const { store, now, guard, hasher } = context;

  function behind<K extends 'invitation' | 'link'>(
    kind: K,
    state: AccountState,
    token: string,
  ): (K extends 'link' ? LinkRecord : InvitationRecord) | undefined {
    const parts = partsOf(token);
    const record = parts && state[kind].get(parts.id);
    if (
      !parts ||
      !record ||
      record.expiresAt <= now() ||
      !secretFits(parts.secret, record.secretHash)
    )
      return undefined;
    return record as K extends 'link' ? LinkRecord : InvitationRecord;
  }
  const notValid = bad(
    'forbidden',
    'This link was used already, has expired or was withdrawn; ask for a fresh one.',
  );

  return {
    async invite(input, by) {
      const checked = newPerson(context, input);
      if ('refusal' in checked) return { ok: false, refusal: checked.refusal };
      const secret = newSecret(context.randomBytes);
      const record: InvitationRecord = {
        id: newId('i-', context.randomBytes),
        secretHash: hashOfSecret(secret),
        email: checked.record.email,
        name: checked.record.name,
        admin: input.admin,
        membership: input.membership,
        createdAt: now(),
        createdBy: by,
        expiresAt: now() + INVITATION_MS,
      };
      return store.transact(() => ({
        changes: [put('invitation', record)],
        value: good({ invitation: invitationOf(record), token: tokenOf(record.id, secret) }),
      }));
    },
    invitations: () =>
      [...store.state.invitation.values()]
        .filter((record) => record.expiresAt > now())
        .map(invitationOf),
    invitation(token) {
      const record = behind('invitation', store.state, token);
      return record && invitationOf(record);
    },
    revokeInvitation: (id) =>
      store.transact<Outcome<Invitation>>((state) => {
        const record = state.invitation.get(id);
        return record
          ? { changes: [drop('invitation', id)], value: good(invitationOf(record)) }
          : {
              changes: [],
              value: bad('not-found', 'There is no such invitation; it may have been used.'),
            };
      }),
    acceptInvitation: (input, visitor) =>
      hashing(async () => {
        const refused = tooOften(context, 'invitation', visitor);
        if (refused) return refused;
        await context.catchUp();
        const record = behind('invitation', store.state, input.token);
        if (!record) {
          guard.failed('invitation', visitor.address);
          return notValid;
        }
        const known = personWith(store.state, record.email);
        const joined = known
          ? await joinKnown(known, record, input.password, visitor.address)
          : await joinNew(record, input);
        if ('refusal' in joined) return { ok: false, refusal: joined.refusal };
        return store.transact<Outcome<Begun>>((state) => {
          if (!behind('invitation', state, input.token)) return { changes: [], value: notValid };
          const taken = known ? undefined : emailTaken(state, record.email);
          if (taken) return { changes: [], value: { ok: false, refusal: taken } };
          const person = known
            ? joined.person(state.person.get(known.id) ?? known)
            : joined.person(undefined);
          const { changes, begun } = beginSession(context, state, person, visitor);
          return {
            changes: [
              drop('invitation', record.id),
              ...(person.admin ? [drop('setup', 'setup')] : []),
              put('person', person),
              ...changes,
            ],
            value: good(begun),
          };
        });
      }),
    createLink({ for: target, to, expiresAt }) {
      const secret = newSecret(context.randomBytes);
      const record: LinkRecord = {
        id: newId('l-', context.randomBytes),
        secretHash: hashOfSecret(secret),
        for: target,
        to,
        expiresAt,
      };
      return store.transact(() => ({
        changes: [put('link', record)],
        value: tokenOf(record.id, secret),
      }));
    },
    async redeemLink(token, visitor) {
      const refused = tooOften(context, 'link', visitor);
      if (refused) return refused;
      const outcome = await store.transact<Outcome<Redeemed>>((state) => {
        const link = behind('link', state, token);
        const person = link?.for.kind === 'person' ? state.person.get(link.for.id) : undefined;
        if (link && person && !person.disabled) {
          const { changes, begun } = beginSession(context, state, person, visitor, {
            byLink: true,
          });
          return {
            changes: [drop('link', link.id), ...changes],
            value: good({ kind: 'person' as const, to: link.to, ...begun }),
          };
        }
        const display = link?.for.kind === 'display' ? state.display.get(link.for.id) : undefined;
        if (link && display) {
          const { change, next, token: fresh } = withNewToken(context, display);
          const value = good({
            kind: 'display' as const,
            to: link.to,
            display: displayOf(next, context.touches),
            token: fresh,
          });
          return { changes: [drop('link', link.id), change], value };
        }
        return { changes: [], value: notValid };
      });
      if (!outcome.ok) guard.failed('link', visitor.address);
      return outcome;
    },
  };

  /** Someone with an account proves that it is theirs, and keeps name and password. */
  async function joinKnown(
    known: PersonRecord,
    record: InvitationRecord,
    password: string,
    address: string,
  ) {
    const account = emailKey(known.email);
    const refused = tooOften(context, account, { address, agent: '' });
    if (refused) return refused;
    if (known.disabled || !(await hasher.verify(password, known.passwordHash))) {
      guard.failed(account, address);
      return bad(
        'forbidden',
        'This e-mail already has an account here: enter the password of that account.',
        { path: 'password' },
      );
    }
    guard.succeeded(account, address);
    return {
      person: (current: PersonRecord | undefined) => withMembership(current ?? known, record),
    };
  }

  async function joinNew(record: InvitationRecord, input: { name: string; password: string }) {
    const made = newPerson(context, {
      name: input.name,
      email: record.email,
      password: input.password,
    });
    if ('refusal' in made) return made;
    const passwordHash = await hasher.hash(input.password);
    return { person: () => withMembership({ ...made.record, passwordHash }, record) };
  }
}

function withMembership(
  person: PersonRecord,
  { membership, admin }: InvitationRecord,
): PersonRecord {
  return {
    ...person,
    admin: person.admin || admin,
    memberships: membership
      ? [
          ...person.memberships.filter((one) => one.election !== membership.election),
          { ...membership, endedAt: null },
        ]
      : person.memberships,
  };
}

function invitationOf(record: InvitationRecord): Invitation {
  const { secretHash: _secret, ...rest } = record;
  return rest;
}
