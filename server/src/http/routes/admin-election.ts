import { Id, Redaction, refuse, Role, Scope, text, Tlp } from '@warroom/shared';
import type { Refusal } from '@warroom/shared';
import { z } from 'zod';
import { redactionOf } from '../../accounts/accounts.ts';
import type { Accounts, Display, Person } from '../../accounts/accounts.ts';
import { readBody } from '../body.ts';
import { note } from '../note.ts';
import type { RouteContext } from '../options.ts';
import { done, json, refused } from '../respond.ts';
import type { ElectionCaller, Router } from '../router.ts';
import { aboveOwn } from './admin-people.ts';

const NewMember = z
  .strictObject({
    person: Id.optional(),
    email: z.string().max(300).optional(),
    role: Role,
    clearance: Tlp.default('AMBER'),
    organisation: Id.nullable().default(null),
  })
  .refine((body) => (body.person === undefined) !== (body.email === undefined), {
    message: 'needs either person (an id) or email',
  });
const MemberChange = z.strictObject({
  role: Role.optional(),
  clearance: Tlp.optional(),
  organisation: Id.nullable().optional(),
});
const NewKey = z.strictObject({
  source: text(1, 60),
  name: text(0, 120).default(''),
  scopes: z.array(Scope).min(1).default(['signal:write']),
});
const settings = {
  name: text(1, 80),
  clearance: Tlp,
  redaction: Redaction,
  diagonalInch: z.number().min(5).max(500),
  farthestSeatM: z.number().min(0.3).max(100),
  theme: z.enum(['dark', 'light']),
  scenes: z.array(Id).max(30),
  tickerView: Id.nullable(),
  group: text(1, 40).nullable(),
  sound: z.boolean(),
  profile: z.enum(['near', 'far']),
};
const DisplayChange = z.strictObject(settings).partial();
const Confirmation = z.strictObject({ ...settings, scenes: settings.scenes.default([]) }).partial({
  clearance: true,
  redaction: true,
  diagonalInch: true,
  farthestSeatM: true,
  theme: true,
  tickerView: true,
  group: true,
  sound: true,
  profile: true,
});

const IDENTIFY_MS = 15_000;

/** What an admin of an election sets up in it: members, intake keys, displays and their pairing. */
export function adminElectionRoutes(router: Router, context: RouteContext): void {
  const { accounts } = context;
  const at = '/api/admin/elections/:election';
  const admin = (
    method: Parameters<Router['open']>[0],
    path: string,
    handle: (
      c: Parameters<Parameters<Router['open']>[2]>[0],
      caller: ElectionCaller,
    ) => Response | Promise<Response>,
  ): void => router.election('election.administer', method, at + path, handle);

  /** Refused: granting more than one has. */
  function beyond(
    { subject, identity }: ElectionCaller,
    clearance: Tlp | undefined,
  ): Refusal | undefined {
    if (clearance === undefined || subject.kind !== 'person') return undefined;
    if (identity?.kind === 'person' && identity.person.admin) return undefined;
    return aboveOwn(subject.clearance, clearance);
  }

  // Members
  admin('GET', '/members', (_c, { room }) =>
    json(
      accounts.allPeople().flatMap((person) => {
        const subject = accounts.subjectIn({ kind: 'person', person, sessionId: '' }, room.id);
        if (subject?.kind !== 'person') return [];
        return [
          {
            ...memberView(accounts, person),
            role: subject.role,
            clearance: subject.clearance,
            organisation: subject.organisation,
            implied: !person.memberships.some((one) => one.election === room.id),
          },
        ];
      }),
    ),
  );
  admin('POST', '/members', async (c, caller) => {
    const body = await readBody(c, NewMember);
    if (!body.ok) return refused(body.refusal, body.status);
    const { person: id, email, ...wanted } = body.value;
    const person = id === undefined ? accounts.personByEmail(email ?? '') : accounts.person(id);
    if (!person)
      return refused(
        refuse(
          'unknown-person',
          'Nobody here has this e-mail address; send an invitation instead.',
          { path: 'email' },
        ),
      );
    return setMember(caller, person, wanted);
  });
  admin('PATCH', '/members/:person', async (c, caller) => {
    const body = await readBody(c, MemberChange);
    if (!body.ok) return refused(body.refusal, body.status);
    const person = accounts.person(c.req.param('person') ?? '');
    const current =
      person && accounts.subjectIn({ kind: 'person', person, sessionId: '' }, caller.room.id);
    if (!person || current?.kind !== 'person')
      return refused(refuse('not-found', 'There is no such member.'));
    return setMember(caller, person, {
      role: body.value.role ?? current.role,
      clearance: body.value.clearance ?? current.clearance,
      organisation:
        body.value.organisation === undefined ? current.organisation : body.value.organisation,
    });
  });
  admin('DELETE', '/members/:person', async (c, { room, subject }) => {
    const outcome = await accounts.endMembership(c.req.param('person') ?? '', room.id);
    if (!outcome.ok) return refused(outcome.refusal);
    await note(context, [room], 'account.member-removed', { person: outcome.value.id }, subject);
    return done();
  });
  async function setMember(
    caller: ElectionCaller,
    person: Person,
    wanted: { role: Role; clearance: Tlp; organisation: string | null },
  ): Promise<Response> {
    const refusal = beyond(caller, wanted.clearance);
    if (refusal) return refused(refusal);
    const outcome = await accounts.setMembership(person.id, {
      election: caller.room.id,
      ...wanted,
    });
    if (!outcome.ok) return refused(outcome.refusal);
    await note(
      context,
      [caller.room],
      'account.member-set',
      { person: person.id, ...wanted },
      caller.subject,
    );
    return json({ ...memberView(accounts, outcome.value), ...wanted, implied: false });
  }

  // Intake keys
  admin('GET', '/keys', (_c, { room }) => json(accounts.keys(room.id)));
  admin('POST', '/keys', async (c, { room, subject }) => {
    const body = await readBody(c, NewKey);
    if (!body.ok) return refused(body.refusal, body.status);
    const outcome = await accounts.addKey({ election: room.id, ...body.value }, subject.id);
    if (!outcome.ok) return refused(outcome.refusal);
    const { key, token } = outcome.value;
    await note(
      context,
      [room],
      'account.key-added',
      { key: key.id, source: key.source, scopes: key.scopes.join(' ') },
      subject,
    );
    return json({ key, token }, 201);
  });
  admin('DELETE', '/keys/:id', async (c, { room, subject }) => {
    const id = c.req.param('id') ?? '';
    if (!accounts.keys(room.id).some((key) => key.id === id))
      return refused(refuse('not-found', 'There is no such key in this election.'));
    const outcome = await accounts.revokeKey(id);
    if (!outcome.ok) return refused(outcome.refusal);
    await note(
      context,
      [room],
      'account.key-revoked',
      { key: id, source: outcome.value.source },
      subject,
    );
    return json(outcome.value);
  });

  // Displays
  const displayIn = (caller: ElectionCaller, id: string | undefined): Display | undefined => {
    const display = accounts.display(id ?? '');
    return display?.election === caller.room.id ? display : undefined;
  };
  const noDisplay = refuse(
    'not-found',
    'There is no such display in this election; it may have been revoked.',
  );
  admin('GET', '/displays', (_c, { room }) => json(accounts.displays(room.id)));
  // Views of the team, for a display's ticker: also for admins who don't work on the election.
  admin('GET', '/team-views', (_c, { room }) =>
    json(
      Object.values(room.situation.sections.view)
        .filter(({ scope }) => scope === 'team')
        .map(({ id, title }) => ({ id, title })),
    ),
  );
  admin('PATCH', '/displays/:id', async (c, caller) => {
    const body = await readBody(c, DisplayChange);
    if (!body.ok) return refused(body.refusal, body.status);
    const before = displayIn(caller, c.req.param('id'));
    if (!before) return refused(noDisplay);
    const refusal = beyond(caller, body.value.clearance);
    if (refusal) return refused(refusal);
    const outcome = await accounts.changeDisplay(before.id, given(body.value));
    if (!outcome.ok) return refused(outcome.refusal);
    const { id, clearance } = outcome.value;
    const redaction = redactionOf(outcome.value);
    context.feed.display(id, { kind: 'settings', redaction, clearance });
    await note(
      context,
      [caller.room],
      'account.display-changed',
      { display: id, redaction, clearance },
      caller.subject,
    );
    return json(outcome.value);
  });
  admin('DELETE', '/displays/:id', async (c, caller) => {
    const display = displayIn(caller, c.req.param('id'));
    if (!display) return refused(noDisplay);
    const outcome = await accounts.revokeDisplay(display.id);
    if (!outcome.ok) return refused(outcome.refusal);
    await note(
      context,
      [caller.room],
      'account.display-revoked',
      { display: display.id },
      caller.subject,
    );
    return done();
  });
  admin('POST', '/displays/:id/identify', (c, caller) => {
    const display = displayIn(caller, c.req.param('id'));
    if (!display) return refused(noDisplay);
    return json({
      connected: context.feed.display(display.id, {
        kind: 'identify',
        name: display.name,
        until: context.now() + IDENTIFY_MS,
      }),
    });
  });
  admin('POST', '/displays/:id/reload', (c, caller) => {
    const display = displayIn(caller, c.req.param('id'));
    if (!display) return refused(noDisplay);
    return json({ connected: context.feed.display(display.id, { kind: 'reload' }) });
  });

  // Pairing: a waiting screen belongs to no election yet, so that any admin sees it and compares it by eye.
  admin('GET', '/pairings', () => json(accounts.pairings()));
  admin('POST', '/pairings/:code/confirm', async (c, caller) => {
    const body = await readBody(c, Confirmation);
    if (!body.ok) return refused(body.refusal, body.status);
    const refusal = beyond(caller, body.value.clearance);
    if (refusal) return refused(refusal);
    const settings = { ...given(body.value), name: body.value.name, election: caller.room.id };
    const outcome = await accounts.confirmPairing(
      c.req.param('code') ?? '',
      settings,
      caller.subject.id,
    );
    if (!outcome.ok) return refused(outcome.refusal);
    const { id, clearance, redaction } = outcome.value;
    await note(
      context,
      [caller.room],
      'account.display-paired',
      { display: id, clearance, redaction },
      caller.subject,
    );
    return json(outcome.value, 201);
  });
}

function memberView(accounts: Accounts, { id, name, email, disabled, admin }: Person): object {
  const lastSeenAt = accounts.lastSeenAt(id);
  return { person: { id, name, email, disabled, admin, lastSeenAt } };
}

/** Without the fields that were left out. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
