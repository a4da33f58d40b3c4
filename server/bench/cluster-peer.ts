import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { createClient } from 'redis';
import { Server } from 'socket.io';
import { changedTitle, incidentId } from './cluster-load.ts';
import { serve } from './feed-rig.ts';

/** A Socket.IO server on the Redis streams adapter: what emits on one reaches the sockets of the other. */
const url = process.argv[2] ?? '';
const http = createServer();
const client = await createClient({ url }).connect();
const io = new Server(http, {
  transports: ['websocket'],
  serveClient: false,
  adapter: createAdapter(client),
});
await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', 4096, resolve));

serve({
  port: () => (http.address() as AddressInfo).port,
  /** Emits so many a second for so long; answers how many it emitted. */
  async load({ perSecond, seconds }: { perSecond: number; seconds: number }) {
    const startedAt = performance.now();
    let sent = 0;
    while (performance.now() - startedAt < seconds * 1000) {
      const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
      for (; sent < due; sent += 1) {
        io.emit('delta', { upserts: [{ id: incidentId(sent), title: changedTitle(sent) }] });
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return sent;
  },
  cpuUs() {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
});
