import { Id, refuse, Role, text, Tlp, tlpRank } from '@warroom/shared';
import { z } from 'zod';
import type { Membership } from '../../accounts/accounts.ts';
import { readBody } from '../body.ts';
import { author, note, roomsOf } from '../note.ts';
import type { RouteContext } from '../options.ts';
import { done, json, refused } from '../respond.ts';
import { administered, type PersonCaller, type Router } from '../router.ts';

const membership = z.strictObject({
  election: Id,
  role: Role,
  clearance: Tlp.default('AMBER'),
  organisation: Id.nullable().default(null),
});
const name = text(1, 120);
const email = z.string().max(300);
const password = z.string().max(1000);

const NewPerson = z.strictObject({
  name,
  email,
  password: password.optional(),
  admin: z.boolean().default(false),
  memberships: z.array(membership).max(50).default([]),
});
const PersonChange = z.strictObject({
  name: name.optional(),
  email: email.optional(),
  admin: z.boolean().optional(),
  disabled: z.boolean().optional(),
  password: password.optional(),
});
const NewInvitation = z.strictObject({
  email,
  name: name.default('New colleague'),
  admin: z.boolean().default(false),
  election: Id.nullable().default(null),
  role: Role.default('viewer'),
  clearance: Tlp.default('AMBER'),
  organisation: Id.nullable().default(null),
});

const LINK_MS = 3_600_000;

/** People of the server, and invitations. */
export function adminPeopleRoutes(router: Router, context: RouteContext): void {
  const { accounts, rooms } = context;
  const unknownElection = (memberships: readonly Membership[]) => {
    const missing = memberships.find((one) => !rooms.get(one.election));
    return (
      missing &&
      refuse('not-found', `There is no election "${missing.election}" on this server.`, {
        path: 'election',
      })
    );
  };

  router.serverAdmin('GET', '/api/admin/people', () =>
    json(
      accounts
        .allPeople()
        .map((person) => ({ ...person, lastSeenAt: accounts.lastSeenAt(person.id) })),
    ),
  );

  router.serverAdmin('POST', '/api/admin/people', async (c, { person: by }) => {
    const body = await readBody(c, NewPerson);
    if (!body.ok) return refused(body.refusal, body.status);
    const missing = unknownElection(body.value.memberships);
    if (missing) return refused(missing);
    const outcome = await accounts.addPerson(body.value);
    if (!outcome.ok) return refused(outcome.refusal);
    const person = outcome.value;
    await note(
      context,
      roomsOf(context, person),
      'account.person-added',
      { person: person.id, admin: person.admin },
      author(by),
    );
    return json(person, 201);
  });

  router.serverAdmin('PATCH', '/api/admin/people/:id', async (c, { person: by, sessionId }) => {
    const body = await readBody(c, PersonChange);
    if (!body.ok) return refused(body.refusal, body.status);
    const id = c.req.param('id') ?? '';
    const { password: next, ...change } = body.value;
    const before = accounts.person(id);
    if (Object.keys(change).length === 0 && next === undefined)
      return refused(refuse('nothing-changes', 'The body names nothing to change.'));
    let outcome = await accounts.changePerson(id, change);
    if (outcome.ok && next !== undefined)
      outcome = await accounts.setPassword(id, next, id === by.id ? sessionId : undefined);
    if (!outcome.ok) return refused(outcome.refusal);
    const affected = [
      ...new Set([...(before ? roomsOf(context, before) : []), ...roomsOf(context, outcome.value)]),
    ];
    await note(
      context,
      affected,
      'account.person-changed',
      {
        person: id,
        admin: outcome.value.admin,
        disabled: outcome.value.disabled,
        password: next !== undefined,
      },
      author(by),
    );
    return json(outcome.value);
  });

  // The journal names people by id for good, so that a person can be shut out but not forgotten here.
  router.serverAdmin('DELETE', '/api/admin/people/:id', async (c, { person: by }) => {
    const id = c.req.param('id') ?? '';
    const before = accounts.person(id);
    const outcome = await accounts.changePerson(id, { disabled: true });
    if (!outcome.ok) return refused(outcome.refusal);
    await note(
      context,
      before ? roomsOf(context, before) : [],
      'account.person-changed',
      { person: id, disabled: true },
      author(by),
    );
    return json(outcome.value);
  });

  router.serverAdmin('GET', '/api/admin/people/:id/sessions', (c) =>
    json(accounts.sessions(c.req.param('id') ?? '')),
  );
  router.serverAdmin('DELETE', '/api/admin/people/:id/sessions', async (c, { person: by }) => {
    const id = c.req.param('id') ?? '';
    const ended = await accounts.endSessions(id);
    const person = accounts.person(id);
    if (person)
      await note(
        context,
        roomsOf(context, person),
        'account.sessions-ended',
        { person: id, ended },
        author(by),
      );
    return json({ ended });
  });

  router.serverAdmin(
    'DELETE',
    '/api/admin/people/:id/sessions/:session',
    async (c, { person: by }) => {
      const id = c.req.param('id') ?? '';
      const session = c.req.param('session') ?? '';
      const person = accounts.person(id);
      if (!person || !accounts.sessions(id).some((one) => one.id === session)) {
        return refused(refuse('not-found', 'This session has ended already.'));
      }
      await accounts.endSession(session);
      await note(
        context,
        roomsOf(context, person),
        'account.sessions-ended',
        { person: id, ended: 1 },
        author(by),
      );
      return done();
    },
  );

  // For whoever forgot their password: signs them in once, and lets them set a new one.
  router.serverAdmin('POST', '/api/admin/people/:id/link', async (c, { person: by }) => {
    const person = accounts.person(c.req.param('id') ?? '');
    if (!person || person.disabled)
      return refused(refuse('not-found', 'There is no such person, or they are disabled.'));
    const expiresAt = context.now() + LINK_MS;
    const token = await accounts.createLink({
      for: { kind: 'person', id: person.id },
      to: '/',
      expiresAt,
    });
    await note(
      context,
      roomsOf(context, person),
      'account.link-made',
      { person: person.id },
      author(by),
    );
    return json({ link: `/link#${token}`, expiresAt }, 201);
  });

  router.anyAdmin('GET', '/api/admin/invitations', (_c, caller) => {
    const mine = new Set(administered(context, caller.person).map((room) => room.id));
    const visible = accounts
      .invitations()
      .filter(
        (one) =>
          caller.person.admin || (one.membership !== null && mine.has(one.membership.election)),
      );
    return json(visible);
  });

  router.anyAdmin('POST', '/api/admin/invitations', async (c, caller) => {
    const body = await readBody(c, NewInvitation);
    if (!body.ok) return refused(body.refusal, body.status);
    const { election, role, clearance, organisation, ...rest } = body.value;
    const wanted = election === null ? null : { election, role, clearance, organisation };
    const missing = wanted && unknownElection([wanted]);
    const beyond = missing ?? beyondRights(context, caller, wanted, rest.admin);
    if (beyond) return refused(beyond);
    const outcome = await accounts.invite({ ...rest, membership: wanted }, caller.person.id);
    if (!outcome.ok) return refused(outcome.refusal);
    const { invitation, token } = outcome.value;
    const room = election === null ? undefined : rooms.get(election);
    await note(
      context,
      room ? [room] : rooms.all(),
      'account.invited',
      { invitation: invitation.id, role: wanted?.role ?? null, admin: rest.admin },
      author(caller.person),
    );
    // After the #: browsers send that part to no server, so it stands in no log.
    return json({ invitation, token, link: `/invite#${token}` }, 201);
  });

  router.anyAdmin('DELETE', '/api/admin/invitations/:id', async (c, caller) => {
    const id = c.req.param('id') ?? '';
    const invitation = accounts.invitations().find((one) => one.id === id);
    const beyond =
      invitation &&
      beyondRights(
        context,
        caller,
        invitation.membership && { ...invitation.membership, clearance: 'CLEAR' },
        invitation.admin,
      );
    if (beyond) return refused(beyond);
    const outcome = await accounts.revokeInvitation(id);
    return outcome.ok ? done() : refused(outcome.refusal);
  });
}

/** Refused: what one doesn't administer, and a clearance above one's own. Server admins may grant anything. */
function beyondRights(
  context: RouteContext,
  { person }: Pick<PersonCaller, 'person'>,
  wanted: Membership | null,
  admin: boolean,
) {
  if (person.admin) return undefined;
  const subject =
    wanted &&
    context.accounts.subjectIn({ kind: 'person', person, sessionId: '' }, wanted.election);
  if (admin || !wanted || subject?.kind !== 'person' || subject.role !== 'admin') {
    return refuse(
      'forbidden',
      'You can invite to the elections that you administer; only admins of the server make others admins of it.',
    );
  }
  return aboveOwn(subject.clearance, wanted.clearance);
}

/** Refused: a clearance above the granter's own. */
export function aboveOwn(own: Tlp, wanted: Tlp) {
  return tlpRank(wanted) > tlpRank(own)
    ? refuse(
        'forbidden',
        `You are cleared for TLP:${own}; you can't clear others for TLP:${wanted}.`,
        { path: 'clearance' },
      )
    : undefined;
}
