import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Accounts } from '../accounts/accounts.ts';
import { redisAccounts } from '../accounts/open-accounts.ts';
import { AccountsUnavailable } from '../accounts/store.ts';
import { redisPlace, type RedisPlace } from '../accounts/testing/redis-place.ts';
import { memoryClusters } from '../cluster/memory-clusters.testing.ts';
import { listen } from '../intake/testing/rig.ts';
import { JournalUnavailable, type Journal, type StoredEvent } from '../journal/journal.ts';
import { memoryJournal } from '../journal/memory.ts';
import { RedisUnavailable } from '../redis/redis-link.ts';
import { startRedis, type RedisSet } from '../redis/testing/redis-servers.ts';
import { good, httpRig, PASSWORD, type HttpRig } from './testing/rig.ts';

const visitor = { address: '192.0.2.7', agent: 'Test' };
const us = '/api/elections/us-general';

let redis: RedisSet;
let place: RedisPlace;
let dir: string;
let a: HttpRig;
let b: HttpRig;

beforeAll(async () => {
  redis = await startRedis();
}, 30_000);
afterAll(() => redis.stop());

/** Node B hears of nothing by itself, neither of accounts nor of events: only when it catches up. */
beforeEach(async () => {
  place = redisPlace(redis.url);
  dir = mkdtempSync(join(tmpdir(), 'http-nodes-'));
  const clusters = memoryClusters(2);
  clusters.hold();
  const accounts: Accounts[] = [];
  for (const cluster of clusters.nodes) {
    accounts.push(
      await redisAccounts({
        link: place.link(),
        prefix: place.prefix,
        cluster,
        dataDir: join(dir, cluster.node),
        now: () => 1_800_000_000_000,
        passwordCost: { memoryKiB: 8, passes: 1 },
        every: () => () => undefined,
        elections: () => [{ id: 'us-general' }, { id: 'example-city' }],
      }),
    );
  }
  const [first, second] = accounts;
  if (!first || !second) throw new Error('two nodes');
  const shared = new Map<string, Journal>();
  const journal = (election: string): Journal => {
    const known = shared.get(election) ?? memoryJournal();
    shared.set(election, known);
    return known;
  };
  a = await httpRig({ accounts: first, journals: journal });
  b = await httpRig({ accounts: second, journals: (election) => lagging(journal(election)) });
});
afterEach(async () => {
  await a.close();
  await b.close();
  await place.remove();
  rmSync(dir, { recursive: true });
});

/** A journal whose events come in on this node only when it catches up. */
function lagging(journal: Journal): Journal {
  const held: StoredEvent[] = [];
  let release = (): void => undefined;
  return {
    ...journal,
    async subscribe(afterSeq, onEvents) {
      const stop = await journal.subscribe(afterSeq, (events) => void held.push(...events));
      release = () => onEvents(held.splice(0));
      release();
      return stop;
    },
    async caughtUp() {
      release();
    },
  };
}

/** The cookies that a browser would hold after this answer. */
function cookiesAfter(response: Response, before = ''): string {
  const jar = new Map(
    before
      .split('; ')
      .flatMap((pair) => (pair === '' ? [] : [pair.split('=') as [string, string]])),
  );
  for (const set of response.headers.getSetCookie()) {
    const [pair = ''] = set.split(';');
    const [name = '', value = ''] = pair.split('=');
    if (/Max-Age=0/.test(set)) jar.delete(name);
    else jar.set(name, value);
  }
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}

async function signedIn(
  role: 'lead' | 'viewer' | 'admin',
): Promise<{ id: string; cookie: string }> {
  const email = `${role}@example.org`;
  const { id } = good(
    await a.accounts.addPerson({
      name: role,
      email,
      password: PASSWORD,
      admin: role === 'admin',
      memberships: [{ election: 'us-general', role, clearance: 'AMBER', organisation: null }],
    }),
  );
  const { token } = good(await a.accounts.signIn({ email, password: PASSWORD }, visitor));
  return { id, cookie: `warroom_session=${token}` };
}

const open = (commandId: string) => ({
  type: 'incident.open',
  commandId,
  title: 'Line at the library',
});

describe('[HT14] one page’s requests to different nodes', () => {
  it('someone who signed in on one is signed in on the next', async () => {
    await signedIn('viewer');
    const into = await a.ask('POST', '/api/session', {
      body: { email: 'viewer@example.org', password: PASSWORD },
    });
    const session = cookiesAfter(into)
      .split('; ')
      .find((pair) => pair.startsWith('warroom_session='));
    const next = await b.ask('GET', us, { cookie: session });
    expect(next.status).toBe(200);
  });

  it('who signed out on one is out on the next within the same breath', async () => {
    const { cookie } = await signedIn('viewer');
    expect((await b.ask('GET', us, { cookie })).status).toBe(200);
    const out = await a.ask('DELETE', '/api/session', { cookie });
    const after = cookiesAfter(out, cookie);
    expect(after).not.toContain('warroom_session');
    // Another tab's request that was under way still names the session.
    const late = await b.ask('GET', us, { cookie: `${cookie}; ${after}` });
    expect(late.status).toBe(401);
    expect((await b.ask('GET', us, { cookie })).status).toBe(401);
  });

  it('a right given on one is had on the next, and shown there to who gave it', async () => {
    const viewer = await signedIn('viewer');
    const admin = await signedIn('admin');
    await b.accounts.refresh();
    const imports = `${us}/commands`;
    expect((await b.ask('POST', imports, { cookie: viewer.cookie, body: open('c1') })).status).toBe(
      403,
    );
    const set = await a.ask('PATCH', `/api/admin/elections/us-general/members/${viewer.id}`, {
      cookie: admin.cookie,
      body: { role: 'lead' },
    });
    expect(set.status).toBe(200);
    const members = await b.ask('GET', '/api/admin/elections/us-general/members', {
      cookie: cookiesAfter(set, admin.cookie),
    });
    expect(await members.json()).toContainEqual(
      expect.objectContaining({ role: 'lead', person: expect.objectContaining({ id: viewer.id }) }),
    );
    const done = await b.ask('POST', imports, { cookie: viewer.cookie, body: open('c2') });
    expect(done.status).toBe(200);
  });

  it('a door that was shut to someone opens without a refused request when they were let in elsewhere', async () => {
    const viewer = await signedIn('viewer');
    await b.accounts.refresh();
    const members = '/api/admin/elections/us-general/members';
    expect((await b.ask('GET', members, { cookie: viewer.cookie })).status).toBe(403);
    good(
      await a.accounts.setMembership(viewer.id, {
        election: 'us-general',
        role: 'admin',
        clearance: 'AMBER',
        organisation: null,
      }),
    );
    expect((await b.ask('GET', members, { cookie: viewer.cookie })).status).toBe(200);
  });

  it('what was opened on one is found, worked on and listed on the next', async () => {
    const { cookie } = await signedIn('lead');
    const opened = await a.ask('POST', `${us}/commands`, { cookie, body: open('c1') });
    const { incident } = (await opened.json()) as { incident: { id: string } };
    const list = async (cookies: string) =>
      (
        (await (await b.ask('GET', `${us}/incidents`, { cookie: cookies })).json()) as {
          items: unknown[];
        }
      ).items;
    expect(await list(cookie)).toEqual([]);
    expect(b.room.situation.incidents.size).toBe(0);
    const worked = await b.ask('POST', `${us}/commands`, {
      cookie,
      body: { type: 'incident.note', commandId: 'c2', incident: incident.id, text: 'On it.' },
    });
    expect(await worked.json()).toMatchObject({ kind: 'done' });

    const second = await a.ask('POST', `${us}/commands`, { cookie, body: open('c3') });
    const { incident: other } = (await second.json()) as { incident: { id: string } };
    expect((await b.ask('GET', `${us}/incidents/${other.id}`, { cookie })).status).toBe(200);

    const third = await a.ask('POST', `${us}/commands`, { cookie, body: open('c4') });
    expect(b.room.situation.seq).toBeLessThan(a.room.situation.seq);
    await b.ask('GET', `${us}/incidents`, { cookie: cookiesAfter(third, cookie) });
    expect(b.room.situation.seq).toBe(a.room.situation.seq);
    expect((await b.ask('GET', `${us}/incidents/nothing-such`, { cookie })).status).toBe(404);
  });

  it('a key made on one posts through the next, and a made-up one does not', async () => {
    const { token } = good(
      await a.accounts.addKey(
        { election: 'us-general', source: 'tips', scopes: ['signal:write'] },
        'test',
      ),
    );
    const { url, server } = await listen({ rooms: b.rooms, accounts: b.accounts, now: () => 0 });
    const post = (key: string) =>
      fetch(`${url}${us}/signals`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ text: 'Long queue at the library', observedAt: 1_799_999_000_000 }),
      });
    expect((await post(token)).status).toBe(202);
    expect((await post('wr_kaaaaaaaaaaaa_bbbb')).status).toBe(401);
    server.close();
  });

  it('a cookie that nobody set changes nothing, and delays nobody else', async () => {
    const { cookie } = await signedIn('viewer');
    for (const seen of [
      '999999999.999999999.us-general',
      '1.1.nowhere',
      'x',
      '1.2',
      '-1.-1.us-general',
    ]) {
      const answer = await b.ask('GET', us, { cookie: `${cookie}; warroom_seen=${seen}` });
      expect(answer.status).toBe(200);
    }
    const read = await a.ask('GET', us, { cookie });
    expect(read.headers.getSetCookie()).toEqual([]);
  });

  it('one node alone sets no such cookie', async () => {
    const alone = await httpRig();
    const cookie = await alone.member('lead');
    const done = await alone.ask('POST', `${us}/commands`, { cookie, body: open('c') });
    expect([done.status, done.headers.getSetCookie()]).toEqual([200, []]);
    await alone.close();
  });
});

describe('[HT16] a store that cannot be written to', () => {
  it.each([
    [new JournalUnavailable('unreachable', 'Redis is gone.'), 'unavailable', 503],
    [new JournalUnavailable('lost', 'Restore it.'), 'unavailable', 503],
    [new JournalUnavailable('disk-full', 'x'), 'unavailable', 507],
    [new JournalUnavailable('unsettled', 'x'), 'unsettled', 503],
    [new AccountsUnavailable('unreachable', 'Redis is gone.'), 'unavailable', 503],
    [new AccountsUnavailable('lost', 'Restore it.'), 'unavailable', 503],
    [
      new AccountsUnavailable('unsettled', 'This may or may not have been changed.'),
      'unsettled',
      503,
    ],
    [new RedisUnavailable('not-sent', 'Redis is gone.'), 'unavailable', 503],
    [new RedisUnavailable('no-answer', 'x'), 'unsettled', 503],
  ])('is answered for as what it is: %s', async (fault, kind, status) => {
    const { cookie } = await signedIn('viewer');
    const failing = await httpRig({
      accounts: {
        ...a.accounts,
        endSession: () => Promise.reject(fault),
        close: async () => undefined,
      },
    });
    const answer = await failing.ask('DELETE', '/api/session', { cookie });
    const { error: refusal } = (await answer.json()) as {
      error: { kind: string; message: string };
    };
    expect([answer.status, refusal.kind]).toEqual([status, kind]);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(/nothing was changed/i.test(refusal.message)).toBe(kind !== 'unsettled');
    expect(/may or may not/.test(refusal.message)).toBe(kind === 'unsettled');
    await failing.close();
  });
});
