import type { Audience } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gunzipSync } from 'node:zlib';
import { CONNECT, message, messages, picture, apply, sync, testFeed } from './test-feed.testing.ts';
import type { TestFeed, TestSocket } from './test-feed.testing.ts';

const AMBER: Audience = { clearance: 'AMBER', organisation: null, redaction: 'none', person: null };
const ID = 'EXA28-0001';
let rig: TestFeed;

beforeEach(async () => {
  rig = await testFeed();
  rig.accounts.person('ana', 'lead', 'AMBER');
  rig.accounts.person('ben', 'triager', 'AMBER');
  rig.accounts.pair('wall', 'AMBER', 'names');
  rig.room.open(ID, 'AMBER');
});
afterEach(() => rig.close());

async function synced(who: string): Promise<TestSocket> {
  const socket = await rig.connected(who);
  const redaction = who === 'wall' ? 'names' : 'none';
  await sync(rig, socket, picture(), { ...AMBER, redaction });
  return socket;
}

describe('deltas', () => {
  it('[FD9] tell a change at once when quiet, and gather what follows into one', async () => {
    const socket = await synced('ana');
    const seen = messages(socket, 'delta');
    const first = message(socket, 'delta');
    rig.room.retitle(ID, 'one');
    expect((await first).upserts.map((view) => view.title)).toEqual(['one']);
    for (let n = 2; n < 20; n += 1) rig.room.retitle(ID, `title ${n}`);
    rig.room.open('EXA28-0002', 'AMBER');
    await rig.settle(socket);
    expect(seen).toHaveLength(2);
    expect(seen[1]?.upserts.map((view) => view.title)).toEqual(['title 19', 'Title of EXA28-0002']);
    expect(seen[1]?.from).toBe(seen[0]?.to);
  });

  it('[FD7] are encoded once for everyone of an audience', async () => {
    const sockets = [await synced('ana'), await synced('ben'), await synced('wall')];
    const before = rig.feed.stats();
    rig.room.retitle(ID, 'for all');
    const told = await Promise.all(sockets.map((socket) => message(socket, 'delta')));
    const after = rig.feed.stats();
    expect(told.map((delta) => delta.upserts[0]?.title)).toEqual(['for all', 'for all', 'for all']);
    expect(after.deltas - before.deltas).toBe(2);
    expect(after.audiences).toBe(2);
  });

  it('[FD5] are not sent to who has not synced', async () => {
    const socket = await rig.connected('ana');
    const seen = messages(socket, 'delta');
    rig.room.retitle(ID, 'one');
    await rig.settle(socket);
    expect(seen).toEqual([]);
  });
});

describe('a slow reader', () => {
  it('[FD10] is passed over, never queued for, and told what it missed once it has drained', async () => {
    await rig.close();
    rig = await testFeed({ bufferCapBytes: 64 * 1024 });
    rig.accounts.person('ana', 'lead', 'AMBER');
    rig.accounts.person('ben', 'lead', 'AMBER');
    rig.room.open(ID, 'AMBER');
    const raw = await rig.raw('ana');
    raw.send(CONNECT);
    await raw.until('42["hello"');
    const held = picture();
    const snapshot = await rig.feed.snapshotFor(rig.room, AMBER);
    held.cursor = (JSON.parse(snapshot.body.toString()) as { cursor: string }).cursor;
    raw.send(`421["sync",{"cursor":"${held.cursor}"}]`);
    raw.send('422["watch",{"signals":true,"incident":"EXA28-0001"}]');
    await raw.until('432[');
    const ben = await synced('ben');
    raw.ws.pause();
    // Until the system's own buffers are full, however large they are.
    let sent = 0;
    while (rig.feed.stats().lagging === 0 && sent < 3000) {
      rig.room.retitle(ID, `${sent} ${'x'.repeat(100_000)}`);
      await rig.settle(ben);
      sent += 1;
    }
    const { lagged, lagging } = rig.feed.stats();
    expect([lagged, lagging]).toEqual([1, 1]);
    const before = rig.feed.stats().bytes;
    rig.room.retitle(ID, 'the last title');
    rig.room.receive1('s1', 'AMBER', 'a signal');
    await rig.settle(ben);
    const toBenAlone = rig.feed.stats().bytes - before;
    expect(toBenAlone).toBeLessThan(20_000);
    raw.ws.resume();
    await raw.until('the last title');
    await raw.until('"reload":true');
    expect(rig.feed.stats().lagging).toBe(0);
    for (const frame of raw.frames) {
      if (frame.startsWith('42["delta",'))
        apply(held, (JSON.parse(frame.slice(2)) as [string, Parameters<typeof apply>[1]])[1]);
    }
    expect(held.gaps).toBe(0);
    expect(held.incidents.get(ID)?.title).toBe('the last title');
    await raw.until(`"incident":"${ID}","entries"`);
  });
});

describe('what is watched', () => {
  it('[FD11] is the signal queue: counts, the newest, what changed and what left, twice a second at most', async () => {
    const socket = await synced('ana');
    const first = message(socket, 'signals');
    expect(
      await socket.emitWithAck('watch', { signals: true, metrics: false, incident: null }),
    ).toEqual({ kind: 'ok' });
    expect(await first).toMatchObject({ undecided: 0, reload: true });
    const seen = messages(socket, 'signals');
    for (let n = 0; n < 70; n += 1) rig.room.receive1(`s${n}`, 'AMBER', `text ${n}`);
    await rig.settle(socket);
    const [pulse] = seen.filter((one) => one.newest.length > 0);
    expect(seen.length).toBeLessThanOrEqual(2);
    expect(pulse).toMatchObject({ undecided: 70, reload: false, skipped: 20 });
    expect(pulse?.newest).toHaveLength(50);
    expect(pulse?.newest[0]).toMatchObject({ id: 's69', text: 'text 69' });
    seen.length = 0;
    const by = { kind: 'person' as const, id: 'ben' };
    rig.room.happen({
      aggregate: 'signal:s1',
      event: { type: 'signal.claimed', data: { until: 9 } },
      by,
    });
    rig.room.happen({
      aggregate: 'signal:s2',
      event: { type: 'signal.linked', data: { incident: ID } },
      by,
    });
    rig.room.happen({
      aggregate: 'signal:s3',
      event: { type: 'signal.dismissed', data: { reason: 'spam' } },
      by,
    });
    await rig.settle(socket);
    expect(seen.flatMap((one) => one.changed)).toMatchObject([
      { id: 's1', claim: { by: 'ben', until: 9 } },
    ]);
    expect(seen.flatMap((one) => one.gone)).toEqual([
      { id: 's2', how: 'linked', incident: ID, by: 'ben' },
      { id: 's3', how: 'dismissed', incident: null, by: 'ben' },
    ]);
    expect(seen.at(-1)?.undecided).toBe(68);
    seen.length = 0;
    const many = Array.from({ length: 300 }, (_, n) => ({
      aggregate: `signal:s${(n % 60) + 5}`,
      event: { type: 'signal.claimed' as const, data: { until: n } },
    }));
    rig.room.happen(
      ...many,
      ...Array.from({ length: 250 }, (_, n) => ({
        aggregate: `signal:x${n}`,
        event: { type: 'signal.released' as const, data: {} },
      })),
    );
    await rig.settle(socket);
    expect(seen.some((one) => one.reload && one.changed.length === 0)).toBe(true);
    seen.length = 0;
    await socket.emitWithAck('watch', { signals: false, metrics: false, incident: null });
    rig.room.receive1('unwatched', 'AMBER', 'x');
    await rig.settle(socket);
    expect(seen).toEqual([]);
  });

  it('[FD11] is the metrics, at once, after changes, and with every heartbeat', async () => {
    const socket = await synced('ana');
    const seen = messages(socket, 'metrics');
    await socket.emitWithAck('watch', { signals: false, metrics: true, incident: null });
    expect(seen).toMatchObject([{ now: [0, 1, 0, 0, 0] }]);
    rig.room.open('EXA28-0002', 'AMBER');
    rig.scheduler.advance(1000);
    await rig.settle(socket);
    expect(seen.at(-1)).toMatchObject({ now: [0, 2, 0, 0, 0] });
    const before = seen.length;
    rig.scheduler.advance(5000);
    await rig.settle(socket);
    expect(seen.length).toBeGreaterThan(before);
  });

  it('[FD11] is the timeline of one incident: what was appended, each entry once', async () => {
    const socket = await synced('ana');
    rig.room.open('EXA28-0002', 'AMBER');
    const seen = messages(socket, 'timeline');
    await socket.emitWithAck('watch', { signals: false, metrics: false, incident: ID });
    rig.room.retitle(ID, 'one');
    await rig.settle(socket);
    rig.room.retitle(ID, 'two');
    rig.room.retitle('EXA28-0002', 'not watched');
    await rig.settle(socket);
    expect(seen.map((one) => one.incident)).toEqual([ID, ID]);
    expect(seen.flatMap((one) => one.entries.map((entry) => entry.texts['title']))).toEqual([
      'one',
      'two',
    ]);
    await socket.emitWithAck('watch', { signals: false, metrics: false, incident: 'EXA28-0002' });
    rig.room.retitle(ID, 'three');
    await rig.settle(socket);
    expect(seen).toHaveLength(2);
    const answer = await socket.emitWithAck('watch', {
      signals: false,
      metrics: false,
      incident: 'EXA28-9999',
    });
    expect(answer).toMatchObject({ kind: 'refused', refusal: { kind: 'not-found' } });
  });

  it('[FD12] is who else is on an incident: people only, until they leave or fall silent', async () => {
    const [ana, ben, wall] = [await synced('ana'), await synced('ben'), await synced('wall')];
    const seen = messages(ana, 'presence');
    const onWall = messages(wall, 'presence');
    for (const socket of [ana, wall])
      await socket.emitWithAck('watch', { signals: false, metrics: false, incident: ID });
    await ben.emitWithAck('presence', { incident: ID, editing: true });
    await rig.settle(ana);
    expect(seen.at(-1)).toEqual({ incident: ID, viewing: ['ben'], editing: ['ben'] });
    await ana.emitWithAck('presence', { incident: ID, editing: false });
    await rig.settle(ana);
    expect(seen.at(-1)).toEqual({ incident: ID, viewing: ['ana', 'ben'], editing: ['ben'] });
    ben.disconnect();
    await ana.emitWithAck('time', null);
    await rig.settle(ana);
    expect(seen.at(-1)).toEqual({ incident: ID, viewing: ['ana'], editing: [] });
    rig.scheduler.advance(40_000);
    await rig.settle(ana);
    expect(seen.at(-1)).toEqual({ incident: ID, viewing: [], editing: [] });
    expect(onWall).toEqual([]);
    expect(await wall.emitWithAck('presence', { incident: ID, editing: false })).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'forbidden' },
    });
    expect(
      await ana.emitWithAck('presence', { incident: 'EXA28-0404', editing: false }),
    ).toMatchObject({ kind: 'refused', refusal: { kind: 'not-found' } });
  });
});

describe('presence on rows', () => {
  it('[FD26] tells people who is on which incident, at most once a second, and only of what they may see', async () => {
    rig.accounts.person('ben', 'triager', 'RED');
    const [ana, ben, wall] = [await synced('ana'), await synced('ben'), await synced('wall')];
    rig.room.open('EXA28-0002', 'RED', 'Named alone', ['ben']);
    const seen = messages(ana, 'present');
    const byBen = messages(ben, 'present');
    const onWall = messages(wall, 'present');
    await ben.emitWithAck('presence', { incident: 'EXA28-0002', editing: true });
    const second = await rig.connected('ana');
    await second.emitWithAck('presence', { incident: ID, editing: false });
    await rig.settle(ana);
    expect(byBen.at(-1)?.incidents['EXA28-0002']).toEqual({ viewing: ['ben'], editing: ['ben'] });
    expect(seen.at(-1)).toEqual({ incidents: { [ID]: { viewing: ['ana'], editing: [] } } });
    const before = seen.length;
    for (let turn = 0; turn < 20; turn += 1)
      await second.emitWithAck('presence', { incident: ID, editing: turn % 2 === 0 });
    rig.scheduler.advance(900);
    await ana.emitWithAck('time', null);
    expect(seen.length - before).toBeLessThanOrEqual(1);
    await ben.emitWithAck('time', null);
    await wall.emitWithAck('time', null);
    expect(onWall).toEqual([]);
  });

  it('[FD26] leaves no ghost of a laptop that fell asleep: its socket stands, its heartbeats stop', async () => {
    const [ana, ben] = [await synced('ana'), await synced('ben')];
    const seen = messages(ana, 'present');
    await ben.emitWithAck('presence', { incident: ID, editing: true });
    await rig.settle(ana);
    expect(seen.at(-1)?.incidents[ID]?.viewing).toEqual(['ben']);
    rig.scheduler.advance(20_000);
    await rig.settle(ana);
    expect(seen.at(-1)?.incidents[ID]?.viewing).toEqual(['ben']);
    rig.scheduler.advance(15_000);
    await rig.settle(ana);
    expect(ben.connected).toBe(true);
    expect(seen.at(-1)).toEqual({ incidents: {} });
  });

  it('[FD26] is told to who comes later, and not of what was closed to them meanwhile', async () => {
    const [ana, ben] = [await synced('ana'), await synced('ben')];
    await ben.emitWithAck('presence', { incident: ID, editing: false });
    await rig.settle(ana);
    const late = rig.socket('ana');
    const seen = message(late, 'present');
    late.connect();
    expect(await seen).toEqual({ incidents: { [ID]: { viewing: ['ben'], editing: [] } } });
    rig.room.relabel(ID, 'RED', ['ben']);
    await rig.settle(ana);
    const later = rig.socket('ana');
    const shut = message(later, 'present');
    later.connect();
    expect(await shut).toEqual({ incidents: {} });
  });
});

describe('the connection', () => {
  it('[FD14] beats with the time, the build and the age of each stream, and tells of sources', async () => {
    const socket = await synced('ana');
    const beat = message(socket, 'heartbeat');
    const sources = message(socket, 'sources');
    rig.room.receive1('s1', 'AMBER', 'x');
    rig.scheduler.advance(4500);
    expect(await beat).toMatchObject({
      now: 1_857_000_004_500,
      build: 'test-build',
      readOnly: null,
      asOf: { incidents: rig.room.asOf(), signals: rig.room.asOf(), metrics: rig.room.asOf() },
    });
    expect(await sources).toMatchObject([{ name: 'tips', count: 1 }]);
    expect(await socket.emitWithAck('time', null)).toEqual({ now: 1_857_000_004_500 });
  });

  it('[FD15] carries commands to the room with who asks, and the answer back', async () => {
    const socket = await synced('ben');
    const command = { type: 'incident.claim' as const, commandId: 'c1', incident: ID };
    expect(await socket.emitWithAck('command', command)).toMatchObject({
      kind: 'done',
      commandId: 'c1',
    });
    expect(rig.room.commands).toEqual([{ input: command, by: 'ben' }]);
    rig.room.failNextCommand = true;
    expect(await socket.emitWithAck('command', command)).toMatchObject({
      kind: 'refused',
      commandId: 'c1',
      refusal: { kind: 'unavailable' },
    });
    expect(rig.faults).toHaveLength(1);
    expect(await socket.emitWithAck('command', command)).toMatchObject({ kind: 'done' });
  });

  it('[FD16] is cut when the session, the person or the display is revoked, and gets nothing more', async () => {
    for (const [who, revocation] of [
      ['ana', { kind: 'session', id: 'session-ana' }],
      ['ben', { kind: 'person', id: 'ben' }],
    ] as const) {
      const socket = await synced(who);
      const other = await synced('wall');
      const seen = messages(socket, 'delta');
      const bye = message(socket, 'bye');
      const gone = new Promise((resolve) => socket.once('disconnect', resolve));
      rig.accounts.remove(who);
      rig.accounts.revoke(revocation);
      rig.room.retitle(ID, `after ${who}`);
      expect(await bye).toMatchObject({ kind: 'forbidden', path: 'session' });
      expect(await gone).toBe('transport close');
      await rig.settle(other);
      expect(seen).toEqual([]);
      expect(rig.feed.stats().sockets).toBe(1);
      other.disconnect();
      await synced('wall').then((wall) => rig.settle(wall).then(() => wall.disconnect()));
    }
  });

  it('[FD16] tells a revoked display so; who only had rights changed is told to come back', async () => {
    for (const [kind, id] of [
      ['display', 'wall'],
      ['person', 'ana'],
    ] as const) {
      const socket = await synced(id);
      const orders = messages(socket, 'display');
      const bye = message(socket, 'bye');
      rig.accounts.revoke({ kind, id });
      expect(await bye).toMatchObject({ kind: 'unavailable', retryAfterMs: 0 });
      expect(orders).toEqual([]);
    }
    const again = await synced('wall');
    const revoked = message(again, 'display');
    const bye = message(again, 'bye');
    rig.accounts.remove('wall');
    rig.accounts.revoke({ kind: 'display', id: 'wall' });
    expect(await revoked).toEqual({ kind: 'revoked' });
    expect(await bye).toMatchObject({ kind: 'forbidden', path: 'session' });
  });

  it('[FD16] is not let in on rights that were taken away during the handshake', async () => {
    const socket = rig.socket('ana');
    rig.accounts.onRevoked(() => undefined);
    const seen: string[] = [];
    socket.onAny((name: string) => seen.push(name));
    const ended = new Promise((resolve) => {
      socket.once('disconnect', resolve);
      socket.once('connect_error', resolve);
    });
    // Between the upgrade, where ana is identified, and the handshake.
    socket.io.on('open', () => {
      rig.accounts.remove('ana');
      rig.accounts.revoke({ kind: 'person', id: 'ana' });
    });
    socket.connect();
    expect(await ended).toBeInstanceOf(Error);
    expect(seen).toEqual([]);
  });

  it('[FD17] carries orders and reports of displays, and of no one else', async () => {
    const [ana, wall] = [await synced('ana'), await synced('wall')];
    const order = message(wall, 'display');
    expect(rig.feed.display('wall', { kind: 'identify', name: 'Wall 1', until: 5 })).toBe(true);
    expect(rig.feed.display('nowhere', { kind: 'reload' })).toBe(false);
    expect(await order).toEqual({ kind: 'identify', name: 'Wall 1', until: 5 });
    const report = {
      build: 'b',
      scene: 'map',
      asOf: 1,
      offsetMs: 2,
      memoryMb: null,
      wakeLock: 'held' as const,
      width: 3840,
      height: 2160,
      dpr: 1,
    };
    expect(await wall.emitWithAck('report', report)).toEqual({ kind: 'ok' });
    expect(rig.accounts.reports).toEqual([{ display: 'wall', report }]);
    expect(await ana.emitWithAck('report', report)).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'forbidden' },
    });
  });

  it('[FD17] says when the server is about to restart', async () => {
    const socket = await synced('ana');
    const drain = message(socket, 'drain');
    rig.feed.drain(3000);
    expect(await drain).toEqual({ withinMs: 3000 });
  });

  it("[FD4] starts visitors' walls anew when the names left out change, and tells colleagues the new list", async () => {
    rig.accounts.pair('lobby', 'AMBER', 'visitor');
    rig.room.retitle(ID, 'Call Zoe Lind about the lines');
    const [ana, lobby] = [await synced('ana'), await rig.connected('lobby')];
    const held = picture();
    const visitor: Audience = { ...AMBER, redaction: 'visitor' };
    await sync(rig, lobby, held, visitor);
    expect(held.incidents.get(ID)?.title).toContain('Zoe');
    const people = message(ana, 'people');
    const nudge = message(lobby, 'delta');
    rig.accounts.rename([{ id: 'zoe', name: 'Zoe Lind', role: 'lead' }]);
    expect(await people).toEqual([{ id: 'zoe', name: 'Zoe Lind', role: 'lead' }]);
    expect((await nudge).from).not.toBe(held.cursor);
    expect(await sync(rig, lobby, held, visitor)).toBe('snapshot');
    expect(held.incidents.get(ID)?.title).not.toContain('Zoe');
  });
});

describe('a snapshot', () => {
  it('[FD18] holds what is open or resolved, compressed once, and made at most once a second', async () => {
    rig.room.open('EXA28-0002', 'AMBER');
    rig.room.happen({
      aggregate: 'incident:EXA28-0002',
      event: { type: 'incident.closed', data: { review: 'done' } },
    });
    rig.room.open('EXA28-0003', 'AMBER');
    rig.room.happen({
      aggregate: 'incident:EXA28-0003',
      event: { type: 'incident.resolved', data: { outcome: 'fixed' } },
    });
    const [one, two] = await Promise.all([
      rig.feed.snapshotFor(rig.room, AMBER),
      rig.feed.snapshotFor(rig.room, AMBER),
    ]);
    expect(one).toBe(two);
    const body = JSON.parse(one.body.toString()) as {
      epoch: string;
      cursor: string;
      incidents: { id: string }[];
    };
    expect(body.incidents.map((view) => view.id)).toEqual([ID, 'EXA28-0003']);
    expect(one.etag).toBe(`${body.epoch}-${body.cursor}`);
    expect(gunzipSync(one.gzip).equals(one.body)).toBe(true);
    rig.room.retitle(ID, 'changed');
    expect(await rig.feed.snapshotFor(rig.room, AMBER)).toBe(one);
    rig.scheduler.advance(1000);
    const three = await rig.feed.snapshotFor(rig.room, AMBER);
    expect(three.etag).not.toBe(one.etag);
    rig.scheduler.advance(1000);
    expect(await rig.feed.snapshotFor(rig.room, AMBER)).toBe(three);
  });
});
