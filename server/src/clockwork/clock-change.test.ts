import { Desk, EscalationPolicy } from '@warroom/shared';
import type { Subject } from '@warroom/shared';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { atRest, electionWith, LEAD, testNodes, testTime, TRIAGER } from '../desk/testing/nodes.ts';
import type { Nodes, TestTime } from '../desk/testing/nodes.ts';
import type { Room } from '../desk/room.ts';
import type { RedisJournal } from '../journal/redis/redis-journal-types.ts';
import { freshElection, openRedisJournal } from '../journal/redis/testing/journal-rig.ts';
import { addressGuard } from '../outbox/guard-address.ts';
import { outbox } from '../outbox/outbox.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { fakeNotifier } from '../outbox/testing.ts';
import { startRedis, type RedisSet } from '../redis/testing/redis-servers.ts';
import { clockwork } from './clockwork.ts';
import type { Clockwork } from './clockwork.ts';

const MINUTE = 60_000;
const BEGIN_MIN = -60;
const END_MIN = 300;

const ana = LEAD as Extract<Subject, { kind: 'person' }>;
const bo = TRIAGER as typeof ana;
const cy: typeof ana = { ...bo, id: 'cy' };
const PEOPLE = [ana, bo, cy];

/** A node as one process has it: its own connection to Redis, room, clocks and outbox. */
interface Node {
  journal: RedisJournal;
  nodes: Nodes;
  room: Room;
  clocks: Clockwork;
  box: Outbox;
  /** What its mails were, as "minute person what": of the minute in which they went. */
  received: string[];
  /** What is sent from now on hangs, until the node is gone. */
  hang(): void;
  /** Power off: no timer fires any more, nothing more is written or sent. */
  die(): Promise<void>;
  stop(): Promise<void>;
}

interface Rig {
  time: TestTime;
  one: Node;
  two: Node;
  /** Lets time pass until a minute of the night. */
  until(minute: number): Promise<void>;
  must(node: Node, who: Subject, command: Record<string, unknown>): Promise<unknown>;
  /** What happened by the clock, as "minute aggregate what". */
  deeds(): Promise<string[]>;
}

const SLA = {
  S1: { acknowledgeMin: 60, actMin: 80, resolveMin: 200, warnAt: 0.75 },
  S3: { acknowledgeMin: 80, actMin: 100, resolveMin: 240, warnAt: 0.75 },
};
const policy = EscalationPolicy.parse({
  id: 'p',
  name: 'Critical',
  severities: ['S1'],
  steps: [
    { afterMin: 0, targets: [{ kind: 'on-call' }] },
    { afterMin: 15, targets: [{ kind: 'on-call' }] },
    { afterMin: 70, targets: [{ kind: 'on-call' }] },
    { afterMin: 130, targets: [{ kind: 'leads' }] },
  ],
});

let redis: RedisSet;
const cleanUps: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  redis = await startRedis();
}, 30_000);
afterAll(() => redis.stop());
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

/** Two nodes on one Redis; minutes count from `change`, an instant. */
async function rig(zone: string, change: number): Promise<Rig> {
  const name = freshElection();
  const live = new Set<Node>();
  let writing = 0;
  const time = testTime(change + BEGIN_MIN * MINUTE, async () => {
    // Redis answers when it does: time stands until nothing is being written and both know the same.
    do {
      await atRest();
    } while (writing > 0 || new Set([...live].map(({ room }) => room.situation.seq)).size > 1);
  });
  const minuteOf = (at: number): number => (at - change) / MINUTE;
  const election = electionWith({
    zone,
    desks: [Desk.parse({ id: 'ops', title: 'Operations', categories: ['OPS'] })],
    escalation: [policy],
    slaInPhase: {},
    sla: { ...SLA, S2: SLA.S1, S4: SLA.S3, S5: SLA.S3 },
  });

  async function node(id: string, spreadMs: number): Promise<Node> {
    const journal = await openRedisJournal(redis.url, { election: name, node: id });
    let isOn = true;
    let hangs = false;
    const notice = (message: string, cause?: unknown): void => {
      // Whoever is dead says nothing.
      if (isOn) throw new Error(message, { cause });
    };
    const people = { people: () => PEOPLE, subjectOf: find, notice };
    const nodes = testNodes({ election, now: time.now, journal, room: people });
    const room = await nodes.open();
    const own = {
      now: time.now,
      schedule: (work: () => void, afterMs: number) =>
        time.schedule(() => {
          if (isOn) work();
        }, afterMs),
      notice,
      room: {
        ...room,
        async record(...given: Parameters<Room['record']>) {
          writing += 1;
          return room.record(...given).finally(() => (writing -= 1));
        },
      },
    };
    const received: string[] = [];
    const { notifiers } = fakeNotifier();
    const mail = notifiers.get('email')!;
    const made: Node = {
      journal,
      nodes,
      room,
      received,
      clocks: clockwork(own),
      box: outbox({
        ...own,
        node: id,
        monotonicMs: time.monotonicMs,
        tools: { guard: addressGuard({ allow: new Set() }), secretOf: () => undefined },
        people: { subjectOf: find, nameOf: (of) => of, emailOf: (of) => `${of}@example.org` },
        notifiers: new Map([
          ...notifiers,
          [
            'email',
            {
              ...mail,
              send(outgoing) {
                if (hangs) return new Promise(() => undefined);
                const { to, kind, incident } = outgoing;
                received.push(
                  `${Math.floor(minuteOf(time.now()))} ${to?.person} ${kind} ${incident ?? ''}`,
                );
                return Promise.resolve({ ok: true, status: 250, problem: null });
              },
            },
          ],
        ]),
        // The one that waits longer never claims before the other while that one lives.
        random: () => 1,
        spreadMs,
      }),
      hang: () => void (hangs = true),
      async die() {
        isOn = false;
        live.delete(made);
        await journal.close();
      },
      async stop() {
        if (isOn) {
          await made.clocks.stop();
          const stopping = made.box.stop();
          await time.pass(5_000);
          await stopping;
        }
        live.delete(made);
        await nodes.close();
        if (isOn) await journal.close();
      },
    };
    live.add(made);
    cleanUps.push(() => made.stop());
    return made;
  }

  const one = await node('one', 200);
  const two = await node('two', 0);
  let commands = 0;
  return {
    time,
    one,
    two,
    until: (minute) => time.pass(change + minute * MINUTE - time.now()),
    async must(at, who, command) {
      commands += 1;
      const done = await at.nodes.must(at.room, who, {
        commandId: `by-hand-${commands}`,
        ...command,
      });
      await time.pass(0);
      return done;
    },
    async deeds() {
      const events = await one.journal.readAfter(0, 1_000_000);
      return events
        .filter(({ by }) => by['id'] === 'clockwork')
        .filter(({ type }) => !type.startsWith('message.'))
        .map(({ type, at, aggregate, data }) =>
          [
            minuteOf(at),
            aggregate.replace(/^incident:US28-000/, '#').replace(/:main$/, ''),
            data['clock'] as string | undefined,
            type.replace(/^(incident|roster)\.(sla-)?/, ''),
            data['step'] as number | undefined,
            (data['people'] as string[] | undefined)?.join('+'),
          ]
            .filter((part) => part !== undefined)
            .join(' '),
        );
    },
  };
}

const find = (id: string) => PEOPLE.find((person) => person.id === id);
const first = { incident: 'US28-0001' };
const second = { incident: 'US28-0002' };

describe('a night on two nodes that share a Redis', () => {
  it.each([
    // Clocks go back at 06:00Z: 01:30 comes twice. The turn begins at the first, the gap of the next
    // day is told a day before it begins, in the second.
    ['America/New_York', '2028-11-05T06:00Z', '01:30', '2028-11-04', -30, 30],
    // Clocks go forward at 07:00Z: 02:30 is no time, the turn begins at 03:30. The gap begins at 02:30 of
    // the next day, a day before which the clocks still stood at 01:30.
    ['America/New_York', '2028-03-12T07:00Z', '02:30', '2028-03-11', 30, -30],
    ['Europe/Berlin', '2028-10-29T01:00Z', '02:30', '2028-10-28', -30, 30],
    ['Europe/Berlin', '2028-03-26T01:00Z', '02:30', '2028-03-25', 30, -30],
    // The same instants where clocks don't change.
    ['America/Phoenix', '2028-11-05T06:00Z', '01:30', '2028-11-04', 150, 150],
    ['Pacific/Honolulu', '2028-03-12T07:00Z', '01:30', '2028-03-11', 270, 270],
  ])(
    '[CW21] in %s around %s does each thing once and to the instant, and pages each person once, although one node dies',
    async (zone, change, turnAt, eve, turnMin, gapMin) => {
      const { one, two, until, must, deeds } = await rig(zone, Date.parse(change));
      const [hour, minute] = turnAt.split(':');
      const at = [0, 8, 16].map(
        (more) => `${String(Number(hour) + more).padStart(2, '0')}:${minute}`,
      );
      const end = new Date(Date.parse(eve) + 24 * 60 * MINUTE).toISOString().slice(0, 10);
      await must(one, LEAD, {
        type: 'roster.rotation-add',
        desk: 'ops',
        people: ['bo', 'cy', 'ana'],
        start: eve,
        end,
        at,
        zone,
      });
      const openIncident = { type: 'incident.open', title: 'Line', category: 'OPS.long-lines' };
      await until(-40);
      await must(two, bo, { ...openIncident, severity: 'S1' });
      await until(-20);
      await must(one, bo, { ...openIncident, severity: 'S3' });
      await until(-10);
      await must(two, cy, { type: 'incident.acknowledge', ...second });
      await until(29);
      // The page of minute 30 is claimed by the node that dies with it in its hands.
      two.hang();
      await until(30.1);
      const waiting = [...one.room.situation.messages.values()];
      expect(waiting.filter(({ kind }) => kind === 'page').map(({ claim }) => claim?.node)).toEqual(
        ['two'],
      );
      await two.die();
      await until(60);
      await must(one, bo, { type: 'incident.acknowledge', ...first });
      await until(100);
      await must(one, cy, { type: 'incident.acknowledge', ...first });
      await until(105);
      const { version } = one.room.situation.incidents.get(first.incident)!.incident;
      await must(one, cy, { type: 'incident.confirm', ...first, expectedVersion: version });
      await until(END_MIN);

      const onCall = (minuteOfNight: number): string => (minuteOfNight >= turnMin ? 'bo' : 'ana');
      const expected = [
        [-40, '#1 escalation-started'],
        [-40, `#1 escalation-stepped 0 ${onCall(-40)}`],
        [-25, `#1 escalation-stepped 1 ${onCall(-25)}`],
        [gapMin, 'roster gap-found'],
        [5, '#1 acknowledge warned'],
        [5, '#2 released'],
        [20, '#1 acknowledge breached'],
        [20, '#1 act warned'],
        [30, `#1 escalation-stepped 2 ${onCall(30)}`],
        [40, '#1 act breached'],
        [55, '#2 act warned'],
        [60, '#1 escalation-stopped'],
        [75, '#1 released'],
        [75, '#1 escalation-started'],
        [75, `#1 escalation-stepped 0 ${onCall(75)}`],
        [80, '#2 act breached'],
        [90, `#1 escalation-stepped 1 ${onCall(90)}`],
        [100, '#1 escalation-stopped'],
        [110, '#1 resolve warned'],
        [160, '#1 resolve breached'],
        [160, '#2 resolve warned'],
        [220, '#2 resolve breached'],
      ].map(([when, what]) => `${when} ${what}`);
      expect((await deeds()).toSorted()).toEqual(expected.toSorted());

      const pages = (node: Node): string[] =>
        node.received.filter((mail) => mail.includes(' page '));
      expect([pages(two), pages(one)]).toEqual([
        [`-40 ${onCall(-40)} page US28-0001`, `-25 ${onCall(-25)} page US28-0001`],
        [
          // When the claim of the dead node has run out.
          `31 ${onCall(30)} page US28-0001`,
          `75 ${onCall(75)} page US28-0001`,
          `90 ${onCall(90)} page US28-0001`,
        ],
      ]);
    },
    20_000,
  );
});
