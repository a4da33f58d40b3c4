import type { Subject, WallProgram, Walls } from '@warroom/shared';
import { beforeEach, afterEach, describe, expect, it } from 'vitest';
import { JournalUnavailable } from '../../journal/journal.ts';
import { memoryJournal } from '../../journal/memory.ts';
import { httpRig } from '../testing/rig.ts';
import type { HttpRig } from '../testing/rig.ts';

const BASE = '/api/elections/us-general';
const ALL = { kind: 'all' };

let rig: HttpRig;
let lead: string;
let triager: string;
let commands = 0;

beforeEach(async () => {
  rig = await httpRig();
  lead = await rig.member('lead', 'AMBER+STRICT');
  triager = await rig.member('triager');
});
afterEach(() => rig.close());

async function must(cookie: string, command: Record<string, unknown>): Promise<void> {
  commands += 1;
  const body = { commandId: `w${commands}`, ...command };
  const response = await rig.ask('POST', `${BASE}/commands`, { cookie, body });
  if (response.status !== 200) throw new Error(await response.text());
}
const announce = (id: string, tlp: string, forVisitors = false) =>
  must(lead, {
    type: 'wall.announcement-save',
    announcement: id,
    title: `Title ${id}`,
    body: `Body ${id}`,
    tlp,
    forVisitors,
    from: null,
    until: null,
  });
const schedule = async (...turns: object[]): Promise<void> => {
  await must(lead, { type: 'wall.playlist-save', playlist: 'day', title: 'Day', turns });
  const rule = { id: 'r', target: ALL, playlist: 'day', hours: null, days: null, phases: null };
  await must(lead, { type: 'wall.schedule-set', rules: [rule], expectedVersion: 99 });
};

interface Me {
  id: string;
  redaction: string;
  visitorSince: number | null;
  group: string | null;
  sound: boolean;
  profile: string;
  program: WallProgram;
}
const me = async (cookie: string): Promise<Me> =>
  (await rig.ask('GET', '/api/displays/me', { cookie })).json() as Promise<Me>;
const post = (path: string, cookie: string, body?: object): Promise<Response> =>
  rig.ask('POST', path, { cookie, ...(body === undefined ? {} : { body }) });
const audience = async (cookie: string): Promise<unknown> =>
  (await rig.ask('GET', `${BASE}/snapshot`, { cookie })).json();

describe('a wall', () => {
  it('[WL1] is told its settings and its program, and nothing above its clearance', async () => {
    const wall = await rig.display('GREEN');
    await announce('open', 'GREEN');
    await announce('secret', 'AMBER');
    await must(lead, {
      type: 'incident.open',
      title: 'Hidden',
      severity: 'S2',
      category: 'OPS.long-lines',
      tlp: 'AMBER+STRICT',
    });
    const [incident] = rig.room.situation.incidents.keys();
    await schedule({ scene: 'map', dwellS: 20 }, { scene: 'incident', dwellS: 10, incident });
    const told = await me(wall);
    expect(told).toMatchObject({
      group: null,
      sound: false,
      profile: 'far',
      visitorSince: null,
      program: { announcements: [{ id: 'open' }], pin: null, pausedAt: null },
    });
    expect(told.program.rules[0]?.turns).toEqual([
      { scene: 'map', dwellS: 20 },
      { scene: 'incident', dwellS: 10 },
    ]);
    const sent = JSON.stringify(told);
    expect(sent).not.toContain('secret');
    expect(sent).not.toContain(incident);
    const high = JSON.stringify(await me(await rig.display('AMBER+STRICT')));
    expect(high).toContain('Body secret');
    expect(high).toContain(incident);
  });

  it('[WL2] in visitor mode gets only announcements for visitors, and is another audience at once', async () => {
    const wall = await rig.display('GREEN');
    await announce('press', 'CLEAR', true);
    await announce('staff', 'CLEAR');
    const { id } = await me(wall);
    expect(await audience(wall)).toMatchObject({ redaction: 'names' });
    const revoked: string[] = [];
    rig.accounts.onRevoked((revocation) => revoked.push(revocation.id));
    const on = await post('/api/displays/me/visitor', wall);
    expect(await on.json()).toEqual({ visitorSince: rig.clock.at, recorded: true });
    expect(revoked).toEqual([id]);
    expect(rig.orders).toEqual([
      [id, { kind: 'settings', redaction: 'visitor', clearance: 'GREEN' }],
    ]);
    expect(await audience(wall)).toMatchObject({ redaction: 'visitor', clearance: 'GREEN' });
    const told = await me(wall);
    expect(told).toMatchObject({ redaction: 'visitor', visitorSince: rig.clock.at });
    expect(told.program.announcements).toMatchObject([{ id: 'press' }]);
    expect(JSON.stringify(told)).not.toContain('staff');
    // Again changes nothing.
    rig.clock.at += 5_000;
    const again = await post('/api/displays/me/visitor', wall);
    expect(await again.json()).toMatchObject({ visitorSince: rig.clock.at - 5_000 });
    expect(rig.orders).toHaveLength(1);
  });

  it('[WL2] turns visitor mode on for itself alone, and never off', async () => {
    const wall = await rig.display();
    expect((await post('/api/displays/me/visitor', lead)).status).toBe(401);
    expect((await post('/api/displays/me/visitor', wall)).status).toBe(200);
    const off = await post(`${BASE}/displays/redact`, wall, { target: ALL, on: false });
    expect(off.status).toBe(403);
    expect((await me(wall)).redaction).toBe('visitor');
  });
});

describe('steering displays', () => {
  it('[WL3] everyone who triages turns visitor mode on; leads turn it off; both are noted', async () => {
    const walls = [await rig.display(), await rig.display()];
    const [first] = await Promise.all(walls.map(me));
    const redact = (cookie: string, on: boolean, target: object = ALL) =>
      post(`${BASE}/displays/redact`, cookie, { target, on, reason: 'Press' });
    expect((await redact(await rig.member('viewer'), true)).status).toBe(403);
    const on = await redact(triager, true, { kind: 'display', display: first?.id });
    expect(await on.json()).toEqual({ changed: [first?.id], recorded: true });
    expect((await Promise.all(walls.map(me))).map(({ redaction }) => redaction)).toEqual([
      'visitor',
      'names',
    ]);
    expect((await redact(triager, false)).status).toBe(403);
    const off = await redact(lead, false);
    expect(await off.json()).toEqual({ changed: [first?.id], recorded: true });
    expect((await me(walls[0] ?? '')).redaction).toBe('names');
    const noted = await rig.journal.readAggregate('accounts', { limit: 10 });
    // Why is kept apart from the rest, so that it can be erased.
    expect(noted.map(({ type, data, personal }) => [type, data['on'], personal])).toEqual([
      ['account.display-redacted', true, { reason: 'Press' }],
      ['account.display-redacted', false, { reason: 'Press' }],
    ]);
    expect(noted[0]?.data).not.toHaveProperty('reason');
    expect((await redact(lead, true, { kind: 'group', group: 'South' })).status).toBe(404);
  });

  it('[WL3] visitor mode is turned on while the journal takes no writes, which the answer and the log say', async () => {
    await rig.close();
    rig = await httpRig({
      journals: () => ({
        ...memoryJournal(),
        append: () => Promise.reject(new JournalUnavailable('disk-full', 'The disk is full.')),
      }),
    });
    const wall = await rig.display();
    const answer = await post(`${BASE}/displays/redact`, await rig.member('triager'), {
      target: ALL,
      on: true,
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      recorded: false,
      message: expect.stringContaining('the log has it'),
    });
    expect((await me(wall)).redaction).toBe('visitor');
    expect(rig.logged.join('\n')).toContain('account.display-redacted');
  });

  it('[WL4] leads identify and reload those that a target means, and hear which are connected', async () => {
    await rig.close();
    const orders: [string, string][] = [];
    rig = await httpRig({
      feed: {
        snapshotFor: () => Promise.reject(new Error('not asked for')),
        display: (display, order) => {
          orders.push([display, order.kind]);
          return orders.length % 2 === 1;
        },
        isConnected: (display) => display === orders[0]?.[0],
      },
    });
    const admin = await rig.member('admin');
    const boss = await rig.member('lead');
    const found = await Promise.all([await rig.display(), await rig.display()].map(me));
    const ids = found.map(({ id }) => id);
    for (const id of ids) {
      const change = await rig.ask('PATCH', `/api/admin/elections/us-general/displays/${id}`, {
        cookie: admin,
        body: { group: 'North', sound: true, profile: 'near' },
      });
      expect(await change.json()).toMatchObject({ group: 'North', sound: true, profile: 'near' });
    }
    orders.splice(0);
    const target = { kind: 'group', group: 'North' };
    const answer = await post(`${BASE}/displays/identify`, boss, { target });
    expect(await answer.json()).toEqual({ displays: ids, connected: [ids[0]] });
    expect((await post(`${BASE}/displays/reload`, boss, { target })).status).toBe(200);
    expect(orders.map(([, kind]) => kind)).toEqual(['identify', 'identify', 'reload', 'reload']);
    const tri = await rig.member('triager');
    expect((await post(`${BASE}/displays/reload`, tri, { target })).status).toBe(403);
    const walls = await rig.ask('GET', `${BASE}/walls`, { cookie: boss });
    expect(await walls.json()).toMatchObject({
      groups: ['North'],
      displays: [
        { id: ids[0], group: 'North', scenes: [], isConnected: true, lastReport: null },
        { id: ids[1], isConnected: false },
      ],
    });
  });
});

describe('the walls as staff read them', () => {
  it('[WL5] hold no announcement above the reader’s clearance and no number of a hidden incident', async () => {
    await announce('open', 'GREEN');
    await announce('secret', 'AMBER+STRICT');
    await must(lead, {
      type: 'incident.open',
      title: 'Hidden',
      severity: 'S2',
      category: 'OPS.long-lines',
      tlp: 'AMBER+STRICT',
    });
    const [incident] = rig.room.situation.incidents.keys();
    await schedule({ scene: 'incident', dwellS: 10, incident });
    await must(lead, {
      type: 'wall.pin',
      target: ALL,
      turn: { scene: 'incident', dwellS: 10, incident },
      forMin: null,
    });
    const read = async (cookie: string): Promise<{ walls: Walls }> =>
      (await rig.ask('GET', `${BASE}/walls`, { cookie })).json() as Promise<{ walls: Walls }>;
    const high = await read(lead);
    expect(Object.keys(high.walls.announcements)).toEqual(['open', 'secret']);
    expect(high.walls.controls['all']?.pin?.turn.incident).toBe(incident);
    const low = JSON.stringify(await read(await rig.member('viewer', 'GREEN')));
    expect(low).toContain('Body open');
    expect(low).not.toContain('secret');
    expect(low).not.toContain(incident);
    expect((await rig.ask('GET', `${BASE}/walls`, { cookie: await rig.display() })).status).toBe(
      403,
    );
  });

  it('[WL7] tell what happened to them in a week, by whom, without the number of a hidden incident', async () => {
    const wall = await rig.display();
    const { id } = await me(wall);
    await must(triager, {
      type: 'wall.pause',
      target: { kind: 'display', display: id },
      reason: 'Long ago',
    });
    rig.clock.at += 8 * 24 * 3_600_000;
    // Whoever was signed in then is no longer.
    lead = await rig.member('lead', 'AMBER+STRICT');
    await must(lead, {
      type: 'incident.open',
      title: 'Hidden',
      severity: 'S2',
      category: 'OPS.long-lines',
      tlp: 'AMBER+STRICT',
    });
    const [incident] = rig.room.situation.incidents.keys();
    const turn = { scene: 'incident', dwellS: 10, incident };
    await must(lead, { type: 'wall.pin', target: ALL, turn, forMin: 5, reason: 'Look' });
    await post('/api/displays/me/visitor', wall);
    const pinned = { at: rig.clock.at, target: ALL, reason: 'Look', by: { kind: 'person' } };
    const read = async (cookie: string): Promise<Response> =>
      rig.ask('GET', `${BASE}/walls/history`, { cookie });
    // Asked again it tells the same: what is older is not read anew.
    for (const _again of [1, 2])
      expect(await (await read(lead)).json()).toEqual({
        happenings: [
          {
            seq: expect.any(Number),
            at: rig.clock.at,
            by: { kind: 'system', id },
            target: { kind: 'display', display: id },
            what: { kind: 'visitors', on: true },
            reason: null,
          },
          expect.objectContaining({
            ...pinned,
            by: expect.objectContaining(pinned.by),
            what: { kind: 'pinned', turn, until: rig.clock.at + 300_000 },
          }),
        ],
      });
    const low = await (await read(await rig.member('viewer', 'GREEN'))).text();
    expect(low).toContain('"kind":"pinned"');
    expect(low).not.toContain(incident);
    expect((await read(wall)).status).toBe(403);
  });

  it('[WL1] every wall hears by the section’s stamp that its program changed', async () => {
    const before = rig.room.situation.stamps.wall;
    await must(triager, { type: 'wall.pause', target: ALL });
    expect(rig.room.situation.stamps.wall).toBe(before + 1);
    const wall = await rig.display();
    expect((await me(wall)).program.pausedAt).toBe(rig.clock.at);
    const system: Subject = { kind: 'system', id: 'clockwork' };
    const { id } = await me(wall);
    const found = await rig.room.command(
      { type: 'wall.display-missing', commandId: 'm', display: id, since: rig.clock.at },
      { subject: system, via: 'automation' },
    );
    expect(found.kind).toBe('done');
    const read = await rig.ask('GET', `${BASE}/walls`, { cookie: triager });
    expect(await read.json()).toMatchObject({ walls: { missing: { [id]: rig.clock.at } } });
  });
});
