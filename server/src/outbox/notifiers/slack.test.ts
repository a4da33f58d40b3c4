import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Slack } from '@warroom/shared';
import { LEAD, TRIAGER } from '../../desk/testing/nodes.ts';
import { outboxRig, receiver } from '../testing.ts';
import { addressGuard } from '../guard-address.ts';
import type { OutboxRig, Receiver } from '../testing.ts';

const CHANNEL: Slack = {
  name: 'desk-channel',
  secretEnv: 'SLACK_URL',
  events: ['incident.opened', 'incident.raised'],
  clearance: 'AMBER',
  drills: false,
};
let there: Receiver;
let rig: OutboxRig;
beforeEach(async () => {
  there = await receiver();
  there.answerWith((_request, response) => void response.writeHead(200).end('ok'));
  rig = outboxRig([], { election: { slack: [CHANNEL] } });
});
afterEach(async () => {
  await rig.close();
  await there.close();
});

const tools = (secret: string | undefined, allow: string[] = [`127.0.0.1:${there.port}`]) => ({
  guard: addressGuard({ allow: new Set(allow) }),
  secretOf: (place: object) => ('env' in place && place.env === 'SLACK_URL' ? secret : undefined),
});

async function begin(secret: string | undefined, allow?: string[]) {
  const room = await rig.nodes.open();
  rig.start(room, { tools: tools(secret, allow) });
  return room;
}

it('[OB50] a chat channel is told by an incoming webhook, and nothing that people typed can call or link in it', async () => {
  const room = await begin(there.url);
  const title = 'Fake <https://evil.example|results> & <!channel>';
  await rig.nodes.must(room, TRIAGER, { type: 'incident.open', title, severity: 'S1' });
  await rig.time.pass(1_000);
  await rig.until(
    'it is recorded',
    async () => (await rig.nodes.events('message.sent')).length > 0,
  );
  const body = JSON.parse(there.requests[0]!.body) as {
    text: string;
    blocks: { text?: { text: string }; elements?: { text: string }[] }[];
  };
  expect(body.text).toBe('S1 US28-0001: US28-0001 was opened as S1.');
  expect(body.blocks[0]!.text!.text).toBe(
    '*<https://room.example.org/e/us-general?sel=US28-0001|S1 US28-0001>*  Fake &lt;https://evil.example|results&gt; &amp; &lt;!channel&gt;\nUS28-0001 was opened as S1.',
  );
  expect(body.blocks[1]!.elements![0]!.text).toContain('TLP:AMBER');
});

it('[OB50] happenings on one incident that wait are told in one message', async () => {
  const room = await begin(there.url);
  there.answerWith((_request, response) => void response.writeHead(503).end());
  await rig.nodes.must(room, TRIAGER, { type: 'incident.open', title: 'x', severity: 'S3' });
  await rig.time.pass(100);
  await rig.until('it failed', async () => (await rig.nodes.events('message.failed')).length > 0);
  there.answerWith((_request, response) => void response.writeHead(200).end('ok'));
  await rig.nodes.must(room, LEAD, {
    type: 'incident.change',
    incident: 'US28-0001',
    expectedVersion: 1,
    changes: { severity: 'S1' },
  });
  await rig.time.pass(100);
  await rig.until(
    'it is recorded',
    async () => (await rig.nodes.events('message.sent')).length > 0,
  );
  expect(there.requests).toHaveLength(2);
  expect(there.requests[1]!.body).toContain('was raised to S1.\\n• US28-0001 was opened as S3.');
  expect(room.situation.messages.size).toBe(0);
});

it('[OB51] its address is a secret of the operator: in no problem, log or journal; said plainly when missing or inside', async () => {
  const secretPath = 'T0000/B0000/verysecret';
  await begin(undefined);
  await begin('not an address');
  await begin(`https://127.0.0.1:${there.port}/${secretPath}`, []);
  expect(rig.notices).toEqual([
    "Target desk-channel of us-general can't be reached: the address of desk-channel is missing: the environment variable SLACK_URL does not hold one.",
    "Target desk-channel of us-general can't be reached: the environment variable SLACK_URL must hold the whole address of the incoming webhook, https://….",
    expect.stringMatching(/lies inside the network/),
  ]);
  const room = rig.rooms[2]!;
  await rig.nodes.must(room, TRIAGER, { type: 'incident.open', title: 'x', severity: 'S3' });
  await rig.time.pass(1_000);
  await rig.until('it failed', async () => (await rig.nodes.events('message.failed')).length > 0);
  expect(JSON.stringify([rig.notices, await rig.nodes.events()])).not.toContain('verysecret');
  expect(there.requests).toEqual([]);
});
