import { afterEach, describe, expect, it } from 'vitest';
import type { Subject } from '@warroom/shared';
import { LEAD, TRIAGER } from '../desk/testing/nodes.ts';
import { fakeNotifier, outboxRig } from './testing.ts';
import type { OutboxRig } from './testing.ts';

type Person = Extract<Subject, { kind: 'person' }>;
const ana = LEAD as Person;
const bo = TRIAGER as Person;
const cy: Person = { ...bo, id: 'cy', clearance: 'RED' };
const guest: Person = { ...bo, id: 'gil', role: 'viewer', clearance: 'GREEN' };
const PEOPLE = [ana, bo, cy, guest];
const ID = { incident: 'US28-0001' };
const MINUTE = 60_000;

let rig: OutboxRig;
afterEach(() => rig.close());

const slackTarget = {
  name: 'desk-channel',
  secretEnv: 'SLACK_URL',
  events: ['incident.opened', 'incident.raised', 'sla.breach'],
  clearance: 'AMBER' as const,
  drills: false,
};

/** An election with people, one node, and an incident of bo's that ana watches. */
async function begin(options: Parameters<typeof outboxRig>[1] = {}) {
  rig = outboxRig([], { people: PEOPLE, ...options });
  const room = await rig.nodes.open();
  const as = (who: Subject, command: Record<string, unknown>) => rig.nodes.must(room, who, command);
  await as(bo, { type: 'incident.open', title: 'Power is out', severity: 'S2' });
  return { room, as, incident: () => room.situation.incidents.get(ID.incident)!.incident };
}

/** A page to bo, as an escalation writes it. */
function page(room: Awaited<ReturnType<typeof begin>>['room'], step = 0, reached = ['bo']) {
  const { version } = room.situation.incidents.get(ID.incident)!.incident;
  return room.record('clockwork', [
    {
      writes: [
        ...(step === 0
          ? [
              {
                aggregate: 'incident:US28-0001',
                expectedVersion: version,
                event: {
                  type: 'incident.escalation-started' as const,
                  data: {
                    policy: 'p',
                    name: 'Night',
                    steps: [
                      { afterMin: 0, targets: [{ kind: 'leads' as const }] },
                      { afterMin: 5, targets: [{ kind: 'leads' as const }] },
                    ],
                  },
                },
              },
            ]
          : []),
        {
          aggregate: 'incident:US28-0001',
          expectedVersion: version + (step === 0 ? 1 : 0),
          event: {
            type: 'incident.escalation-stepped',
            data: { step, people: reached, reached, byHand: false },
          },
        },
      ],
    },
  ]);
}

describe('messages to people', () => {
  it('[MS8] tell of what others did that concerns one, in the same unit, by the ways that one chose', async () => {
    const { room, as, incident } = await begin();
    await as(ana, {
      type: 'incident.assign',
      ...ID,
      expectedVersion: incident().version,
      assignee: 'bo',
    });
    await as(bo, {
      type: 'incident.assign',
      ...ID,
      expectedVersion: incident().version,
      assignee: 'ana',
    });
    await as(ana, { type: 'incident.note', ...ID, text: 'look, @cy', mentions: ['cy', 'ana'] });
    await page(room);
    const queued = [...room.situation.messages.values()].map(
      ({ kind, target, about }) => `${kind} ${target} ${about?.code} ${about?.by ?? '-'}`,
    );
    expect(queued).toEqual([
      'assigned person:bo:email assigned ana',
      'assigned person:ana:email assigned bo',
      'mention person:cy:email mention ana',
      'page person:bo:email step -',
    ]);
    const events = await rig.nodes.events();
    const [note, message] = events.slice(events.findIndex(({ type }) => type === 'incident.noted'));
    expect(message).toMatchObject({ type: 'message.queued', commandId: note!.commandId });
    expect(JSON.stringify(events.filter(({ type }) => type === 'message.queued'))).not.toMatch(
      /example\.org|Power/,
    );
  });

  it('[MS8] tell nobody what they did themselves, nor what their rules leave out', async () => {
    const { room, as, incident } = await begin();
    await as(bo, {
      type: 'incident.assign',
      ...ID,
      expectedVersion: incident().version,
      assignee: 'bo',
    });
    await as(cy, { type: 'rules.set', ways: { mention: [] } });
    await as(ana, { type: 'incident.note', ...ID, text: '@cy', mentions: ['cy'] });
    expect(room.situation.messages.size).toBe(0);
  });

  it('[MS8] tell leads of a wall that is missing, once, with the page that says which', async () => {
    const { room } = await begin();
    const missing = (commandId: string) =>
      room.command(
        { type: 'wall.display-missing', commandId, display: 'd-1', since: rig.time.now() - MINUTE },
        { subject: { kind: 'system', id: 'clockwork' }, via: 'automation' },
      );
    await missing('m1');
    await missing('m2');
    const { notifiers, told } = fakeNotifier();
    rig.start(room, { notifiers });
    await rig.time.pass(1_000);
    expect(told.map(({ to, kind, incident }) => [to?.person, kind, incident])).toEqual([
      ['ana', 'display-missing', null],
    ]);
    expect(told[0]?.what).toMatch(/^A wall has not reported since .*page of walls says which/);
    expect(told[0]?.path).toBe('/e/us-general/walls');
  });

  it('[MS9] tell nobody of what they may not see: neither when it is queued nor when it is sent', async () => {
    const { room, as, incident } = await begin();
    const change = (changes: object) =>
      as(cy, { type: 'incident.change', ...ID, expectedVersion: incident().version, changes });
    await as(ana, { type: 'incident.note', ...ID, text: '@gil @bo', mentions: ['bo'] });
    await page(room, 0, ['gil', 'ana']);
    expect([...room.situation.messages.values()].map(({ target }) => target)).toEqual([
      'person:bo:email',
      'person:ana:email',
    ]);
    await change({ tlp: 'RED', named: ['cy'] });
    await page(room, 1, ['bo', 'cy', 'ana']);
    expect(room.situation.messages.size).toBe(3);
    const { notifiers, told } = fakeNotifier();
    rig.start(room, { notifiers });
    await rig.time.pass(1_000);
    expect(told.map(({ to, title, incident: id }) => [to?.person, title, id])).toEqual([
      ['cy', null, 'US28-0001'],
    ]);
    const dropped = await rig.nodes.events('message.dropped');
    expect(dropped.map(({ data }) => data)).toEqual([
      { reason: 'not-visible' },
      { reason: 'not-visible' },
    ]);
  });

  it('[MS9] tell nothing to someone who left', async () => {
    const people = [...PEOPLE];
    const { room, as } = await begin({ people });
    await as(ana, { type: 'incident.note', ...ID, text: '@bo', mentions: ['bo'] });
    people.splice(people.indexOf(bo), 1);
    const { notifiers, told } = fakeNotifier();
    rig.start(room, { notifiers });
    await rig.time.pass(1_000);
    expect(told).toEqual([]);
    expect(room.situation.messages.size).toBe(0);
  });

  it('[MS10] an exercise tells only those who set rules in it', async () => {
    const { room, as } = await begin({ election: { drill: true } });
    await as(ana, { type: 'incident.note', ...ID, text: '@bo @cy', mentions: ['bo', 'cy'] });
    expect(room.situation.messages.size).toBe(0);
    await as(cy, { type: 'rules.set', email: 'cy@example.org' });
    await as(ana, { type: 'incident.note', ...ID, text: '@bo @cy', mentions: ['bo', 'cy'] });
    expect([...room.situation.messages.values()].map(({ target }) => target)).toEqual([
      'person:cy:email',
    ]);
  });

  it('[MS11] one message that nobody got is told to leads, and a message about that to nobody', async () => {
    const { room, as } = await begin();
    await as(cy, { type: 'incident.note', ...ID, text: '@bo', mentions: ['bo'] });
    const refuse = () =>
      Promise.resolve({ ok: false, status: 550, problem: 'answered 550', gone: true });
    const { notifiers, told } = fakeNotifier(refuse);
    rig.start(room, { notifiers });
    await rig.time.pass(60_000);
    expect(told.map(({ kind, to }) => [kind, to?.person])).toEqual([
      ['mention', 'bo'],
      ['undelivered', 'ana'],
    ]);
    expect(room.situation.deadMessages).toHaveLength(2);
    expect(told[1]!.link).toBe('https://room.example.org/e/us-general/messages');
  });
});

describe('one message on a matter', () => {
  it('[OB30] what waits for the same person on the same incident is told in one, the most pressing first', async () => {
    const { room, as, incident } = await begin();
    await as(ana, { type: 'incident.note', ...ID, text: '@bo', mentions: ['bo'] });
    await as(ana, {
      type: 'incident.assign',
      ...ID,
      expectedVersion: incident().version,
      assignee: 'bo',
    });
    await page(room);
    const { notifiers, told } = fakeNotifier();
    rig.start(room, { notifiers });
    await rig.time.pass(1_000);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      kind: 'page',
      what: 'US28-0001 (S2) is not acknowledged. You are called: step 1 of its escalation.',
      also: [
        'Ana Ruiz assigned US28-0001 to you.',
        'Ana Ruiz mentioned you in a note on US28-0001.',
      ],
      to: { email: 'bo@example.org' },
      thread: 'US28-0001',
    });
    expect(room.situation.messages.size).toBe(0);
    expect(await rig.nodes.events('message.absorbed')).toHaveLength(2);
    expect(await rig.nodes.events('message.sent')).toHaveLength(1);
  });

  it('[OB30] a call that waited is not crowded out by what came after it, however much', async () => {
    const { room, as } = await begin();
    const mention = () => as(ana, { type: 'incident.note', ...ID, text: '@bo', mentions: ['bo'] });
    await mention();
    await page(room);
    for (let i = 0; i < 15; i += 1) await mention();
    let isDown = true;
    const { notifiers, told } = fakeNotifier(() =>
      Promise.resolve(
        isDown
          ? { ok: false, status: 451, problem: 'down' }
          : { ok: true, status: 250, problem: null },
      ),
    );
    rig.start(room, { notifiers });
    await rig.time.pass(1_000);
    // The mail server is away while more is said; then all of it is told in one.
    for (let i = 0; i < 30; i += 1) await mention();
    isDown = false;
    await rig.time.pass(120_000);
    expect(room.situation.messages.size).toBe(0);
    expect(told.at(-1)?.kind).toBe('page');
    expect(told.at(-1)?.also).toEqual(['Ana Ruiz mentioned you in a note on US28-0001.']);
  });

  it('[OB30] what happens while one is under way waits for it and is told in the next', async () => {
    const { room, as } = await begin();
    const answers: (() => void)[] = [];
    const { notifiers, told } = fakeNotifier(
      () =>
        new Promise((resolve) =>
          answers.push(() => resolve({ ok: true, status: 250, problem: null })),
        ),
    );
    rig.start(room, { notifiers });
    for (let i = 0; i < 5; i += 1) {
      await as(ana, { type: 'incident.note', ...ID, text: '@bo', mentions: ['bo'] });
      await rig.time.pass(100);
    }
    expect(told).toHaveLength(1);
    answers[0]!();
    await rig.time.pass(100);
    expect(told).toHaveLength(2);
    answers[1]!();
    await rig.time.pass(100);
    expect(room.situation.messages.size).toBe(0);
    expect(told).toHaveLength(2);
  });

  it('[OB30] programs get every single one', async () => {
    const { room, as, incident } = await begin({
      election: { slack: [slackTarget] },
    });
    for (const severity of ['S4', 'S2', 'S4', 'S1'])
      await as(ana, {
        type: 'incident.change',
        ...ID,
        expectedVersion: incident().version,
        changes: { severity },
      });
    // Opened, and raised twice.
    expect(room.situation.messages.size).toBe(3);
    const { notifiers, told } = fakeNotifier();
    rig.start(room, { notifiers });
    await rig.time.pass(1_000);
    expect(told.map(({ kind, also }) => [kind, also.length])).toEqual([['incident.raised', 2]]);
  });

  it('[OB31] changes of what one watches are gathered for half a minute', async () => {
    const { room, as, incident } = await begin({ wayKinds: ['email'] });
    await as(ana, { type: 'rules.set', ways: { watched: ['email'] } });
    await as(ana, { type: 'incident.watch', ...ID });
    const { notifiers, told } = fakeNotifier();
    rig.start(room, { notifiers });
    await as(bo, { type: 'incident.acknowledge', ...ID });
    await rig.time.pass(20_000);
    await as(bo, {
      type: 'incident.change',
      ...ID,
      expectedVersion: incident().version,
      changes: { severity: 'S1' },
    });
    await rig.time.pass(9_000);
    expect(told).toEqual([]);
    await rig.time.pass(2_000);
    expect(told.map(({ what, also }) => [what, ...also])).toEqual([
      ['US28-0001, which you watch, is S1 now.', 'US28-0001, which you watch, is triage now.'],
    ]);
    await rig.time.pass(60_000);
    expect(told).toHaveLength(1);
  });

  it('[OB32] an acknowledgement ends pages that still wait, at once, and nothing else', async () => {
    const { room, as } = await begin();
    await page(room);
    const { notifiers, told } = fakeNotifier(() =>
      Promise.resolve({ ok: false, status: 421, problem: 'answered 421' }),
    );
    rig.start(room, { notifiers });
    await rig.time.pass(10);
    expect(told).toHaveLength(1);
    await as(ana, { type: 'incident.note', ...ID, text: '@cy', mentions: ['cy'] });
    await as(ana, { type: 'incident.acknowledge', ...ID });
    const { version } = room.situation.incidents.get(ID.incident)!.incident;
    if (room.situation.incidents.get(ID.incident)!.incident.escalation?.stoppedAt === null)
      await room.record('clockwork', [
        {
          writes: [
            {
              aggregate: 'incident:US28-0001',
              expectedVersion: version,
              event: { type: 'incident.escalation-stopped', data: { why: 'acknowledged' } },
            },
          ],
        },
      ]);
    await rig.time.pass(100);
    const dropped = await rig.nodes.events('message.dropped');
    expect(dropped.map(({ data }) => data)).toEqual([{ reason: 'acknowledged' }]);
    expect([...room.situation.messages.values()].map(({ kind }) => kind)).toEqual(['mention']);
    await rig.time.pass(30 * MINUTE);
    expect(told.filter(({ kind }) => kind === 'page')).toHaveLength(1);
  });

  it('[OB32] what a dropped page had taken over is told all the same', async () => {
    const { room, as } = await begin();
    await as(ana, { type: 'incident.note', ...ID, text: '@bo', mentions: ['bo'] });
    await page(room);
    let isUp = false;
    const { notifiers, told } = fakeNotifier(() =>
      Promise.resolve(
        isUp
          ? { ok: true, status: 250, problem: null }
          : { ok: false, status: 421, problem: 'answered 421' },
      ),
    );
    rig.start(room, { notifiers });
    await rig.time.pass(10);
    isUp = true;
    const { version } = room.situation.incidents.get(ID.incident)!.incident;
    await room.record('clockwork', [
      {
        writes: [
          {
            aggregate: 'incident:US28-0001',
            expectedVersion: version,
            event: { type: 'incident.escalation-stopped', data: { why: 'acknowledged' } },
          },
        ],
      },
    ]);
    await rig.time.pass(MINUTE);
    expect(told.map(({ kind, also }) => [kind, also.length])).toEqual([
      ['page', 1],
      ['mention', 0],
    ]);
  });

  it('[OB33] two nodes send each once, whichever is first', async () => {
    rig = outboxRig([], { people: PEOPLE });
    const rooms = [await rig.nodes.open(), await rig.nodes.open()];
    const { notifiers, told } = fakeNotifier();
    const boxes = rooms.map((room) => rig.start(room, { notifiers, spreadMs: 250 }));
    for (let i = 1; i <= 20; i += 1) {
      await rig.nodes.must(rooms[i % 2]!, bo, {
        type: 'incident.open',
        title: 'x',
        severity: 'S2',
      });
      await rig.nodes.must(rooms[i % 2]!, ana, {
        type: 'incident.note',
        incident: `US28-${String(i).padStart(4, '0')}`,
        text: '@bo @cy',
        mentions: ['bo', 'cy'],
      });
    }
    await rig.time.pass(10_000);
    expect(told).toHaveLength(40);
    expect(new Set(told.map(({ id }) => id)).size).toBe(40);
    expect(await rig.nodes.events('message.sent')).toHaveLength(40);
    const counts = boxes.map((box) => box.counts()['email']?.sent ?? 0);
    expect(counts[0]! + counts[1]!).toBe(40);
  });

  it('[OB34] five mails are under way at most, two to one person, and the lanes of people are forgotten', async () => {
    const people = Array.from({ length: 30 }, (_, i): Person => ({ ...bo, id: `p${i}` }));
    rig = outboxRig([], { people: [...PEOPLE, ...people] });
    const room = await rig.nodes.open();
    for (let i = 1; i <= 4; i += 1) {
      await rig.nodes.must(room, bo, { type: 'incident.open', title: 'x', severity: 'S2' });
      await rig.nodes.must(room, ana, {
        type: 'incident.note',
        incident: `US28-000${i}`,
        text: 'all',
        mentions: people.slice(0, 20).map(({ id }) => id),
      });
    }
    const now = new Map<string, number>();
    let atOnce = 0;
    let most = 0;
    let mostToOne = 0;
    const { notifiers, told } = fakeNotifier(async ({ to }) => {
      const who = to!.person;
      now.set(who, (now.get(who) ?? 0) + 1);
      atOnce += 1;
      most = Math.max(most, atOnce);
      mostToOne = Math.max(mostToOne, now.get(who)!);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      now.set(who, now.get(who)! - 1);
      return { ok: true, status: 250, problem: null };
    });
    const box = rig.start(room, { notifiers });
    for (let turn = 0; box.status().pending > 0 && turn < 200; turn += 1) await rig.time.pass(60);
    expect(told).toHaveLength(80);
    expect([most, mostToOne]).toEqual([5, 2]);
    expect(box.status().targets).toEqual([]);
  });
});
