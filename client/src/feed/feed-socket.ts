import type { Down, Handshake, Up } from '@warroom/shared';
import { io } from 'socket.io-client';

/** A value of one kind of message from the server. */
export type DownValue<N extends keyof Down> = Parameters<Down[N]>[0];
type UpValue<N extends keyof Up> = Parameters<Up[N]>[0];
type UpAnswer<N extends keyof Up> = Parameters<Parameters<Up[N]>[1]>[0];

/** What the feed hears from its socket. */
export interface SocketEvents {
  connected(): void;
  /** The connection broke or was never made. `refusal` holds what the server said to the handshake, unchecked. */
  closed(refusal: unknown): void;
  message<N extends keyof Down>(name: N, value: DownValue<N>): void;
}

/** One socket to the server, as little of it as the feed needs; a test gives its own. */
export interface FeedSocket {
  open(): void;
  close(): void;
  /** Sends and waits for the acknowledgement. Rejects when none came within `timeoutMs` or the socket closed. */
  ask<N extends keyof Up>(name: N, value: UpValue<N>, timeoutMs: number): Promise<UpAnswer<N>>;
}

/** Every message a server can push; `satisfies` keeps it whole. */
const DOWN_NAMES = Object.keys({
  hello: 0,
  delta: 0,
  heartbeat: 0,
  signals: 0,
  metrics: 0,
  sources: 0,
  people: 0,
  timeline: 0,
  presence: 0,
  present: 0,
  stamps: 0,
  'on-call': 0,
  display: 0,
  drain: 0,
  bye: 0,
} satisfies Record<keyof Down, 0>) as (keyof Down)[];

/** A Socket.IO client over WebSocket alone. It never reconnects by itself: the feed decides when. */
export function socketIo(handshake: Handshake, events: SocketEvents): FeedSocket {
  const socket = io({
    transports: ['websocket'],
    autoConnect: false,
    reconnection: false,
    forceNew: true,
    auth: { ...handshake },
    timeout: 10_000,
  });
  socket.on('connect', () => events.connected());
  socket.on('disconnect', () => events.closed(undefined));
  socket.on('connect_error', (error: Error & { data?: unknown }) => {
    socket.disconnect();
    events.closed(error.data);
  });
  for (const name of DOWN_NAMES) {
    socket.on(name, (value: DownValue<typeof name>) => events.message(name, value));
  }
  return {
    open: () => void socket.connect(),
    close: () => void socket.disconnect(),
    ask: (name, value, timeoutMs) =>
      // The acknowledgement's type follows from the event's name; emitWithAck doesn't know our map.
      socket.timeout(timeoutMs).emitWithAck(name, value) as Promise<UpAnswer<typeof name>>,
  };
}
