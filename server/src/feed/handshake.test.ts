import { request } from 'node:http';
import type { Refusal } from '@warroom/shared';
import { WIRE_VERSION } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CONNECT, message, testFeed } from './test-feed.testing.ts';
import type { TestFeed, TestSocket } from './test-feed.testing.ts';

let rig: TestFeed;
beforeEach(async () => {
  rig = await testFeed({ maxConnections: 2, allowedOrigins: ['https://board.example.org'] });
  rig.accounts.person('lead', 'lead', 'AMBER');
  rig.accounts.person('outsider', 'partner', 'GREEN');
  rig.accounts.pair('wall', 'GREEN', 'visitor');
});
afterEach(() => rig.close());

function refusal(socket: TestSocket): Promise<Refusal> {
  return new Promise((resolve) => {
    socket.once('connect_error', (error) => resolve((error as Error & { data: Refusal }).data));
    socket.connect();
  });
}

function status(path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve) => {
    const ws = new WebSocket(`${rig.url.replace('http', 'ws')}${path}`, { headers });
    ws.on('error', () => undefined);
    ws.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode);
      ws.terminate();
    });
    ws.on('open', () => {
      resolve(101);
      ws.terminate();
    });
  });
}

const SOCKET = '/socket.io/?EIO=4&transport=websocket';

describe('the handshake', () => {
  it('[FD1] greets who is signed in with who they are and how the server stands', async () => {
    rig.room.receive1('s1', 'AMBER', 'hello');
    const socket = rig.socket('lead');
    const hello = message(socket, 'hello');
    socket.connect();
    expect(await hello).toMatchObject({
      wire: WIRE_VERSION,
      build: 'test-build',
      epoch: 'epoch-1',
      election: 'example',
      clearance: 'AMBER',
      redaction: 'none',
      heartbeatMs: 4500,
      subject: { kind: 'person', id: 'lead', role: 'lead', name: 'Person lead' },
      people: [{ id: 'lead' }, { id: 'outsider' }],
      sources: [{ name: 'tips', title: 'Tips from Harlow County', count: 1 }],
    });
  });

  it("[FD1] tells a visitors' wall no names of people or sources, and no counts of what it may not see", async () => {
    rig.room.receive1('s1', 'AMBER', 'hello');
    const socket = rig.socket('wall');
    const hello = message(socket, 'hello');
    socket.connect();
    expect(await hello).toMatchObject({
      subject: { kind: 'display', id: 'wall' },
      people: [],
      sources: [{ name: 'source-1', title: 'tip', count: 0 }],
    });
  });

  it('[FD2] refuses who is not signed in, says why, and sends nothing else on any namespace', async () => {
    const socket = rig.socket(null);
    const seen: string[] = [];
    socket.onAny((name: string) => seen.push(name));
    expect(await refusal(socket)).toMatchObject({ kind: 'forbidden', path: 'session' });
    const raw = await rig.raw(null);
    raw.send(CONNECT);
    await raw.until('44{');
    raw.send('40/admin,{}');
    await raw.until('44/admin,');
    raw.send('42["sync",{"cursor":null}]');
    rig.room.open('EXA28-0001', 'CLEAR');
    rig.scheduler.advance(60_000);
    await raw.closed;
    expect(seen).toEqual([]);
    expect(raw.frames.map((frame) => frame.slice(0, 2))).toEqual(['0{', '44', '44']);
    expect(rig.feed.stats()).toMatchObject({ sockets: 0, refused: 2 });
  });

  it('[FD2] has no namespace but the main one', async () => {
    for (const who of ['lead', null]) {
      const other = rig.socket(who, { namespace: '/other' });
      const error = new Promise<string>((resolve) =>
        other.once('connect_error', (e) => resolve(e.message)),
      );
      other.connect();
      expect(await error).toBe('Invalid namespace');
    }
  });

  it('[FD2] refuses a page of another wire version, and tells it to reload', async () => {
    const old = rig.socket('lead', { auth: { wire: WIRE_VERSION + 1, anything: true } });
    expect(await refusal(old)).toMatchObject({
      kind: 'stale-version',
      path: 'wire',
      message: expect.stringMatching(/reload/),
    });
  });

  it('[FD2] refuses a malformed handshake and names the field', async () => {
    const build = { wire: WIRE_VERSION, build: 5, election: 'example' };
    expect(await refusal(rig.socket('lead', { auth: build }))).toMatchObject({
      kind: 'malformed',
      path: 'build',
    });
    const extra = { wire: WIRE_VERSION, build: 'x', election: 'example', admin: true };
    expect(await refusal(rig.socket('lead', { auth: extra }))).toMatchObject({ kind: 'malformed' });
    expect(await refusal(rig.socket('lead', { auth: {} }))).toMatchObject({ kind: 'malformed' });
  });

  it('[FD2] refuses an election that is not there or not theirs with the same words', async () => {
    const elsewhere = { wire: WIRE_VERSION, build: 'x', election: 'elsewhere' };
    const missing = await refusal(rig.socket('lead', { auth: elsewhere }));
    expect(missing).toMatchObject({ kind: 'not-found', path: 'election' });
    expect(await refusal(rig.socket('outsider'))).toMatchObject({
      kind: 'not-found',
      path: 'election',
    });
  });

  it('[FD2] takes a browser that is signed in and paired for what it says it is', async () => {
    const both = rig.socket('lead; who=wall', {
      auth: { wire: WIRE_VERSION, build: 'x', election: 'example', as: 'display' },
    });
    const hello = message(both, 'hello');
    both.connect();
    expect((await hello).subject).toMatchObject({ kind: 'display', id: 'wall' });
  });

  it('[FD2] limits the connections of one identity, and frees them again', async () => {
    const first = await rig.connected('lead');
    await rig.connected('lead');
    expect(await refusal(rig.socket('lead'))).toMatchObject({ kind: 'too-many' });
    const left = rig.feed.stats().sockets;
    first.disconnect();
    const wall = await rig.connected('wall');
    await rig.settle(wall);
    expect([left, rig.feed.stats().sockets]).toEqual([2, 2]);
    await rig.connected('lead');
  });

  it('[FD2] refuses foreign pages at the door, and takes its own and those allowed', async () => {
    const cookie = 'who=lead';
    const host = new URL(rig.url).host;
    expect(await status(SOCKET, { cookie, origin: 'https://evil.example' })).toBe(403);
    expect(await status(SOCKET, { cookie, origin: 'null' })).toBe(403);
    expect(await status(SOCKET, { cookie, origin: `http://${host}.evil.example` })).toBe(403);
    expect(await status(SOCKET, { cookie, origin: `http://${host}` })).toBe(101);
    expect(await status(SOCKET, { cookie, origin: 'https://board.example.org' })).toBe(101);
    expect(await status('/other', { cookie })).toBe(404);
  });

  it('[FD2] goes on when a handshake fails for a fault of ours', async () => {
    const { identify } = rig.accounts;
    rig.accounts.identify = () => {
      throw new Error('the account store failed');
    };
    const ws = new WebSocket(`${rig.url.replace('http', 'ws')}${SOCKET}`, {
      headers: { cookie: 'who=lead' },
    });
    const failed = new Promise<string>((resolve) =>
      ws.on('error', (error) => resolve(error.message)),
    );
    expect(await failed).toMatch(/hang up/);
    expect(rig.faults).toHaveLength(1);
    rig.accounts.identify = identify;
    await rig.connected('lead');
  });

  it('[FD2] leaves HTTP to others: there is no polling', async () => {
    const code = await new Promise((resolve) => {
      request(`${rig.url}/socket.io/?EIO=4&transport=polling`, (response) =>
        resolve(response.statusCode),
      ).end();
    });
    expect(code).toBe(404);
  });

  it('[FD2] lets in only so many strangers at a time', async () => {
    const strangers = await Promise.all(Array.from({ length: 200 }, () => rig.raw(null)));
    expect(await status(SOCKET, {})).toBe(503);
    expect(await status(SOCKET, { cookie: 'who=lead' })).toBe(101);
    for (const { ws } of strangers) ws.terminate();
  });
});
