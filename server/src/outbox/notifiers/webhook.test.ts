import { createHmac, timingSafeEqual } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LEAD, TRIAGER } from '../../desk/testing/nodes.ts';
import { outboxRig, receiver, SECRET, webhook } from '../testing.ts';
import type { OutboxRig, Receiver, Request } from '../testing.ts';

const MINUTE = 60_000;
const s1 = { type: 'incident.open', title: 'Armed man at ▮ — “drop box” 🗳', severity: 'S1' };
let there: Receiver;
const open: OutboxRig[] = [];
beforeEach(async () => {
  there = await receiver();
});
afterEach(async () => {
  for (const rig of open.splice(0)) await rig.close();
  await there.close();
});

function rigTo(more: Parameters<typeof webhook>[0] = {}, ports = [there.port]): OutboxRig {
  const rig = outboxRig([webhook({ url: there.url, events: ['incident.opened'], ...more })], {
    ports,
  });
  open.push(rig);
  return rig;
}

/** Checks a request as a receiver would, by the words of the standard alone. */
function isSigned({ headers, body }: Request, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const expected = createHmac('sha256', key).update(content).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .some((one) => {
      const [version, signature = ''] = one.split(',');
      const given = Buffer.from(signature, 'base64');
      return (
        version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
      );
    });
}

const sent = (rig: OutboxRig) => async () => (await rig.nodes.events('message.sent')).length > 0;
const failed = (rig: OutboxRig) => async () =>
  (await rig.nodes.events('message.failed')).length > 0;

describe('a webhook', () => {
  it('[OB20] is posted once, signed as Standard Webhooks says, with little more than number, severity, title, what happened and a link', async () => {
    const rig = rigTo();
    const rooms = [await rig.nodes.open(), await rig.nodes.open()];
    for (const room of rooms) rig.start(room);
    await rig.nodes.must(rooms[0]!, TRIAGER, s1);
    await rig.time.pass(1_000);
    await rig.until('it is recorded as sent', sent(rig));
    expect(there.requests).toHaveLength(1);
    const [request] = there.requests as [Request];
    expect(isSigned(request, SECRET)).toBe(true);
    expect(isSigned({ ...request, body: `${request.body} ` }, SECRET)).toBe(false);
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': expect.stringMatching(/^msg_[\w-]{24}$/) as string,
      'webhook-timestamp': expect.stringMatching(/^\d{10}$/) as string,
    });
    expect(JSON.parse(request.body)).toEqual({
      type: 'incident.opened',
      timestamp: '2028-06-01T12:00:00.000Z',
      data: {
        election: { id: 'us-general', name: rooms[0]!.election.election.name },
        exercise: false,
        incident: 'US28-0001',
        severity: 'S1',
        title: s1.title,
        state: 'new',
        tlp: 'AMBER',
        what: 'US28-0001 was opened as S1.',
        clock: null,
        dueAt: null,
        link: 'https://room.example.org/e/us-general?sel=US28-0001',
      },
    });
    expect((await rig.nodes.events('message.sent'))[0]).toMatchObject({
      data: { status: 204, problem: null },
    });
  });

  it('[OB21] counts as received with 2xx alone: redirects are not followed, and what was answered is kept cut short', async () => {
    const rig = rigTo();
    const room = await rig.nodes.open();
    there.answerWith((_request, response) =>
      response.writeHead(302, { location: there.url }).end('go away '.repeat(10_000)),
    );
    rig.start(room);
    await rig.nodes.must(room, TRIAGER, s1);
    await rig.time.pass(10);
    await rig.until('it failed', failed(rig));
    expect(there.requests).toHaveLength(1);
    const [event] = await rig.nodes.events('message.failed');
    expect(event?.data).toMatchObject({ status: 302, problem: 'answered 302', retryInMs: 5_000 });
    expect(event?.personal?.['excerpt']).toHaveLength(500);
    there.answerWith((_request, response) => response.writeHead(200).end());
    await rig.time.pass(5_100);
    await rig.until('it is sent', sent(rig));
    const [first, second] = there.requests as [Request, Request];
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(Number(second.headers['webhook-timestamp'])).toBe(
      Number(first.headers['webhook-timestamp']) + 5,
    );
    expect(isSigned(second, SECRET)).toBe(true);
  });

  it('[OB22] is given up at 410, and waits for as long as the receiver asks', async () => {
    const rig = rigTo();
    const room = await rig.nodes.open();
    there.answerWith((_request, response) =>
      response.writeHead(503, { 'retry-after': '120' }).end(),
    );
    rig.start(room);
    await rig.nodes.must(room, TRIAGER, s1);
    await rig.time.pass(10);
    await rig.until('it failed', failed(rig));
    expect((await rig.nodes.events('message.failed'))[0]?.data['retryInMs']).toBe(120_000);
    there.answerWith((_request, response) => response.writeHead(410).end());
    await rig.time.pass(2 * MINUTE + 10);
    await rig.until('it is given up', () => room.situation.deadMessages.length === 1);
    expect(rig.notices).toEqual([expect.stringMatching(/NOT DELIVERED/)]);
  });

  it('[OB23] fails after 15 s without an answer, and when nobody listens', async () => {
    const rig = rigTo();
    const room = await rig.nodes.open();
    there.answerWith(() => undefined);
    rig.start(room);
    await rig.nodes.must(room, TRIAGER, s1);
    await rig.time.pass(10);
    await rig.until('it arrived', () => there.requests.length === 1);
    await rig.time.pass(14_900);
    expect(await rig.nodes.events('message.failed')).toEqual([]);
    await rig.time.pass(200);
    await rig.until('it failed', failed(rig));
    expect((await rig.nodes.events('message.failed'))[0]?.data).toMatchObject({
      status: null,
      problem: 'no answer within 15 s',
    });
    await there.close();
    await rig.time.pass(6_000);
    await rig.until(
      'it failed again',
      async () => (await rig.nodes.events('message.failed')).length > 1,
    );
    expect((await rig.nodes.events('message.failed'))[1]?.data['problem']).toMatch(/ECONNREFUSED/);
    there = await receiver();
  });

  it('[OB24] is sent again with the same id when the node died between sending and recording', async () => {
    const rig = rigTo();
    const rooms = [await rig.nodes.open(), await rig.nodes.open()];
    const dying = rig.start({
      ...rooms[0]!,
      record: (system, units) =>
        units.some(({ writes }) => writes.some(({ event }) => event.type === 'message.sent'))
          ? new Promise<never>(() => undefined)
          : rooms[0]!.record(system, units),
    });
    await rig.nodes.must(rooms[1]!, TRIAGER, s1);
    await rig.time.pass(10);
    await rig.until('it arrived', () => there.requests.length === 1);
    expect(await rig.nodes.events('message.sent')).toEqual([]);
    dying.stop = () => Promise.resolve();
    rig.start(rooms[1]!);
    await rig.time.pass(61_000);
    await rig.until('it is recorded as sent', sent(rig));
    expect(there.requests.map(({ headers }) => headers['webhook-id'])).toEqual([
      there.requests[0]?.headers['webhook-id'],
      there.requests[0]?.headers['webhook-id'],
    ]);
  });

  it('[OB25] goes nowhere inside the network unless the operator trusts it, and nowhere unsigned; both are said at the start', async () => {
    const inside = rigTo({ url: `https://127.0.0.1:${there.port}/` }, []);
    const unsigned = rigTo({ secretEnv: 'NOT_SET' });
    for (const rig of [inside, unsigned]) {
      const room = await rig.nodes.open();
      const box = rig.start(room);
      await rig.nodes.must(room, TRIAGER, s1);
      await rig.time.pass(10);
      await rig.until('it failed', failed(rig));
      expect(box.status().targets[0]?.problem).toBe(
        (await rig.nodes.events('message.failed'))[0]?.data['problem'],
      );
    }
    expect(there.requests).toEqual([]);
    expect(inside.notices).toEqual([expect.stringMatching(/pager.*lies inside the network/)]);
    expect(unsigned.notices).toEqual([
      expect.stringMatching(/secret of webhook pager is missing: the environment variable NOT_SET/),
    ]);
  });

  it('[OB26] is signed with every key of a secret that is being changed', async () => {
    const newer = `whsec_${Buffer.from('another secret of 24 bytes or more').toString('base64')}`;
    const rig = rigTo();
    const room = await rig.nodes.open();
    rig.start(room, {
      tools: {
        guard: { refusal: () => undefined, lookupFor: () => () => undefined },
        secretOf: () => `${newer} ${SECRET}\n`,
      },
    });
    await rig.nodes.must(room, LEAD, s1);
    await rig.time.pass(10);
    await rig.until('it is sent', sent(rig));
    const [request] = there.requests as [Request];
    expect([isSigned(request, SECRET), isSigned(request, newer)]).toEqual([true, true]);
  });
});
