import { WIRE_VERSION } from '@warroom/shared';
import type { Delta, Down, FeedSnapshot, Hello, Up } from '@warroom/shared';
import type { DownValue, FeedSocket, SocketEvents } from '../feed-socket.ts';
import { openFeed } from '../connection.ts';
import type { FeedOptions } from '../connection.ts';
import { manualTime, NOON, settled } from '../../store/testing/records.ts';

interface Asked {
  name: keyof Up;
  value: unknown;
  answer(value: unknown): void;
  fail(): void;
}

export const HELLO: Hello = {
  wire: WIRE_VERSION,
  build: 'b1',
  epoch: 'e1',
  now: NOON,
  election: 'us-general',
  clearance: 'AMBER',
  redaction: 'none',
  heartbeatMs: 5_000,
  subject: { kind: 'person', id: 'me', role: 'triager', name: 'Me' },
  people: [{ id: 'me', name: 'Me', role: 'triager' }],
  sources: [],
  stamps: { roster: 0, view: 0, brief: 0, rules: 0, care: 0, wall: 0 },
};

export const delta = (from: string, to: string, given: Partial<Delta> = {}): Delta => ({
  from,
  to,
  asOf: NOON,
  upserts: [],
  removals: [],
  ...given,
});

/** A feed on a socket that a test plays the server of. Time passes only by hand. */
export function feedOnFakeServer(given: Partial<FeedOptions> = {}) {
  const time = manualTime();
  const asked: Asked[] = [];
  const opened: number[] = [];
  let events: SocketEvents | undefined;
  let isOpen = false;
  let snapshots = 0;
  const socket: FeedSocket = {
    open() {
      opened.push(time.elapsedMs());
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      events?.closed(undefined);
    },
    ask: (name, value) =>
      new Promise((resolve, reject) => {
        asked.push({
          name,
          value,
          answer: resolve,
          fail: () => reject(new Error('timeout')),
        });
      }),
  };
  const feed = openFeed({
    election: 'us-general',
    build: 'b1',
    connect: (_handshake, heard) => {
      events = heard;
      return socket;
    },
    snapshot: async (): Promise<FeedSnapshot> => {
      snapshots += 1;
      return { epoch: 'e1', cursor: `snap-${snapshots}`, asOf: NOON, incidents: [] };
    },
    now: () => NOON,
    elapsedMs: time.elapsedMs,
    random: () => 0.5,
    after: time.after,
    ...given,
  });
  const server = {
    feed,
    time,
    asked,
    opened,
    settle: settled,
    snapshots: () => snapshots,
    of: (name: keyof Up) => asked.filter((one) => one.name === name),
    last: (name: keyof Up) => asked.findLast((one) => one.name === name),
    async connect(hello: Partial<Hello> = {}) {
      isOpen = true;
      events?.connected();
      events?.message('hello', { ...HELLO, ...hello });
      await settled();
    },
    async answer(name: keyof Up, value: unknown) {
      server.last(name)?.answer(value);
      await settled();
    },
    async send<N extends keyof Down>(name: N, value: DownValue<N>) {
      events?.message(name, value);
      await settled();
    },
    drop(refusal?: unknown) {
      isOpen = false;
      events?.closed(refusal);
    },
    /** Connected and in step, standing at `c1`. */
    async live() {
      await server.connect();
      await server.answer('sync', { kind: 'delta', delta: delta('snap-1', 'c1') });
    },
  };
  return server;
}
