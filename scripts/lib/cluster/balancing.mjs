import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { balancedNodes } from './balanced-nodes.mjs';
import { forward, headersFor, writeHead } from './forward.mjs';
import { until } from './redis-process.mjs';

const NO_NODE =
  'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** @type {typeof import('./balancer.mjs').startBalancer} */
export async function startBalancer({ nodes, port = 0, host = '127.0.0.1', pollMs = 500 }) {
  const pool = balancedNodes(nodes, pollMs);
  /** @type {Set<import('node:stream').Duplex>} */
  const tunnels = new Set();
  let requests = 0;
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000, noDelay: true });
  server.on('request', (request, response) => {
    requests += 1;
    response.once('close', () => (requests -= 1));
    forward(request, response, pool);
  });
  server.on('upgrade', (request, client, head) => {
    tunnels.add(client);
    client.once('close', () => tunnels.delete(client));
    tunnel(request, client, head, pool);
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  // Thousands of sockets come back at once when a node ends.
  server.listen({ port, host, backlog: 4096 });
  await once(server, 'listening');
  const address = server.address();
  const listening = typeof address === 'object' && address !== null ? address.port : port;
  await pool.look();
  return {
    url: `http://${host}:${listening}`,
    port: listening,
    states: () => pool.all().map(({ url, state }) => ({ url, state })),
    add: pool.add,
    remove: pool.remove,
    ready: (count = pool.all().length, withinMs = 30_000) =>
      until(
        `${count} ready nodes`,
        async () => pool.all().filter(({ state }) => state === 'ready').length >= count,
        withinMs,
      ),
    open: () => requests + tunnels.size,
    async close() {
      pool.close();
      server.close();
      server.closeAllConnections();
      for (const client of tunnels) client.destroy();
      await once(server, 'close');
    },
  };
}

/**
 * An upgrade goes to its node byte for byte, and whatever that answers comes back so.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:stream').Duplex} client
 * @param {Buffer} head
 * @param {import('./balanced-nodes.mjs').Pool} pool
 */
function tunnel(request, client, head, pool) {
  /** @type {Set<string>} */
  const tried = new Set();
  const next = () => {
    const node = pool.next(tried);
    if (node === undefined) {
      client.end(NO_NODE, () => client.destroy());
      return;
    }
    tried.add(node.url);
    const { hostname, port } = new URL(node.url);
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true });
    let connected = false;
    upstream.on('connect', () => {
      connected = true;
      upstream.write(writeHead(request, headersFor(request, { upgrade: true })));
      upstream.write(head);
      upstream.pipe(client);
      client.pipe(upstream);
    });
    upstream.on('error', () => {
      if (connected) client.destroy();
      else {
        pool.failed(node);
        if (!client.destroyed) next();
      }
    });
    upstream.on('end', () => client.end(() => client.destroy()));
    client.once('close', () => upstream.destroy());
  };
  client.on('error', () => client.destroy());
  if ('setNoDelay' in client)
    /** @type {import('node:net').Socket} */ (client).setNoDelay(true).setTimeout(0);
  next();
}
