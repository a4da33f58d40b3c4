import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultyProxy } from '../../scripts/lib/cluster/faulty-proxy.mjs';
import type { FaultyProxy } from '../../scripts/lib/cluster/faulty-proxy.mjs';

let echo: Server;
let seen: string;
let proxy: FaultyProxy;
const open: Socket[] = [];
beforeEach(async () => {
  seen = '';
  echo = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      seen += chunk.toString();
      socket.write(chunk);
    });
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await faultyProxy({ to: { port: (echo.address() as AddressInfo).port } });
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await proxy.close();
  echo.close();
});

/** A client, and all it has heard or how it ended. */
function client(): { socket: Socket; heard: () => string } {
  const socket = connect(proxy.port, '127.0.0.1');
  open.push(socket);
  let heard = '';
  socket.on('data', (chunk) => (heard += chunk.toString()));
  socket.on('error', (error) => (heard += `[${'code' in error ? String(error.code) : error}]`));
  socket.on('close', () => (heard += '[closed]'));
  return { socket, heard: () => heard };
}

describe('faulty proxy', () => {
  it('carries bytes and ends both ways', async () => {
    const one = client();
    one.socket.end('hello');
    await expect.poll(one.heard).toBe('hello[closed]');
    await expect.poll(proxy.connections).toBe(0);
  });

  it('cut resets what is open and lets new ones through', async () => {
    const one = client();
    one.socket.write('a');
    await expect.poll(one.heard).toBe('a');
    proxy.cut();
    await expect.poll(one.heard).toBe('a[ECONNRESET][closed]');
    const two = client();
    two.socket.write('b');
    await expect.poll(two.heard).toBe('b');
  });

  it('refuse resets new ones until pass', async () => {
    proxy.refuse();
    const one = client();
    await expect.poll(one.heard).toBe('[ECONNRESET][closed]');
    proxy.pass();
    const two = client();
    two.socket.write('b');
    await expect.poll(two.heard).toBe('b');
  });

  it('freeze holds bytes of old and new connections, and pass delivers them in order', async () => {
    const [one, two] = [client(), client()];
    one.socket.write('a');
    two.socket.write('b');
    await expect.poll(() => one.heard() + two.heard()).toBe('ab');
    proxy.freeze();
    const late = client();
    one.socket.write('1');
    one.socket.write('2');
    late.socket.write('3');
    await once(late.socket, 'connect');
    two.socket.end();
    // A direct way around the proxy proves that time enough has passed for bytes to arrive.
    const around = connect((echo.address() as AddressInfo).port, '127.0.0.1');
    around.write('x');
    await once(around, 'data');
    around.destroy();
    expect(seen).not.toMatch(/[123]/);
    expect(one.heard() + late.heard() + two.heard()).toBe('ab');
    proxy.pass();
    await expect.poll(one.heard).toBe('a12');
    await expect.poll(late.heard).toBe('3');
    await expect.poll(two.heard).toBe('b[closed]');
  });

  it('one direction alone can be held', async () => {
    const one = client();
    proxy.freeze('to-client');
    one.socket.write('heard there');
    await expect.poll(() => seen).toBe('heard there');
    expect(one.heard()).toBe('');
    proxy.pass();
    await expect.poll(one.heard).toBe('heard there');
  });

  it('delay makes bytes later and keeps their order', async () => {
    proxy.delay(40);
    const one = client();
    const since = performance.now();
    for (const byte of 'abcdef') one.socket.write(byte);
    await expect.poll(one.heard, { interval: 5 }).toBe('abcdef');
    expect(performance.now() - since).toBeGreaterThanOrEqual(79);
  });

  it('rewrites replies of Redis also where they come in pieces', async () => {
    const rewriting = await faultyProxy({
      to: { port: (echo.address() as AddressInfo).port },
      rewrite: new Map([['16379', '26379']]),
    });
    const socket = connect(rewriting.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk) => (heard += chunk.toString()));
    for (const piece of ['*2\r\n$9\r\n127.0.0.1\r', '\n$', '5\r\n163', '79\r', '\n:16379\r\n']) {
      const before = seen.length;
      socket.write(piece);
      await expect.poll(() => seen.length).toBe(before + piece.length);
    }
    await expect.poll(() => heard).toBe('*2\r\n$9\r\n127.0.0.1\r\n$5\r\n26379\r\n:16379\r\n');
    socket.destroy();
    await rewriting.close();
  });
});
