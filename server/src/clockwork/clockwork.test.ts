import { decideTimers } from '@warroom/shared';
import type { Election } from '@warroom/shared';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Room } from '../desk/room.ts';
import { JournalUnavailable } from '../journal/journal.ts';
import { clockwork } from './clockwork.ts';
import type { Clockwork } from './clockwork.ts';
import { atRest, electionWith, LEAD, testNodes, testTime, TRIAGER } from '../desk/testing/nodes.ts';
import type { Nodes, TestTime } from '../desk/testing/nodes.ts';

const START = Date.parse('2028-06-01T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SLA = { acknowledgeMin: 5, actMin: 15, resolveMin: 90, warnAt: 0.75 };
const PLAIN = { slaInPhase: {}, sla: { S1: SLA, S2: SLA, S3: SLA, S4: SLA, S5: SLA } };

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

interface Rig {
  time: TestTime;
  nodes: Nodes;
  notices: string[];
  start(room: Room, more?: Partial<Parameters<typeof clockwork>[0]>): Clockwork;
  /** What the clock did, as "minute incident clock what". */
  deeds(): Promise<string[]>;
}

function rig(more: Partial<Election> = PLAIN, start = START): Rig {
  const time = testTime(start);
  const nodes = testNodes({ election: electionWith(more), now: time.now });
  cleanUps.push(() => nodes.close());
  const notices: string[] = [];
  return {
    time,
    nodes,
    notices,
    start(room, options = {}) {
      const started = clockwork({
        room,
        now: time.now,
        schedule: time.schedule,
        notice: (message) => notices.push(message),
        ...options,
      });
      cleanUps.push(() => started.stop());
      return started;
    },
    async deeds() {
      const events = await nodes.events();
      return events
        .filter((event) => event.by['id'] === 'clockwork' && event.aggregate.startsWith('incident'))
        .map((event) =>
          [
            (event.at - start) / MINUTE,
            event.aggregate.slice('incident:'.length),
            (event.data['clock'] as string | undefined) ?? '',
            event.type.replace('incident.', ''),
          ].join(' '),
        );
    },
  };
}

const open = (severity = 'S3') => ({
  type: 'incident.open',
  title: 'Line',
  severity,
  category: 'OPS.long-lines',
});
const on = { incident: 'US28-0001' };

describe('limits', () => {
  it('[CW2] are warned of and breached once each, however many nodes run', async () => {
    const { time, nodes, start, deeds } = rig();
    const rooms = [await nodes.open(), await nodes.open(), await nodes.open()];
    for (const room of rooms) start(room);
    await nodes.must(rooms[0]!, TRIAGER, open());
    await time.pass(2 * HOUR);
    expect(await deeds()).toEqual([
      '3.75 US28-0001 acknowledge sla-warned',
      '5 US28-0001 acknowledge sla-breached',
      '11.25 US28-0001 act sla-warned',
      '15 US28-0001 act sla-breached',
      '67.5 US28-0001 resolve sla-warned',
      '90 US28-0001 resolve sla-breached',
    ]);
    for (const { situation } of rooms) {
      expect(situation.incidents.get('US28-0001')?.incident.clocks.act).toMatchObject({
        warnedAt: START + 11.25 * MINUTE,
        breachedAt: START + 15 * MINUTE,
      });
    }
  });

  it('[CW3] that passed while no server ran are recorded late, with the time when they passed and no warning', async () => {
    const { time, nodes, start, deeds } = rig();
    const room = await nodes.open();
    await nodes.must(room, TRIAGER, open());
    await time.pass(20 * MINUTE);
    start(room);
    await time.pass(0);
    expect(await deeds()).toEqual([
      '20 US28-0001 acknowledge sla-breached',
      '20 US28-0001 act sla-breached',
    ]);
    const [breach] = await nodes.events('incident.sla-breached');
    expect(breach).toMatchObject({ at: START + 20 * MINUTE, data: { dueAt: START + 5 * MINUTE } });
  });

  it('[CW4] that were met, or whose incident is over or merged, are left alone', async () => {
    const { time, nodes, start, deeds } = rig();
    const room = await nodes.open();
    start(room);
    for (let i = 0; i < 3; i += 1) await nodes.must(room, TRIAGER, open());
    await nodes.must(room, TRIAGER, { type: 'incident.acknowledge', ...on });
    await nodes.must(room, LEAD, { type: 'incident.confirm', ...on, expectedVersion: 2 });
    await nodes.must(room, LEAD, {
      type: 'incident.resolve',
      ...on,
      expectedVersion: 3,
      outcome: electionWith().outcomes[0]!.code,
    });
    await nodes.must(room, TRIAGER, {
      type: 'incident.dismiss',
      incident: 'US28-0002',
      expectedVersion: 1,
      reason: 'spam',
    });
    await time.pass(4 * MINUTE);
    expect(await deeds()).toEqual(['3.75 US28-0003 acknowledge sla-warned']);
    await nodes.must(room, TRIAGER, open());
    await nodes.must(room, TRIAGER, {
      type: 'incident.merge',
      incident: 'US28-0003',
      expectedVersion: 2,
      into: 'US28-0004',
    });
    await time.pass(5 * MINUTE);
    expect((await deeds()).slice(1)).toEqual([
      '7.75 US28-0004 acknowledge sla-warned',
      '9 US28-0004 acknowledge sla-breached',
    ]);
  });

  it('[CW5] follow the severity: what was noted of a limit stays while it stands, and a limit that comes back is not told twice', async () => {
    const { time, nodes, start, deeds } = rig({
      slaInPhase: {},
      sla: { ...PLAIN.sla, S2: { ...SLA, acknowledgeMin: 10 } },
    });
    const room = await nodes.open();
    start(room);
    const set = async (severity: string): Promise<void> => {
      const { version } = room.situation.incidents.get('US28-0001')!.incident;
      await nodes.must(room, LEAD, {
        type: 'incident.change',
        ...on,
        expectedVersion: version,
        changes: { severity },
      });
    };
    await nodes.must(room, TRIAGER, open('S3'));
    await time.pass(6 * MINUTE);
    await set('S4');
    expect(room.situation.incidents.get('US28-0001')?.incident.clocks.acknowledge).toMatchObject({
      breachedAt: START + 5 * MINUTE,
    });
    await set('S2');
    await time.pass(2 * MINUTE);
    await set('S3');
    await time.pass(3 * MINUTE);
    expect((await deeds()).filter((deed) => deed.includes('acknowledge'))).toEqual([
      '3.75 US28-0001 acknowledge sla-warned',
      '5 US28-0001 acknowledge sla-breached',
      '7.5 US28-0001 acknowledge sla-warned',
    ]);
  });

  it('[CW5] that were breached stay so when something else is undone', async () => {
    const { time, nodes, start } = rig();
    const room = await nodes.open();
    start(room);
    await nodes.must(room, TRIAGER, open());
    await nodes.must(room, TRIAGER, {
      type: 'incident.assign',
      ...on,
      expectedVersion: 1,
      assignee: 'bo',
    });
    await time.pass(MINUTE);
    await nodes.must(room, TRIAGER, { type: 'incident.acknowledge', ...on });
    await time.pass(14.5 * MINUTE);
    await nodes.must(room, TRIAGER, { type: 'incident.undo', ...on, version: 3 });
    await time.pass(MINUTE);
    const { clocks } = room.situation.incidents.get('US28-0001')!.incident;
    expect(clocks.act.breachedAt).toBe(START + 15 * MINUTE);
    expect(clocks.acknowledge).toMatchObject({ metAt: null, breachedAt: START + 15.5 * MINUTE });
  });

  it('[CW6] are instants: the night when clocks change shortens and lengthens none, and phases follow the calendar of the place', async () => {
    // In New York the clocks go from 02:00 EDT back to 01:00 EST on 5 November 2028, at 06:00Z.
    const before = Date.parse('2028-11-05T05:58:00Z');
    const { time, nodes, start, deeds } = rig(
      {
        ...PLAIN,
        calendar: [{ id: 'early-voting', from: '2028-11-04', until: '2028-11-05T03:00' }],
        slaInPhase: { 'early-voting': { S1: { acknowledgeMin: 4 } } },
      },
      before,
    );
    const room = await nodes.open();
    start(room);
    await nodes.must(room, TRIAGER, open('S1'));
    await time.pass(30 * MINUTE);
    expect((await deeds()).filter((deed) => deed.includes('acknowledge'))).toEqual([
      '3 US28-0001 acknowledge sla-warned',
      '4 US28-0001 acknowledge sla-breached',
    ]);
    // 02:59:59 EST is still within the phase, 03:00 EST is not: one second decides which limit holds.
    await time.pass(Date.parse('2028-11-05T07:59:59Z') - time.now());
    await nodes.must(room, TRIAGER, open('S1'));
    await time.pass(1_000);
    await nodes.must(room, TRIAGER, open('S1'));
    const limit = (id: string): number => {
      const { dueAt, startedAt } = room.situation.incidents.get(id)!.incident.clocks.acknowledge;
      return (dueAt - startedAt) / MINUTE;
    };
    expect([limit('US28-0002'), limit('US28-0003')]).toEqual([4, 5]);
  });
});

describe('acknowledgements', () => {
  it('[CW7] run out when their holder does nothing for the length of a claim, once over all nodes', async () => {
    const { time, nodes, start } = rig();
    const rooms = [await nodes.open(), await nodes.open()];
    for (const room of rooms) start(room);
    await nodes.must(rooms[0]!, TRIAGER, open());
    await nodes.must(rooms[0]!, TRIAGER, { type: 'incident.acknowledge', ...on });
    await time.pass(10 * MINUTE);
    await nodes.must(rooms[1]!, TRIAGER, { type: 'incident.note', ...on, text: 'calling them' });
    await nodes.must(rooms[1]!, LEAD, { type: 'incident.note', ...on, text: 'thanks' });
    await time.pass(14 * MINUTE);
    expect(rooms[1]!.situation.incidents.get('US28-0001')?.incident.state).toBe('triage');
    await time.pass(2 * MINUTE);
    const released = await nodes.events('incident.released');
    expect(released.map(({ at, data, by }) => ({ at, data, by }))).toEqual([
      {
        at: START + 25 * MINUTE,
        data: { claimOnly: false, expired: { holder: 'bo', until: START + 25 * MINUTE } },
        by: { kind: 'system', id: 'clockwork' },
      },
    ]);
    expect(rooms[0]!.situation.incidents.get('US28-0001')?.incident).toMatchObject({
      state: 'new',
      claim: null,
      assignee: null,
    });
  });

  it('[CW8] that led on to active do not run out', async () => {
    const { time, nodes, start } = rig();
    const room = await nodes.open();
    start(room);
    await nodes.must(room, TRIAGER, open());
    await nodes.must(room, TRIAGER, { type: 'incident.acknowledge', ...on });
    await nodes.must(room, TRIAGER, { type: 'incident.confirm', ...on, expectedVersion: 2 });
    await time.pass(DAY);
    expect(await nodes.events('incident.released')).toEqual([]);
  });
});

describe('the clockwork', () => {
  it('[CW9] neither doubles nor stalls when the clock of the machine is set back an hour, or forward', async () => {
    const { time, nodes, start, deeds } = rig();
    const room = await nodes.open();
    start(room);
    await nodes.must(room, TRIAGER, open());
    await time.pass(6 * MINUTE);
    time.setClock(START - HOUR);
    await time.pass(HOUR + 10 * MINUTE);
    expect((await deeds()).map((deed) => deed.replace(/^\S+ /, ''))).toEqual([
      'US28-0001 acknowledge sla-warned',
      'US28-0001 acknowledge sla-breached',
    ]);
    time.setClock(START + 16 * MINUTE);
    await time.pass(1_000);
    expect((await deeds()).at(-1)).toMatch(/act sla-breached/);
  });

  it('[CW10] sleeps at most a second at a time, so that no limit is too far away for a timer', async () => {
    const far = {
      acknowledgeMin: 60 * 24 * 40,
      actMin: 60 * 24 * 41,
      resolveMin: 60 * 24 * 42,
      warnAt: 0.999,
    };
    const { time, nodes, start, deeds } = rig({ slaInPhase: {}, sla: { ...PLAIN.sla, S3: far } });
    const room = await nodes.open();
    const sleeps: number[] = [];
    start(room, {
      schedule(work, afterMs) {
        sleeps.push(afterMs);
        return time.schedule(work, afterMs);
      },
    });
    await nodes.must(room, TRIAGER, open());
    await time.pass(MINUTE);
    expect(Math.max(...sleeps)).toBeLessThanOrEqual(1_000);
    expect(time.fired).toBeLessThan(70);
    time.setClock(START + 40 * DAY);
    await time.pass(1_000);
    expect((await deeds()).at(-1)).toMatch(/acknowledge sla-breached/);
  });

  it('[CW11] waits out a journal that takes nothing, says so once, and leaves nothing out', async () => {
    const { time, nodes, start, deeds, notices } = rig();
    const room = await nodes.open();
    let gone = false;
    let asked = 0;
    const started = start(room, {
      room: {
        ...room,
        record(...given) {
          asked += 1;
          return gone
            ? Promise.reject(new JournalUnavailable('unreachable', 'gone'))
            : room.record(...given);
        },
      },
    });
    await nodes.must(room, TRIAGER, open());
    gone = true;
    await time.pass(10 * MINUTE);
    expect(await deeds()).toEqual([]);
    expect(notices).toHaveLength(1);
    expect(asked).toBeLessThan(200);
    expect(started.status().stuckSince).toBe(START + 3.75 * MINUTE);
    gone = false;
    await time.pass(5_000);
    expect((await deeds()).map((deed) => deed.replace(/^\S+ /, ''))).toEqual([
      'US28-0001 acknowledge sla-breached',
    ]);
    expect(started.status().stuckSince).toBeNull();
  });

  it('[CW12] does each thing once in any interleaving of two nodes with each other, with people and with restarts', async () => {
    const step = fc.oneof(
      fc.record({
        what: fc.constant('open' as const),
        severity: fc.constantFrom('S1', 'S2', 'S3'),
      }),
      fc.record({
        what: fc.constantFrom('acknowledge' as const, 'raise' as const, 'note' as const),
        nth: fc.nat(3),
      }),
      fc.record({
        what: fc.constant('pass' as const),
        ms: fc.integer({ min: 1, max: 20 * MINUTE }),
      }),
      fc.record({ what: fc.constant('restart' as const), node: fc.nat(1) }),
      fc.record({ what: fc.constant('set' as const), ms: fc.integer({ min: -HOUR, max: HOUR }) }),
    );
    const turns = fc.infiniteStream(fc.nat(3));
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 25 }),
        turns,
        async (steps, waits) => {
          const { time, nodes, start, notices } = rig({
            ...PLAIN,
            sla: { ...PLAIN.sla, S1: { ...SLA, acknowledgeMin: 2 }, S2: { ...SLA, actMin: 7 } },
          });
          const rooms = [await nodes.open(), await nodes.open()];
          const slow = (room: Room): Room => ({
            ...room,
            async record(...given) {
              for (let turn = waits.next().value; turn > 0; turn -= 1)
                await new Promise((resolve) => setImmediate(resolve));
              return room.record(...given);
            },
          });
          const running = rooms.map((room) => start(slow(room)));
          for (const given of steps) {
            const room = rooms[given.what.length % 2]!;
            const ids = [...room.situation.incidents.keys()];
            const id = 'nth' in given ? ids[given.nth] : undefined;
            if (given.what === 'open') await nodes.must(room, TRIAGER, open(given.severity));
            if (given.what === 'pass') await time.pass(given.ms);
            if (given.what === 'set') time.setClock(time.now() + given.ms);
            if (given.what === 'restart') {
              await running[given.node]!.stop();
              running[given.node] = start(slow(rooms[given.node]!));
            }
            if (id === undefined) continue;
            const command =
              given.what === 'acknowledge'
                ? { type: 'incident.acknowledge' }
                : given.what === 'note'
                  ? { type: 'incident.note', text: 'x' }
                  : {
                      type: 'incident.change',
                      expectedVersion: room.situation.incidents.get(id)?.incident.version,
                      changes: { severity: ['S1', 'S2', 'S3'][given.what.length % 3] },
                    };
            // Refused now and then, as for people: what matters is what the clock makes of it.
            await room.command(
              {
                commandId: `p${Math.abs(time.now())}.${room.situation.seq}`,
                incident: id,
                ...command,
              },
              { subject: LEAD, via: 'board' },
            );
          }
          await time.pass(3 * HOUR);
          await atRest();
          const told = (await nodes.events())
            .filter((event) => event.type.startsWith('incident.sla-'))
            .map(({ aggregate, type, data }) =>
              JSON.stringify([aggregate, type, data['clock'], data['dueAt']]),
            );
          expect(told).toEqual([...new Set(told)]);
          const released = (await nodes.events('incident.released')).map((event) =>
            JSON.stringify([event.aggregate, event.data]),
          );
          expect(released).toEqual([...new Set(released)]);
          for (const { situation } of rooms)
            for (const { incident } of situation.incidents.values())
              for (const { key } of decideTimers(incident, time.now()))
                expect(await nodes.journal.keyed(key), key).toBeDefined();
          expect(notices).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);
});
