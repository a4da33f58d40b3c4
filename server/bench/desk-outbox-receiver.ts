import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A receiver of webhooks in a process of its own, that takes `answerMs` for each, as real ones do. Says
 * its port; a message makes it say how many came, how many different ones, and how many at most at once.
 */
const answerMs = Number(process.argv[2] ?? 20);
let seen = new Set<string>();
let count = 0;
let atOnce = 0;
let most = 0;

const server = createServer((request, response) => {
  count += 1;
  atOnce += 1;
  most = Math.max(most, atOnce);
  seen.add(String(request.headers['webhook-id']));
  request.resume();
  request.on('end', () =>
    setTimeout(() => {
      atOnce -= 1;
      response.writeHead(204).end();
    }, answerMs),
  );
});
server.keepAliveTimeout = 1;
server.listen(0, '127.0.0.1', () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
);
process.on('message', () => {
  process.send?.({ count, different: seen.size, most });
  seen = new Set();
  count = 0;
  most = 0;
});
process.on('disconnect', () => process.exit(0));
