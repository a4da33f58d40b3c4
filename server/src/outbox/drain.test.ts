import { afterEach, expect, it } from 'vitest';
import { TRIAGER } from '../desk/testing/nodes.ts';
import { fakeNotifier, outboxRig, webhook } from './testing.ts';
import type { OutboxRig } from './testing.ts';

const COUNT = 2_000;
let rig: OutboxRig;
afterEach(() => rig.close());

it('[OB15] a receiver that is back gets all that waited, each once, at its own pace, and nothing is kept of them', async () => {
  rig = outboxRig([webhook({ events: ['incident.opened'] })]);
  const rooms = [await rig.nodes.open(), await rig.nodes.open()];
  for (let i = 0; i < COUNT; i += 100)
    await Promise.all(
      Array.from({ length: 100 }, () =>
        rig.nodes.must(rooms[0]!, TRIAGER, { type: 'incident.open', title: 'x', severity: 'S1' }),
      ),
    );
  let atOnce = 0;
  let most = 0;
  const { notifiers, sent } = fakeNotifier(async () => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    atOnce -= 1;
    return { ok: true, status: 204, problem: null };
  });
  const boxes = rooms.map((room) => rig.start(room, { notifiers }));
  expect(boxes[0]!.status().pending).toBe(COUNT);
  await rig.time.pass(1);
  for (let turn = 0; boxes[0]!.status().pending > 0 && turn < COUNT; turn += 1)
    await rig.time.pass(60);
  expect(sent).toHaveLength(COUNT);
  expect(new Set(sent).size).toBe(COUNT);
  expect(most).toBeLessThanOrEqual(16);
  for (const [node, { situation }] of rooms.entries()) {
    expect(situation.messages.size).toBe(0);
    expect(boxes[node]!.status().targets[0]).toMatchObject({ waiting: 0, sending: 0 });
  }
}, 60_000);
