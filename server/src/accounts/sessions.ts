import type { Refusal, Subject } from '@warroom/shared';
import { redactionOf } from './accounts.ts';
import type { Accounts, Begun, Identity, Outcome, Session, Visitor } from './accounts.ts';
import { bad, DAY_MS, good, hashing, HOUR_MS, MINUTE_MS, type AccountContext } from './context.ts';
import { cookieOf, DISPLAY_COOKIE, SESSION_COOKIE } from './cookies.ts';
import { displayBehind, displayOf } from './displays.ts';
import { checkPassword } from './password-rules.ts';
import { hasAdmin, emailKey, endedSessions, newPerson, personWith } from './people.ts';
import { baseOf, personOf, standing } from './standing.ts';
import {
  drop,
  put,
  type AccountState,
  type PersonRecord,
  type RecordChange,
  type SessionRecord,
} from './records.ts';
import {
  hashOfSecret,
  newId,
  newSecret,
  partsOf,
  rememberingFits,
  secretFits,
  tokenOf,
} from './token.ts';

type SessionsPart = Pick<
  Accounts,
  | 'identify'
  | 'subjectIn'
  | 'signIn'
  | 'sessions'
  | 'lastSeenAt'
  | 'endSession'
  | 'endSessions'
  | 'changeOwnPassword'
  | 'setupToken'
  | 'setUp'
>;

const SESSION_IDLE_MS = 12 * HOUR_MS;
const SESSION_LONGEST_MS = 7 * DAY_MS;
const MAX_SESSIONS = 20;
/** Whoever came by a one-time link has forgotten the old password. */
const RESET_MS = 30 * MINUTE_MS;

/** Set-up, signing in, and who stands behind a cookie. */
export function sessionsOf(context: AccountContext): SessionsPart {
  const { store, touches, guard, hasher } = context;
  const fits = rememberingFits();
  /** One object per person and session while neither changes: identifying happens with every request. */
  const identities = new WeakMap<SessionRecord, { person: PersonRecord; identity: Identity }>();

  function personBehind(cookies: string | undefined): Identity | undefined {
    const token = cookieOf(cookies, SESSION_COOKIE);
    const parts = token === undefined ? undefined : partsOf(token);
    const session = parts && store.state.session.get(parts.id);
    if (!parts || !session || !fits(parts.secret, session.secretHash)) return undefined;
    const person = store.state.person.get(session.person);
    if (!person || person.disabled || expired(context, session)) return undefined;
    touches.session(session.id);
    let known = identities.get(session);
    if (known?.person !== person) {
      known = {
        person,
        identity: { kind: 'person', person: personOf(person), sessionId: session.id },
      };
      identities.set(session, known);
    }
    return known.identity;
  }

  function screenBehind(cookies: string | undefined): Identity | undefined {
    const token = cookieOf(cookies, DISPLAY_COOKIE);
    const record = token === undefined ? undefined : displayBehind(context, token);
    return record && { kind: 'display', display: displayOf(record, touches) };
  }

  return {
    identify(cookies, as) {
      if (cookies === undefined) return undefined;
      if (as === 'display') return screenBehind(cookies);
      return personBehind(cookies) ?? (as === undefined ? screenBehind(cookies) : undefined);
    },
    subjectIn(identity, election): Subject | undefined {
      if (identity.kind === 'display') {
        const { id, clearance } = identity.display;
        const redaction = redactionOf(identity.display);
        return identity.display.election === election
          ? { kind: 'display', id, clearance, redaction }
          : undefined;
      }
      // Anew from the store: the identity may have been taken before a change of rights.
      const record = store.state.person.get(identity.person.id);
      const { membership, current } = record
        ? standing(record, election, baseOf(context, election))
        : { membership: undefined, current: false };
      if (!record || !membership || !current) return undefined;
      const { role, clearance, organisation } = membership;
      return { kind: 'person', id: record.id, role, clearance, organisation };
    },
    signIn: ({ email, password }, visitor) =>
      hashing(async () => {
        const account = emailKey(email);
        const refused = tooOften(context, account, visitor);
        if (refused) return refused;
        // For every e-mail, known or not: the time it takes must not tell which.
        await context.catchUp();
        const fits = await hasher.verify(password, personWith(store.state, email)?.passwordHash);
        // Looked up again: it may have been disabled meanwhile.
        const person = personWith(store.state, email);
        if (!fits || !person || person.disabled) {
          guard.failed(account, visitor.address);
          return bad(
            'forbidden',
            'E-mail or password is wrong. After several wrong tries you have to wait before the next one.',
          );
        }
        guard.succeeded(account, visitor.address);
        return store.transact<Outcome<Begun>>((state) => {
          const current = state.person.get(person.id);
          if (!current || current.disabled)
            return { changes: [], value: bad('forbidden', 'This account was disabled.') };
          const { changes, begun } = beginSession(context, state, current, visitor);
          return { changes, value: good(begun) };
        });
      }),
    sessions: (person) =>
      [...store.state.session.values()]
        .filter((session) => session.person === person && !expired(context, session))
        .map((session) => sessionOf(context, session))
        .toSorted((a, b) => b.lastUsedAt - a.lastUsedAt),
    lastSeenAt(person) {
      let latest: number | null = null;
      for (const session of store.state.session.values()) {
        if (session.person !== person) continue;
        latest = Math.max(latest ?? 0, session.lastUsedAt, touches.sessionUsedAt(session.id) ?? 0);
      }
      return latest;
    },
    endSession: (id) =>
      store.transact((state) => ({
        changes: state.session.has(id) ? [drop('session', id)] : [],
        value: state.session.has(id),
      })),
    endSessions: (person, exceptId) =>
      store.transact((state) => {
        const changes = endedSessions(state, person, exceptId);
        return { changes, value: changes.length };
      }),
    changeOwnPassword: ({ person, current, next, session }, visitor) =>
      hashing(async () => {
        await context.catchUp();
        const known = store.state.person.get(person);
        if (!known) return bad('not-found', 'There is no such person.');
        const account = emailKey(known.email);
        const refused = tooOften(context, account, visitor);
        if (refused) return refused;
        const begun = store.state.session.get(session);
        const byLink = begun?.byLink === true && context.now() - begun.createdAt < RESET_MS;
        if (!byLink && !(await hasher.verify(current ?? '', known.passwordHash))) {
          guard.failed(account, visitor.address);
          return bad('forbidden', 'The present password is wrong.', { path: 'current' });
        }
        const weak = checkPassword(next, known);
        if (weak) return { ok: false, refusal: weak };
        const passwordHash = await hasher.hash(next);
        return store.transact((state) => {
          const record = { ...(state.person.get(person) ?? known), passwordHash };
          return {
            changes: [put('person', record), ...endedSessions(state, person, session)],
            value: good(personOf(record)),
          };
        });
      }),
    setupToken({ keepEarlier = false } = {}) {
      const secret = newSecret(context.randomBytes);
      return store.transact((state) => {
        if (hasAdmin(state) || (keepEarlier && state.setup.has('setup')))
          return { changes: [], value: undefined };
        return {
          changes: [put('setup', { id: 'setup', secretHash: hashOfSecret(secret) })],
          value: tokenOf('setup', secret),
        };
      });
    },
    setUp: (input, visitor) =>
      hashing(async () => {
        const refused = tooOften(context, 'setup', visitor);
        if (refused) return refused;
        const wrong = bad(
          'forbidden',
          'This set-up link is not valid (any more). The server prints a fresh one at its start, and so does "npm run warroom -- setup-link".',
        );
        const parts = partsOf(input.token);
        const fits = (state: AccountState): boolean => {
          const setup = state.setup.get('setup');
          return (
            setup !== undefined &&
            !hasAdmin(state) &&
            parts?.id === 'setup' &&
            secretFits(parts.secret, setup.secretHash)
          );
        };
        await context.catchUp();
        if (!fits(store.state)) {
          guard.failed('setup', visitor.address);
          return wrong;
        }
        const made = newPerson(context, { ...input, admin: true });
        if ('refusal' in made) return { ok: false, refusal: made.refusal };
        const passwordHash = await hasher.hash(input.password);
        return store.transact<Outcome<Begun>>((state) => {
          if (!fits(state)) return { changes: [], value: wrong };
          const record = { ...made.record, passwordHash };
          const { changes, begun } = beginSession(context, state, record, visitor);
          return {
            changes: [drop('setup', 'setup'), put('person', record), ...changes],
            value: good(begun),
          };
        });
      }),
  };
}

/** Refused when too many tries for this account or from this address failed. */
export function tooOften(
  context: AccountContext,
  account: string,
  visitor: Visitor,
): { ok: false; refusal: Refusal } | undefined {
  const waitMs = context.guard.waitMs(account, visitor.address);
  if (waitMs === 0) return undefined;
  const wait =
    waitMs > 90_000
      ? `${Math.ceil(waitMs / 60_000)} minutes`
      : `${Math.ceil(waitMs / 1000)} seconds`;
  return bad('rate-limited', `Too many wrong tries; wait ${wait} and try again.`, {
    retryAfterMs: waitMs,
    until: context.now() + waitMs,
  });
}

/** The changes that begin a session, and the token that goes into the cookie. The oldest give way beyond 20. */
export function beginSession(
  context: AccountContext,
  state: AccountState,
  person: PersonRecord,
  visitor: Visitor,
  how: { byLink?: true } = {},
): { changes: RecordChange[]; begun: Begun } {
  const secret = newSecret(context.randomBytes);
  const at = context.now();
  const record: SessionRecord = {
    id: newId('s-', context.randomBytes),
    secretHash: hashOfSecret(secret),
    person: person.id,
    createdAt: at,
    lastUsedAt: at,
    address: visitor.address.slice(0, 64),
    agent: visitor.agent.slice(0, 200),
    ...how,
  };
  const surplus = [...state.session.values()]
    .filter((session) => session.person === person.id)
    .toSorted((a, b) => b.createdAt - a.createdAt)
    .slice(MAX_SESSIONS - 1);
  return {
    changes: [put('session', record), ...surplus.map((session) => drop('session', session.id))],
    begun: { person: personOf(person), sessionId: record.id, token: tokenOf(record.id, secret) },
  };
}

/**
 * Whether a session is over: 12 h without use, or 7 days old. `lagMs` is added to both, for forgetting it
 * only when no other node can have noted a use that isn't known here yet.
 */
export function expired(context: AccountContext, session: SessionRecord, lagMs = 0): boolean {
  const at = context.now() - lagMs;
  const usedAt = Math.max(session.lastUsedAt, context.touches.sessionUsedAt(session.id) ?? 0);
  return at >= usedAt + SESSION_IDLE_MS || at >= session.createdAt + SESSION_LONGEST_MS;
}

function sessionOf(context: AccountContext, record: SessionRecord): Session {
  const lastUsedAt = Math.max(record.lastUsedAt, context.touches.sessionUsedAt(record.id) ?? 0);
  const { id, createdAt, address, agent } = record;
  return {
    id,
    createdAt,
    lastUsedAt,
    address,
    agent,
    expiresAt: Math.min(lastUsedAt + SESSION_IDLE_MS, createdAt + SESSION_LONGEST_MS),
  };
}
