import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RefusalKind } from '@warroom/shared';
import { statusOf } from './status.ts';
import { good, httpRig, LOCAL_TOKEN, ORIGIN, PASSWORD, type HttpRig } from './testing/rig.ts';

let rig: HttpRig;
beforeEach(async () => {
  rig = await httpRig();
});
afterEach(() => rig.close());

const open = { type: 'incident.open', commandId: 'c-1', title: 'Line at the library' };
const commands = '/api/elections/us-general/commands';
const setCookie = (response: Response, name: string): string =>
  response.headers.getSetCookie().find((cookie) => cookie.startsWith(`${name}=`)) ?? '';
const pair = (cookie: string): string => cookie.split(';')[0] ?? '';

describe('signing in', () => {
  it('[HT8] sets a cookie that scripts cannot read and that ends with the session', async () => {
    await rig.member('lead');
    const response = await rig.ask('POST', '/api/session', {
      body: { email: 'person1@example.org', password: PASSWORD },
    });
    expect(response.status).toBe(200);
    const cookie = setCookie(response, 'warroom_session');
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).toMatch(/Path=\//);
    const me = await rig.ask('GET', '/api/session', { cookie: pair(cookie) });
    expect(await me.json()).toMatchObject({
      subject: {
        kind: 'person',
        email: 'person1@example.org',
        admin: false,
        elections: [{ id: 'us-general', role: 'lead', clearance: 'AMBER', drill: false }],
      },
      needsSetup: true,
      build: 'test',
      now: rig.clock.at,
    });
    const out = await rig.ask('DELETE', '/api/session', { cookie: pair(cookie) });
    expect(setCookie(out, 'warroom_session')).toMatch(/Max-Age=0/);
    expect((await rig.ask('GET', '/api/elections', { cookie: pair(cookie) })).status).toBe(401);
  });

  it('[HT8] adds Secure where the site is reached by https', async () => {
    const secure = await httpRig({ secureCookies: true });
    const response = await secure.ask('DELETE', '/api/session');
    expect(setCookie(response, 'warroom_session')).toMatch(/Secure/);
    await secure.close();
  });

  it('[AC3] the first admin is set up by the link, once', async () => {
    expect(await (await rig.ask('GET', '/api/session')).json()).toMatchObject({
      subject: null,
      needsSetup: true,
    });
    const token = await rig.accounts.setupToken();
    const body = { token, name: 'Root', email: 'root@example.org', password: PASSWORD };
    const made = await rig.ask('POST', '/api/setup', { body });
    expect(made.status).toBe(200);
    const cookie = pair(setCookie(made, 'warroom_session'));
    expect((await rig.ask('GET', '/api/admin/people', { cookie })).status).toBe(200);
    expect((await rig.ask('POST', '/api/setup', { body })).status).toBe(403);
    const events = await rig.journal.readAggregate('accounts');
    expect(events.map(({ type }) => type)).toEqual(['account.set-up']);
    expect(JSON.stringify(events)).not.toContain('Root');
  });

  it('[AC11] wrong passwords end in 429 with Retry-After', async () => {
    await rig.member('lead');
    const body = { email: 'person1@example.org', password: 'wrong' };
    for (let tries = 0; tries < 5; tries += 1)
      expect((await rig.ask('POST', '/api/session', { body })).status).toBe(403);
    const slowed = await rig.ask('POST', '/api/session', { body });
    expect(slowed.status).toBe(429);
    expect(slowed.headers.get('retry-after')).toBe('15');
    expect(await slowed.json()).toMatchObject({ error: { kind: 'rate-limited' } });
  });

  it('[AC16] an invitation is looked at, accepted, and gone', async () => {
    const admin = await rig.member('admin');
    const made = await rig.ask('POST', '/api/admin/invitations', {
      cookie: admin,
      body: {
        email: 'new@example.org',
        election: 'us-general',
        role: 'triager',
        clearance: 'GREEN',
      },
    });
    expect(made.status).toBe(201);
    const { token, link } = (await made.json()) as { token: string; link: string };
    expect(link).toBe(`/invite#${token}`);
    const look = await rig.ask('POST', '/api/invitations/look', { body: { token } });
    expect(await look.json()).toMatchObject({
      email: 'new@example.org',
      role: 'triager',
      election: { id: 'us-general' },
      hasAccount: false,
    });
    const accepted = await rig.ask('POST', '/api/invitations/accept', {
      body: { token, name: 'New One', password: PASSWORD },
    });
    expect(await accepted.json()).toMatchObject({
      subject: { name: 'New One', elections: [{ role: 'triager', clearance: 'GREEN' }] },
    });
    expect((await rig.ask('POST', '/api/invitations/look', { body: { token } })).status).toBe(404);
  });

  it('[AC10] a revoked session is out with the next request', async () => {
    const cookie = await rig.member('lead');
    const admin = await rig.serverAdmin();
    const id = rig.accounts.personByEmail('person1@example.org')?.id ?? '';
    expect(
      await (await rig.ask('DELETE', `/api/admin/people/${id}/sessions`, { cookie: admin })).json(),
    ).toEqual({ ended: 1 });
    expect((await rig.ask('GET', '/api/elections', { cookie })).status).toBe(401);
  });
});

describe('requests that change something', () => {
  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a sandboxed page', { origin: 'null' }],
    ['another port', { origin: 'http://room.test:8081' }],
  ])('[HT2] are refused from %s', async (_from, headers) => {
    const cookie = await rig.member('lead');
    const response = await rig.ask('POST', commands, { cookie, body: open, headers });
    expect(response.status).toBe(403);
    expect(rig.room.situation.incidents.size).toBe(0);
  });

  it('[HT2] need an Origin when they carry a cookie, and none with a bearer token', async () => {
    const cookie = await rig.member('lead');
    const headers = { cookie, host: 'room.test', 'content-type': 'application/json' };
    const bare = await rig.app.request(ORIGIN + commands, {
      method: 'POST',
      headers,
      body: JSON.stringify(open),
    });
    expect(bare.status).toBe(403);
    const allowed = await rig.ask('POST', commands, {
      cookie,
      body: open,
      headers: { origin: 'https://also.example.org' },
    });
    expect(allowed.status).toBe(200);
    const local = await rig.app.request(ORIGIN + commands, {
      method: 'POST',
      headers: { authorization: `Bearer ${LOCAL_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...open, commandId: 'c-2' }),
    });
    expect(local.status).toBe(200);
  });

  it('[HT2] signing in from another site’s page is refused too', async () => {
    const body = { email: 'a@example.org', password: 'x' };
    expect(
      (await rig.ask('POST', '/api/session', { body, headers: { origin: 'https://evil.example' } }))
        .status,
    ).toBe(403);
  });

  it('[HT3] take a body up to the cap and not one byte more', async () => {
    const cookie = await rig.member('lead');
    const at = (bytes: number): string => JSON.stringify(open).padEnd(bytes, ' ');
    expect((await rig.ask('POST', commands, { cookie, body: at(64_000) })).status).toBe(200);
    expect((await rig.ask('POST', commands, { cookie, body: at(64_001) })).status).toBe(413);
    const lying = await rig.ask('POST', commands, {
      cookie,
      body: at(70_000),
      headers: { 'content-length': '10' },
    });
    expect(lying.status).toBe(413);
  });

  it.each([
    ['no JSON', '{oops'],
    ['too deep', `{"type":"incident.open","x":${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ['a prototype', '{"type":"incident.open","__proto__":{"admin":true}}'],
    ['NUL', '{"type":"incident.open","commandId":"c","title":"a\\u0000b"}'],
    ['half a surrogate pair', '{"type":"incident.open","commandId":"c","title":"a\\ud800b"}'],
    ['no command', '{"type":"incident.destroy","commandId":"c"}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a wrong type', '{"type":"incident.open","commandId":"c","title":7}'],
  ])('[HT1] answer 400 to %s', async (_what, body) => {
    const response = await rig.ask('POST', commands, { cookie: await rig.member('lead'), body });
    expect(response.status).toBe(400);
    const answer = (await response.json()) as {
      error?: { kind: string };
      refusal?: { kind: string };
    };
    expect((answer.error ?? answer.refusal)?.kind).toBe('malformed');
  });

  it('[HT1] answer 415 to what is not sent as JSON', async () => {
    const cookie = await rig.member('lead');
    const response = await rig.ask('POST', commands, {
      cookie,
      body: JSON.stringify(open),
      headers: { 'content-type': 'text/plain' },
    });
    expect(response.status).toBe(415);
  });

  it('[HT5] are limited per person, by a clock', async () => {
    const cookie = await rig.member('viewer');
    const other = await rig.member('viewer');
    const send = (who: string) => rig.ask('POST', commands, { cookie: who, body: '{}' });
    let last = await send(cookie);
    for (let sent = 0; sent < 600; sent += 1) last = await send(cookie);
    expect(last.status).toBe(429);
    expect(last.headers.get('retry-after')).toBe('1');
    expect((await send(other)).status).toBe(400);
    rig.clock.at += 1000;
    expect((await send(cookie)).status).toBe(400);
  });
});

describe('commands and pages', () => {
  it('[HT4] a command is answered as over the socket, with the status of its refusal', async () => {
    const cookie = await rig.member('triager');
    const done = await rig.ask('POST', commands, { cookie, body: open });
    expect(await done.json()).toMatchObject({ kind: 'done', opened: 'US28-0001' });
    const again = await rig.ask('POST', commands, { cookie, body: open });
    expect(await again.json()).toMatchObject({ kind: 'done', repeated: true, opened: 'US28-0001' });
    const note = {
      type: 'incident.note',
      commandId: 'n',
      incident: 'US28-0001',
      text: 'Water and chairs are on the way',
    };
    await rig.ask('POST', commands, { cookie, body: note });
    const stale = {
      type: 'incident.assign',
      commandId: 's',
      incident: 'US28-0001',
      expectedVersion: 9,
      assignee: null,
    };
    const refused = await rig.ask('POST', commands, { cookie, body: stale });
    expect(refused.status).toBeGreaterThanOrEqual(409);
    expect(await refused.json()).toMatchObject({
      kind: 'refused',
      commandId: 's',
      current: { id: 'US28-0001' },
    });
    const viewer = await rig.ask('POST', commands, {
      cookie: await rig.member('viewer'),
      body: { ...open, commandId: 'v' },
    });
    expect(viewer.status).toBe(403);
    const one = await rig.ask('GET', '/api/elections/us-general/incidents/US28-0001', { cookie });
    expect(await one.json()).toMatchObject({
      incident: { title: 'Line at the library' },
      timeline: [{ type: 'incident.opened' }, { type: 'incident.noted' }],
    });
  });

  it('[HT9] nobody reads above their clearance, by page or by number', async () => {
    const lead = await rig.member('lead', 'AMBER');
    await rig.ask('POST', commands, { cookie: lead, body: { ...open, tlp: 'AMBER' } });
    await rig.room.receive([{ input: { text: 'Long line' }, source: 'tips', via: 'intake' }]);
    const pages = [
      'incidents?state=all',
      'incidents/US28-0001',
      'incidents/US28-0001/signals',
      'signals?state=all',
    ];
    const read = async (cookie: string) =>
      Promise.all(
        pages.map(async (page) =>
          (await rig.ask('GET', `/api/elections/us-general/${page}`, { cookie })).text(),
        ),
      );
    expect((await read(lead)).filter((text) => text.includes('Line at the library'))).toHaveLength(
      2,
    );
    for (const cookie of [await rig.display('GREEN'), await rig.member('viewer', 'GREEN')]) {
      const texts = (await read(cookie)).join('\n');
      expect(texts).not.toContain('Line at the library');
      expect(texts).not.toContain('Long line');
    }
  });

  it('pages are filtered and limited, and a wrong filter is named', async () => {
    const cookie = await rig.member('viewer');
    await rig.room.receive(
      ['one', 'two', 'three'].map((text) => ({
        input: { text },
        source: 'tips',
        via: 'intake' as const,
      })),
    );
    const page = (query: string) =>
      rig.ask('GET', `/api/elections/us-general/signals?${query}`, { cookie });
    const first = (await (await page('limit=2&q=')).json()) as {
      items: { text: string }[];
      next: string;
    };
    expect(first.items).toHaveLength(2);
    const second = (await (await page(`limit=2&before=${first.next}`)).json()) as {
      items: { text: string }[];
      next: null;
    };
    expect([...first.items, ...second.items].map(({ text }) => text)).toEqual([
      'three',
      'two',
      'one',
    ]);
    expect((await (await page('q=two')).json()) as object).toMatchObject({
      items: [{ text: 'two' }],
    });
    expect(await (await page('limit=9999')).json()).toMatchObject({
      error: { kind: 'malformed', path: 'limit' },
    });
    expect((await page('state=odd')).status).toBe(400);
  });

  it('[HT10] the election and the snapshot come with a tag, packed, and as 304 when known', async () => {
    const cookie = await rig.member('viewer');
    const get = (path: string, headers: Record<string, string> = {}) =>
      rig.ask('GET', path, { cookie, headers });
    const plain = await get('/api/elections/us-general');
    const packed = await get('/api/elections/us-general', { 'accept-encoding': 'gzip, br' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(Buffer.from(await packed.arrayBuffer())).toString()).toBe(await plain.text());
    const etag = plain.headers.get('etag') ?? '';
    expect((await get('/api/elections/us-general', { 'if-none-match': `W/${etag}` })).status).toBe(
      304,
    );
    const snapshot = await get('/api/elections/us-general/snapshot');
    expect(await snapshot.json()).toMatchObject({ clearance: 'AMBER', redaction: 'none' });
    expect(snapshot.headers.get('etag')).toBe(`"${rig.room.epoch}-1"`);
    expect(snapshot.headers.get('cache-control')).toBe('private, no-cache');
  });

  it('unknown API paths and methods answer JSON', async () => {
    for (const [method, path] of [
      ['GET', '/api/nothing'],
      ['PUT', '/api/session'],
      ['GET', '/api'],
    ] as const) {
      const response = await rig.ask(method, path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { kind: 'not-found' } });
    }
  });

  it('[HT4] every kind of refusal has a status, and a full disk is 507', () => {
    for (const kind of RefusalKind.options)
      expect(statusOf({ kind, message: '' })).toBeGreaterThanOrEqual(400);
    expect(statusOf({ kind: 'unavailable', message: "the server's disk is full" })).toBe(507);
  });
});

describe('administration', () => {
  it('[AC12] an intake key is shown once, listed without its secret, and revoked', async () => {
    const cookie = await rig.member('admin');
    const at = '/api/admin/elections/us-general/keys';
    const made = (await (
      await rig.ask('POST', at, { cookie, body: { source: 'tips' } })
    ).json()) as { key: { id: string }; token: string };
    expect(rig.accounts.intakeKey(made.token)?.subject.source).toBe('tips');
    const listed = await (await rig.ask('GET', at, { cookie })).text();
    expect(listed).toContain(made.key.id);
    expect(listed).not.toContain(made.token.slice(-52));
    expect(listed).not.toContain('secretHash');
    expect((await rig.ask('DELETE', `${at}/${made.key.id}`, { cookie })).status).toBe(200);
    expect(rig.accounts.intakeKey(made.token)).toBeUndefined();
    expect((await rig.journal.readAggregate('accounts')).map(({ type }) => type)).toEqual([
      'account.key-added',
      'account.key-revoked',
    ]);
  });

  it('[AC6] nobody grants a clearance above their own, but the server’s admins', async () => {
    const admin = await rig.member('admin', 'GREEN');
    const ask = (path: string, cookie: string, body: object, method = 'POST') =>
      rig.ask(method, `/api/admin${path}`, { cookie, body });
    await rig.member('viewer', 'GREEN', 'example-city');
    const other = rig.accounts.personByEmail('person2@example.org')?.id;
    const above = { person: other, role: 'viewer', clearance: 'AMBER' };
    expect((await ask('/elections/us-general/members', admin, above)).status).toBe(403);
    expect(
      (
        await ask('/invitations', admin, {
          email: 'x@example.org',
          election: 'us-general',
          clearance: 'AMBER',
        })
      ).status,
    ).toBe(403);
    expect(
      (
        await ask('/invitations', admin, {
          email: 'x@example.org',
          election: 'us-general',
          clearance: 'GREEN',
          admin: true,
        })
      ).status,
    ).toBe(403);
    expect(
      (
        await ask('/invitations', admin, {
          email: 'x@example.org',
          election: 'example-city',
          clearance: 'GREEN',
        })
      ).status,
    ).toBe(403);
    const { pairing } = good(
      await rig.accounts.startPairing({ width: 1, height: 1, dpr: 1, address: '' }),
    );
    expect(
      (
        await ask(`/elections/us-general/pairings/${pairing.code}/confirm`, admin, {
          name: 'W',
          clearance: 'AMBER',
        })
      ).status,
    ).toBe(403);
    expect(
      (await ask('/elections/us-general/members', admin, { ...above, clearance: 'GREEN' })).status,
    ).toBe(200);
    expect(
      (
        await ask('/elections/us-general/members', await rig.serverAdmin(), {
          ...above,
          clearance: 'RED',
        })
      ).status,
    ).toBe(200);
    const changed = await ask(
      `/elections/us-general/members/${other}`,
      admin,
      { role: 'triager' },
      'PATCH',
    );
    expect(changed.status).toBe(403); // it would keep RED
  });

  it('[AC17] an admin makes a link for someone who forgot their password', async () => {
    const admin = await rig.serverAdmin();
    await rig.member('lead');
    const id = rig.accounts.personByEmail('person2@example.org')?.id ?? '';
    const made = await rig.ask('POST', `/api/admin/people/${id}/link`, { cookie: admin, body: {} });
    const { link } = (await made.json()) as { link: string };
    const redeemed = await rig.ask('POST', '/api/links/redeem', {
      body: { token: link.replace('/link#', '') },
    });
    expect(await redeemed.json()).toEqual({ to: '/' });
    const cookie = pair(setCookie(redeemed, 'warroom_session'));
    const next = 'another quiet lantern';
    expect(
      (await rig.ask('POST', '/api/session/password', { cookie, body: { next } })).status,
    ).toBe(200);
    const people = (await (
      await rig.ask('GET', '/api/admin/people', { cookie: admin })
    ).json()) as {
      id: string;
      lastSeenAt: number;
    }[];
    expect(people.find((person) => person.id === id)?.lastSeenAt).toBe(rig.clock.at);
    const [session] = rig.accounts.sessions(id);
    const at = `/api/admin/people/${id}/sessions/${session?.id}`;
    expect((await rig.ask('DELETE', at, { cookie: admin })).status).toBe(200);
    expect((await rig.ask('GET', '/api/elections', { cookie })).status).toBe(401);
  });

  it('[AC6] the last server admin cannot be shut out', async () => {
    const cookie = await rig.serverAdmin();
    const id = rig.accounts.personByEmail('person1@example.org')?.id ?? '';
    expect((await rig.ask('DELETE', `/api/admin/people/${id}`, { cookie })).status).toBe(409);
    expect((await rig.ask('PATCH', `/api/admin/people/${id}`, { cookie, body: {} })).status).toBe(
      409,
    );
  });

  it('[AC13] a wall asks for a code, an admin confirms it, and the wall is a display', async () => {
    const admin = await rig.member('admin');
    const asked = await rig.ask('POST', '/api/displays/pairing', {
      body: { width: 3840, height: 2160, dpr: 1 },
    });
    expect(asked.status).toBe(201);
    const { code, word, colour } = (await asked.json()) as {
      code: string;
      word: string;
      colour: string;
    };
    const cookie = pair(setCookie(asked, 'warroom_pairing'));
    expect(setCookie(asked, 'warroom_pairing')).toMatch(/HttpOnly; SameSite=Strict/);
    expect(await (await rig.ask('GET', '/api/displays/pairing', { cookie })).json()).toMatchObject({
      state: 'waiting',
      code,
    });
    const waiting = await rig.ask('GET', '/api/admin/elections/us-general/pairings', {
      cookie: admin,
    });
    expect(await waiting.json()).toMatchObject([{ code, word, colour, width: 3840 }]);
    const confirm = `/api/admin/elections/us-general/pairings/${code}/confirm`;
    const settings = {
      name: 'North wall',
      clearance: 'GREEN',
      redaction: 'visitor',
      diagonalInch: 75,
      farthestSeatM: 7,
      theme: 'dark',
    };
    expect((await rig.ask('POST', confirm, { cookie: admin, body: settings })).status).toBe(201);
    const paired = await rig.ask('GET', '/api/displays/pairing', { cookie });
    expect(await paired.json()).toMatchObject({
      state: 'paired',
      display: {
        name: 'North wall',
        election: 'us-general',
        redaction: 'visitor',
        diagonalInch: 75,
      },
    });
    const display = pair(setCookie(paired, 'warroom_display'));
    expect(
      await (await rig.ask('GET', '/api/displays/me', { cookie: display })).json(),
    ).toMatchObject({ name: 'North wall' });
    const list = (await (
      await rig.ask('GET', '/api/admin/elections/us-general/displays', { cookie: admin })
    ).json()) as { id: string }[];
    const at = `/api/admin/elections/us-general/displays/${list[0]?.id}`;
    expect(await (await rig.ask('POST', `${at}/identify`, { cookie: admin })).json()).toEqual({
      connected: true,
    });
    expect(
      (await rig.ask('PATCH', at, { cookie: admin, body: { redaction: 'none' } })).status,
    ).toBe(200);
    expect(rig.orders.map(([, order]) => order.kind)).toEqual(['identify', 'settings']);
    expect((await rig.ask('DELETE', at, { cookie: admin })).status).toBe(200);
    expect((await rig.ask('GET', '/api/displays/me', { cookie: display })).status).toBe(401);
  });

  it('[AC14] a display’s cookie is renewed daily by what it asks anyway', async () => {
    const cookie = await rig.display();
    rig.clock.at += 24 * 3_600_000;
    const asked = await rig.ask('GET', '/api/elections/us-general/snapshot', { cookie });
    expect(setCookie(asked, 'warroom_display')).toMatch(/HttpOnly/);
    expect(setCookie(await rig.ask('GET', '/api/displays/me', { cookie }), 'warroom_display')).toBe(
      '',
    );
  });

  it('[AC15] a browser that is both asks as its display with ?as=display', async () => {
    const cookie = `${await rig.member('lead')}; ${await rig.display('GREEN')}`;
    const audience = async (query: string) =>
      (await rig.ask('GET', `/api/elections/us-general/snapshot${query}`, { cookie })).json();
    expect(await audience('')).toMatchObject({ clearance: 'AMBER' });
    expect(await audience('?as=display')).toMatchObject({ clearance: 'GREEN', redaction: 'names' });
  });
});

describe('what is logged', () => {
  it('[HT11] are patterns and figures, never texts, addresses or tokens', async () => {
    const cookie = await rig.member('lead');
    await rig.ask('POST', '/api/session', {
      body: { email: 'person1@example.org', password: PASSWORD },
    });
    await rig.ask('POST', commands, { cookie, body: open });
    await rig.ask('GET', '/api/elections/us-general/incidents/US28-0001?q=secret', { cookie });
    const text = rig.logged.join('\n');
    expect(text).toContain('"route":"/api/elections/:election/incidents/:id"');
    for (const secret of [
      'example.org',
      PASSWORD,
      'library',
      'US28-0001',
      'secret',
      cookie.slice(-52),
    ])
      expect(text).not.toContain(secret);
  });

  it('[HT11] a fault is answered without its details', async () => {
    const broken = await httpRig({
      startDrill: () => Promise.reject(new Error('table people is gone')),
    });
    const response = await broken.ask('POST', '/api/drills', {
      cookie: await broken.serverAdmin(),
    });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('people');
    expect(broken.logged.some((line) => line.startsWith('error A request failed.'))).toBe(true);
    await broken.close();
  });
});

describe('operations', () => {
  it('[HT12] say alive, ready or why not, and keep metrics from strangers', async () => {
    const reasons: string[] = [];
    const seen: string[] = [];
    const other = await httpRig({
      trustProxy: true,
      unready: () => reasons,
      metrics: {
        token: 'scrape',
        contentType: 'text/plain; version=0.0.4',
        render: async () => 'up 1\n',
        observe: ({ route, status }) => seen.push(`${route} ${status}`),
      },
    });
    expect(await (await other.ask('GET', '/healthz')).json()).toEqual({
      status: 'ok',
      build: 'test',
    });
    expect((await other.ask('GET', '/readyz')).status).toBe(200);
    reasons.push('The journal of us-general cannot be written.');
    const unready = await other.ask('GET', '/readyz');
    expect([unready.status, await unready.json()]).toEqual([503, { status: 'not ready', reasons }]);
    const from = (address: string, headers = {}) =>
      other.ask('GET', '/metrics', { headers: { 'x-forwarded-for': address, ...headers } });
    expect(await (await from('127.0.0.1')).text()).toBe('up 1\n');
    expect((await from('127.0.0.1, 203.0.113.9')).status).toBe(401);
    expect((await from('203.0.113.9')).status).toBe(401);
    expect((await from('203.0.113.9', { authorization: 'Bearer scrape' })).status).toBe(200);
    expect(seen).toContain('/readyz 503');
    await other.close();
    expect(
      (await rig.ask('GET', '/metrics', { headers: { 'x-forwarded-for': '127.0.0.1' } })).status,
    ).toBe(404);
  });
});

describe('pages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'client-'));
  let pages: HttpRig;
  beforeAll(async () => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>War room</title>');
    writeFileSync(join(folder, 'assets/main-abc123.js'), `console.log(${'1'.repeat(5000)})`);
    writeFileSync(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    writeFileSync(join(folder, '.build-id'), 'x');
    pages = await httpRig({ clientDir: folder });
  });
  afterAll(async () => {
    await pages.close();
    rmSync(folder, { recursive: true });
  });

  it('[HT13] every page is index.html, never kept, under a strict policy', async () => {
    for (const path of ['/', '/e/us-general/incidents/US28-0001', '/wall', '/index.html']) {
      const response = await pages.ask('GET', path);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(await response.text()).toContain('War room');
    }
    const policy = (await pages.ask('GET', '/')).headers.get('content-security-policy') ?? '';
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "worker-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self' ws://room.test wss://room.test",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'self'",
    ]) {
      expect(policy.split('; ')).toContain(rule);
    }
    expect(policy).not.toContain('unsafe');
    const odd = await pages.ask('GET', '/', { headers: { host: "x; script-src 'unsafe-inline'" } });
    expect(odd.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect(odd.headers.get('content-security-policy')).not.toContain('unsafe');
  });

  it('[HT13] no page stands in a frame, but the wall in a page of this server', async () => {
    const policyOf = async (path: string): Promise<string[]> =>
      ((await pages.ask('GET', path)).headers.get('content-security-policy') ?? '').split('; ');
    expect(await policyOf('/wall?election=us-general')).toContain("frame-ancestors 'self'");
    for (const path of ['/', '/e/us-general', '/e/us-general/walls', '/wall/', '/index.html'])
      expect(await policyOf(path)).toContain("frame-ancestors 'none'");
    expect(await policyOf('/e/us-general/walls')).toContain("frame-src 'self'");
  });

  it('[HT13] files whose name holds their hash are kept for good, others are asked for', async () => {
    const asset = await pages.ask('GET', '/assets/main-abc123.js');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('x-content-type-options')).toBe('nosniff');
    const icon = await pages.ask('GET', '/favicon.svg');
    expect([icon.headers.get('cache-control'), icon.headers.get('content-type')]).toEqual([
      'no-cache',
      'image/svg+xml',
    ]);
    const known = await pages.ask('GET', '/favicon.svg', {
      headers: { 'if-none-match': icon.headers.get('etag') ?? '' },
    });
    expect(known.status).toBe(304);
  });

  it('[HT13] are packed as the client can unpack them', async () => {
    const plain = Buffer.from(
      await (await pages.ask('GET', '/assets/main-abc123.js')).arrayBuffer(),
    );
    const get = async (coding: string) =>
      pages.ask('GET', '/assets/main-abc123.js', { headers: { 'accept-encoding': coding } });
    const br = await get('gzip, deflate, br');
    expect(br.headers.get('content-encoding')).toBe('br');
    expect(brotliDecompressSync(Buffer.from(await br.arrayBuffer()))).toEqual(plain);
    const gzip = await get('gzip, br;q=0');
    expect(gunzipSync(Buffer.from(await gzip.arrayBuffer()))).toEqual(plain);
  });

  it.each([
    '/assets/main-old999.js',
    '/assets/',
    '/robots.txt',
    '/.build-id.json',
    '/assets/..%2findex.html',
    '/missing.html',
  ])('[HT13] %s is missing, and so 404, never a page', async (path) => {
    const response = await pages.ask('GET', path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('War room');
  });

  it('without a built client says so', async () => {
    const response = await rig.ask('GET', '/');
    expect([response.status, await response.text()]).toEqual([
      404,
      expect.stringContaining('not built'),
    ]);
  });
});
