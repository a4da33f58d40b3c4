import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Delta, Down, FeedSnapshot, IncidentView, SyncResult, Up } from '@warroom/shared';
import { isOpen, WIRE_VERSION } from '@warroom/shared';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { fakeAccounts } from './fake-accounts.testing.ts';
import type { FakeAccounts } from './fake-accounts.testing.ts';
import { fakeRoom, fakeRooms } from './fake-room.testing.ts';
import type { FakeRoom } from './fake-room.testing.ts';
import { feedServer } from './feed.ts';
import type { Feed, FeedOptions } from './feed.ts';
import type { Scheduler } from './scheduler.ts';

/** Timers that run when the test says so; what is due at once runs by itself, as I/O needs it to. */
export interface ManualScheduler extends Scheduler {
  advance(ms: number): void;
}

export function manualScheduler(): ManualScheduler {
  let nowMs = 0;
  let timers: { at: number; run: () => void }[] = [];
  return {
    elapsedMs: () => nowMs,
    after(delayMs, run) {
      if (delayMs <= 0) {
        const soon = setImmediate(run);
        return () => clearImmediate(soon);
      }
      const timer = { at: nowMs + delayMs, run };
      timers.push(timer);
      return () => (timers = timers.filter((one) => one !== timer));
    },
    advance(ms) {
      const until = nowMs + ms;
      for (;;) {
        const due = timers.filter((one) => one.at <= until).toSorted((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((one) => one !== due);
        nowMs = Math.max(nowMs, due.at);
        due.run();
      }
      nowMs = until;
    },
  };
}

export type TestSocket = Socket<Down, Up>;

export interface TestFeed {
  feed: Feed;
  room: FakeRoom;
  accounts: FakeAccounts;
  scheduler: ManualScheduler;
  faults: string[];
  url: string;
  /** A socket.io client with this cookie; not connected yet. */
  socket(
    who: string | null,
    more?: { auth?: object; namespace?: string; origin?: string },
  ): TestSocket;
  /** Connected and greeted. */
  connected(who: string): Promise<TestSocket>;
  /** A bare WebSocket that speaks Engine.IO by hand: every byte it receives is in `frames`. */
  raw(who: string | null): Promise<RawClient>;
  /** Lets everything that is due run, and what it sent arrive. */
  settle(socket: TestSocket): Promise<void>;
  close(): Promise<void>;
}

export interface RawClient {
  ws: WebSocket;
  frames: string[];
  send(text: string): void;
  /** Resolves with the first frame, past or future, that holds this text. */
  until(text: string): Promise<string>;
  closed: Promise<number>;
}

const auth = { wire: WIRE_VERSION, build: 'test', election: 'example' };

export async function testFeed(
  options: Partial<Omit<FeedOptions, 'accounts' | 'scheduler'>> = {},
): Promise<TestFeed> {
  const httpServer = createServer((_request, response) => response.writeHead(404).end());
  const room = fakeRoom();
  const accounts = fakeAccounts();
  const scheduler = manualScheduler();
  const faults: string[] = [];
  const feed = feedServer({
    httpServer,
    rooms: fakeRooms(room),
    accounts,
    now: () => 1_857_000_000_000 + scheduler.elapsedMs(),
    build: 'test-build',
    cursorSecret: Buffer.alloc(32, 7),
    scheduler,
    log: {
      info: () => undefined,
      warn: (_fields, message) => void faults.push(message),
      error: (_fields, message) => void faults.push(message),
    },
    ...options,
  });
  await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`;
  const opened: { close(): void }[] = [];

  function socket(
    who: string | null,
    more: { auth?: object; namespace?: string; origin?: string } = {},
  ): TestSocket {
    const made: TestSocket = io(`${url}${more.namespace ?? ''}`, {
      transports: ['websocket'],
      autoConnect: false,
      reconnection: false,
      forceNew: true,
      auth: more.auth ?? auth,
      extraHeaders: {
        ...(who === null ? {} : { cookie: `who=${who}` }),
        ...(more.origin === undefined ? {} : { origin: more.origin }),
      },
    });
    opened.push(made);
    return made;
  }

  return {
    feed,
    room,
    accounts,
    scheduler,
    faults,
    url,
    socket,
    async connected(who) {
      const made = socket(who);
      const hello = message(made, 'hello');
      made.connect();
      await hello;
      return made;
    },
    async raw(who) {
      const ws = new WebSocket(
        `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
        {
          headers: who === null ? {} : { cookie: `who=${who}` },
        },
      );
      opened.push({ close: () => ws.terminate() });
      const frames: string[] = [];
      const waiting = new Set<() => void>();
      ws.on('message', (data: Buffer) => {
        frames.push(data.toString());
        if (frames.at(-1) === '2') ws.send('3');
        for (const look of waiting) look();
      });
      ws.on('error', () => undefined);
      const closed = new Promise<number>((resolve) => ws.once('close', resolve));
      await new Promise<void>((resolve) => ws.once('open', resolve));
      const until = (text: string): Promise<string> =>
        new Promise((resolve, reject) => {
          const look = (): void => {
            const found = frames.find((frame) => frame.includes(text));
            if (found === undefined) return;
            waiting.delete(look);
            resolve(found);
          };
          waiting.add(look);
          void closed.then((code) => reject(new Error(`closed with ${code} before ${text}`)));
          look();
        });
      return { ws, frames, send: (text) => ws.send(text), until, closed };
    },
    async settle(one) {
      for (let round = 0; round < 3; round += 1) {
        scheduler.advance(1000);
        await new Promise<void>((resolve) => setImmediate(resolve));
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      await one.timeout(2000).emitWithAck('time', null);
    },
    async close() {
      for (const one of opened) one.close();
      await feed.close();
      httpServer.closeAllConnections();
      await new Promise((resolve) => httpServer.close(resolve));
    },
  };
}

/** The next message of this name. */
export function message<E extends keyof Down>(
  socket: TestSocket,
  event: E,
): Promise<Parameters<Down[E]>[0]> {
  return new Promise((resolve) => {
    const listen = (name: string, value: Parameters<Down[E]>[0]): void => {
      if (name !== event) return;
      socket.offAny(listen);
      resolve(value);
    };
    socket.onAny(listen);
  });
}

/** All messages of this name from now on. */
export function messages<E extends keyof Down>(
  socket: TestSocket,
  event: E,
): Parameters<Down[E]>[0][] {
  const seen: Parameters<Down[E]>[0][] = [];
  socket.onAny((name: string, value: Parameters<Down[E]>[0]) => {
    if (name === event) seen.push(value);
  });
  return seen;
}

/** The first frame that a raw client sends to be let in. */
export const CONNECT = `40${JSON.stringify(auth)}`;

/** A client's picture, kept the way the product's client keeps it. */
export interface Picture {
  cursor: string | null;
  incidents: Map<string, IncidentView>;
  /** Deltas that did not begin at our cursor. */
  gaps: number;
}

export function picture(): Picture {
  return { cursor: null, incidents: new Map(), gaps: 0 };
}

export function apply(to: Picture, delta: Delta): void {
  if (delta.from !== to.cursor) {
    to.gaps += 1;
    return;
  }
  for (const view of delta.upserts) {
    if (isOpen(view.state) || view.state === 'resolved') to.incidents.set(view.id, view);
    else to.incidents.delete(view.id);
  }
  for (const id of delta.removals) to.incidents.delete(id);
  to.cursor = delta.to;
}

export function load(snapshot: FeedSnapshot): Picture {
  return {
    cursor: snapshot.cursor,
    incidents: new Map(snapshot.incidents.map((view) => [view.id, view])),
    gaps: 0,
  };
}

/** Syncs as the product's client does: from its cursor, or anew from a snapshot. */
export async function sync(
  rig: TestFeed,
  socket: TestSocket,
  mine: Picture,
  audience: Parameters<Feed['snapshotFor']>[1],
): Promise<SyncResult['kind']> {
  const answer = await socket.timeout(2000).emitWithAck('sync', { cursor: mine.cursor });
  if (answer.kind === 'delta') apply(mine, answer.delta);
  if (answer.kind !== 'snapshot') return answer.kind;
  const snapshot = JSON.parse(
    (await rig.feed.snapshotFor(rig.room, audience)).body.toString(),
  ) as FeedSnapshot;
  Object.assign(mine, load(snapshot));
  const rest = await socket.timeout(2000).emitWithAck('sync', { cursor: mine.cursor });
  if (rest.kind === 'delta') apply(mine, rest.delta);
  return answer.kind;
}
