import type { Socket as NetSocket } from 'node:net';
import type { Socket } from 'socket.io';

/** An Engine.IO connection, as Socket.IO gives it to us. */
export type Connection = Socket['conn'];

/**
 * The only file that leans on private fields of engine.io and ws (seen in engine.io 6.6 and ws 8.21).
 * They are looked for when a connection begins; where one is missing, or at the moment in another state,
 * the caller emits the ordinary way. One write of a prepared frame costs about what a bare `ws` send costs.
 */
interface Internals {
  readyState?: unknown;
  upgrading?: unknown;
  writeBuffer?: { data?: unknown }[];
  request?: unknown;
  transport?: {
    name?: unknown;
    writable?: unknown;
    perMessageDeflate?: unknown;
    req?: unknown;
    socket?: {
      readyState?: unknown;
      _socket?: NetSocket | null;
      /** 0 while nothing is being compressed or read from a Blob: then a frame is written as it is sent. */
      _sender?: { _state?: unknown };
      terminate?: () => void;
    };
  };
}

/** A connection whose frames may be written straight to its socket, when `rawSocket` says so. */
export interface RawPath {
  readonly connection: Internals;
  readonly transport: NonNullable<Internals['transport']>;
  readonly socket: NetSocket;
}

const WS_OPEN = 1;

/**
 * The way past the layers, for a connection on WebSocket without compression whose fields are as we know
 * them; else undefined. Without compression and Blobs, ws never holds a frame back: that needs no second look.
 */
export function rawPath(from: Connection): RawPath | undefined {
  const connection = from as unknown as Internals;
  const { readyState, upgrading, writeBuffer, transport } = connection;
  if (readyState !== 'open' || upgrading !== false || !Array.isArray(writeBuffer)) return undefined;
  if (transport?.name !== 'websocket' || typeof transport.writable !== 'boolean') return undefined;
  // null or false where compression is off; an object of options where it is on.
  if (transport.perMessageDeflate) return undefined;
  const ws = transport.socket;
  if (ws?.readyState !== WS_OPEN || ws._sender?._state !== 0) return undefined;
  const socket = ws._socket;
  if (!socket || typeof socket.write !== 'function') return undefined;
  return { connection, transport, socket };
}

/**
 * The TCP (or TLS) socket to write a whole WebSocket frame to, if doing so now keeps the order: the
 * connection is open, and nothing waits in the queues above the socket. Asked for every delivery, and each
 * object it looks at is a cache miss, so it looks at few.
 */
export function rawSocket({ connection, transport, socket }: RawPath): NetSocket | undefined {
  return transport.writable === true &&
    connection.writeBuffer?.length === 0 &&
    connection.readyState === 'open' &&
    connection.transport === transport &&
    socket.writable
    ? socket
    : undefined;
}

/** Bytes handed over but not yet taken by the reader's side: in the socket, and in the queue above it. */
export function pendingBytes(connection: Connection): number {
  const { writeBuffer, transport } = connection as unknown as Internals;
  let bytes = transport?.socket?._socket?.writableLength ?? 0;
  for (const { data } of writeBuffer ?? []) bytes += typeof data === 'string' ? data.length : 0;
  return bytes;
}

/** The socket whose `drain` says that a slow reader has caught up, when it can be known. */
export function drainOf(connection: Connection): NetSocket | undefined {
  return (connection as unknown as Internals).transport?.socket?._socket ?? undefined;
}

/**
 * Lets go of the upgrade request (headers and cookie with it), which engine.io keeps for as long as
 * the connection lives. https://socket.io/docs/v4/memory-usage/
 */
export function forgetRequest(connection: Connection): void {
  const internals = connection as unknown as Internals;
  internals.request = null;
  if (internals.transport && 'req' in internals.transport) internals.transport.req = null;
}

/** Cuts a connection whose reader won't take what is queued for it. */
export function terminate(connection: Connection): void {
  connection.close(true);
  (connection as unknown as Internals).transport?.socket?.terminate?.();
}

/** RFC 6455, section 5.2: FIN and opcode "text", then the length in 7, 7+16 or 7+64 bits, unmasked. */
function frameHeader(payloadBytes: number, headroom: number): { target: Buffer; at: number } {
  const at = payloadBytes < 126 ? 2 : payloadBytes < 65_536 ? 4 : 10;
  const target = Buffer.allocUnsafe(at + headroom);
  target[0] = 0x81;
  if (at === 2) target[1] = payloadBytes;
  else if (at === 4) {
    target[1] = 126;
    target.writeUInt16BE(payloadBytes, 2);
  } else {
    target[1] = 127;
    target.writeBigUInt64BE(BigInt(payloadBytes), 2);
  }
  return { target, at };
}

/** The WebSocket frame of an event with one argument, which is JSON text. */
export function eventFrame(event: string, json: string): Buffer {
  // "4" is Engine.IO's message, "2" Socket.IO's event; event names are ours and need no escape.
  const text = `42["${event}",${json}]`;
  const bytes = Buffer.byteLength(text);
  const { target, at } = frameHeader(bytes, bytes);
  target.write(text, at);
  return target;
}

/** The pieces of the frame that answers acknowledgement `id` with JSON that many frames share. */
export function ackFrame(id: number, json: Buffer): [Buffer, Buffer, Buffer] {
  const prefix = `43${id}[`;
  const { target, at } = frameHeader(prefix.length + json.length + 1, prefix.length);
  target.write(prefix, at, 'latin1');
  return [target, json, CLOSING_BRACKET];
}

const CLOSING_BRACKET = Buffer.from(']');

/** Writes the pieces of one frame with one system call. */
export function writePieces(socket: NetSocket, pieces: readonly Buffer[]): void {
  socket.cork();
  for (const piece of pieces) socket.write(piece);
  socket.uncork();
}
