import { Desk, EscalationPolicy, epochMsOf } from '@warroom/shared';
import type { Election } from '@warroom/shared';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { atRest, electionWith, LEAD, testNodes, testTime, TRIAGER } from '../desk/testing/nodes.ts';
import type { Nodes, TestTime } from '../desk/testing/nodes.ts';
import type { Room } from '../desk/room.ts';
import { clockwork } from './clockwork.ts';
import type { Clockwork } from './clockwork.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SLA = { acknowledgeMin: 600, actMin: 700, resolveMin: 900, warnAt: 0.99 };
const on = { incident: 'US28-0001' };

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

const policy = (steps: object[]) =>
  EscalationPolicy.parse({ id: 'p', name: 'Critical', severities: ['S1'], steps });
const STEPS = [
  { afterMin: 0, targets: [{ kind: 'on-call' }] },
  { afterMin: 3, targets: [{ kind: 'on-shift' }] },
  { afterMin: 6, targets: [{ kind: 'leads' }] },
];

interface Rig {
  time: TestTime;
  nodes: Nodes;
  rooms: [Room, Room];
  clocks: [Clockwork, Clockwork];
  restart(node: 0 | 1): Promise<void>;
  start(node: 0 | 1): void;
  must(who: typeof LEAD, command: Record<string, unknown>, node?: 0 | 1): Promise<unknown>;
  /** What happened by the clock, as "minute what whom". */
  told(): Promise<string[]>;
}

/** Two nodes with a desk of operations each in one zone, at a moment of it. */
async function rig(zone: string, local: string, more: Partial<Election> = {}): Promise<Rig> {
  const begin = epochMsOf(local, zone);
  const time = testTime(begin);
  const desks = [Desk.parse({ id: 'ops', title: 'Operations', categories: ['OPS'] })];
  const election = electionWith({
    zone,
    desks,
    escalation: [policy(STEPS)],
    slaInPhase: {},
    sla: { S1: SLA, S2: SLA, S3: SLA, S4: SLA, S5: SLA },
    ...more,
  });
  const nodes = testNodes({ election, now: time.now });
  cleanUps.push(() => nodes.close());
  const rooms: [Room, Room] = [await nodes.open(), await nodes.open()];
  const clocks: Clockwork[] = [];
  const made: Rig = {
    time,
    nodes,
    rooms,
    clocks: clocks as unknown as [Clockwork, Clockwork],
    start(node) {
      clocks[node] = clockwork({
        room: rooms[node],
        now: time.now,
        schedule: time.schedule,
        notice: (message, cause) => {
          throw new Error(message, { cause });
        },
      });
    },
    async restart(node) {
      await clocks[node]?.stop();
      made.start(node);
    },
    must: (who, command, node = 0) => nodes.must(rooms[node], who, command),
    async told() {
      const events = await nodes.events();
      return events
        .filter(({ by }) => by['id'] === 'clockwork')
        .filter(({ type }) => !type.startsWith('incident.sla'))
        .map(({ type, at, data }) => {
          const people = data['people'] as string[] | undefined;
          const what = type.replace(/^\w+\.(escalation-)?/, '');
          return `${(at - begin) / MINUTE} ${what}${people ? ` ${people.join('+')}` : ''}`;
        });
    },
  };
  made.start(0);
  made.start(1);
  cleanUps.push(async () => {
    for (const clock of clocks) await clock.stop();
  });
  return made;
}

const night = (zone: string, start: string, end: string) => ({
  type: 'roster.rotation-add',
  desk: 'ops',
  people: ['bo', 'cy', 'ana'],
  start,
  end,
  at: ['06:00', '14:00', '22:00'],
  zone,
});
const openS1 = {
  type: 'incident.open',
  title: 'Line',
  severity: 'S1',
  category: 'OPS.long-lines',
};

describe('escalation', () => {
  it.each([
    // The clocks go back at 02:00 on 5 November: the turn that begins at 22:00 lasts nine hours.
    ['America/New_York', '2028-11-04', '2028-11-05T05:58', 'ana', 'bo'],
    ['America/Chicago', '2028-11-04', '2028-11-05T05:58', 'ana', 'bo'],
    ['America/Phoenix', '2028-11-04', '2028-11-05T05:58', 'ana', 'bo'],
    // A week before, at 03:00.
    ['Europe/Berlin', '2028-10-28', '2028-10-29T05:58', 'ana', 'bo'],
    // Forward by half an hour at 02:00 on 1 October.
    ['Australia/Lord_Howe', '2028-09-30', '2028-10-01T05:58', 'ana', 'bo'],
    ['Asia/Kolkata', '2028-11-04', '2028-11-05T05:58', 'ana', 'bo'],
  ])(
    '[CW13] pages in %s who is on call at that moment, each step once over two nodes, at the end of the night when clocks change',
    async (zone, start, moment, before, after) => {
      const { time, must, told } = await rig(zone, moment);
      await must(LEAD, night(zone, start, '2028-11-10'));
      await must(TRIAGER, openS1, 1);
      await time.pass(20 * MINUTE);
      const deeds = (await told()).filter((deed) => !deed.includes('gap'));
      expect(deeds).toEqual([
        '0 started',
        `0 stepped ${before}`,
        `3 stepped ${after}`,
        '6 stepped ana',
      ]);
    },
  );

  it('[CW14] stops at the first acknowledgement, and begins anew when that runs out', async () => {
    const { time, must, told } = await rig('America/New_York', '2028-11-05T00:30');
    await must(LEAD, night('America/New_York', '2028-11-04', '2028-11-06'));
    await must(TRIAGER, openS1);
    await time.pass(2 * MINUTE);
    await must(TRIAGER, { type: 'incident.acknowledge', ...on }, 1);
    await time.pass(MINUTE);
    await must(LEAD, { type: 'incident.acknowledge', ...on });
    await time.pass(20 * MINUTE);
    const deeds = (await told()).filter((deed) => !deed.includes('gap'));
    expect(deeds).toEqual([
      '0 started',
      '0 stepped ana',
      '2 stopped',
      '17 released',
      '17 started',
      '17 stepped ana',
      '20 stepped ana',
      '23 stepped ana',
    ]);
  });

  it('[CW15] that fell due while no server ran pages by the newest step alone, once', async () => {
    const { time, must, clocks, start, told } = await rig('America/New_York', '2028-11-05T00:30');
    await must(LEAD, night('America/New_York', '2028-11-04', '2028-11-06'));
    await must(TRIAGER, openS1);
    await time.pass(MINUTE);
    await Promise.all(clocks.map((clock) => clock.stop()));
    await time.pass(3 * HOUR);
    start(0);
    start(1);
    await time.pass(MINUTE);
    const deeds = (await told()).filter((deed) => !deed.includes('gap'));
    expect(deeds).toEqual(['0 started', '0 stepped ana', '181 stepped ana']);
  });

  it('[CW16] says once, loudly, that nobody could be told', async () => {
    const { time, must, told } = await rig('America/New_York', '2028-11-05T00:30', {
      escalation: [policy([{ afterMin: 0, targets: [{ kind: 'on-call' }] }])],
    });
    await must(TRIAGER, openS1);
    await time.pass(10 * MINUTE);
    expect(await told()).toEqual(['0 started', '0 stepped ', '0 nobody-notified']);
  });

  it('[CW17] follows policies that leads set while incidents wait', async () => {
    const { time, must, told } = await rig('America/New_York', '2028-11-05T00:30', {
      escalation: [],
    });
    await must(TRIAGER, openS1);
    await time.pass(MINUTE);
    expect(await told()).toEqual([]);
    const leads = policy([{ afterMin: 2, targets: [{ kind: 'leads' }] }]);
    await must(LEAD, { type: 'roster.policies-set', policies: [leads] }, 1);
    await time.pass(5 * MINUTE);
    expect(await told()).toEqual(['1 started', '3 stepped ana']);
  });

  it('[CW22] begins anew each time, also after two that began in one millisecond', async () => {
    const { time, must, told } = await rig('America/New_York', '2028-11-05T00:30');
    await must(LEAD, night('America/New_York', '2028-11-04', '2028-11-06'));
    await must(TRIAGER, openS1);
    // By hand on what someone has, then by the clock: no time passes between.
    await must(LEAD, { type: 'incident.acknowledge', ...on });
    await must(LEAD, { type: 'incident.escalate', ...on });
    await must(LEAD, { type: 'incident.release', ...on, reason: 'x' });
    await time.pass(MINUTE);
    await must(LEAD, { type: 'incident.acknowledge', ...on });
    await time.pass(MINUTE);
    await must(LEAD, { type: 'incident.release', ...on, reason: 'x' }, 1);
    await time.pass(10 * MINUTE);
    const deeds = (await told()).filter((deed) => !deed.includes('gap'));
    expect(deeds).toEqual([
      '0 started',
      '0 stepped ana',
      '1 stopped',
      '2 started',
      '2 stepped ana',
      '5 stepped ana',
      '8 stepped ana',
    ]);
  });
});

describe('a snooze', () => {
  it('[CW18] ends once over two nodes, by its time or its condition', async () => {
    const { time, nodes, must } = await rig('America/New_York', '2028-11-05T00:30', {
      escalation: [],
    });
    await must(TRIAGER, { ...openS1, severity: 'S3' });
    const until = time.now() + 90 * MINUTE;
    await must(TRIAGER, { type: 'incident.snooze', ...on, until });
    await time.pass(2 * HOUR);
    const condition = { kind: 'severity-raised' };
    await must(TRIAGER, { type: 'incident.snooze', ...on, condition }, 1);
    const changes = { severity: 'S2' };
    await must(TRIAGER, { type: 'incident.change', ...on, expectedVersion: 4, changes });
    await time.pass(HOUR);
    expect((await nodes.events('incident.woken')).map(({ data }) => data['why'])).toEqual([
      'time',
      'severity',
    ]);
  });
});

describe('gaps in the roster', () => {
  const shift = (person: string, from: number, until: number) => ({
    type: 'roster.shift-add',
    desk: 'ops',
    person,
    from,
    until,
  });

  it('[CW19] are told a day before they begin, once over two nodes and restarts, and not where they were filled', async () => {
    const zone = 'America/New_York';
    const { time, must, nodes, restart } = await rig(zone, '2028-11-03T22:00');
    const at = (local: string): number => epochMsOf(`2028-11-${local}`, zone);
    await must(LEAD, shift('bo', at('03T00:00'), at('05T01:30')));
    await must(LEAD, shift('cy', at('05T04:00'), at('05T12:00')));
    await must(LEAD, shift('ana', at('05T13:00'), at('08T00:00')));
    const found = async () =>
      (await nodes.events('roster.gap-found')).map((event) => [event.at, event.data]);
    await time.pass(3 * HOUR);
    expect(await found()).toEqual([]);
    await time.pass(HOUR);
    const first = { desk: 'ops', from: at('05T01:30'), until: at('05T04:00'), has: 0, needs: 1 };
    expect(await found()).toEqual([[at('04T01:30'), first]]);
    // Three and a half hours in which clocks go back: it is over an hour later than it looks.
    expect(first.until - first.from).toBe(3.5 * HOUR);
    await must(LEAD, shift('bo', at('05T12:00'), at('05T13:00')), 1);
    await restart(0);
    await restart(1);
    // Past the instant a day before the gap that was filled, and the night when clocks change.
    await time.pass(26 * HOUR);
    expect(await found()).toHaveLength(1);
    // 30 hours of two clocks that look every second: a busy machine takes its time.
  }, 30_000);

  it('[CW19] are told at once when a change of the roster makes one soon', async () => {
    const zone = 'America/New_York';
    const { time, must, nodes } = await rig(zone, '2028-11-03T00:00');
    await must(LEAD, { ...shift('bo', time.now(), time.now() + 6 * 24 * HOUR), id: 's1' });
    await time.pass(HOUR);
    expect(await nodes.events('roster.gap-found')).toEqual([]);
    await must(LEAD, {
      type: 'roster.override-add',
      desk: 'ops',
      person: null,
      instead: 'bo',
      from: time.now() + 2 * HOUR,
      until: time.now() + 3 * HOUR,
    });
    await time.pass(MINUTE);
    expect(await nodes.events('roster.gap-found')).toHaveLength(1);
  });
});

describe('whatever happens on two nodes', () => {
  it('[CW20] no step is taken twice, none is left out, and nobody is paged for what was acknowledged', async () => {
    const step = fc.oneof(
      fc.constant({ what: 'open' as const }),
      fc.record({ what: fc.constantFrom('acknowledge', 'release', 'escalate', 'dismiss') }),
      fc.record({
        what: fc.constant('pass' as const),
        ms: fc.integer({ min: 1, max: 10 * MINUTE }),
      }),
      fc.record({ what: fc.constant('restart' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 20 }), async (steps) => {
        const { time, must, nodes, rooms, restart } = await rig(
          'America/New_York',
          '2028-11-05T00:30',
        );
        await must(LEAD, night('America/New_York', '2028-11-01', '2028-11-09'));
        await must(TRIAGER, openS1);
        for (const [index, given] of steps.entries()) {
          const node = index % 2 === 0 ? 0 : 1;
          if (given.what === 'pass') await time.pass((given as { ms: number }).ms);
          else if (given.what === 'restart') await restart(node);
          else if (given.what === 'open') await must(TRIAGER, openS1, node);
          else {
            const version = rooms[node].situation.incidents.get(on.incident)?.incident.version;
            await rooms[node].command(
              {
                type: `incident.${given.what}`,
                ...on,
                commandId: `x${index}`,
                ...(given.what === 'dismiss'
                  ? { reason: 'spam', expectedVersion: version }
                  : given.what === 'release'
                    ? { reason: 'x' }
                    : {}),
              },
              { subject: LEAD, via: 'board' },
            );
          }
        }
        await time.pass(HOUR);
        await atRest();
        const seen = new Map<string, { state: string; next: number; episodes: number }>();
        for (const event of await nodes.events()) {
          const { aggregate, type, data } = event;
          const of = seen.get(aggregate) ?? { state: 'new', next: 0, episodes: 0 };
          seen.set(aggregate, of);
          const isByClock = event.by['id'] === 'clockwork';
          if (type === 'incident.acknowledged' && of.state === 'new') of.state = 'triage';
          if (type === 'incident.released' && data['claimOnly'] === false) of.state = 'new';
          if (type === 'incident.dismissed') of.state = 'dismissed';
          if (type === 'incident.escalation-started') {
            expect(isByClock ? of.state : 'new').toBe('new');
            of.next = 0;
            of.episodes += 1;
          }
          if (type === 'incident.escalation-stepped') {
            const taken = data['step'] as number;
            expect(taken).toBeGreaterThanOrEqual(of.next);
            if (isByClock) expect(of.state).toBe('new');
            of.next = taken + 1;
          }
        }
        for (const { situation } of rooms)
          for (const { incident } of situation.incidents.values()) {
            if (incident.state === 'new') expect(incident.escalation).toMatchObject({ next: 3 });
            else if (incident.escalation) expect(incident.escalation.stoppedAt).not.toBeNull();
          }
        await Promise.all(
          cleanUps
            .splice(0)
            .toReversed()
            .map((cleanUp) => cleanUp()),
        );
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});
