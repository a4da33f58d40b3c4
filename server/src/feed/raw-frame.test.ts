import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import { io } from 'socket.io-client';
import type { Socket as ClientSocket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ackFrame,
  eventFrame,
  pendingBytes,
  rawPath,
  rawSocket,
  writePieces,
} from './raw-frame.ts';
import type { RawPath } from './raw-frame.ts';
import { ackIdOf, rawJson, textParser } from './text-parser.ts';
import type { EventArgs } from './text-parser.ts';

let http: ReturnType<typeof createServer>;
let server: Server;
let socket: Socket;
let client: ClientSocket;
let path: RawPath;

beforeEach(async () => {
  http = createServer();
  server = new Server(http, {
    transports: ['websocket'],
    parser: textParser,
    perMessageDeflate: false,
  });
  const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  client = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, {
    transports: ['websocket'],
  });
  socket = await connected;
  const found = rawPath(socket.conn);
  if (!found) throw new Error('no raw path: engine.io or ws changed its private fields');
  path = found;
});
afterEach(async () => {
  client.disconnect();
  await server.close();
});

function collect(count: number): Promise<unknown[]> {
  return new Promise((resolve) => {
    const seen: unknown[] = [];
    client.on('n', (value: unknown) => {
      seen.push(value);
      if (seen.length === count) resolve(seen);
    });
  });
}

type Fields = Record<string, unknown>;
const fields = (of: unknown) => of as Fields;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const texts = [
  'a',
  'ü'.repeat(70),
  '💥'.repeat(40_000),
  'x'.repeat(125),
  'x'.repeat(65_500),
  '"\\\u2028',
];

describe('a raw frame', () => {
  it('[FD8] carries the same as an emit, whatever its length and script', async () => {
    await turn();
    const seen = collect(texts.length * 2);
    for (const text of texts) {
      const raw = rawSocket(path);
      expect(raw).toBeDefined();
      raw?.write(eventFrame('n', JSON.stringify(text)));
      socket.emit('n', rawJson(JSON.stringify(text)));
      await turn();
    }
    expect(await seen).toEqual(texts.flatMap((text) => [text, text]));
  });

  it('[FD8] keeps the order among emits, however the two are mixed', async () => {
    const seen = collect(2000);
    let wrote = 0;
    for (let n = 0; n < 2000; n += 1) {
      const raw = rawSocket(path);
      if (raw && (n * 7919) % 5 < 3) {
        wrote += 1;
        raw.write(eventFrame('n', String(n)));
      } else socket.emit('n', rawJson(String(n)));
      if ((n * 31) % 17 === 0) await turn();
    }
    expect(await seen).toEqual(Array.from({ length: 2000 }, (_, n) => n));
    expect(wrote).toBeGreaterThan(100);
    expect(wrote).toBeLessThan(1900);
  });

  it('[FD8] is not written while queues are not empty or the connection is not open', async () => {
    await turn();
    expect(rawSocket(path)).toBe(path.socket);
    path.transport.writable = false;
    expect(rawSocket(path)).toBeUndefined();
    socket.emit('n', 'waits');
    expect(pendingBytes(socket.conn)).toBeGreaterThan(5);
    path.transport.writable = true;
    expect(rawSocket(path)).toBeUndefined();
    await turn();
    socket.conn.close();
    expect(rawSocket(path)).toBeUndefined();
  });

  it.each([
    ['ws has other fields', (ws: Fields) => delete (ws['_sender'] as Fields)['_state']],
    ['ws is busy', (ws: Fields) => ((ws['_sender'] as Fields)['_state'] = 1)],
    ['ws has no sender', (ws: Fields) => delete ws['_sender']],
    ['ws has no socket', (ws: Fields) => (ws['_socket'] = null)],
    [
      'frames are compressed',
      (_ws: Fields, transport: Fields) => (transport['perMessageDeflate'] = {}),
    ],
    [
      'engine.io has no such flag',
      (_ws: Fields, transport: Fields) => delete transport['writable'],
    ],
    [
      'engine.io has no such queue',
      (_ws: Fields, _transport: Fields, engine: Fields) => delete engine['writeBuffer'],
    ],
  ])('[FD8] is not tried where %s: then everything is emitted', (_name, change) => {
    const engine: Fields = { ...fields(socket.conn), readyState: 'open' };
    const transport: Fields = { ...fields(engine['transport']), name: 'websocket' };
    const ws: Fields = { ...fields(transport['socket']), readyState: 1 };
    ws['_sender'] = { _state: 0 };
    const like = { ...engine, transport: { ...transport, socket: ws } } as Fields;
    expect(rawPath(like as never)).toBeDefined();
    change(ws, like['transport'] as Fields, like);
    expect(rawPath(like as never)).toBeUndefined();
  });

  it('[FD8] answers an acknowledgement with shared bytes', async () => {
    const answer = Buffer.from(JSON.stringify({ text: 'ü'.repeat(60_000) }));
    socket.use((args) => {
      const raw = rawSocket(path);
      const id = ackIdOf(args as EventArgs);
      if (raw && id !== undefined) writePieces(raw, ackFrame(id, answer));
    });
    await turn();
    for (let n = 0; n < 12; n += 1) {
      expect(await client.timeout(2000).emitWithAck('ask', n)).toEqual({
        text: 'ü'.repeat(60_000),
      });
    }
  });
});
