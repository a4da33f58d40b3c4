import { request as httpRequest } from 'node:http';
import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalUnavailable } from '../journal/journal.ts';
import { intakeGate } from './gate.ts';
import { INTAKE_LIMITS } from './limits.ts';
import { intakeRig, KEYS, listen } from './testing/rig.ts';
import type { IntakeRig } from './testing/rig.ts';

const TEAM = { clearance: 'AMBER', organisation: null, redaction: 'none', person: null } as const;
const PATH = '/api/elections/us-general/signals';

let rig: IntakeRig;
let url: string;
let server: Server;
const faults: unknown[] = [];

beforeEach(async () => {
  rig = await intakeRig();
  faults.length = 0;
  ({ url, server } = await listen({
    ...rig,
    now: () => rig.clock.now,
    onFault: (error) => faults.push(error),
  }));
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rig.close();
});

interface Told {
  status: number;
  headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are compared, not used
  body: any;
}
async function post(
  body: unknown,
  more: { key?: string; path?: string; type?: string; headers?: Record<string, string> } = {},
): Promise<Told> {
  const response = await fetch(`${url}${more.path ?? PATH}`, {
    method: 'POST',
    headers: {
      'content-type': more.type ?? 'application/json',
      authorization: `Bearer ${more.key ?? KEYS.good}`,
      ...more.headers,
    },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

describe('posting signals', { timeout: 30_000 }, () => {
  it('[IN1] takes one signal or many and answers 202 once they are in', async () => {
    expect(await post({ text: 'Line of two hours at the library' })).toMatchObject({
      status: 202,
      body: { accepted: 1, duplicates: 0, rejected: [] },
    });
    const many = Array.from({ length: 1000 }, (_, index) => ({
      text: `Number ${index}`,
      externalId: `e${index}`,
    }));
    expect((await post(many)).body).toEqual({ accepted: 1000, duplicates: 0, rejected: [] });
    expect(rig.room.situation.signals.size).toBe(1001);
    expect((await post([])).body).toEqual({ accepted: 0, duplicates: 0, rejected: [] });
  });

  it('[IN1] keeps every field of a full signal, short codes of jurisdictions written out', async () => {
    const full = {
      externalId: 'x-1',
      observedAt: '2028-11-07T09:14:05-05:00',
      text: '  <script>alert(1)</script>  ',
      url: 'https://example.org/p/1',
      author: 'someone',
      language: 'es-MX',
      channel: 'post',
      jurisdiction: 'AZ',
      category: 'OPS.long-lines',
      severity: 'S2',
      raw: { likes: 3, nested: [{ deep: true }] },
    };
    expect((await post(full)).status).toBe(202);
    const { items } = await rig.room.signalPage({ state: 'all', limit: 10 }, TEAM);
    expect(items).toEqual([
      expect.objectContaining({
        text: '<script>alert(1)</script>',
        observedAt: Date.UTC(2028, 10, 7, 14, 14, 5),
        receivedAt: rig.clock.now,
        jurisdiction: 'US-AZ',
        category: 'OPS.long-lines',
        severity: 'S2',
        language: 'es-MX',
        channel: 'post',
        source: 'tips',
        author: 'someone',
        url: 'https://example.org/p/1',
      }),
    ]);
  });

  it('[IN2] counts the same external id of the same source as a duplicate, however parallel', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        post([
          { text: 'same', externalId: 'one' },
          { text: 'same again', externalId: 'one' },
        ]),
      ),
    );
    expect(answers.reduce((sum, { body }) => sum + body.accepted, 0)).toBe(1);
    expect(answers.reduce((sum, { body }) => sum + body.duplicates, 0)).toBe(39);
    expect(
      (await post({ text: 'same', externalId: 'one' }, { key: KEYS.alerts })).body.accepted,
    ).toBe(1);
    expect((await post([{ text: 'no id' }, { text: 'no id' }])).body.accepted).toBe(2);
  });

  it('[IN3] rejects bad ones by index, path and reason, and takes the others', async () => {
    const { status, body } = await post([
      { text: 'good' },
      { text: '' },
      { txt: 'misspelt' },
      'a string',
      { text: 'x', observedAt: '2028-11-07 10:00' },
      { text: 'x', severity: 'critical' },
      { text: 'x', jurisdiction: 'US-QQ' },
      { text: 'x', category: 'OPS.nothing' },
      { text: 5 },
      { text: 'x', raw: JSON.parse('{"__proto__":{"admin":true}}') as unknown },
      { text: 'half \ud800' },
      { text: 'nul \u0000' },
      null,
      { text: 'x', url: 'javascript:alert(1)' },
    ]);
    expect(status).toBe(202);
    expect(body.accepted).toBe(1);
    expect(
      body.rejected.map(({ index, path }: { index: number; path: string }) => [index, path]),
    ).toEqual([
      [1, 'text'],
      [2, 'text'],
      [3, ''],
      [4, 'observedAt'],
      [5, 'severity'],
      [6, 'jurisdiction'],
      [7, 'category'],
      [8, 'text'],
      [9, 'raw'],
      [10, 'text'],
      [11, 'text'],
      [12, ''],
      [13, 'url'],
    ]);
    const reason = (index: number): string =>
      body.rejected.find((one: { index: number }) => one.index === index).reason;
    expect(reason(4)).toContain('2028-11-07T18:14:05Z');
    expect(reason(5)).toBe('must be one of S1, S2, S3, S4, S5');
    expect(reason(6)).toMatch(/no jurisdiction "US-QQ"; right would be one such as US/);
    expect(reason(7)).toContain('OPS');
    expect(reason(8)).toBe('must be a string, this is a number');
    expect(reason(3)).toContain('this is a string');
  });

  it('[IN3] answers a single bad signal with 400 and the field', async () => {
    const { status, body } = await post({ text: 'x', colour: 'red' });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ kind: 'malformed', path: 'colour' });
    expect(body.error.message).toContain('"raw"');
  });

  it('[IN4] asks for a key before it tells anything, and says what to do', async () => {
    for (const key of ['', 'wrong', `${KEYS.good}x`]) {
      const { status, body, headers } = await post({ text: 'x' }, { key });
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toContain('Bearer');
      expect(body.error.message).toContain('Authorization: Bearer');
    }
    expect(
      (await post({ text: 'x' }, { key: 'wrong', path: '/api/elections/none/signals' })).status,
    ).toBe(401);
    expect((await post({ text: 'x' }, { path: '/api/elections/none/signals' })).status).toBe(404);
    expect((await post({ text: 'x' }, { path: '/api/elections/%E0%A4%A/signals' })).status).toBe(
      404,
    );
    expect((await post({ text: 'x' }, { key: KEYS.foreign })).body.error.message).toContain(
      '"example-city"',
    );
    expect((await post({ text: 'x' }, { key: KEYS.foreign })).status).toBe(403);
    expect((await post({ text: 'x' }, { key: KEYS.bare })).status).toBe(403);
  });

  it('[IN5] takes a body of the last allowed byte and refuses the next', async () => {
    const single = (bytes: number): string => `{"text":"x","raw":"${'r'.repeat(bytes - 21)}"}`;
    expect(Buffer.byteLength(single(65_536))).toBe(65_536);
    expect((await post(single(65_536))).status).toBe(202);
    expect((await post(single(65_537))).status).toBe(413);
    const { body } = await post(`[${single(65_537)},${single(65_536)},{"text":"short"}]`);
    expect(body).toMatchObject({ accepted: 2, rejected: [{ index: 0, path: '' }] });
    const padded = (bytes: number): string => `[{"text":"x"}${' '.repeat(bytes - 14)}]`;
    expect((await post(padded(INTAKE_LIMITS.bodyBytes))).status).toBe(202);
    expect((await post(padded(INTAKE_LIMITS.bodyBytes + 1))).status).toBe(413);
    expect((await post(Array.from({ length: 1001 }, () => ({ text: 'x' })))).status).toBe(413);
  });

  it('[IN5] counts a body that declares no length', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = httpRequest(
        `${url}${PATH}`,
        {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${KEYS.good}`,
            'transfer-encoding': 'chunked',
          },
        },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      sending.on('error', reject);
      for (let sent = 0; sent <= INTAKE_LIMITS.bodyBytes; sent += 65_536)
        sending.write(' '.repeat(65_536));
      sending.end();
    });
    expect(status).toBe(413);
  });

  it('[IN6] says where the JSON breaks off, and refuses what is no JSON, no UTF-8 or too deep', async () => {
    const broken = await post('[\n  {"text": "a"},\n  {"text": }\n]');
    expect(broken.status).toBe(400);
    expect(broken.body.error).toMatchObject({ kind: 'malformed', path: '3:12' });
    const latin = await post(Buffer.from('{"text":"caf\xe9"}', 'latin1'));
    expect(latin.body.error.message).toContain('byte 13');
    expect((await post('')).status).toBe(400);
    expect((await post('['.repeat(5000) + ']'.repeat(5000))).status).toBe(400);
    expect((await post(`{"text":"x","raw":${'['.repeat(33)}${']'.repeat(33)}}`)).status).toBe(400);
    expect((await post('{"text":"x"}', { type: 'text/plain' })).status).toBe(415);
    expect(
      (await post('{"text":"x"}', { type: 'application/json; charset=iso-8859-1' })).status,
    ).toBe(415);
    expect((await post('{"text":"x"}', { headers: { 'content-encoding': 'gzip' } })).status).toBe(
      415,
    );
    expect(
      (
        await post('\uFEFF{"text":"with a byte-order mark"}', {
          type: 'application/json; charset=UTF-8',
        })
      ).status,
    ).toBe(202);
    expect(faults).toEqual([]);
  });

  it('[IN7] answers 503 with Retry-After over a rate, over the memory cap and when the journal is behind', async () => {
    const slow = intakeGate(() => rig.clock.now, { signalsBurst: 3, signalsPerSecond: 1 });
    const limited = await listen({ ...rig, now: () => rig.clock.now, gate: slow });
    const send = async (items: number): Promise<Response> =>
      fetch(`${limited.url}${PATH}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${KEYS.good}` },
        body: JSON.stringify(Array.from({ length: items }, () => ({ text: 'x' }))),
      });
    expect((await send(3)).status).toBe(202);
    const over = await send(2);
    expect([over.status, over.headers.get('retry-after')]).toEqual([503, '2']);
    rig.clock.now += 2000;
    expect((await send(2)).status).toBe(202);
    expect(slow.inFlightBytes()).toBe(0);
    limited.server.closeAllConnections();
    limited.server.close();

    const full = await listen({
      ...rig,
      now: () => rig.clock.now,
      gate: intakeGate(() => rig.clock.now, { inFlightBytes: 10 }),
    });
    const answer = await fetch(`${full.url}${PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEYS.good}` },
      body: '{"text":"x"}',
    });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    full.server.closeAllConnections();
    full.server.close();

    for (const [kind, status] of [
      ['overloaded', 503],
      ['closed', 503],
      ['failed', 503],
      ['disk-full', 507],
    ] as const) {
      const failing = {
        ...rig.room,
        receive: () => Promise.reject(new JournalUnavailable(kind, kind)),
      };
      const shut = await listen({
        ...rig,
        rooms: { get: () => failing },
        now: () => rig.clock.now,
      });
      const told = await fetch(`${shut.url}${PATH}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${KEYS.good}` },
        body: '{"text":"x"}',
      });
      expect([told.status, Number(told.headers.get('retry-after')) > 0]).toEqual([status, true]);
      shut.server.closeAllConnections();
      shut.server.close();
    }
  });

  it('[IN7] answers 500 once and reports the fault when the room breaks', async () => {
    const broken = { ...rig.room, receive: () => Promise.reject(new Error('boom')) };
    const seen: unknown[] = [];
    const shut = await listen({
      ...rig,
      rooms: { get: () => broken },
      now: () => rig.clock.now,
      onFault: (error) => seen.push(error),
    });
    const told = await fetch(`${shut.url}${PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEYS.good}` },
      body: '{"text":"x"}',
    });
    expect(told.status).toBe(500);
    expect(await told.text()).not.toContain('boom');
    expect(seen).toHaveLength(1);
    shut.server.closeAllConnections();
    shut.server.close();
  });

  it('leaves other methods and paths to others', async () => {
    for (const [method, path] of [
      ['GET', PATH],
      ['POST', `${PATH}/x`],
      ['POST', '/api/elections/us-general/commands'],
    ] as const) {
      expect((await fetch(`${url}${path}`, { method })).status).toBe(418);
    }
  });
});
