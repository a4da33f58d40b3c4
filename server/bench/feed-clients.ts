import { WIRE_VERSION } from '@warroom/shared';
import { WebSocket } from 'ws';
import { serve } from './feed-rig.ts';

/** A client process of the feed's benches: many bare WebSockets that speak just enough Engine.IO. */
const AUTH = JSON.stringify({ wire: WIRE_VERSION, build: 'bench', election: 'example' });
/** No more handshakes at once than a listen backlog takes. */
const AT_ONCE = 1000;

let target: { url: string; mode: string; cursor: string } = { url: '', mode: '', cursor: '' };
let open: WebSocket[] = [];
let deltas = 0;
let bytes = 0;

/** Connects one; resolves when it is ready to be told changes (or, in a storm, has caught up). */
function connect(storm: boolean): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(target.url, {
      headers: { cookie: 'who=bench' },
      perMessageDeflate: false,
    });
    ws.on('error', reject);
    ws.on('open', () => {
      if (target.mode === 'ws' && !storm) resolve(ws);
    });
    ws.on('message', (data: Buffer) => {
      const [first, second] = data;
      bytes += data.length;
      if (first === 0x32) ws.send('3'); // "2": ping
      else if (first === 0x30) ws.send(`40${target.mode === 'ours' ? AUTH : ''}`); // "0": open
      else if (second === 0x30) {
        // "40": connected
        if (target.mode === 'ours') ws.send(`420["sync",{"cursor":"${target.cursor}"}]`);
        else resolve(ws);
      } else if (second === 0x33) resolve(ws); // "43": an acknowledgement, here the catch-up
      else if (second === 0x32 && data[4] === 0x64) deltas += 1; // 42["d
    });
  });
}

async function connectAll(count: number, storm: boolean): Promise<WebSocket[]> {
  const made: WebSocket[] = [];
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      made.push(await connect(storm));
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, worker));
  return made;
}

serve({
  async open({
    port,
    mode,
    cursor,
    count,
  }: {
    port: number;
    mode: string;
    cursor: string;
    count: number;
  }) {
    const path = mode === 'ws' ? '/' : '/socket.io/?EIO=4&transport=websocket';
    target = { url: `ws://127.0.0.1:${port}${path}`, mode, cursor };
    open = await connectAll(count, false);
  },
  take() {
    const seen = { deltas, bytes };
    deltas = 0;
    bytes = 0;
    return seen;
  },
  /** Drops all at once and brings them back; answers how long until all have caught up, ms. */
  async storm() {
    const count = open.length;
    for (const ws of open) ws.terminate();
    const startedAt = performance.now();
    open = await connectAll(count, true);
    return performance.now() - startedAt;
  },
});
