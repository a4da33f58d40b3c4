import type { Audience, DisplayOrder } from '@warroom/shared';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryClusters } from '../cluster/memory-clusters.testing.ts';
import type { MemoryCluster } from '../cluster/memory-clusters.testing.ts';
import type { StoredEvent } from '../journal/journal.ts';
import { message, messages, picture, sync, testFeed } from './test-feed.testing.ts';
import type { TestFeed, TestSocket } from './test-feed.testing.ts';

const STAFF: Audience = {
  clearance: 'AMBER',
  organisation: null,
  redaction: 'none',
  person: null,
};

const rigs: TestFeed[] = [];
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

interface Nodes {
  a: TestFeed;
  b: TestFeed;
  clusters: MemoryCluster[];
  /** What B has not folded yet of what was written at A. */
  behind: StoredEvent[];
  catchUp(): void;
}

/** Two nodes of one war room; what is written at A reaches B when the test says so. */
async function nodes(count = 2): Promise<Nodes> {
  const { nodes: clusters } = memoryClusters(count);
  const [a, b] = await Promise.all(clusters.slice(0, 2).map((cluster) => testFeed({ cluster })));
  if (!a || !b) throw new Error('there are two');
  rigs.push(a, b);
  for (const rig of [a, b]) {
    rig.accounts.person('ana', 'triager', 'AMBER');
    rig.accounts.person('ben', 'triager', 'AMBER');
    rig.accounts.pair('wall', 'AMBER', 'none');
    rig.accounts.pair('lobby', 'CLEAR', 'visitor');
  }
  const behind: StoredEvent[] = [];
  a.room.onChange(({ events }) => behind.push(...events));
  return { a, b, clusters, behind, catchUp: () => b.room.follow(behind.splice(0)) };
}

/** Lets what is due at both run, and what it sent arrive. */
async function settle(of: Nodes, ...sockets: TestSocket[]): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    of.a.scheduler.advance(250);
    of.b.scheduler.advance(250);
    await new Promise<void>((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  for (const socket of sockets) await socket.timeout(2000).emitWithAck('time', null);
}

describe('cursors among nodes', () => {
  it('[FD21] are good at every node: a delta, not a whole picture', async () => {
    const of = await nodes();
    of.a.room.open('EXA28-0001');
    of.catchUp();
    const here = await of.a.connected('ana');
    const mine = picture();
    await sync(of.a, here, mine, STAFF);
    here.close();
    of.a.room.open('EXA28-0002');
    of.catchUp();
    const there = await of.b.connected('ana');
    expect(await sync(of.b, there, mine, STAFF)).toBe('delta');
    expect([...mine.incidents.keys()]).toEqual(['EXA28-0001', 'EXA28-0002']);
  });

  it('[FD21] wait at a node that has not folded so far yet, then are told the rest', async () => {
    const of = await nodes();
    of.a.room.open('EXA28-0001');
    of.catchUp();
    const here = await of.a.connected('ana');
    const mine = picture();
    of.a.room.open('EXA28-0002');
    await sync(of.a, here, mine, STAFF);
    here.close();
    const there = await of.b.connected('ana');
    const answer = there.timeout(2000).emitWithAck('sync', { cursor: mine.cursor });
    await settle(of, there);
    of.a.room.open('EXA28-0003');
    of.catchUp();
    const told = await answer;
    expect(told).toMatchObject({ kind: 'delta', delta: { upserts: [{ id: 'EXA28-0003' }] } });
    // From there on it is told like everyone else.
    const pushed = messages(there, 'delta');
    of.a.room.open('EXA28-0004');
    of.catchUp();
    await settle(of, there);
    expect(pushed.map(({ upserts }) => upserts.map(({ id }) => id))).toEqual([['EXA28-0004']]);
    expect(told.kind === 'delta' && told.delta.to).toBe(pushed[0]?.from);
  });

  it('[FD21] are put off where a node stays behind, never answered with an older picture, and sent elsewhere at last', async () => {
    const of = await nodes();
    of.a.room.open('EXA28-0001');
    const here = await of.a.connected('ana');
    const mine = picture();
    await sync(of.a, here, mine, STAFF);
    const there = await of.b.connected('ana');
    const bye = message(there, 'bye');
    for (const round of [1, 2, 3]) {
      const answer = there.timeout(2000).emitWithAck('sync', { cursor: mine.cursor });
      await there.timeout(2000).emitWithAck('time', null);
      of.b.scheduler.advance(2000);
      if (round < 3)
        expect(await answer).toMatchObject({
          kind: 'refused',
          refusal: { kind: 'unavailable', retryAfterMs: 500 },
        });
      else answer.catch(() => undefined);
    }
    expect(await bye).toMatchObject({ kind: 'unavailable', retryAfterMs: 0 });
  });

  it('[FD21] of a snapshot from another node lead to no second one, also where this node was started later and knows of less', async () => {
    const of = await nodes();
    of.a.room.open('EXA28-0001');
    of.a.room.open('EXA28-0002');
    await of.a.feed.snapshotFor(of.a.room, STAFF);
    of.catchUp();
    // As after a start from a snapshot that no longer holds what was closed long ago.
    of.b.room.situation.incidents.delete('EXA28-0002');
    const snapshot = await of.a.feed.snapshotFor(of.a.room, STAFF);
    const { cursor } = JSON.parse(snapshot.body.toString()) as { cursor: string };
    const there = await of.b.connected('ana');
    const answer = await there.timeout(2000).emitWithAck('sync', { cursor });
    expect(answer).toMatchObject({ kind: 'delta', delta: { upserts: [], removals: [] } });
  });

  it('[FD22] mean nothing any more once the store begins another epoch: everyone starts anew', async () => {
    const of = await nodes();
    of.a.room.open('EXA28-0001');
    const here = await of.a.connected('ana');
    const mine = picture();
    await sync(of.a, here, mine, STAFF);
    const pushed = messages(here, 'delta');
    of.a.room.epoch = 'epoch-2';
    of.a.room.open('EXA28-0002');
    await settle(of, here);
    expect(pushed.some(({ from }) => from !== mine.cursor)).toBe(true);
    expect(await sync(of.a, here, mine, STAFF)).toBe('snapshot');
    expect([...mine.incidents.keys()]).toEqual(['EXA28-0001', 'EXA28-0002']);
  });
});

describe('presence among nodes', () => {
  async function looking(): Promise<Nodes & { ana: TestSocket; ben: TestSocket }> {
    const of = await nodes();
    of.a.room.open('EXA28-0001');
    of.catchUp();
    const ana = await of.a.connected('ana');
    const ben = await of.b.connected('ben');
    for (const socket of [ana, ben])
      await socket.emitWithAck('watch', { signals: false, metrics: false, incident: 'EXA28-0001' });
    return { ...of, ana, ben };
  }

  it('[FD23] shows those at other nodes, to who comes later too', async () => {
    const of = await looking();
    const seen = messages(of.ben, 'presence');
    await of.ana.emitWithAck('presence', { incident: 'EXA28-0001', editing: true });
    await settle(of, of.ben);
    expect(seen.at(-1)).toEqual({ incident: 'EXA28-0001', viewing: ['ana'], editing: ['ana'] });
    const late = await of.b.connected('ben');
    const first = message(late, 'presence');
    await late.emitWithAck('watch', { signals: false, metrics: false, incident: 'EXA28-0001' });
    expect(await first).toMatchObject({ viewing: ['ana'] });
    await of.ana.emitWithAck('presence', { incident: null, editing: false });
    await settle(of, of.ben);
    expect(seen.at(-1)).toEqual({ incident: 'EXA28-0001', viewing: [], editing: [] });
  });

  it('[FD26] shows on rows those at other nodes, and none of a node that died', async () => {
    const of = await looking();
    const seen = messages(of.ben, 'present');
    await of.ana.emitWithAck('presence', { incident: 'EXA28-0001', editing: false });
    for (let round = 0; round < 2; round += 1) await settle(of, of.ben);
    expect(seen.at(-1)).toEqual({ incidents: { 'EXA28-0001': { viewing: ['ana'], editing: [] } } });
    await of.clusters[0]?.close();
    of.b.scheduler.advance(10_000);
    for (let round = 0; round < 2; round += 1) await settle(of, of.ben);
    expect(seen.at(-1)).toEqual({ incidents: {} });
  });

  it('[FD23] shows a person with pages at two nodes once, and until the last is gone', async () => {
    const of = await looking();
    const second = await of.b.connected('ana');
    await of.ana.emitWithAck('presence', { incident: 'EXA28-0001', editing: false });
    await second.emitWithAck('presence', { incident: 'EXA28-0001', editing: false });
    const seen = messages(of.ben, 'presence');
    await settle(of, of.ben);
    expect(seen.at(-1)?.viewing).toEqual(['ana']);
    of.ana.close();
    await settle(of, of.ben);
    expect(seen.at(-1)?.viewing).toEqual(['ana']);
    second.close();
    await settle(of, of.ben);
    expect(seen.at(-1)?.viewing).toEqual([]);
  });

  it('[FD23] leaves no ghosts of a node that died', async () => {
    const of = await looking();
    await of.ana.emitWithAck('presence', { incident: 'EXA28-0001', editing: false });
    const seen = messages(of.ben, 'presence');
    await settle(of, of.ben);
    expect(seen.at(-1)?.viewing).toEqual(['ana']);
    await of.clusters[0]?.close();
    of.b.scheduler.advance(10_000);
    await settle(of, of.ben);
    expect(seen.at(-1)?.viewing).toEqual([]);
  });

  it('[FD23] expires what is not said again, and says again what still holds', async () => {
    const of = await looking();
    const seen = messages(of.ben, 'presence');
    await of.ana.emitWithAck('presence', { incident: 'EXA28-0001', editing: false });
    await settle(of, of.ben);
    for (let beat = 0; beat < 8; beat += 1) {
      await of.ana.emitWithAck('presence', { incident: 'EXA28-0001', editing: false });
      of.a.scheduler.advance(5_000);
      of.b.scheduler.advance(5_000);
      await settle(of, of.ben);
    }
    expect(seen.map(({ viewing }) => viewing)).toEqual([['ana']]);
    // The bus says nothing any more, and nobody can tell who is listed.
    for (const cluster of of.clusters) cluster.cut();
    of.b.scheduler.advance(25_000);
    await settle(of, of.ben);
    expect(seen.at(-1)?.viewing).toEqual(['ana']);
    of.b.scheduler.advance(10_000);
    await settle(of, of.ben);
    expect(seen.at(-1)?.viewing).toEqual([]);
  });

  it('[FD23] costs no message a heartbeat, and few for a crowd', async () => {
    const of = await looking();
    let said = 0;
    of.clusters[1]?.bus.subscribe('presence:example', () => (said += 1));
    for (let beat = 0; beat < 50; beat += 1)
      await of.ana.emitWithAck('presence', { incident: 'EXA28-0001', editing: beat % 2 === 0 });
    await settle(of, of.ben);
    expect(said).toBeGreaterThan(0);
    expect(said).toBeLessThanOrEqual(4);
    said = 0;
    for (let beat = 0; beat < 20; beat += 1)
      await of.ana.emitWithAck('presence', { incident: 'EXA28-0001', editing: false });
    await settle(of, of.ben);
    expect(said).toBeLessThanOrEqual(1);
  });
});

describe('displays among nodes', () => {
  const RELOAD: DisplayOrder = { kind: 'reload' };

  it('[FD24] get their orders wherever they hang, and the answer says whether they do', async () => {
    const of = await nodes();
    expect(of.a.feed.display('wall', RELOAD)).toBe(false);
    const wall = await of.b.connected('wall');
    await settle(of, wall);
    const got = messages(wall, 'display');
    expect(of.a.feed.display('wall', RELOAD)).toBe(true);
    expect(of.b.feed.display('wall', RELOAD)).toBe(true);
    await settle(of, wall);
    expect(got).toEqual([RELOAD, RELOAD]);
    wall.close();
    await new Promise<void>((resolve) => setImmediate(resolve));
    await settle(of);
    expect(of.a.feed.display('wall', RELOAD)).toBe(false);
  });

  it('[FD24] are not said to be connected where their node is gone or can not be told', async () => {
    const of = await nodes();
    const wall = await of.b.connected('wall');
    await settle(of, wall);
    of.clusters[0]?.cut();
    expect(of.a.feed.display('wall', RELOAD)).toBe(false);
    of.clusters[0]?.join();
    expect(of.a.feed.display('wall', RELOAD)).toBe(true);
    await of.clusters[1]?.close();
    of.a.scheduler.advance(6_000);
    expect(of.a.feed.display('wall', RELOAD)).toBe(false);
  });

  it('[FD24] are known to a node that comes later, and kept known', async () => {
    const { nodes: clusters } = memoryClusters(2);
    const [first, second] = clusters;
    if (!first || !second) throw new Error('there are two');
    const b = await testFeed({ cluster: second });
    rigs.push(b);
    b.accounts.pair('wall', 'AMBER', 'none');
    const wall = await b.connected('wall');
    await b.settle(wall);
    const a = await testFeed({ cluster: first });
    rigs.push(a);
    await b.settle(wall);
    expect(a.feed.display('wall', RELOAD)).toBe(true);
    for (let beat = 0; beat < 6; beat += 1) {
      b.scheduler.advance(5_000);
      await new Promise<void>((resolve) => setImmediate(resolve));
      a.scheduler.advance(5_000);
    }
    expect(a.feed.display('wall', RELOAD)).toBe(true);
  });

  it('[FD24] ignores what another node says in a way it does not know', async () => {
    const of = await nodes();
    const wall = await of.b.connected('wall');
    const got = messages(wall, 'display');
    of.clusters[0]?.bus.publish('display-orders', { display: 'wall', order: { kind: 'explode' } });
    of.clusters[0]?.bus.publish('displays', { held: 'wall' });
    of.clusters[0]?.bus.publish('presence:example', 'nobody');
    await settle(of, wall);
    expect([got, of.b.faults]).toEqual([[], []]);
  });
});

describe('heartbeats', () => {
  it('[FD14] say why nothing can be written, or that it may be lost; visitors are told no particulars', async () => {
    const of = await nodes();
    of.a.room.stands = { readOnly: 'Redis at 10.0.0.7 is gone', unsafe: 'appendfsync everysec' };
    const ana = await of.a.connected('ana');
    const lobby = await of.a.connected('lobby');
    const beats = Promise.all([message(ana, 'heartbeat'), message(lobby, 'heartbeat')]);
    of.a.scheduler.advance(5_000);
    const [staff, visitors] = await beats;
    expect([staff.readOnly, staff.unsafe]).toEqual([
      'Redis at 10.0.0.7 is gone',
      'appendfsync everysec',
    ]);
    expect(visitors.readOnly).not.toBeNull();
    expect(visitors.unsafe).not.toBeNull();
    expect(JSON.stringify(visitors)).not.toMatch(/10\.0|everysec/);
  });
});
