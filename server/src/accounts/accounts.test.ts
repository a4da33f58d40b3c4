import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Accounts, Begun, Outcome, Revocation } from './accounts.ts';
import { sqliteAccounts } from './open-accounts.ts';

const HOUR = 3_600_000;
const visitor = { address: '192.0.2.7', agent: 'Test' };
const elsewhere = { address: '198.51.100.9', agent: 'Test' };
const PASSWORD = 'tram lantern quiet fox';

const opened: Accounts[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const accounts of opened.splice(0)) await accounts.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function accountsAt(file = ':memory:', clock = { at: 1_000_000 }) {
  const revoked: Revocation[] = [];
  const changed: string[] = [];
  const accounts = await sqliteAccounts({
    file,
    now: () => clock.at,
    passwordCost: { memoryKiB: 8, passes: 1 },
    randomBytes: (size) => randomBytes(size),
    every: () => () => undefined,
    elections: () => [{ id: 'us' }, { id: 'drill-us', drillOf: 'us' }],
  });
  accounts.onRevoked((revocation) => revoked.push(revocation));
  accounts.onPeopleChanged((election) => changed.push(election));
  opened.push(accounts);
  return { accounts, clock, revoked, changed };
}

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  return outcome.value;
}
const refusal = (outcome: Outcome<unknown>) => (outcome.ok ? undefined : outcome.refusal);
const cookie = ({ token }: { token: string }) => `other=1; warroom_session=${token}`;
const screen = ({ token }: { token: string }) => `warroom_display=${token}`;

async function withAna(file?: string, clock?: { at: number }) {
  const made = await accountsAt(file, clock);
  const ana = value(
    await made.accounts.addPerson({
      name: 'Ana Sousa',
      email: 'Ana@Example.org',
      password: PASSWORD,
      memberships: [{ election: 'us', role: 'lead', clearance: 'AMBER', organisation: null }],
    }),
  );
  const signIn = async (from = visitor): Promise<Begun> =>
    value(await made.accounts.signIn({ email: ' ana@example.ORG ', password: PASSWORD }, from));
  return { ...made, ana, signIn };
}

describe('setting up', () => {
  it('[AC3] makes the first admin by a one-time token, and never another', async () => {
    const { accounts } = await accountsAt();
    expect(accounts.needsSetup()).toBe(true);
    const old = (await accounts.setupToken()) ?? '';
    const token = (await accounts.setupToken()) ?? '';
    const input = { name: 'Root', email: 'root@example.org', password: PASSWORD };
    expect(refusal(await accounts.setUp({ ...input, token: old }, visitor))?.kind).toBe(
      'forbidden',
    );
    const begun = value(await accounts.setUp({ ...input, token }, visitor));
    expect(begun.person.admin).toBe(true);
    expect(accounts.needsSetup()).toBe(false);
    expect(
      refusal(await accounts.setUp({ ...input, token, email: 'b@example.org' }, visitor))?.kind,
    ).toBe('forbidden');
    expect(await accounts.setupToken()).toBeUndefined();
  });

  it('[AC3] guests of a drill leave the token valid; an admin added otherwise ends it', async () => {
    const { accounts } = await accountsAt();
    const token = (await accounts.setupToken()) ?? '';
    await accounts.addPerson({ name: 'Guest', email: 'guest@drill.example' });
    expect(accounts.needsSetup()).toBe(true);
    await accounts.addPerson({
      name: 'Root',
      email: 'root@example.org',
      admin: true,
      password: PASSWORD,
    });
    expect(accounts.needsSetup()).toBe(false);
    const input = { name: 'Late', email: 'late@example.org', password: PASSWORD };
    expect(refusal(await accounts.setUp({ ...input, token }, visitor))?.kind).toBe('forbidden');
  });

  it('[AC3] a weak password leaves the token unused', async () => {
    const { accounts } = await accountsAt();
    const token = (await accounts.setupToken()) ?? '';
    const input = { token, name: 'Root', email: 'root@example.org' };
    expect(
      refusal(await accounts.setUp({ ...input, password: 'password1234' }, visitor))?.path,
    ).toBe('password');
    expect((await accounts.setUp({ ...input, password: PASSWORD }, visitor)).ok).toBe(true);
  });
});

describe('people', () => {
  it('[AC4] have an e-mail each, whatever its capitals', async () => {
    const { accounts } = await withAna();
    expect(
      refusal(await accounts.addPerson({ name: 'Other', email: 'ANA@example.org' }))?.path,
    ).toBe('email');
    expect(accounts.personByEmail('aNa@example.org')?.name).toBe('Ana Sousa');
  });

  it('[AC6] include one admin who can sign in, always', async () => {
    const { accounts } = await accountsAt();
    const root = value(
      await accounts.addPerson({
        name: 'Root',
        email: 'r@example.org',
        password: PASSWORD,
        admin: true,
      }),
    );
    expect(refusal(await accounts.changePerson(root.id, { disabled: true }))?.kind).toBe(
      'wrong-state',
    );
    expect(refusal(await accounts.changePerson(root.id, { admin: false }))?.kind).toBe(
      'wrong-state',
    );
    await accounts.addPerson({
      name: 'Second',
      email: 's@example.org',
      password: PASSWORD,
      admin: true,
    });
    expect((await accounts.changePerson(root.id, { admin: false })).ok).toBe(true);
  });

  it('[AC7] keep their name for the journal after they left, and no rights', async () => {
    const { accounts, ana, signIn, changed, revoked } = await withAna();
    const identity = accounts.identify(cookie(await signIn()));
    expect(identity && accounts.subjectIn(identity, 'us')).toEqual({
      kind: 'person',
      id: ana.id,
      role: 'lead',
      clearance: 'AMBER',
      organisation: null,
    });
    await accounts.endMembership(ana.id, 'us');
    expect(accounts.people('us').map((person) => person.name)).toEqual(['Ana Sousa']);
    expect(accounts.staff('us')).toEqual([]);
    expect(identity && accounts.subjectIn(identity, 'us')).toBeUndefined();
    expect(changed).toContain('us');
    expect(changed).toContain('drill-us');
    expect(revoked).toContainEqual({ kind: 'person', id: ana.id });
  });

  it('[AC8] of an election are those of its drills, and a server admin is admin everywhere', async () => {
    const { accounts, signIn } = await withAna();
    const ana = accounts.identify(cookie(await signIn()));
    expect(ana && accounts.subjectIn(ana, 'drill-us')).toMatchObject({ role: 'lead' });
    expect(ana && accounts.subjectIn(ana, 'other')).toBeUndefined();
    await accounts.addPerson({
      name: 'Root',
      email: 'r@example.org',
      password: PASSWORD,
      admin: true,
    });
    const root = accounts.identify(
      cookie(value(await accounts.signIn({ email: 'r@example.org', password: PASSWORD }, visitor))),
    );
    expect(root && accounts.subjectIn(root, 'other')).toMatchObject({
      role: 'admin',
      clearance: 'AMBER+STRICT',
    });
  });
});

describe('sessions', () => {
  it('[AC9] begin with the right password and end by being ended', async () => {
    const { accounts, ana, signIn, revoked } = await withAna();
    const begun = await signIn();
    expect(accounts.identify(cookie(begun))).toMatchObject({
      kind: 'person',
      person: { id: ana.id },
    });
    expect(
      accounts.identify(
        `warroom_session=${begun.token.slice(0, -1)}${begun.token.endsWith('a') ? 'b' : 'a'}`,
      ),
    ).toBeUndefined();
    expect(accounts.identify('warroom_session=%00; x')).toBeUndefined();
    expect(accounts.sessions(ana.id)).toHaveLength(1);
    expect(await accounts.endSession(begun.sessionId)).toBe(true);
    expect(accounts.identify(cookie(begun))).toBeUndefined();
    expect(revoked).toEqual([{ kind: 'session', id: begun.sessionId }]);
  });

  it('[AC9] end after 12 h without use, and after 7 days in any case', async () => {
    const { accounts, clock, signIn, revoked } = await withAna();
    const idle = await signIn();
    clock.at += 12 * HOUR - 1;
    const busy = await signIn();
    expect(accounts.identify(cookie(idle))).toBeDefined();
    clock.at += 12 * HOUR;
    expect(accounts.identify(cookie(idle))).toBeUndefined();
    const until = clock.at - 12 * HOUR + 7 * 24 * HOUR;
    const kept = value(
      await accounts.signIn({ email: 'ana@example.org', password: PASSWORD }, visitor),
    );
    const begunAt = clock.at;
    for (clock.at = begunAt; clock.at < begunAt + 7 * 24 * HOUR; clock.at += 6 * HOUR) {
      expect(accounts.identify(cookie(kept))).toBeDefined();
    }
    expect(until).toBeLessThan(clock.at);
    expect(accounts.identify(cookie(kept))).toBeUndefined();
    expect(accounts.identify(cookie(busy))).toBeUndefined();
    await accounts.tidy();
    expect(revoked.filter((one) => one.kind === 'session').map((one) => one.id)).toEqual(
      expect.arrayContaining([idle.sessionId, kept.sessionId]),
    );
  });

  it('[AC9] survive a restart with their last use', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'accounts-'));
    folders.push(folder);
    const clock = { at: 1_000_000 };
    const file = join(folder, 'accounts.db');
    const first = await withAna(file, clock);
    const begun = await first.signIn();
    clock.at += 11 * HOUR;
    first.accounts.identify(cookie(begun));
    await first.accounts.close();
    opened.length = 0;
    clock.at += 11 * HOUR;
    const second = await accountsAt(file, clock);
    expect(second.accounts.identify(cookie(begun))).toBeDefined();
  });

  it('[AC5] nothing secret is kept as it is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'accounts-'));
    folders.push(folder);
    const file = join(folder, 'accounts.db');
    const { accounts, signIn, ana } = await withAna(file);
    const session = await signIn();
    const key = value(
      await accounts.addKey({ election: 'us', source: 'tips', scopes: ['signal:write'] }, 'cli'),
    );
    const link = await accounts.createLink({
      for: { kind: 'person', id: ana.id },
      to: '/',
      expiresAt: 9e12,
    });
    await accounts.setPassword(ana.id, 'another quiet lantern', session.sessionId);
    const bytes = readFileSync(file, 'latin1') + readFileSync(`${file}-wal`, 'latin1');
    for (const secret of [session.token, key.token, link].map((token) => token.slice(-52))) {
      expect(secret).toHaveLength(52);
      expect(bytes).not.toContain(secret);
    }
    expect(bytes).not.toContain(PASSWORD);
    expect(bytes).toContain('$argon2id$');
  });

  it('[AC10] a new password ends all other sessions', async () => {
    const { accounts, ana, signIn } = await withAna();
    const [here, there] = [await signIn(), await signIn(elsewhere)];
    const input = {
      person: ana.id,
      current: 'wrong wrong wrong',
      next: 'another quiet lantern',
      session: here.sessionId,
    };
    expect(refusal(await accounts.changeOwnPassword(input, visitor))?.path).toBe('current');
    value(await accounts.changeOwnPassword({ ...input, current: PASSWORD }, visitor));
    expect(accounts.identify(cookie(here))).toBeDefined();
    expect(accounts.identify(cookie(there))).toBeUndefined();
  });

  it('[AC10] a disabled person is out at once', async () => {
    const { accounts, ana, signIn, revoked } = await withAna();
    const begun = await signIn();
    await accounts.changePerson(ana.id, { disabled: true });
    expect(accounts.identify(cookie(begun))).toBeUndefined();
    expect(
      refusal(await accounts.signIn({ email: 'ana@example.org', password: PASSWORD }, visitor))
        ?.kind,
    ).toBe('forbidden');
    expect(revoked).toContainEqual({ kind: 'person', id: ana.id });
  });
});

describe('guessing', () => {
  it('[AC11] gets the same answer for a wrong password and an unknown e-mail, and waits that grow', async () => {
    const { accounts, clock } = await withAna();
    const guess = (email: string, from = visitor) =>
      accounts.signIn({ email, password: 'not the right one' }, from);
    const known = refusal(await guess('ana@example.org'));
    expect(refusal(await guess('nobody@example.org'))).toEqual(known);
    for (let tries = 0; tries < 4; tries += 1)
      expect(refusal(await guess('ana@example.org'))?.kind).toBe('forbidden');
    const first = refusal(await guess('ana@example.org'));
    expect(first).toMatchObject({ kind: 'rate-limited', retryAfterMs: 15_000 });
    clock.at += 15_000;
    expect(refusal(await guess('ana@example.org'))?.kind).toBe('forbidden');
    expect(refusal(await guess('ana@example.org'))?.retryAfterMs).toBe(30_000);
    expect(
      refusal(await accounts.signIn({ email: 'ana@example.org', password: PASSWORD }, visitor))
        ?.kind,
    ).toBe('rate-limited');
    expect(
      (await accounts.signIn({ email: 'ana@example.org', password: PASSWORD }, elsewhere)).ok,
    ).toBe(true);
  });

  it('[AC11] many e-mails from one address are slowed down too', async () => {
    const { accounts } = await withAna();
    for (let tries = 0; tries < 30; tries += 1)
      await accounts.signIn({ email: `n${tries}@example.org`, password: 'x' }, visitor);
    expect(
      refusal(await accounts.signIn({ email: 'fresh@example.org', password: 'x' }, visitor))?.kind,
    ).toBe('rate-limited');
    expect(
      refusal(await accounts.signIn({ email: 'fresh@example.org', password: 'x' }, elsewhere))
        ?.kind,
    ).toBe('forbidden');
  });

  it('[AC11] more at once than can be hashed are asked to come back', async () => {
    const { accounts } = await withAna();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        accounts.signIn(
          { email: `a${index}@example.org`, password: 'x' },
          { address: `a${index}`, agent: '' },
        ),
      ),
    );
    expect(answers.some((answer) => refusal(answer)?.kind === 'overloaded')).toBe(true);
    expect(
      answers.filter((answer) => refusal(answer)?.kind === 'forbidden').length,
    ).toBeGreaterThanOrEqual(40);
    expect(
      (await accounts.signIn({ email: 'ana@example.org', password: PASSWORD }, visitor)).ok,
    ).toBe(true);
  });
});

describe('intake keys', () => {
  it('[AC12] are shown once, work until revoked, and say when they were last used', async () => {
    const { accounts, clock, revoked } = await accountsAt();
    const { key, token } = value(
      await accounts.addKey({ election: 'us', source: 'tips', scopes: ['signal:write'] }, 'p-1'),
    );
    expect(token).toMatch(/^wr_k[a-z2-7]{12}_[a-z2-7]{52}$/);
    clock.at += 5;
    expect(accounts.intakeKey(token)).toEqual({
      id: key.id,
      election: 'us',
      subject: { kind: 'intake', id: key.id, source: 'tips', scopes: ['signal:write'] },
    });
    expect(accounts.intakeKey(`${token}x`)).toBeUndefined();
    expect(accounts.intakeKey(`wr_${key.id}_`)).toBeUndefined();
    expect(accounts.intakeKey('wr__x')).toBeUndefined();
    expect(accounts.keys('us')[0]?.lastUsedAt).toBe(clock.at);
    value(await accounts.revokeKey(key.id));
    expect(accounts.intakeKey(token)).toBeUndefined();
    expect(revoked).toEqual([{ kind: 'key', id: key.id }]);
    expect(refusal(await accounts.revokeKey(key.id))?.kind).toBe('nothing-changes');
    expect(
      refusal(await accounts.addKey({ election: 'us', source: 'Tip Line', scopes: [] }, 'p-1'))
        ?.path,
    ).toBe('source');
  });
});

describe('another process', () => {
  it('[AC2] its changes arrive with a refresh, with what they revoke', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'accounts-'));
    folders.push(folder);
    const file = join(folder, 'accounts.db');
    const server = await withAna(file);
    const begun = await server.signIn();
    const { token, key } = value(
      await server.accounts.addKey(
        { election: 'us', source: 'tips', scopes: ['signal:write'] },
        'x',
      ),
    );
    const cli = await accountsAt(file);
    await cli.accounts.revokeKey(key.id);
    await cli.accounts.changePerson(server.ana.id, { disabled: true });
    await server.accounts.refresh();
    expect(server.accounts.intakeKey(token)).toBeUndefined();
    expect(server.accounts.identify(cookie(begun))).toBeUndefined();
    expect(server.revoked).toEqual(
      expect.arrayContaining([
        { kind: 'key', id: key.id },
        { kind: 'person', id: server.ana.id },
      ]),
    );
  });
});

describe('displays', () => {
  const size = { width: 1920, height: 1080, dpr: 1, address: '192.0.2.1' };

  it('[AC13] are paired by a code, an admin and a token that only the screen gets', async () => {
    const { accounts } = await accountsAt();
    const { pairing, token } = value(await accounts.startPairing(size));
    expect(pairing.code).toMatch(/^[ACDEFGHJKMNPRTWXY34679]{3}-[ACDEFGHJKMNPRTWXY34679]{3}$/);
    expect(await accounts.pairing(token)).toMatchObject({ state: 'waiting' });
    expect(accounts.pairings()).toEqual([pairing]);
    const typed = pairing.code.toLowerCase().replace('-', ' ');
    const display = value(
      await accounts.confirmPairing(
        typed,
        { name: 'North wall', election: 'us', clearance: 'AMBER' },
        'p-1',
      ),
    );
    expect(accounts.pairings()).toEqual([]);
    const paired = await accounts.pairing(token);
    expect(paired).toMatchObject({
      state: 'paired',
      display: { id: display.id, clearance: 'AMBER' },
    });
    const lost = await accounts.pairing(token);
    if (lost?.state !== 'paired') throw new Error('not paired');
    expect(accounts.identify(screen(lost))).toMatchObject({
      kind: 'display',
      display: { name: 'North wall' },
    });
    expect(
      refusal(await accounts.confirmPairing(pairing.code, { name: 'x', election: 'us' }, 'p-1'))
        ?.kind,
    ).toBe('not-found');
  });

  it('[AC13] codes last ten minutes, and a new one replaces the old one of the same screen', async () => {
    const { accounts, clock } = await accountsAt();
    const first = value(await accounts.startPairing(size));
    const second = value(await accounts.startPairing(size, first.token));
    expect(await accounts.pairing(first.token)).toBeUndefined();
    expect(accounts.pairings()).toHaveLength(1);
    clock.at += 10 * 60_000;
    expect(await accounts.pairing(second.token)).toBeUndefined();
    expect(
      refusal(
        await accounts.confirmPairing(second.pairing.code, { name: 'x', election: 'us' }, 'p'),
      )?.kind,
    ).toBe('not-found');
  });

  it('[AC14] renew their token daily; the old one works until the new one was used, and an hour after', async () => {
    const { accounts, clock } = await accountsAt();
    const display = await accounts.addDisplay({ name: 'Wall', election: 'us' }, 'cli');
    const link = await accounts.createLink({
      for: { kind: 'display', id: display.id },
      to: '/wall',
      expiresAt: 9e12,
    });
    const redeemed = value(await accounts.redeemLink(link, visitor));
    const old = `warroom_display=${redeemed.token}`;
    expect(redeemed.to).toBe('/wall');
    clock.at += 24 * HOUR - 1;
    expect(await accounts.rotateDisplay(display.id)).toBeUndefined();
    clock.at += 1;
    const token = (await accounts.rotateDisplay(display.id)) ?? '';
    expect(await accounts.rotateDisplay(display.id)).toBeUndefined();
    clock.at += 5 * HOUR;
    expect(accounts.identify(old)).toBeDefined();
    expect(accounts.identify(screen({ token }))).toBeDefined();
    await accounts.refresh();
    clock.at += HOUR - 1;
    expect(accounts.identify(old)).toBeDefined();
    clock.at += 1;
    expect(accounts.identify(old)).toBeUndefined();
    clock.at += 1000 * 24 * HOUR;
    expect(accounts.identify(screen({ token }))).toBeDefined();
  });

  it('[AC14] are blind once revoked, and told when their clearance changes', async () => {
    const { accounts, revoked } = await accountsAt();
    const display = await accounts.addDisplay(
      { name: 'Wall', election: 'us', clearance: 'AMBER' },
      'cli',
    );
    await accounts.changeDisplay(display.id, { name: 'South wall' });
    expect(revoked).toEqual([]);
    await accounts.changeDisplay(display.id, { clearance: 'GREEN' });
    await accounts.revokeDisplay(display.id);
    expect(revoked).toEqual([
      { kind: 'display', id: display.id },
      { kind: 'display', id: display.id },
    ]);
  });

  it('[AC27] in visitor mode are told as another audience, and as before when it ends', async () => {
    const { accounts, revoked } = await accountsAt();
    const display = await accounts.addDisplay(
      { name: 'Wall', election: 'us', redaction: 'none' },
      'cli',
    );
    const seen = () => {
      const now = accounts.display(display.id);
      return now && accounts.subjectIn({ kind: 'display', display: now }, 'us');
    };
    expect(seen()).toMatchObject({ redaction: 'none' });
    await accounts.changeDisplay(display.id, { visitorSince: 5 });
    expect(seen()).toMatchObject({ redaction: 'visitor' });
    expect(accounts.display(display.id)).toMatchObject({ redaction: 'none', visitorSince: 5 });
    // It is so already: nobody need be cut.
    await accounts.changeDisplay(display.id, { visitorSince: 6, redaction: 'names' });
    expect(revoked).toHaveLength(1);
    await accounts.changeDisplay(display.id, { visitorSince: null });
    expect(seen()).toMatchObject({ redaction: 'names' });
    expect(revoked).toHaveLength(2);
  });

  it('[AC15] beside a signed-in person in one browser, `as` says who is asked for', async () => {
    const { accounts, signIn } = await withAna();
    const display = await accounts.addDisplay({ name: 'Wall', election: 'us' }, 'cli');
    const link = await accounts.createLink({
      for: { kind: 'display', id: display.id },
      to: '/wall',
      expiresAt: 9e12,
    });
    const both = `${cookie(await signIn())}; ${screen(value(await accounts.redeemLink(link, visitor)))}`;
    expect(accounts.identify(both)?.kind).toBe('person');
    expect(accounts.identify(both, 'display')?.kind).toBe('display');
    expect(accounts.identify(screen({ token: 'x' }), 'display')).toBeUndefined();
  });
});

describe('invitations and links', () => {
  const membership = {
    election: 'us',
    role: 'triager',
    clearance: 'GREEN',
    organisation: null,
  } as const;
  const invited = { email: 'ben@example.org', name: 'Ben', admin: false, membership };

  it('[AC16] an invitation works once, within seven days', async () => {
    const { accounts, clock } = await withAna();
    const { token, invitation } = value(await accounts.invite(invited, 'p-1'));
    expect(accounts.invitation(token)).toEqual(invitation);
    expect(
      refusal(await accounts.acceptInvitation({ token, name: 'Ben', password: 'short' }, visitor))
        ?.path,
    ).toBe('password');
    const begun = value(
      await accounts.acceptInvitation({ token, name: 'Ben Okri', password: PASSWORD }, visitor),
    );
    expect(begun.person).toMatchObject({
      name: 'Ben Okri',
      email: 'ben@example.org',
      memberships: [membership],
    });
    expect(
      refusal(await accounts.acceptInvitation({ token, name: 'Ben', password: PASSWORD }, visitor))
        ?.kind,
    ).toBe('forbidden');
    const late = value(await accounts.invite({ ...invited, email: 'c@example.org' }, 'p-1'));
    clock.at += 7 * 24 * HOUR;
    expect(
      refusal(
        await accounts.acceptInvitation(
          { token: late.token, name: 'C', password: PASSWORD },
          visitor,
        ),
      )?.kind,
    ).toBe('forbidden');
  });

  it('[AC16] for someone with an account it needs that account’s password', async () => {
    const { accounts, ana } = await withAna();
    const { token } = value(
      await accounts.invite(
        { ...invited, email: 'ANA@example.org', membership: { ...membership, election: 'other' } },
        'p-1',
      ),
    );
    expect(
      refusal(
        await accounts.acceptInvitation(
          { token, name: 'Mallory', password: 'a wholly new password' },
          visitor,
        ),
      )?.kind,
    ).toBe('forbidden');
    const begun = value(
      await accounts.acceptInvitation({ token, name: 'Mallory', password: PASSWORD }, visitor),
    );
    expect(begun.person).toMatchObject({ id: ana.id, name: 'Ana Sousa' });
    expect(begun.person.memberships.map((one) => one.election)).toEqual(['us', 'other']);
  });

  it('[AC17] who came by a link may set a new password without the old one, for half an hour', async () => {
    const { accounts, clock, ana } = await withAna();
    const link = await accounts.createLink({
      for: { kind: 'person', id: ana.id },
      to: '/',
      expiresAt: clock.at + HOUR,
    });
    const { sessionId: session } = value(await accounts.redeemLink(link, visitor)) as Begun;
    const input = { person: ana.id, next: 'another quiet lantern', session };
    clock.at += HOUR / 2;
    expect(refusal(await accounts.changeOwnPassword(input, visitor))?.path).toBe('current');
    clock.at -= 1;
    expect((await accounts.changeOwnPassword(input, visitor)).ok).toBe(true);
  });

  it('[AC17] a sign-in link works once, before it expires', async () => {
    const { accounts, clock, ana } = await withAna();
    const make = (expiresAt: number) =>
      accounts.createLink({ for: { kind: 'person', id: ana.id }, to: '/e/us', expiresAt });
    const link = await make(clock.at + HOUR);
    const redeemed = value(await accounts.redeemLink(link, visitor));
    expect(redeemed).toMatchObject({ kind: 'person', to: '/e/us' });
    expect(accounts.identify(cookie(redeemed))).toBeDefined();
    expect(refusal(await accounts.redeemLink(link, visitor))?.kind).toBe('forbidden');
    expect(refusal(await accounts.redeemLink(await make(clock.at), visitor))?.kind).toBe(
      'forbidden',
    );
  });
});
