import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpRig, type HttpRig } from './testing/rig.ts';

let rig: HttpRig;
let server: Server;
let port: number;
beforeEach(async () => {
  rig = await httpRig();
  server = createServer(getRequestListener(rig.app.fetch) as never);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rig.close();
});

const commands = '/api/elections/us-general/commands';
const open = JSON.stringify({
  type: 'incident.open',
  commandId: 'c',
  title: 'Line at the library',
});

/** Sends over a real socket; `chunks` go out one by one, without a length. */
function send(
  path: string,
  options: { cookie?: string; chunks?: string[]; method?: string } = {},
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((resolve, reject) => {
    const { cookie, chunks, method = chunks ? 'POST' : 'GET' } = options;
    const headers = {
      ...(cookie && { cookie }),
      ...(chunks && { origin: `http://127.0.0.1:${port}`, 'content-type': 'application/json' }),
    };
    const sent = request({ port, host: '127.0.0.1', path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    sent.on('error', reject);
    for (const chunk of chunks ?? []) sent.write(chunk);
    sent.end();
  });
}

describe('over a real socket', () => {
  it('[HT3] counts a body without a length while it comes in', async () => {
    const cookie = await rig.member('lead');
    expect(
      (await send(commands, { cookie, chunks: [open.slice(0, 9), open.slice(9)] })).status,
    ).toBe(200);
    const big = await send(commands, {
      cookie,
      chunks: Array.from({ length: 8 }, () => ' '.repeat(10_000)),
    });
    expect(big.status).toBe(413);
    expect((await send('/healthz')).status).toBe(200);
  });

  it('[HT3] a body that breaks off leaves the server well', async () => {
    const cookie = await rig.member('lead');
    const asked = once(server, 'request');
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST ${commands} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"type"`,
    );
    await asked;
    socket.destroy();
    expect((await send('/healthz')).status).toBe(200);
    expect(rig.room.situation.incidents.size).toBe(0);
    expect(rig.logged.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  it('[HT13] answers carry their headers', async () => {
    const { headers } = await send('/api/session');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-type': 'application/json; charset=utf-8',
    });
    const head = await send('/healthz', { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
  });
});
