import { afterEach, expect, it } from 'vitest';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { TRIAGER } from '../../desk/testing/nodes.ts';
import { outboxRig, receiver, SECRET, webhook } from '../testing.ts';
import type { OutboxRig, Receiver } from '../testing.ts';

let rig: OutboxRig;
let there: Receiver;
afterEach(async () => {
  await rig.close();
  await there.close();
});

it('[OB20] the public library of Standard Webhooks takes the signature, and refuses what was changed', async () => {
  there = await receiver();
  rig = outboxRig([webhook({ url: there.url, events: ['incident.opened'] })], {
    ports: [there.port],
  });
  const room = await rig.nodes.open();
  // The library compares with the clock of this machine.
  rig.time.setClock(Date.now());
  rig.start(room);
  const title = 'Armed man — “drop box” 🗳';
  await rig.nodes.must(room, TRIAGER, { type: 'incident.open', title, severity: 'S1' });
  await rig.time.pass(1_000);
  await rig.until('it is there', () => there.requests.length === 1);
  const { headers, body } = there.requests[0]!;
  const library = new StandardWebhook(SECRET);
  const plain = headers as Record<string, string>;
  expect(library.verify(body, plain)).toMatchObject({
    type: 'incident.opened',
    data: { incident: 'US28-0001', severity: 'S1', title },
  });
  expect(() => library.verify(body.replace('S1', 'S2'), plain)).toThrow('signature');
  expect(() => library.verify(body, { ...plain, 'webhook-id': 'msg_other' })).toThrow('signature');
});
