import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { atRest, LEAD, TRIAGER } from '../desk/testing/nodes.ts';
import { clockwork } from '../clockwork/clockwork.ts';
import { JournalUnavailable } from '../journal/journal.ts';
import type { Delivery } from './notifier.ts';
import { retryIn } from './retry.ts';
import { fakeNotifier, outboxRig, webhook } from './testing.ts';
import type { OutboxRig } from './testing.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const open: OutboxRig[] = [];
afterEach(async () => {
  for (const rig of open.splice(0)) await rig.close();
});
function rigWith(...given: Parameters<typeof outboxRig>): OutboxRig {
  const rig = outboxRig(...given);
  open.push(rig);
  return rig;
}
const s1 = { type: 'incident.open', title: 'Armed man', severity: 'S1' };
const failing = (more: Partial<Delivery> = {}) =>
  fakeNotifier(() => Promise.resolve({ ok: false, status: 500, problem: 'answered 500', ...more }));

describe('messages', () => {
  it('[OB1] are queued in one unit with what they tell, for targets that asked for it and may know of it', async () => {
    const rig = rigWith([
      webhook(),
      webhook({ name: 'all-opened', events: ['incident.opened'] }),
      webhook({
        name: 'green',
        clearance: 'GREEN',
        events: ['incident.opened', 'incident.raised'],
      }),
    ]);
    const room = await rig.nodes.open();
    await rig.nodes.must(room, TRIAGER, { type: 'incident.open', title: 'x', severity: 'S3' });
    await rig.nodes.must(room, TRIAGER, { ...s1, tlp: 'GREEN' });
    await rig.nodes.must(room, LEAD, {
      type: 'incident.change',
      incident: 'US28-0001',
      expectedVersion: 1,
      changes: { severity: 'S2' },
    });
    await rig.nodes.must(room, LEAD, {
      type: 'incident.change',
      incident: 'US28-0001',
      expectedVersion: 2,
      changes: { severity: 'S4' },
    });
    const queued = (await rig.nodes.events('message.queued')).map(({ data, by }) =>
      (
        [data['target'], data['kind'], data['incident'], data['severity'], by['id']] as string[]
      ).join(' '),
    );
    expect(queued).toEqual([
      'all-opened incident.opened US28-0001 S3 bo',
      'pager incident.opened US28-0002 S1 bo',
      'all-opened incident.opened US28-0002 S1 bo',
      'green incident.opened US28-0002 S1 bo',
      'pager incident.raised US28-0001 S2 ana',
    ]);
    const opened = await rig.nodes.journal.keyed('command:person:bo:c2');
    expect(opened && opened.last - opened.first).toBe(3);
    const again = await room.command({ ...s1, commandId: 'c2' }, { subject: TRIAGER, via: 'api' });
    expect(again).toMatchObject({ kind: 'done', repeated: true });
    expect(await rig.nodes.events('message.queued')).toHaveLength(5);
  });

  it('[OB2] tell of a breached limit once, with two nodes keeping clocks and sending', async () => {
    const rig = rigWith([webhook()]);
    const rooms = [await rig.nodes.open(), await rig.nodes.open()];
    const { notifiers, sent } = fakeNotifier();
    for (const room of rooms) {
      const clocks = clockwork({
        room,
        now: rig.time.now,
        schedule: rig.time.schedule,
        notice: (message) => rig.notices.push(message),
      });
      rig.start(room, { notifiers });
      open.unshift({ close: () => clocks.stop() } as OutboxRig);
    }
    await rig.nodes.must(rooms[0]!, TRIAGER, { ...s1, severity: 'S2' });
    await rig.time.pass(11 * MINUTE);
    expect(sent).toHaveLength(1);
    expect(await rig.nodes.events('message.sent')).toHaveLength(1);
    expect((await rig.nodes.events('message.queued'))[0]?.data).toMatchObject({
      kind: 'sla.breach',
      clock: 'acknowledge',
      dueAt: rig.time.now() - MINUTE,
    });
    for (const { situation } of rooms) expect(situation.messages.size).toBe(0);
  });

  it('[OB3] are tried again after 5 s, then twice as long each time up to 30 min, and given up loudly after 24 h', async () => {
    const rig = rigWith([webhook()]);
    const room = await rig.nodes.open();
    const { notifiers, sent } = failing();
    const box = rig.start(room, { notifiers });
    await rig.nodes.must(room, TRIAGER, s1);
    await rig.time.pass(26 * HOUR);
    const failed = await rig.nodes.events('message.failed');
    const start = (await rig.nodes.events('message.queued'))[0]!.at;
    expect(failed.slice(0, 6).map(({ at }) => Math.round((at - start) / 1000))).toEqual([
      0, 5, 15, 35, 75, 155,
    ]);
    expect(failed.at(-1)?.data).toMatchObject({
      retryInMs: null,
      status: 500,
      problem: 'answered 500',
    });
    expect(failed.at(-1)!.at - start).toBeGreaterThanOrEqual(24 * HOUR);
    expect(failed.at(-1)!.at - start).toBeLessThan(24 * HOUR + 31 * MINUTE);
    expect(new Set(sent).size).toBe(1);
    expect(rig.notices).toEqual([expect.stringMatching(/^NOT DELIVERED: .*pager.*answered 500/)]);
    expect(box.status()).toMatchObject({
      pending: 0,
      dead: 1,
      targets: [{ problem: 'answered 500' }],
    });
    expect(room.situation.deadMessages).toEqual([sent[0]]);
  });

  it('[OB4] are sent again by command of a lead, under the same id', async () => {
    const rig = rigWith([webhook()]);
    const room = await rig.nodes.open();
    const { notifiers, sent } = failing({ gone: true });
    rig.start(room, { notifiers });
    await rig.nodes.must(room, TRIAGER, s1);
    await rig.time.pass(1_000);
    expect(room.situation.deadMessages).toEqual(sent);
    const replay = { type: 'message.replay', message: sent[0] };
    const ask = (subject: typeof LEAD, command: object) =>
      room.command({ commandId: `r${Math.random()}`, ...command }, { subject, via: 'api' });
    expect(await ask(TRIAGER, replay)).toMatchObject({ refusal: { kind: 'forbidden' } });
    expect(await ask(LEAD, { ...replay, message: 'msg_none' })).toMatchObject({
      refusal: { kind: 'not-found', path: 'message' },
    });
    await rig.nodes.must(room, LEAD, replay);
    expect(room.situation.deadMessages).toEqual([]);
    expect(await ask(LEAD, replay)).toMatchObject({ refusal: { kind: 'nothing-changes' } });
    await rig.time.pass(1_000);
    expect(sent).toEqual([sent[0], sent[0]]);
  });

  it('[OB5] go from another node when the one that claimed them died, and at once from the same one started again', async () => {
    const rig = rigWith([webhook()]);
    const rooms = [await rig.nodes.open(), await rig.nodes.open(), await rig.nodes.open()];
    const { notifiers, sent } = fakeNotifier();
    // This node dies after the receiver has the message and before anything of it is recorded.
    const dying = {
      ...rooms[0]!,
      record: (system: string, units: Parameters<(typeof rooms)[0]['record']>[1]) =>
        units.some(({ writes }) => writes.some(({ event }) => event.type === 'message.sent'))
          ? new Promise<never>(() => undefined)
          : rooms[0]!.record(system, units),
    };
    const dead = rig.start(dying, { notifiers, node: 'a' });
    await rig.nodes.must(rooms[1]!, TRIAGER, s1);
    await rig.time.pass(1_000);
    expect(sent).toHaveLength(1);
    expect(dead.status().targets[0]?.sending).toBe(1);
    const other = rig.start(rooms[1]!, { notifiers, node: 'b' });
    await rig.time.pass(59_000);
    expect(sent).toHaveLength(1);
    await other.stop();
    rig.start(rooms[2]!, { notifiers, node: 'a' });
    await rig.time.pass(10);
    expect(sent).toEqual([sent[0], sent[0]]);
    expect(await rig.nodes.events('message.sent')).toHaveLength(1);
    dead.stop = () => Promise.resolve();
  });

  it('[OB6] of one target that hangs hold up nobody else, and no more than eight try at once', async () => {
    const rig = rigWith([
      webhook({ name: 'hangs', events: ['incident.opened'] }),
      webhook({ events: ['incident.opened'] }),
    ]);
    const room = await rig.nodes.open();
    const sent: string[] = [];
    const { notifiers } = fakeNotifier((_outgoing, target) => {
      sent.push(target.name);
      return target.name === 'hangs'
        ? new Promise(() => undefined)
        : Promise.resolve({ ok: true, status: 204, problem: null });
    });
    const box = rig.start(room, { notifiers });
    for (let i = 0; i < 20; i += 1) await rig.nodes.must(room, TRIAGER, s1);
    await rig.time.pass(1_000);
    expect(sent.filter((name) => name === 'pager')).toHaveLength(20);
    expect(sent.filter((name) => name === 'hangs')).toHaveLength(8);
    expect(box.status().targets[0]).toMatchObject({ name: 'hangs', sending: 8, waiting: 12 });
    box.stop = () => Promise.resolve();
  });

  it('[OB7] are kept from a target that may not know of the incident any more', async () => {
    const rig = rigWith([webhook({ clearance: 'GREEN', events: ['incident.opened'] })]);
    const room = await rig.nodes.open();
    await rig.nodes.must(room, TRIAGER, { ...s1, tlp: 'GREEN' });
    await rig.nodes.must(room, LEAD, {
      type: 'incident.change',
      incident: 'US28-0001',
      expectedVersion: 1,
      changes: { tlp: 'AMBER' },
    });
    const { notifiers, sent } = fakeNotifier();
    rig.start(room, { notifiers });
    await rig.time.pass(1_000);
    expect(sent).toEqual([]);
    expect((await rig.nodes.events()).at(-1)).toMatchObject({
      type: 'message.dropped',
      data: { reason: 'not-visible' },
    });
  });

  it('[OB8] whose target is in the file no more are given up when their time is over', async () => {
    const rig = rigWith([webhook()]);
    const room = await rig.nodes.open();
    await rig.nodes.must(room, TRIAGER, s1);
    const election = { ...room.election, election: { ...room.election.election, webhooks: [] } };
    rig.start({ ...room, election });
    await rig.time.pass(23 * HOUR);
    expect(room.situation.messages.size).toBe(1);
    await rig.time.pass(2 * HOUR);
    expect(room.situation.messages.size).toBe(0);
    expect(rig.notices).toEqual([expect.stringMatching(/no target is named pager/)]);
  });

  it('[OB9] wait out a journal that takes nothing; one that was received is not sent again for that', async () => {
    const rig = rigWith([webhook({ events: ['incident.opened'] })]);
    const room = await rig.nodes.open();
    const { notifiers, sent } = fakeNotifier();
    let gone = false;
    rig.start(
      {
        ...room,
        async record(...given) {
          if (gone) throw new JournalUnavailable('unreachable', 'gone');
          const results = await room.record(...given);
          gone = true;
          return results;
        },
      },
      { notifiers },
    );
    await rig.nodes.must(room, TRIAGER, s1);
    await rig.time.pass(5 * MINUTE);
    expect([sent.length, rig.notices.length]).toEqual([1, 1]);
    gone = false;
    await rig.time.pass(10_000);
    expect(sent).toHaveLength(1);
    expect(await rig.nodes.events('message.sent')).toHaveLength(1);
  });

  it('[OB9] claimed without an answer from the journal are taken up by the same node', async () => {
    const rig = rigWith([webhook({ events: ['incident.opened'] })]);
    const room = await rig.nodes.open();
    const { notifiers, sent } = fakeNotifier();
    let asked = 0;
    rig.start(
      {
        ...room,
        async record(...given) {
          const results = await room.record(...given);
          asked += 1;
          if (asked === 1) throw new JournalUnavailable('unsettled', 'no answer');
          return results;
        },
      },
      { notifiers },
    );
    await rig.nodes.must(room, TRIAGER, s1);
    await rig.time.pass(1_000);
    expect(sent).toHaveLength(1);
    expect(await rig.nodes.events('message.sent')).toHaveLength(1);
  });

  it('[OB13] reach their receiver at least once and are recorded once, whatever two nodes, failures and deaths make of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('ok', 'ok', 'fails', 'silent'), { minLength: 1, maxLength: 12 }),
        fc.array(fc.constantFrom('incident', 'pass', 'kill'), { minLength: 3, maxLength: 14 }),
        fc.infiniteStream(fc.nat(3)),
        async (answers, steps, waits) => {
          const rig = rigWith([webhook({ events: ['incident.opened'] })]);
          const rooms = [await rig.nodes.open(), await rig.nodes.open()];
          const received: string[] = [];
          let tries = 0;
          const { notifiers } = fakeNotifier(async (outgoing) => {
            const answer = answers[tries % answers.length];
            tries += 1;
            for (let turn = waits.next().value; turn > 0; turn -= 1) await atRest();
            if (answer === 'fails') return { ok: false, status: 503, problem: 'answered 503' };
            received.push(outgoing.id);
            return answer === 'silent'
              ? { ok: false, status: null, problem: 'no answer within 15 s' }
              : { ok: true, status: 200, problem: null };
          });
          let alive = { isAlive: true };
          const begin = (node: number): void => {
            const life = { isAlive: true };
            if (node === 0) alive = life;
            const room = rooms[node]!;
            rig.start(
              {
                ...room,
                record: (...given) =>
                  life.isAlive ? room.record(...given) : new Promise<never>(() => undefined),
              },
              { notifiers, node: `n${node}` },
            ).stop = () => Promise.resolve();
          };
          begin(0);
          begin(1);
          let count = 0;
          for (const step of steps) {
            if (step === 'incident') {
              await rig.nodes.must(rooms[count % 2]!, TRIAGER, s1);
              count += 1;
            }
            if (step === 'pass') await rig.time.pass(7_000);
            if (step === 'kill') {
              alive.isAlive = false;
              begin(0);
            }
          }
          await rig.time.pass(25 * HOUR);
          const done = [
            ...(await rig.nodes.events('message.sent')),
            ...(await rig.nodes.events('message.failed')).filter(
              ({ data }) => data['retryInMs'] === null,
            ),
          ].map((event) => event.aggregate);
          expect(done).toHaveLength(count);
          expect(new Set(done).size).toBe(count);
          for (const event of await rig.nodes.events('message.sent'))
            expect(received).toContain(event.aggregate.slice('message:'.length));
          for (const { situation } of rooms) expect(situation.messages.size).toBe(0);
        },
      ),
      { numRuns: 12 },
    );
  }, 60_000);

  it('[OB14] come from an exercise only to targets that asked for exercises, and say so', async () => {
    const rig = rigWith([webhook({ events: ['incident.opened'] })], { election: { drill: true } });
    const room = await rig.nodes.open();
    const told: [boolean, string][] = [];
    const { notifiers } = fakeNotifier((outgoing) => {
      told.push([outgoing.exercise, outgoing.what]);
      return Promise.resolve({ ok: true, status: 200, problem: null });
    });
    rig.start(room, { notifiers });
    await rig.nodes.must(room, TRIAGER, s1);
    await rig.time.pass(1_000);
    expect(told).toEqual([[true, 'EXERCISE · US28-0001 was opened as S1.']]);
  });
});

describe('waiting after a failure', () => {
  it('[OB3] is spread by a fifth, honours what the receiver asks for up to 30 min, and ends when it is gone', () => {
    const failed = {
      attempts: 3,
      ageMs: 0,
      gone: false,
      retryAfterMs: undefined,
      random: () => 0.5,
    };
    expect(retryIn(failed)).toBe(20_000);
    expect(retryIn({ ...failed, random: () => 0 })).toBe(16_000);
    expect(retryIn({ ...failed, random: () => 1 })).toBe(24_000);
    expect(retryIn({ ...failed, retryAfterMs: 60_000 })).toBe(60_000);
    expect(retryIn({ ...failed, retryAfterMs: 9e9 })).toBe(30 * MINUTE);
    expect(retryIn({ ...failed, attempts: 50 })).toBe(30 * MINUTE);
    expect(retryIn({ ...failed, gone: true })).toBeNull();
    expect(retryIn({ ...failed, ageMs: 24 * HOUR })).toBeNull();
    expect(retryIn({ ...failed, attempts: 60 })).toBeNull();
  });
});
