import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageLogView, NotifyView } from '@warroom/shared';
import { httpRig } from '../testing/rig.ts';
import type { HttpRig } from '../testing/rig.ts';

const BASE = '/api/elections/us-general';
let rig: HttpRig;
let lead: string;
let triager: string;
let viewer: string;
const ids: Record<string, string> = {};
let commands = 0;

beforeAll(async () => {
  rig = await httpRig({
    telling: { wayKinds: ['email', 'push'], vapid: { publicKey: 'the-key' } },
  });
  lead = await rig.member('lead');
  triager = await rig.member('triager');
  viewer = await rig.member('viewer');
  for (const { id, role } of rig.accounts.staff('us-general')) ids[role] ??= id;
});
afterAll(() => rig.close());

async function must(cookie: string, command: Record<string, unknown>): Promise<void> {
  commands += 1;
  const response = await rig.ask('POST', `${BASE}/commands`, {
    cookie,
    body: { commandId: `n${commands}`, ...command },
  });
  if (response.status !== 200) throw new Error(await response.text());
}
const notify = async (cookie: string): Promise<NotifyView> =>
  (await rig.ask('GET', `${BASE}/notify`, { cookie })).json() as Promise<NotifyView>;
const log = async (query = '', cookie = lead): Promise<MessageLogView> =>
  (await rig.ask('GET', `${BASE}/messages${query}`, { cookie })).json() as Promise<MessageLogView>;

describe('own rules', () => {
  it('[HT40] are read by each for themselves, without the keys of subscriptions', async () => {
    await must(triager, { type: 'rules.set', email: 'tri@home.example.org' });
    await must(triager, {
      type: 'rules.push-add',
      label: 'Firefox',
      endpoint: 'https://push.example.org/abc',
      p256dh: 'B'.repeat(87),
      auth: 'a'.repeat(22),
    });
    const own = await notify(triager);
    expect(own).toMatchObject({
      rules: {
        version: 2,
        email: 'tri@home.example.org',
        push: [{ label: 'Firefox', endpoint: 'https://push.example.org/abc' }],
      },
      account: expect.stringContaining('@'),
      ways: ['email', 'push'],
      vapidPublicKey: 'the-key',
      zone: 'America/New_York',
      drill: false,
    });
    expect(JSON.stringify(own)).not.toContain('B'.repeat(87));
    const other = await notify(viewer);
    expect(other.rules).toMatchObject({ version: 0, email: null, push: [] });
    expect(JSON.stringify(other)).not.toContain('home.example.org');
  });

  it('[HT40] are for people alone', async () => {
    expect((await rig.ask('GET', `${BASE}/notify`)).status).toBe(401);
  });
});

describe('the log of messages', () => {
  it('[HT41] is for leads: newest first, in pages, narrowed down, with each try', async () => {
    for (let i = 0; i < 3; i += 1) {
      await must(triager, { type: 'rules.test', way: 'email' });
      rig.clock.at += 20_000;
    }
    expect((await rig.ask('GET', `${BASE}/messages`, { cookie: triager })).status).toBe(403);
    const first = await log('?limit=2');
    expect(first).toMatchObject({ waiting: 3, givenUp: 0, targets: [] });
    expect(first.items).toHaveLength(2);
    const second = await log(`?limit=2&before=${first.next}`);
    expect(second.items).toHaveLength(1);
    expect(second.next).toBeNull();
    const all = [...first.items, ...second.items];
    expect(new Set(all.map(({ id }) => id)).size).toBe(3);
    expect(all.map(({ queuedAt }) => queuedAt)).toEqual(
      all.map(({ queuedAt }) => queuedAt).toSorted((a, b) => b - a),
    );
    const id = all[0]!.id;
    const { room } = rig;
    const record = (version: number, event: Parameters<typeof write>[1]) =>
      room.record('outbox', [{ writes: [write(version, event)] }]);
    const write = (
      expectedVersion: number,
      event:
        | { type: 'message.claimed'; data: { node: string; leaseMs: number } }
        | {
            type: 'message.failed';
            data: { status: number; ms: number; problem: string; retryInMs: number | null };
            personal: { excerpt: string };
          },
    ) => ({ aggregate: `message:${id}`, expectedVersion, event });
    await record(1, { type: 'message.claimed', data: { node: 'n', leaseMs: 60_000 } });
    await record(2, {
      type: 'message.failed',
      data: { status: 550, ms: 12, problem: 'answered 550', retryInMs: null },
      personal: { excerpt: '550 no such user' },
    });
    const dead = await log('?state=dead');
    expect(dead.givenUp).toBe(1);
    expect(dead.items).toMatchObject([
      {
        id,
        state: 'dead',
        attempts: 1,
        tries: [{ ok: false, status: 550, ms: 12, excerpt: '550 no such user' }],
      },
    ]);
    expect((await log('?state=sent')).items).toEqual([]);
    expect((await log(`?person=${ids['triager']}`)).items).toHaveLength(3);
    expect((await log(`?target=person:${ids['lead']}:email`)).items).toEqual([]);
    await must(lead, { type: 'message.replay', message: id });
    expect((await log('?state=dead')).items).toEqual([]);
    expect((await rig.ask('GET', `${BASE}/messages?before=x`, { cookie: lead })).status).toBe(400);
    expect((await rig.ask('GET', `${BASE}/messages?limit=101`, { cookie: lead })).status).toBe(400);
  });

  it('[HT42] is without messages about incidents that the reader may not know of', async () => {
    await must(lead, { type: 'incident.open', title: 'x', severity: 'S2' });
    const incident = [...rig.room.situation.incidents.keys()].at(-1)!;
    const queue = (id: string, version: number) =>
      rig.room.record('test', [
        {
          writes: [
            {
              aggregate: `message:${id}`,
              expectedVersion: 0,
              event: {
                type: 'message.queued',
                data: {
                  kind: 'mention',
                  incident,
                  version,
                  severity: 'S2',
                  clock: null,
                  dueAt: null,
                  target: `person:${ids['triager']}:email`,
                },
              },
            },
          ],
        },
      ]);
    await queue('msg_open', 1);
    expect((await log(`?incident=${incident}`)).items.map(({ id }) => id)).toEqual(['msg_open']);
    const { waiting } = await log();
    expect(waiting).toBeGreaterThan(0);
    const named = [ids['triager']!];
    const { version } = rig.room.situation.incidents.get(incident)!.incident;
    await rig.room.record('test', [
      {
        writes: [
          {
            aggregate: `incident:${incident}`,
            expectedVersion: version,
            event: {
              type: 'incident.changed',
              data: { changes: { tlp: 'RED', named }, before: { tlp: 'AMBER', named: [] } },
            },
          },
        ],
      },
    ]);
    await queue('msg_red', 2);
    expect((await log(`?incident=${incident}`)).items).toEqual([]);
    expect(JSON.stringify(await log())).not.toMatch(/msg_red|msg_open/);
    const event = {
      type: 'message.failed' as const,
      data: { status: 550, ms: 1, problem: 'answered 550', retryInMs: null },
    };
    await rig.room.record('test', [
      { writes: [{ aggregate: 'message:msg_red', expectedVersion: 1, event }] },
    ]);
    expect(rig.room.situation.deadMessages).toEqual(['msg_red']);
    // How many there are would tell of them too.
    expect(await log()).toMatchObject({ waiting: waiting - 1, givenUp: 0 });
  });
});
