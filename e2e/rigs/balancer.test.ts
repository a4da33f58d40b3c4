import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { startBalancer } from '../../scripts/lib/cluster/balancer.mjs';
import type { Balancer } from '../../scripts/lib/cluster/balancer.mjs';

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;
/** A small HTTP and WebSocket server that stands for a node. */
type Node = {
  url: string;
  ready: boolean;
  answer: Answer;
  server: Server;
  stop: () => Promise<void>;
};

const nodes: Node[] = [];
let balancer: Balancer;
beforeEach(async () => {
  for (const name of ['a', 'b', 'c']) nodes.push(await startFake(name));
  balancer = await startBalancer({ nodes: nodes.map((node) => node.url), pollMs: 20 });
  await balancer.ready();
});
afterEach(async () => {
  await balancer.close();
  await Promise.all(nodes.splice(0).map((node) => node.stop()));
});

async function startFake(name: string): Promise<Node> {
  const sockets = new WebSocketServer({ noServer: true });
  const node: Node = {
    url: '',
    ready: true,
    answer: (_request, response) => response.end(name),
    server: createServer((incoming, response) => {
      if (incoming.url === '/readyz') response.writeHead(node.ready ? 200 : 503).end();
      else void node.answer(incoming, response);
    }),
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      node.server.closeAllConnections();
      if (!node.server.listening) return;
      node.server.close();
      await once(node.server, 'close');
    },
  };
  node.server.on('upgrade', (incoming, socket, head) =>
    sockets.handleUpgrade(incoming, socket, head, (ws) => {
      ws.send(`${name} ${incoming.headers.origin} ${String(incoming.headers['x-forwarded-for'])}`);
      ws.on('message', (message, binary) => ws.send(message, { binary }));
    }),
  );
  node.server.listen(0, '127.0.0.1');
  await once(node.server, 'listening');
  node.url = `http://127.0.0.1:${(node.server.address() as AddressInfo).port}`;
  return node;
}

async function get(path = '/', init: RequestInit = {}): Promise<string> {
  const response = await fetch(balancer.url + path, init);
  return `${response.status} ${await response.text()}`;
}

function everyNode(answer: Answer): void {
  for (const node of nodes) node.answer = answer;
}

describe('balancer', () => {
  it('requests of one kept-alive connection go to the nodes in turn', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const heard: string[] = [];
    for (let i = 0; i < 6; i += 1) {
      const asked = request(balancer.url, { agent }).end();
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      heard.push(await text(response));
      expect(asked.reusedSocket).toBe(i > 0);
    }
    agent.destroy();
    expect(heard.slice(0, 3).toSorted()).toEqual(['a', 'b', 'c']);
    expect(heard.slice(3)).toEqual(heard.slice(0, 3));
  });

  it('Host, Origin and cookies pass; who asked is told anew, not believed', async () => {
    everyNode(({ headers, rawHeaders }, response) => {
      response.setHeader('set-cookie', ['one=1', 'two=2']);
      response.end(JSON.stringify({ headers, count: rawHeaders.length }));
    });
    const response = await fetch(balancer.url, {
      headers: { origin: 'https://room.example', cookie: 'a=b', 'x-forwarded-for': '6.6.6.6' },
    });
    expect(response.headers.getSetCookie()).toEqual(['one=1', 'two=2']);
    expect(((await response.json()) as { headers: unknown }).headers).toMatchObject({
      host: new URL(balancer.url).host,
      origin: 'https://room.example',
      cookie: 'a=b',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': new URL(balancer.url).host,
    });
  });

  it('an unready node gets nothing; with none ready, those that are alive still answer', async () => {
    const [a, b, c] = nodes as [Node, Node, Node];
    a.ready = false;
    await expect.poll(() => balancer.states()[0]?.state).toBe('alive');
    const heard = await Promise.all(Array.from({ length: 8 }, () => get()));
    expect(new Set(heard)).toEqual(new Set(['200 b', '200 c']));
    b.ready = false;
    c.ready = false;
    await expect
      .poll(() => balancer.states().map(({ state }) => state))
      .toEqual(Array(3).fill('alive'));
    expect(await get()).toMatch(/^200 [abc]$/);
  });

  it('what could not be sent goes to another node, whole; with none left it is 503', async () => {
    everyNode(async (incoming, response) => response.end(await text(incoming)));
    await nodes[0]?.stop();
    await nodes[1]?.stop();
    const said = await Promise.all(
      ['x', 'y', 'z'].map((body) => get('/', { method: 'POST', body: body.repeat(300_000) })),
    );
    expect(said.map((one) => `${one.slice(0, 5)} ${one.length}`)).toEqual([
      '200 x 300004',
      '200 y 300004',
      '200 z 300004',
    ]);
    await nodes[2]?.stop();
    const response = await fetch(balancer.url);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.json()).toMatchObject({ error: { kind: 'unavailable' } });
  });

  it('a GET that broke is tried once more, a POST is not: it may have been done', async () => {
    let broken = 0;
    everyNode((incoming, response) => {
      if (broken === 0 || incoming.method === 'POST') {
        broken += 1;
        incoming.socket.destroy();
      } else response.end('fine');
    });
    expect(await get()).toBe('200 fine');
    expect(broken).toBe(1);
    expect(await get('/', { method: 'POST', body: 'x' })).toMatch(/^502 .*unsettled/);
    expect(broken).toBe(2);
  });

  it('an answer streams through, and one that breaks off is not made to look whole', async () => {
    let breakOff = (): void => {};
    everyNode((incoming, response) => {
      response.write('first ');
      breakOff = () => void incoming.socket.destroy();
    });
    const response = await fetch(balancer.url);
    const reader = response.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first ');
    breakOff();
    await expect(reader?.read()).rejects.toThrow('terminated');
  });

  it('an answer given before the body was read arrives', async () => {
    everyNode((incoming, response) => {
      response.writeHead(413, { connection: 'close' }).end('too large');
      response.once('finish', () => incoming.socket.destroySoon());
    });
    const socket = connect(balancer.port, '127.0.0.1');
    socket.write(
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 90000000\r\n\r\n' + 'x'.repeat(70_000),
    );
    let heard = '';
    socket.on('data', (chunk) => (heard += chunk.toString()));
    await expect.poll(() => heard).toMatch(/^HTTP\/1\.1 413 [\s\S]*too large/);
    socket.destroy();
  });

  it('WebSockets are spread over the nodes, and end with their node', async () => {
    const sockets = [1, 2, 3].map(
      () => new WebSocket(balancer.url.replace('http', 'ws'), { origin: balancer.url }),
    );
    const hellos = await Promise.all(sockets.map((socket) => once(socket, 'message')));
    expect(hellos.map(String).toSorted()).toEqual(
      ['a', 'b', 'c'].map((name) => expect.stringContaining(`${name} ${balancer.url} 127.0.0.1`)),
    );
    sockets[0]?.send('x'.repeat(1_000_000));
    const [echo] = (await once(sockets[0] as WebSocket, 'message')) as [Buffer];
    expect(echo.length).toBe(1_000_000);
    expect(balancer.open()).toBe(3);
    const closed = sockets.map((socket) => once(socket, 'close'));
    await nodes[0]?.stop();
    await Promise.race(closed);
    expect(balancer.open()).toBe(2);
    for (const socket of sockets) socket.close();
    await Promise.all(closed);
    await expect.poll(() => balancer.open()).toBe(0);
  });

  it('a client that leaves frees its node at once', async () => {
    let [came, left] = [0, 0];
    everyNode((incoming) => {
      came += 1;
      incoming.socket.once('close', () => (left += 1));
    });
    const leaving = new AbortController();
    const asked = fetch(balancer.url, { signal: leaving.signal });
    await expect.poll(() => came).toBe(1);
    leaving.abort();
    await expect(asked).rejects.toThrow(/abort/);
    await expect.poll(() => left).toBe(1);
    await expect.poll(() => balancer.open()).toBe(0);
    expect(balancer.states().map(({ state }) => state)).toEqual(Array(3).fill('ready'));
  });
});

async function text(stream: IncomingMessage): Promise<string> {
  let all = '';
  for await (const chunk of stream) all += String(chunk);
  return all;
}
