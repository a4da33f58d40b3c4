import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Subject } from '@warroom/shared';
import { LEAD, TRIAGER } from '../../desk/testing/nodes.ts';
import { addressGuard } from '../guard-address.ts';
import { browser, vapidClaims } from '../testing/push-service.ts';
import type { Browser } from '../testing/push-service.ts';
import { outboxRig, receiver } from '../testing.ts';
import type { OutboxRig, Receiver } from '../testing.ts';
import { vapidKeysOf, vapidSubject } from '../vapid.ts';

type Person = Extract<Subject, { kind: 'person' }>;
const vapid = vapidKeysOf(Buffer.alloc(32, 7), 'https://room.example.org');
let service: Receiver;
let rig: OutboxRig;
beforeEach(async () => {
  service = await receiver();
  service.answerWith((_request, response) => void response.writeHead(201).end());
  rig = outboxRig([], { people: [LEAD as Person, TRIAGER as Person], wayKinds: ['push'] });
});
afterEach(async () => {
  await rig.close();
  await service.close();
});

async function begin(allow = [`127.0.0.1:${service.port}`]) {
  const room = await rig.nodes.open();
  rig.start(room, {
    tools: { guard: addressGuard({ allow: new Set(allow) }), secretOf: () => undefined, vapid },
  });
  await rig.nodes.must(room, LEAD, {
    type: 'incident.open',
    title: 'Lines of 3 h',
    severity: 'S2',
  });
  return room;
}

/** bo's browser at an address that only the tests' server has. */
async function subscribe(path: string, at?: string): Promise<Browser> {
  const one = browser();
  const room = rig.rooms[0]!;
  const aggregate = 'rules:bo';
  await room.record('test', [
    {
      writes: [
        {
          aggregate,
          expectedVersion: room.situation.versions.get(aggregate) ?? 0,
          event: {
            type: 'rules.push-added',
            data: { push: path },
            personal: {
              label: path,
              endpoint: at ?? `http://127.0.0.1:${service.port}/${path}`,
              p256dh: one.p256dh,
              auth: one.auth,
            },
          },
        },
      ],
    },
  ]);
  return one;
}

async function mention(): Promise<void> {
  await rig.nodes.must(rig.rooms[0]!, LEAD, {
    type: 'incident.note',
    incident: 'US28-0001',
    text: '@bo',
    mentions: ['bo'],
  });
  await rig.time.pass(100);
}

const recorded = (type: string, count = 1) =>
  rig.until(`${type} is recorded`, async () => (await rig.nodes.events(type)).length >= count);

describe('web push', () => {
  it('[OB60] arrives at a browser that alone can read it, signed by the keys that it was let with', async () => {
    await begin();
    const one = await subscribe('one');
    await mention();
    await recorded('message.sent');
    const [request] = service.requests;
    expect(JSON.parse(one.read(request!.bytes))).toMatchObject({
      title: 'S2 US28-0001',
      body: 'Lines of 3 h\nAna Ruiz mentioned you in a note on US28-0001.',
      tag: 'us-general/US28-0001',
      path: '/e/us-general?sel=US28-0001',
      page: false,
    });
    expect(() => browser().read(request!.bytes)).toThrow(/auth/);
    expect(request!.body).not.toContain('US28');
    expect(request!.headers).toMatchObject({
      'content-encoding': 'aes128gcm',
      ttl: '43200',
      urgency: 'normal',
      topic: expect.stringMatching(/^[\w-]{32}$/),
    });
    const { key, claims } = vapidClaims(String(request!.headers.authorization));
    expect(key).toBe(vapid.publicKey);
    expect(claims).toMatchObject({
      aud: `http://127.0.0.1:${service.port}`,
      sub: 'https://room.example.org',
    });
  });

  it('[OB61] a subscription that is gone leaves the rules; others of the same person still count', async () => {
    const room = await begin();
    await subscribe('gone');
    await subscribe('here');
    service.answerWith((request, response) => {
      response.writeHead(request.url === '/gone' ? 410 : 201).end();
    });
    await mention();
    await recorded('message.sent');
    const { push } = room.situation.sections.rules['bo']!;
    expect(push.map(({ id }) => id)).toEqual(['here']);
    const [removed] = await rig.nodes.events('rules.push-removed');
    expect(removed!.data).toEqual({ push: 'gone', why: 'gone' });
    service.answerWith((_request, response) => void response.writeHead(404).end());
    await mention();
    await recorded('message.failed');
    expect(room.situation.sections.rules['bo']!.push).toEqual([]);
    expect((await rig.nodes.events('message.failed'))[0]!.data).toMatchObject({ retryInMs: null });
  });

  it('[OB62] reaches nothing inside the network, whatever endpoint someone gave', async () => {
    await begin([]);
    const rebinding = `https://localhost:${service.port}/x`;
    for (const at of [
      service.url,
      `https://127.0.0.1:${service.port}/x`,
      `https://2130706433:${service.port}/x`,
      `https://[::ffff:127.0.0.1]:${service.port}/x`,
      'https://169.254.169.254/latest/meta-data',
      rebinding,
      'not an address',
    ]) {
      const before = (await rig.nodes.events('message.failed')).length;
      const { push } = rig.rooms[0]!.situation.sections.rules['bo'] ?? { push: [] };
      for (const { id } of push)
        await rig.nodes.must(rig.rooms[0]!, TRIAGER, { type: 'rules.push-remove', push: id });
      await subscribe(`p${before}`, at);
      await mention();
      await recorded('message.failed', before + 1);
    }
    expect(service.requests).toEqual([]);
  });

  it('[OB63] all nodes have the same keys, made of a secret that they share', () => {
    const again = vapidKeysOf(Buffer.alloc(32, 7), 'mailto:x@y.z');
    expect(again.publicKey).toBe(vapid.publicKey);
    expect(Buffer.from(vapid.publicKey, 'base64url')).toHaveLength(65);
    expect(vapidKeysOf(Buffer.alloc(32, 8), '').publicKey).not.toBe(vapid.publicKey);
    expect(vapidSubject({ publicUrl: 'http://x', mailFrom: 'a@b.c' })).toBe('mailto:a@b.c');
    expect(vapidSubject({ publicUrl: 'https://x', mailFrom: 'a@b.c' })).toBe('https://x');
  });
});
