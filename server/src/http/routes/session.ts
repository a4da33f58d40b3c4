import { refuse, text } from '@warroom/shared';
import { z } from 'zod';
import type { Begun, Identity, Outcome, Visitor } from '../../accounts/accounts.ts';
import { readBody } from '../body.ts';
import { addressOf, type HttpContext } from '../env.ts';
import { identified } from '../look-again.ts';
import { author, note, roomsOf } from '../note.ts';
import type { RouteContext } from '../options.ts';
import { done, json, refused } from '../respond.ts';
import { identityOf, type Router } from '../router.ts';

const token = z.string().max(200);
const password = z.string().max(1000);
const email = z.string().max(300);

const SignIn = z.strictObject({ email, password });
const SetUp = z.strictObject({ token, name: text(1, 120), email, password });
const Accept = z.strictObject({ token, name: text(1, 120), password });
const Token = z.strictObject({ token });
const NewPassword = z.strictObject({ current: password.optional(), next: password });

/** Who am I, signing in and out, and the ways in: set-up, invitations, one-time links. */
export function sessionRoutes(router: Router, context: RouteContext): void {
  const { accounts, cookies, now } = context;
  const visitorOf = (c: HttpContext): Visitor => ({
    address: addressOf(c, context.trustProxy),
    agent: c.req.header('user-agent') ?? '',
  });
  const begun = (outcome: Outcome<Begun>): Response =>
    outcome.ok
      ? json({ subject: subjectView(context, { kind: 'person', ...outcome.value }) }, 200, {
          cookies: [cookies.session(outcome.value.token)],
        })
      : refused(outcome.refusal);

  router.open('GET', '/api/session', async (c) => {
    const identity = await identityOf(c, accounts);
    // Set up on another node a moment ago, it must not be offered again.
    if (accounts.needsSetup()) await accounts.catchUp();
    return json({
      subject: identity ? subjectView(context, identity) : null,
      needsSetup: accounts.needsSetup(),
      build: context.build,
      now: now(),
    });
  });

  router.open('POST', '/api/session', async (c) => {
    const body = await readBody(c, SignIn);
    if (!body.ok) return refused(body.refusal, body.status);
    const outcome = await accounts.signIn(body.value, visitorOf(c));
    context.log.info(
      {
        signIn: outcome.ok ? 'done' : outcome.refusal.kind,
        ...(outcome.ok ? { person: outcome.value.person.id } : {}),
      },
      'sign-in',
    );
    return begun(outcome);
  });

  router.open('DELETE', '/api/session', async (c) => {
    const identity = await identified(accounts, c.req.header('cookie'), 'person');
    if (identity?.kind === 'person') await accounts.endSession(identity.sessionId);
    return done([cookies.noSession()]);
  });

  router.open('POST', '/api/setup', async (c) => {
    const body = await readBody(c, SetUp);
    if (!body.ok) return refused(body.refusal, body.status);
    const outcome = await accounts.setUp(body.value, visitorOf(c));
    if (outcome.ok) {
      const { person } = outcome.value;
      await note(
        context,
        context.rooms.all(),
        'account.set-up',
        { person: person.id },
        author(person),
      );
    }
    return begun(outcome);
  });

  // By POST: a token has no place in an address that servers and browsers keep.
  router.open('POST', '/api/invitations/look', async (c) => {
    const body = await readBody(c, Token);
    if (!body.ok) return refused(body.refusal, body.status);
    if (!accounts.invitation(body.value.token)) await accounts.catchUp();
    const invitation = accounts.invitation(body.value.token);
    if (!invitation)
      return refused(
        refuse(
          'not-found',
          'This invitation was used already, has expired or was withdrawn; ask for a fresh one.',
        ),
      );
    const room = invitation.membership
      ? context.rooms.get(invitation.membership.election)
      : undefined;
    return json({
      email: invitation.email,
      name: invitation.name,
      admin: invitation.admin,
      role: invitation.membership?.role ?? null,
      election: room ? { id: room.id, name: room.election.election.name } : null,
      hasAccount: accounts.personByEmail(invitation.email) !== undefined,
      expiresAt: invitation.expiresAt,
    });
  });

  router.open('POST', '/api/invitations/accept', async (c) => {
    const body = await readBody(c, Accept);
    if (!body.ok) return refused(body.refusal, body.status);
    const outcome = await accounts.acceptInvitation(body.value, visitorOf(c));
    if (outcome.ok) {
      const { person } = outcome.value;
      await note(
        context,
        roomsOf(context, person),
        'account.invitation-accepted',
        { person: person.id },
        author(person),
      );
    }
    return begun(outcome);
  });

  router.open('POST', '/api/links/redeem', async (c) => {
    const body = await readBody(c, Token);
    if (!body.ok) return refused(body.refusal, body.status);
    const outcome = await accounts.redeemLink(body.value.token, visitorOf(c));
    if (!outcome.ok) return refused(outcome.refusal);
    const { to, kind } = outcome.value;
    const cookie =
      kind === 'person'
        ? cookies.session(outcome.value.token)
        : cookies.display(outcome.value.token);
    return json({ to }, 200, { cookies: [cookie] });
  });

  router.person('POST', '/api/session/password', async (c, { person, sessionId }) => {
    const body = await readBody(c, NewPassword);
    if (!body.ok) return refused(body.refusal, body.status);
    const outcome = await accounts.changeOwnPassword(
      { person: person.id, session: sessionId, ...body.value },
      visitorOf(c),
    );
    return outcome.ok ? done() : refused(outcome.refusal);
  });

  router.person('GET', '/api/session/sessions', (_c, { person, sessionId }) =>
    json(
      accounts
        .sessions(person.id)
        .map((session) => ({ ...session, current: session.id === sessionId })),
    ),
  );

  router.person('DELETE', '/api/session/sessions/:id', async (c, { person }) => {
    const id = c.req.param('id') ?? '';
    if (!accounts.sessions(person.id).some((session) => session.id === id)) {
      return refused(refuse('not-found', 'This session has ended already.'));
    }
    await accounts.endSession(id);
    return done();
  });
}

/** The caller as a page needs it: who, and where they may go. */
function subjectView(context: RouteContext, identity: Identity): object {
  if (identity.kind === 'display') {
    const { id, name, election } = identity.display;
    return { kind: 'display', id, name, election };
  }
  const { id, name, email: address, admin } = identity.person;
  return {
    kind: 'person',
    id,
    name,
    email: address,
    admin,
    elections: electionsOf(context, identity),
  };
}

/** The elections that an identity has to do with. */
export function electionsOf(
  context: Pick<RouteContext, 'rooms' | 'accounts'>,
  identity: Identity,
): object[] {
  return context.rooms.all().flatMap((room) => {
    const subject = context.accounts.subjectIn(identity, room.id);
    if (!subject || (subject.kind !== 'person' && subject.kind !== 'display')) return [];
    const role = subject.kind === 'person' ? subject.role : 'display';
    return [
      {
        id: room.id,
        name: room.election.election.name,
        drill: room.rules.drill,
        role,
        clearance: subject.clearance,
      },
    ];
  });
}
