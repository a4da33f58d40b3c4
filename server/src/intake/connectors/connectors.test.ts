import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SignalView } from '@warroom/shared';
import { JournalUnavailable } from '../../journal/journal.ts';
import { CONNECTORS, connectorRoutes } from '../connector-routes.ts';
import { intakeRig, KEYS } from '../testing/rig.ts';
import type { IntakeRig } from '../testing/rig.ts';

const TEAM = { clearance: 'AMBER', organisation: null, redaction: 'none', person: null } as const;
const AT = '/elections/us-general';

let rig: IntakeRig;
let app: ReturnType<typeof connectorRoutes>;

beforeEach(async () => {
  rig = await intakeRig();
  app = connectorRoutes({ ...rig, now: () => rig.clock.now });
});
afterEach(() => rig.close());

async function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await app.request(`${AT}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${KEYS.alerts}`,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
async function all(): Promise<SignalView[]> {
  return (await rig.room.signalPage({ state: 'all', limit: 100 }, TEAM)).items;
}

const alert = (
  status: 'firing' | 'resolved',
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({
  status,
  labels: { alertname: 'ResultsSiteSlow', severity: 'critical', state: 'AZ', probe: '3' },
  annotations: { summary: 'Results site slow', description: 'Answers in 9 s' },
  startsAt: '2028-11-07T14:00:00.123456789Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'https://prometheus.example.org/graph?g0.expr=up&g0.tab=1',
  fingerprint: 'aaaa000011112222',
  ...more,
});
const delivery = (...alerts: unknown[]): Record<string, unknown> => ({
  version: '4',
  status: 'firing',
  receiver: 'warroom',
  groupKey: '{}',
  truncatedAlerts: 0,
  alerts,
});

describe('the connectors', () => {
  it('are found by their files, and each takes its own example', async () => {
    expect(CONNECTORS.map(({ id }) => id)).toEqual(['alertmanager', 'cloudevents', 'pagerduty']);
    for (const connector of CONNECTORS) {
      const example = JSON.stringify(connector.example).replace('<intake key>', KEYS.alerts);
      const { status, body } = await post(
        connector.routes[0] ?? '',
        example,
        connector.id === 'cloudevents' ? { 'content-type': 'application/cloudevents+json' } : {},
      );
      expect([connector.id, status, body]).toMatchObject([connector.id, 202, {}]);
    }
    expect(await all()).toHaveLength(3);
  });

  it('[IN4] ask for a key each', async () => {
    for (const path of ['/alertmanager', '/cloudevents', '/pagerduty']) {
      expect((await post(path, {}, { authorization: 'Bearer wrong' })).status).toBe(401);
      expect((await post(path, {}, { authorization: `Bearer ${KEYS.foreign}` })).status).toBe(403);
    }
  });
});

describe('Alertmanager', () => {
  it('[IN10] makes a signal of a firing alert, known by fingerprint and start', async () => {
    expect(await post('/alertmanager', delivery(alert('firing')))).toMatchObject({
      status: 202,
      body: { accepted: 1, duplicates: 0, resolved: 0, rejected: [] },
    });
    expect(await all()).toEqual([
      expect.objectContaining({
        text: 'Results site slow\nAnswers in 9 s',
        source: 'alerts',
        channel: 'alert',
        severity: 'S1',
        jurisdiction: 'US-AZ',
        observedAt: Date.UTC(2028, 10, 7, 14, 0, 0, 123),
        url: 'https://prometheus.example.org/graph?g0.expr=up&g0.tab=1',
      }),
    ]);
    expect((await post('/alertmanager', delivery(alert('firing')))).body).toMatchObject({
      accepted: 0,
      duplicates: 1,
    });
    expect(
      (await post('/alertmanager', delivery(alert('firing', { startsAt: '2028-11-07T15:00:00Z' }))))
        .body,
    ).toMatchObject({ accepted: 1 });
  });

  it('[IN11] marks what is over, once, and accepts what it never saw', async () => {
    await post('/alertmanager', delivery(alert('firing')));
    const mixed = delivery(
      alert('resolved'),
      alert('resolved', { fingerprint: 'never-seen' }),
      alert('firing', {
        fingerprint: 'bbbb',
        labels: { alertname: 'Bare', severity: 'odd', county: 'Nowhere' },
        annotations: {},
        generatorURL: '',
      }),
    );
    expect((await post('/alertmanager', mixed)).body).toEqual({
      accepted: 1,
      duplicates: 0,
      resolved: 1,
      rejected: [],
    });
    const signals = await all();
    expect(
      signals.map(({ text, sourceResolvedAt, severity, jurisdiction, url }) => [
        text,
        sourceResolvedAt,
        severity,
        jurisdiction,
        url === null,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['Bare: county=Nowhere', null, null, null, true],
        ['Results site slow\nAnswers in 9 s', rig.clock.now, 'S1', 'US-AZ', false],
      ]),
    );
    expect((await post('/alertmanager', mixed)).body).toMatchObject({
      accepted: 0,
      duplicates: 1,
      resolved: 1,
    });
    expect(await all()).toHaveLength(2);
  });

  it('[IN10] never drops an alert for what stands in it', async () => {
    const odd = alert('firing', {
      annotations: { summary: `${'x'.repeat(40_000)}\u0000` },
      labels: { alertname: 'Odd', category: 'NOPE' },
      generatorURL: `http://x/${'y'.repeat(3000)}`,
      startsAt: 'never',
    });
    expect((await post('/alertmanager', delivery(odd))).body).toMatchObject({
      accepted: 1,
      rejected: [],
    });
    const [kept] = await all();
    expect(kept?.text).toHaveLength(12_000);
  });

  it('says what is wrong with another version', async () => {
    const { status, body } = await post('/alertmanager', { ...delivery(), version: '3' });
    expect([status, body]).toMatchObject([
      400,
      { error: { path: 'version', message: expect.stringContaining('Alertmanager 0.14') } },
    ]);
  });

  it('[IN7] answers 503 with Retry-After, never 429, when the journal is behind', async () => {
    const room = {
      ...rig.room,
      receive: () => Promise.reject(new JournalUnavailable('overloaded', 'x')),
    };
    const behind = connectorRoutes({
      ...rig,
      rooms: { get: () => room },
      now: () => rig.clock.now,
    });
    const response = await behind.request(`${AT}/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEYS.alerts}` },
      body: JSON.stringify(delivery(alert('firing'))),
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  });

  const recorded = join(import.meta.dirname, '../../../../../shared/data/fixtures');
  it.skipIf(!existsSync(recorded))(
    '[IN12] takes every recorded delivery as it is (skipped where ../shared/data/fixtures is missing)',
    async () => {
      const lines = readFileSync(join(recorded, 'alertmanager-0.25-webhook-v4.jsonl'), 'utf8')
        .trim()
        .split('\n');
      const { deliveries } = JSON.parse(
        readFileSync(join(recorded, 'alertmanager-deliveries.json'), 'utf8'),
      ) as {
        deliveries: {
          body: { alerts: { status: string; fingerprint: string; startsAt: string }[] };
        }[];
      };
      const bodies = [
        ...lines.map((line) => JSON.parse(line) as (typeof deliveries)[0]['body']),
        ...deliveries.map(({ body }) => body),
      ];
      const firing = new Set<string>();
      for (const body of bodies) {
        const before = firing.size;
        for (const one of body.alerts)
          if (one.status === 'firing') firing.add(`${one.fingerprint}@${one.startsAt}`);
        const answer = await post('/alertmanager', body);
        expect(answer).toMatchObject({
          status: 202,
          body: { accepted: firing.size - before, rejected: [] },
        });
      }
      const signals = (await rig.room.signalPage({ state: 'all', limit: 200 }, TEAM)).items;
      expect(signals).toHaveLength(firing.size);
      expect(
        signals.filter(({ sourceResolvedAt }) => sourceResolvedAt !== null).length,
      ).toBeGreaterThan(0);
    },
  );
});

describe('PagerDuty Events v2', () => {
  const event = (action: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
    routing_key: KEYS.alerts,
    event_action: action,
    dedup_key: 'site',
    ...(action === 'trigger'
      ? {
          payload: { summary: 'Site down', source: 'probe-3', severity: 'error', component: 'web' },
        }
      : {}),
    ...more,
  });
  const NO_HEADER = { authorization: '' };

  it('[IN13] triggers, acknowledges and resolves by dedup_key, the key in the body', async () => {
    expect(await post('/v2/enqueue', event('trigger'), NO_HEADER)).toEqual({
      status: 202,
      body: { status: 'success', message: 'Event processed', dedup_key: 'site' },
    });
    expect((await post('/pagerduty', event('trigger'), NO_HEADER)).status).toBe(202);
    expect((await post('/pagerduty', event('acknowledge'), NO_HEADER)).status).toBe(202);
    expect(await all()).toEqual([
      expect.objectContaining({
        text: 'Site down\nprobe-3 (web)',
        severity: 'S2',
        channel: 'alert',
        sourceResolvedAt: null,
      }),
    ]);
    await post('/pagerduty', event('resolve'), NO_HEADER);
    expect((await all())[0]?.sourceResolvedAt).toBe(rig.clock.now);
    expect(
      (await post('/pagerduty', event('resolve', { dedup_key: 'unknown' }), NO_HEADER)).status,
    ).toBe(202);
    expect(await all()).toHaveLength(1);
  });

  it('[IN13] raises a new signal when an id is triggered again after it was over, also after a restart', async () => {
    for (let round = 0; round < 4; round += 1) {
      await post('/pagerduty', event('trigger'), NO_HEADER);
      await post('/pagerduty', event('trigger'), NO_HEADER);
      expect(await all()).toHaveLength(round + 1);
      if (round % 2 === 1) app = connectorRoutes({ ...rig, now: () => rig.clock.now });
      await post('/pagerduty', event('resolve'), NO_HEADER);
      if (round === 2) app = connectorRoutes({ ...rig, now: () => rig.clock.now });
    }
    expect((await all()).every(({ sourceResolvedAt }) => sourceResolvedAt !== null)).toBe(true);
  });

  it('[IN13] makes a dedup_key where none is given and answers it', async () => {
    const { body } = await post(
      '/pagerduty',
      event('trigger', { dedup_key: undefined }),
      NO_HEADER,
    );
    expect(body['dedup_key']).toMatch(/^[\da-f]{32}$/);
  });

  it('[IN13] answers errors in the shape its clients know', async () => {
    const { status, body } = await post(
      '/pagerduty',
      event('trigger', { payload: { source: 'x', severity: 'error' } }),
      NO_HEADER,
    );
    expect([status, body]).toMatchObject([
      400,
      {
        status: 'invalid event',
        message: 'Event object is invalid',
        errors: ["'payload.summary' is missing or blank"],
      },
    ]);
    expect((await post('/pagerduty', event('explode'), NO_HEADER)).body['errors']).toEqual([
      expect.stringContaining("'event_action'"),
    ]);
    expect((await post('/pagerduty', event('resolve', { dedup_key: '' }), NO_HEADER)).status).toBe(
      400,
    );
    expect(
      (await post('/pagerduty', event('trigger', { routing_key: 'nope' }), NO_HEADER)).status,
    ).toBe(401);
    expect((await post('/pagerduty', '{', NO_HEADER)).status).toBe(401);
  });
});

describe('CloudEvents', () => {
  const event = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
    specversion: '1.0',
    id: '1',
    source: '/monitor',
    type: 'org.example.post',
    ...more,
  });
  const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' };

  it('[IN14] takes binary mode, header values percent-decoded', async () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': '%22caf%C3%A9%22',
      'ce-source': '/s',
      'ce-type': 't',
      'ce-time': '2028-11-07T14:00:00Z',
    };
    expect(
      (await post('/cloudevents', { text: 'from data', language: 'es', likes: 4 }, headers)).body,
    ).toMatchObject({ accepted: 1 });
    expect(
      (
        await post('/cloudevents', 'plain words', {
          ...headers,
          'ce-id': '2',
          'content-type': 'text/plain',
        })
      ).body,
    ).toMatchObject({ accepted: 1 });
    expect(
      (await post('/cloudevents', 'x', { ...headers, 'content-type': 'image/png' })).status,
    ).toBe(415);
    expect((await post('/cloudevents', { text: 'x' })).status).toBe(415);
    expect(
      (await all()).map(({ text, language, observedAt }) => [text, language, observedAt]),
    ).toEqual(
      expect.arrayContaining([
        ['from data', 'es', Date.UTC(2028, 10, 7, 14)],
        ['plain words', null, Date.UTC(2028, 10, 7, 14)],
      ]),
    );
    expect(
      (await post('/cloudevents', event({ id: '"café"', source: '/s', data: 'again' }), structured))
        .body,
    ).toMatchObject({ accepted: 0, duplicates: 1 });
  });

  it('[IN14] takes structured and batched mode; id and source together are the id', async () => {
    expect((await post('/cloudevents', event({ data: 'one' }), structured)).body).toMatchObject({
      accepted: 1,
    });
    expect((await post('/cloudevents', event({ data: 'one' }), structured)).body).toMatchObject({
      duplicates: 1,
    });
    const batch = [
      event({ data: 'seen' }),
      event({ id: '2', data: { headline: 'H' } }),
      event({ id: '1', source: '/other', data_base64: Buffer.from('"sechs"').toString('base64') }),
      event({ id: '4' }),
      event({ id: '5', data: { text: '' } }),
    ];
    const { body } = await post('/cloudevents', batch, {
      'content-type': 'application/cloudevents-batch+json',
    });
    expect(body).toMatchObject({
      accepted: 3,
      duplicates: 1,
      rejected: [{ index: 4, path: 'text' }],
    });
    expect((await all()).map(({ text }) => text).toSorted()).toEqual([
      'one',
      'org.example.post',
      'sechs',
      '{"headline":"H"}',
    ]);
  });

  it('says what is missing', async () => {
    expect(await post('/cloudevents', { ...event(), id: undefined }, structured)).toMatchObject({
      status: 400,
      body: { error: { path: 'id' } },
    });
    expect(
      await post('/cloudevents', [event(), event({ specversion: '0.3' })], {
        'content-type': 'application/cloudevents-batch+json',
      }),
    ).toMatchObject({ status: 400, body: { error: { path: '1.specversion' } } });
    expect(
      (await post('/cloudevents', 'x', { 'content-type': 'application/cloudevents+xml' })).status,
    ).toBe(415);
  });
});
