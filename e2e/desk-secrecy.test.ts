import { randomUUID } from 'node:crypto';
import type { CommandResult } from '@warroom/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { colleague, intakeKey, setUp } from './rigs/api.ts';
import type { Api } from './rigs/api.ts';
import { pairDisplay } from './rigs/pairing.ts';
import { startServer } from './rigs/server.ts';
import type { ServerRig } from './rigs/server.ts';

const ELECTION = 'us-general';
const OTHER = 'example-city';
const AT = `/api/elections/${ELECTION}`;

let server: ServerRig;
let admin: Api;
/** Who asks, by what they are. */
let who: Record<string, Api>;
/** Above the clearance of those who try: AMBER+STRICT, RED, and what they may see. */
let strict: string;
let red: string;
let plain: string;
let file: string;
let said: string;
let shared: string;

beforeAll(async () => {
  server = await startServer();
  admin = await setUp(server);
  const person = (role: string, clearance: string, name: string, election = ELECTION) =>
    colleague(server, admin, { election, role, clearance }, name);
  const display = await pairDisplay(server, admin, ELECTION, {
    clearance: 'GREEN',
    redaction: 'none',
  });
  const token = await intakeKey(admin, ELECTION, 'tips');
  who = {
    strict: await person('lead', 'AMBER+STRICT', 'Sam Strict'),
    red: await person('lead', 'RED', 'Ro Tan'),
    lead: await person('lead', 'AMBER', 'Lea Dee'),
    triager: await person('triager', 'AMBER', 'Tri Ager'),
    viewer: await person('viewer', 'AMBER', 'Vi Ewer'),
    partner: await person('partner', 'AMBER', 'Par Tner'),
    stranger: await person('lead', 'RED', 'Stra Nger', OTHER),
    display: display.api,
    nobody: withHeaders({}),
    key: withHeaders({ authorization: `Bearer ${token}` }),
  };
  await furnish();
});
afterAll(async () => {
  await server.stop();
});

/** Someone without a cookie. */
function withHeaders(headers: Record<string, string>): Api {
  return {
    ...admin,
    cookie: '',
    fetch: (path, init = {}) =>
      fetch(server.url + path, {
        ...init,
        headers: {
          origin: server.url,
          'content-type': 'application/json',
          ...headers,
          ...(init.headers as Record<string, string>),
        },
      }),
  };
}

function as(name: string): Api {
  const api = who[name];
  if (!api) throw new Error(`nobody is called ${name}`);
  return api;
}

async function must(name: string, command: Record<string, unknown>) {
  const result = await ask(name, command);
  if (result.kind !== 'done') throw new Error(JSON.stringify(result));
  return result;
}

async function ask(name: string, command: Record<string, unknown>): Promise<CommandResult> {
  const response = await as(name).fetch(`${AT}/commands`, {
    method: 'POST',
    body: JSON.stringify({ commandId: randomUUID(), ...command }),
  });
  return (await response.json()) as CommandResult;
}

async function upload(name: string, bytes = 'SECRET-BYTES', election = ELECTION): Promise<string> {
  const response = await as(name).fetch(`/api/elections/${election}/uploads`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'x-file-name': 'SECRET-NAME.txt' },
    body: bytes,
  });
  return ((await response.json()) as { upload: string }).upload;
}

async function furnish(): Promise<void> {
  const entered = await must('strict', {
    type: 'signal.enter',
    signal: { text: 'Two hour line at gate seven of the harbour' },
  });
  shared = entered.signal ?? '';
  const open = async (name: string, title: string, more: Record<string, unknown>) =>
    (await must(name, { type: 'incident.open', title, ...more })).opened ?? '';
  plain = await open('lead', 'Line at gate seven of the harbour', {
    tlp: 'AMBER',
    severity: 'S3',
    jurisdictions: ['US-AZ'],
  });
  strict = await open('strict', 'SECRET-TITLE line at gate seven of the harbour', {
    tlp: 'AMBER+STRICT',
    severity: 'S1',
    jurisdictions: ['US-AZ'],
    signals: [shared],
  });
  red = await open('red', 'SECRET-RED line at gate seven of the harbour', { tlp: 'RED' });
  await must('red', { type: 'incident.link', incident: red, signals: [shared] });
  for (const [name, incident] of [
    ['strict', strict],
    ['red', red],
  ] as const) {
    await must(name, { type: 'incident.note', incident, text: 'SECRET-NOTE' });
    await must(name, { type: 'incident.tag', incident, add: ['secret-tag'] });
    await must(name, { type: 'incident.task-add', incident, title: 'SECRET-TASK' });
    await must(name, { type: 'incident.relate', incident, other: plain, kind: 'causes' });
    await must(name, { type: 'incident.watch', incident });
    for (const evidence of [
      { kind: 'file', upload: await upload(name), title: 'SECRET-FILE' },
      { kind: 'text', text: 'SECRET-TEXT', title: 'SECRET-TEXT-TITLE' },
      { kind: 'url', url: 'https://secret.example/SECRET-URL' },
    ])
      await must(name, { type: 'incident.evidence-add', incident, evidence });
  }
  const more = await as('strict').get<{ evidence: { id: string; kind: string }[] }>(
    `${AT}/incidents/${strict}/more`,
  );
  file = more.evidence.find(({ kind }) => kind === 'file')?.id ?? '';
  said = more.evidence.find(({ kind }) => kind === 'text')?.id ?? '';
  await must('strict', {
    type: 'view.save',
    title: 'SECRET-VIEW',
    query: 'SECRET-QUERY',
    lanes: 'both',
    sort: 'severity',
    scope: 'private',
  });
  await must('strict', { type: 'brief.make', desk: null });
}

/** Everything that can be read of an election's desk, with an incident that is hidden where one is named. */
function readings(): string[] {
  const q = encodeURIComponent('gate OR secret');
  return [
    '',
    '/snapshot',
    '/incidents?state=all',
    '/incidents?state=all&q=gate',
    '/incidents?state=all&q=has:links',
    '/incidents?state=all&q=SECRET',
    '/signals?state=all',
    '/signals?state=all&q=gate',
    `/signals?state=all&incident=${strict}`,
    `/signals/${shared}`,
    `/incidents/${plain}`,
    `/incidents/${plain}/more`,
    `/incidents/${plain}/suggestions`,
    `/incidents/${plain}/signals`,
    ...[strict, red].flatMap((id) => [
      `/incidents/${id}`,
      `/incidents/${id}/more`,
      `/incidents/${id}/suggestions`,
      `/incidents/${id}/signals`,
      `/incidents/${id}/evidence/${file}`,
      `/incidents/${id}/evidence/${said}`,
      `/incidents/${id}/evidence/${file}/preview`,
    ]),
    // By way of an incident that may be seen.
    `/incidents/${plain}/evidence/${file}`,
    `/incidents/${plain}/evidence/${file}/preview?w=100`,
    '/views',
    `/matching?q=${q}&view=open`,
    '/matching?kind=incidents&q=gate',
    '/matching?kind=signals&q=gate',
    '/counts?q=gate&q=SECRET&q=is:mine',
    '/roster',
    `/roster/fill?desk=lead&from=0&until=1`,
    '/roster/ical-link',
    '/notify',
    '/messages',
    `/messages?incident=${strict}`,
    '/briefs',
    '/sitrep',
    '/sitrep.html',
    '/sitrep.md?label=AMBER',
    '/sitrep?label=AMBER%2BSTRICT',
    '/figures',
    '/figures.csv',
    '/care',
    '/walls',
  ];
}

const SECRETS = /SECRET|secret-tag|secret\.example/;

describe('the desk keeps its secrets', () => {
  it('[E92] whoever is not cleared gets not one byte, number or link of what is hidden, on any route', async () => {
    for (const name of ['lead', 'triager', 'viewer', 'display']) {
      for (const path of readings()) {
        const response = await as(name).fetch(AT + path);
        const body = await response.text();
        const where = `${name} ${path} ${response.status}`;
        expect(response.status, `${where} ${body}`).toBeLessThan(500);
        // What was asked for may be repeated to who asked.
        const heard = body.replaceAll('"q":"SECRET"', '');
        expect(heard, where).not.toMatch(SECRETS);
        expect(heard, where).not.toContain(red);
        expect(heard, where).not.toContain(`"${strict}"`);
      }
    }
  });

  it('[E92] strangers, partners, keys and nobody read nothing at all', async () => {
    for (const name of ['stranger', 'partner', 'key', 'nobody'])
      for (const path of readings()) {
        const response = await as(name).fetch(AT + path);
        expect(
          { path, name, isRefused: [401, 403, 404].includes(response.status) },
          `${response.status}`,
        ).toEqual({ path, name, isRefused: true });
        expect(await response.text()).not.toMatch(SECRETS);
      }
  });

  it('[E93] no command reaches what is hidden, nor tells it from what is not there', async () => {
    const ghost = `${strict.slice(0, strict.indexOf('-'))}-9999`;
    const on = (incident: string): Record<string, unknown>[] => [
      { type: 'incident.note', incident, text: 'x' },
      { type: 'incident.note', incident, text: 'x', mentions: ['nobody'] },
      { type: 'incident.claim', incident },
      { type: 'incident.link', incident, signals: [shared] },
      { type: 'incident.unlink', incident, signals: [shared] },
      { type: 'incident.move-signals', incident, signals: [shared], to: plain },
      { type: 'incident.move-signals', incident: plain, signals: [shared], to: incident },
      { type: 'incident.split', incident, signals: [shared], title: 'x' },
      { type: 'incident.merge', incident, into: plain, expectedVersion: 1 },
      { type: 'incident.merge', incident: plain, into: incident, expectedVersion: 99 },
      { type: 'incident.unmerge', incident, expectedVersion: 1 },
      { type: 'incident.undo', incident, version: 1 },
      { type: 'incident.relate', incident: plain, other: incident },
      { type: 'incident.unrelate', incident: plain, other: incident },
      { type: 'incident.watch', incident },
      { type: 'incident.snooze', incident, until: Date.now() + 60_000 },
      { type: 'incident.wake', incident },
      { type: 'incident.escalate', incident },
      { type: 'incident.task-add', incident, title: 'x' },
      { type: 'incident.playbook', incident, playbook: 'results-site' },
      { type: 'incident.evidence-remove', incident, evidence: file, reason: 'x' },
      { type: 'incident.evidence-remove', incident: plain, evidence: file, reason: 'x' },
      { type: 'incident.close', incident, expectedVersion: 1, review: 'done' },
    ];
    const bare = (result: CommandResult): string =>
      JSON.stringify({ ...result, commandId: '', current: null }).replaceAll(
        /[A-Z0-9]+-\d{4,}|"at":\d+|"who":"[^"]*"/g,
        '#',
      );
    for (const name of ['lead', 'triager'])
      for (const hidden of [strict, red]) {
        const there = on(hidden);
        const gone = on(ghost);
        for (const [index, command] of there.entries()) {
          const answer = await ask(name, command);
          expect(answer.kind, JSON.stringify(command)).toBe('refused');
          expect(JSON.stringify(answer)).not.toMatch(SECRETS);
          expect(bare(answer)).toBe(bare(await ask(name, gone[index] ?? {})));
        }
      }
    for (const command of [
      { type: 'signal.dismiss', signals: [shared], reason: 'spam' },
      { type: 'signal.claim', signals: [shared] },
    ]) {
      const answer = JSON.stringify(await ask('lead', command));
      expect(answer).not.toContain(strict);
      expect(answer).not.toContain(red);
    }
  });

  it('[E93] nobody does by one call or in bulk what their role may not', async () => {
    const commands = [
      { type: 'incident.note', incident: plain, text: 'x' },
      { type: 'incident.open', title: 'x' },
      { type: 'signal.dismiss', signals: [shared], reason: 'spam' },
      { type: 'signal.claim-next' },
      { type: 'brief.make', desk: null },
      { type: 'roster.shift-add', desk: 'lead', person: 'x', from: 0, until: 3_600_000 },
      { type: 'roster.policies-set', policies: [] },
      { type: 'message.replay', message: 'msg_x' },
    ];
    for (const name of ['viewer', 'display', 'partner', 'key', 'nobody', 'stranger']) {
      const bulk = await as(name).fetch(`${AT}/bulk`, {
        method: 'POST',
        body: JSON.stringify({
          commands: commands.map((one) => ({ commandId: randomUUID(), ...one })),
        }),
      });
      if (bulk.status === 200) {
        const { results } = (await bulk.json()) as { results: CommandResult[] };
        expect(results.map(({ kind }) => kind)).toEqual(commands.map(() => 'refused'));
        expect(['viewer', 'display']).toContain(name);
      } else expect([401, 403, 404]).toContain(bulk.status);
      for (const command of commands) {
        const response = await as(name).fetch(`${AT}/commands`, {
          method: 'POST',
          body: JSON.stringify({ commandId: randomUUID(), ...command }),
        });
        expect([401, 403, 404], `${name} ${command.type}`).toContain(response.status);
      }
      const uploaded = await as(name).fetch(`${AT}/uploads`, { method: 'POST', body: 'x' });
      expect([401, 403, 404], `${name} uploads`).toContain(uploaded.status);
    }
    for (const name of ['triager', 'viewer', 'display'])
      expect((await as(name).fetch(`${AT}/messages`)).status).toBe(403);
    for (const command of [
      { type: 'roster.shift-add', desk: 'lead', person: 'x', from: 0, until: 3_600_000 },
      { type: 'message.replay', message: 'msg_x' },
    ])
      expect(await ask('triager', command)).toMatchObject({ refusal: { kind: 'forbidden' } });
  });

  it('[E94] an upload is good for who brought it, where they brought it', async () => {
    const token = await upload('lead', 'bytes of the lead');
    const add = (name: string, given: string) =>
      ask(name, {
        type: 'incident.evidence-add',
        incident: plain,
        evidence: { kind: 'file', upload: given },
      });
    for (const [name, given] of [
      ['triager', token],
      ['lead', `${token}x`],
      ['lead', `${token.slice(0, -3)}AAA`],
      ['lead', await upload('stranger', 'x', OTHER)],
    ] as const)
      expect(await add(name, given)).toMatchObject({ refusal: { kind: 'not-found' } });
    expect(await add('lead', token)).toMatchObject({ kind: 'done' });
    expect(await add('lead', token)).toMatchObject({ refusal: { kind: 'nothing-changes' } });
  });

  it('[E95] a file is never shown as a page, whatever it says it is', async () => {
    const bytes = '<!doctype html><script>alert(1)</script>';
    const incident = (await must('lead', { type: 'incident.open', title: 'With a file' })).opened;
    const token = await upload('lead', bytes);
    await must('lead', {
      type: 'incident.evidence-add',
      incident,
      evidence: { kind: 'file', upload: token },
    });
    const more = await as('lead').get<{ evidence: { id: string }[] }>(
      `${AT}/incidents/${incident}/more`,
    );
    const path = `${AT}/incidents/${incident}/evidence/${more.evidence[0]?.id}`;
    const response = await as('viewer').fetch(path);
    expect(await response.text()).toBe(bytes);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(response.headers.get('content-type')).not.toMatch(/html|xml|svg|javascript/);
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await as('viewer').fetch(`${path}/preview`)).status).toBe(415);
    for (const name of ['display', 'stranger', 'partner', 'nobody', 'key'])
      expect([401, 403, 404], name).toContain((await as(name).fetch(path)).status);
  });

  it('[E96] a private view is its owner’s alone, whoever asks and by whatever id', async () => {
    const { views } = await as('strict').get<{ views: { id: string; version: number }[] }>(
      `${AT}/views`,
    );
    const [view] = views;
    if (!view) throw new Error('the view is not there');
    for (const name of ['red', 'lead', 'viewer']) {
      expect(JSON.stringify(await as(name).get(`${AT}/views`))).not.toMatch(SECRETS);
      for (const command of [
        { type: 'view.remove', view: view.id },
        { type: 'view.move', view: view.id, before: null },
        {
          type: 'view.change',
          view: view.id,
          expectedVersion: view.version,
          changes: { scope: 'team' },
        },
      ])
        expect(await ask(name, command)).toMatchObject({ refusal: { kind: 'not-found' } });
    }
  });

  it('[E97] a calendar’s address ends with the membership, and can’t be made up', async () => {
    const gone = await colleague(
      server,
      admin,
      { election: ELECTION, role: 'triager', clearance: 'AMBER' },
      'Gone Soon',
    );
    const { url } = await gone.get<{ url: string }>(`${AT}/roster/ical-link`);
    const read = (path: string) => fetch(server.url + path);
    expect((await read(url)).status).toBe(200);
    const [head = '', tail = ''] = url.replace(/\.ics$/, '').split('.');
    const forged = Buffer.from(`${ELECTION}\nana\n0`).toString('base64url');
    for (const path of [
      `/api/roster/${forged}.${tail}.ics`,
      `${head}.ics`,
      `${head}..ics`,
      `${head}.${tail}x.ics`,
      '/api/roster/.ics',
    ])
      expect((await read(path)).status).toBe(404);
    const { subject } = await gone.get<{ subject: { id: string } }>('/api/session');
    const ended = await admin.fetch(`/api/admin/elections/${ELECTION}/members/${subject.id}`, {
      method: 'DELETE',
    });
    expect(ended.status).toBeLessThan(300);
    expect((await read(url)).status).toBe(404);
  });

  it('[E98] takes in no more than it says it does, and says so in words', async () => {
    const bulk = (commands: unknown, name = 'lead') =>
      as(name).fetch(`${AT}/bulk`, { method: 'POST', body: JSON.stringify({ commands }) });
    const note = () => ({
      commandId: randomUUID(),
      type: 'incident.note',
      incident: plain,
      text: 'x',
    });
    const many = await bulk(Array.from({ length: 501 }, note));
    expect(many.status).toBe(400);
    expect(await many.text()).toContain('1 to 500 commands');
    expect((await bulk([])).status).toBe(400);
    expect((await bulk([{ ...note(), text: 'x'.repeat(2_100_000) }])).status).toBe(413);
    const deep = await as('lead').fetch(`${AT}/bulk`, {
      method: 'POST',
      body: `{"commands":[${'['.repeat(5_000)}${']'.repeat(5_000)}]}`,
    });
    expect(deep.status).toBe(400);
    const odd = await bulk([null, 7, 'x', [], {}, { type: '__proto__' }, { type: 'incident.x' }]);
    expect(odd.status).toBe(200);
    const { results } = (await odd.json()) as { results: CommandResult[] };
    expect(results.map(({ kind }) => kind)).toEqual(Array.from({ length: 7 }, () => 'refused'));
    for (const q of [
      '"'.repeat(900),
      '('.repeat(900),
      '-'.repeat(900),
      'in:"\\'.repeat(150),
      'NEAR(a b) AND * OR ^x {a b}: col:x',
      `sev:${'S1,'.repeat(300)}`,
      'opened:>99999w changed:<0m is:mine is:claimed -is:claimed',
      '\u0000',
      "'; DROP TABLE signals; --",
    ])
      for (const path of ['/incidents?state=all&q=', '/signals?q=', '/matching?q=', '/counts?q=']) {
        const response = await as('viewer').fetch(AT + path + encodeURIComponent(q));
        expect(response.status, `${path} ${q.slice(0, 40)}`).toBe(200);
      }
    const counts = '/counts?' + Array.from({ length: 41 }, (_, i) => `q=${i}`).join('&');
    expect((await as('viewer').fetch(AT + counts)).status).toBeGreaterThanOrEqual(400);
  });
});
