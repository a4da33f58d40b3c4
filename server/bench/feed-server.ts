import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Audience } from '@warroom/shared';
import { projectIncident } from '@warroom/shared';
import { Server } from 'socket.io';
import { WebSocketServer } from 'ws';
import { fakeAccounts } from '../src/feed/fake-accounts.testing.ts';
import { fakeRoom, fakeRooms } from '../src/feed/fake-room.testing.ts';
import type { FakeRoom } from '../src/feed/fake-room.testing.ts';
import { feedServer } from '../src/feed/feed.ts';
import type { Feed } from '../src/feed/feed.ts';
import { serve } from './feed-rig.ts';

/**
 * A server process of the feed's benches: ours, or a peer in the same set-up that is told the same changes
 * and sends the same bytes. The peers encode a change once and send that to every socket.
 */
const AUDIENCE: Audience = {
  clearance: 'AMBER',
  organisation: null,
  redaction: 'none',
  person: null,
};
const INCIDENTS = 35;

const mode = process.argv[2] ?? 'ours';
const http = createServer();
const room = fakeRoom();
for (let n = 1; n <= INCIDENTS; n += 1) room.open(idOf(n), 'AMBER', titleOf(n));

function idOf(n: number): string {
  return `EXA28-${String(n).padStart(4, '0')}`;
}

function titleOf(n: number): string {
  return `Reports of long lines at polling place ${n} in Harlow County, ${'voters leave unserved '.repeat(4)}`;
}

/** One batch of changes, as one commit would bring them. */
function change(n: number): void {
  room.retitle(idOf((n % INCIDENTS) + 1), titleOf(n));
}

/** The frames that a peer sends for what just changed: one a change, or all in one. */
function peerDelta(of: FakeRoom, ids: string[]): string {
  const upserts = ids.map((id) =>
    projectIncident(of.situation.incidents.get(id)?.incident as never, AUDIENCE),
  );
  const cursor = 'AAAAAAAAAAAAAAAAAAAAAA';
  return JSON.stringify({ from: cursor, to: cursor, asOf: of.asOf(), upserts, removals: [] });
}

let feed: Feed | undefined;
let windowMs = 0;
let catchUp: Buffer | undefined;

if (mode === 'ours') {
  const accounts = fakeAccounts();
  accounts.person('bench', 'lead', 'AMBER');
  feed = feedServer({
    httpServer: http,
    rooms: fakeRooms(room),
    accounts,
    now: Date.now,
    build: 'bench',
    cursorSecret: Buffer.alloc(32, 1),
    log: { info: console.log, warn: console.warn, error: console.error },
    maxConnections: 100_000,
    heartbeatMs: 120_000,
    windowMs: (sockets) => (windowMs < 0 ? Math.min(250, Math.max(16, sockets * 0.1)) : windowMs),
  });
} else if (mode === 'ws') {
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  sockets.on('connection', (socket) => {
    if (catchUp) socket.send(catchUp, { binary: false });
  });
  room.onChange(({ touched }) => {
    for (const { incident } of touched) gathered.push(incident ?? '');
    if (windowMs === 0)
      sendGathered((frame) => {
        for (const socket of sockets.clients) socket.send(frame, { binary: false });
      });
    else
      timer ??= setTimeout(() => {
        timer = undefined;
        const ids = [...new Set(gathered)];
        gathered.length = 0;
        const frame = Buffer.from(`42["delta",${peerDelta(room, ids)}]`);
        for (const socket of sockets.clients) socket.send(frame, { binary: false });
      }, windowMs);
  });
} else {
  const io = new Server(http, { transports: ['websocket'], serveClient: false });
  room.onChange(({ touched }) => {
    for (const { incident } of touched)
      io.emit('delta', JSON.parse(peerDelta(room, [incident ?? ''])));
  });
}

const gathered: string[] = [];
let timer: NodeJS.Timeout | undefined;

function sendGathered(send: (frame: Buffer) => void): void {
  for (const id of gathered.splice(0)) send(Buffer.from(`42["delta",${peerDelta(room, [id])}]`));
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const delay = monitorEventLoopDelay({ resolution: 5 });
let changed = 0;
let live: NodeJS.Timeout | undefined;

await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', 4096, resolve));

serve({
  port: () => (http.address() as AddressInfo).port,
  async cursor() {
    if (!feed) return '';
    const snapshot = await feed.snapshotFor(room, AUDIENCE);
    return (JSON.parse(snapshot.body.toString()) as { cursor: string }).cursor;
  },
  /** Sends `frames` batches of `changes`, one every `everyMs`; answers the CPU time that took, µs. */
  async frames({ frames, changes, everyMs }: { frames: number; changes: number; everyMs: number }) {
    const before = process.cpuUsage();
    for (let frame = 0; frame < frames; frame += 1) {
      const told = (feed?.stats().deliveries ?? 0) + (feed?.stats().sockets ?? 0);
      for (let n = 0; n < changes; n += 1) change((changed += 1));
      await pause(everyMs);
      // Where that takes longer, as on a busy machine, the next change would be gathered with others.
      while (feed && feed.stats().deliveries < told) await pause(everyMs / 10);
    }
    const { user, system } = process.cpuUsage(before);
    return user + system;
  },
  async memory() {
    for (let n = 0; n < 4; n += 1) {
      globalThis.gc?.();
      await pause(100);
    }
    const { rss, heapUsed, external } = process.memoryUsage();
    return { rss, heap: heapUsed + external };
  },
  /** What clients dropped from now on will have missed: every incident, about 42 kB. */
  async miss() {
    for (let n = 0; n < INCIDENTS; n += 1) change((changed += 1));
    const ids = [...room.situation.incidents.keys()];
    catchUp = Buffer.from(`430[{"kind":"delta","delta":${peerDelta(room, ids)}}]`);
    await pause(500);
    return catchUp.length;
  },
  /** Live traffic, and the usual window instead of one frame a batch. */
  live({ perSecond, window }: { perSecond: number; window: number }) {
    windowMs = window;
    clearInterval(live);
    if (perSecond > 0) live = setInterval(() => change((changed += 1)), 1000 / perSecond);
  },
  watchDelay() {
    delay.reset();
    delay.enable();
  },
  delay() {
    delay.disable();
    return delay.max / 1e6;
  },
  cpu: () => process.cpuUsage(),
});
